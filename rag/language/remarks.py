"""What an answer of the documents' own sentences says beside them, in three languages.

Braces are filled with the values of its cause; a version is a file with its date and its number, either of which may be
empty.
"""

from __future__ import annotations

from rag.answers import Cause
from rag.language.numbers.calendar import date_words

OLDER, THEN, APART, EMPTY = "older version", "version then", "values apart", "no document"
FALLBACK = "en"

REMARKS = {
    "en": {
        OLDER: "An earlier version, cited next, says something else: {version}.",
        THEN: "In {asked} the version before was in force: {version}.",
        APART: "The documents do not all give the same value: both are cited.",
        EMPTY: "There is no document yet: add some first.",
    },
    "fr": {
        OLDER: "Une version antérieure, citée ensuite, dit autre chose : {version}.",
        THEN: "En {asked} valait la version précédente : {version}.",
        APART: "Les documents ne donnent pas tous la même valeur : les deux sont citées.",
        EMPTY: "Il n’y a encore aucun document : ajoutez-en d’abord.",
    },
    "ar": {
        OLDER: "تقول نسخة سابقة، مذكورة بعدها، شيئا آخر: {version}.",
        THEN: "في {asked} كانت النسخة السابقة سارية: {version}.",
        APART: "لا تعطي الوثائق كلها القيمة نفسها: ذُكرت القيمتان معا.",
        EMPTY: "لا توجد وثائق بعد: أضف بعضها أولا.",
    },
}


def is_remark(cause: Cause) -> bool:
    """Whether a cause is told here, rather than by `rag.chat.words`."""
    return cause.code in REMARKS[FALLBACK]


def remark(cause: Cause, language: str) -> str:
    """A cause in words; in English where the language has none."""
    language = language if language in REMARKS else FALLBACK
    file, date, number, asked = (*cause.values, "", "", "", "")[:4]
    facts = ", ".join(filter(None, (date_words(date, language), number)))
    return REMARKS[language][cause.code].format(version=f"{file} ({facts})" if facts else file, asked=asked)
