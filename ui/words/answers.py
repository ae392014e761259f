"""The words around an answer: how likely it answers, what is only perhaps one, and how much of a list is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rag.answers import AnswerOrigin, Cause, Certainty
from rag.chat.words import note_in


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """In one language; braces are filled in by `str.format`."""

    certainty: dict[Certainty, str]
    certainty_name: dict[Certainty, str]
    """What it means, in a sentence."""
    perhaps: str
    perhaps_more: str
    left: tuple[str, str]
    """One item more, several more."""
    alone: str
    """To ask a question as it is written, without what was said before."""
    instead: str
    """What the documents name in the place of something that the question names."""
    nearest: str
    """What the nearest passage is about, where nothing answers: its document."""
    nearest_in: str
    """The same where it stands below a heading."""
    closest: tuple[str, str]
    """What unfolds the nearest passages: one, several."""


ANSWER_WORDS = {
    "en": AnswerWords(
        {
            Certainty.SURE: "answers the question",
            Certainty.LIKELY: "probably answers",
            Certainty.MAYBE: "may not answer",
        },
        {
            Certainty.SURE: "The words are those of the file, and they very likely answer the question.",
            Certainty.LIKELY: "The words are those of the file; that they answer the question is likely.",
            Certainty.MAYBE: "The words are those of the file; check whether they answer the question.",
        },
        "Perhaps:",
        "It comes nearest, and may well be no answer.",
        ("1 more item", "{count} more items"),
        "Ask as written",
        "The documents give {found}, not {asked}.",
        "The nearest extract is of “{title}”.",
        "The nearest extract is about “{subject}”, in “{title}”.",
        ("The closest extract", "The {count} closest extracts"),
    ),
    "fr": AnswerWords(
        {
            Certainty.SURE: "répond à la question",
            Certainty.LIKELY: "répond probablement",
            Certainty.MAYBE: "répond peut-être",
        },
        {
            Certainty.SURE: "Ces mots sont ceux du fichier, et ils répondent très probablement à la question.",
            Certainty.LIKELY: "Ces mots sont ceux du fichier ; il est probable qu’ils répondent à la question.",
            Certainty.MAYBE: "Ces mots sont ceux du fichier ; vérifiez qu’ils répondent bien à la question.",
        },
        "Peut-être :",
        "C’est ce qui s’en approche le plus, et ce n’est peut-être pas une réponse.",
        ("encore 1 élément", "encore {count} éléments"),
        "Demander telle quelle",
        "Les documents donnent « {found} », et non « {asked} ».",
        "L’extrait le plus proche est de « {title} ».",
        "L’extrait le plus proche parle de « {subject} », dans « {title} ».",
        ("L’extrait le plus proche", "Les {count} extraits les plus proches"),
    ),
    "ar": AnswerWords(
        {
            Certainty.SURE: "يجيب عن السؤال",
            Certainty.LIKELY: "يجيب على الأرجح",
            Certainty.MAYBE: "قد لا يجيب",
        },
        {
            Certainty.SURE: "هذه كلمات الملف نفسها، ومن المرجح جدا أنها تجيب عن السؤال.",
            Certainty.LIKELY: "هذه كلمات الملف نفسها، ومن المرجح أنها تجيب عن السؤال.",
            Certainty.MAYBE: "هذه كلمات الملف نفسها؛ تحقق من أنها تجيب عن السؤال.",
        },
        "ربما:",
        "هذا أقرب ما وُجد، وقد لا يكون جوابا.",
        ("عنصر آخر", "{count} عناصر أخرى"),
        "اسأل كما كُتب",
        "تذكر الوثائق «{found}»، لا «{asked}».",
        "أقرب مقتطف من «{title}».",
        "أقرب مقتطف يتحدث عن «{subject}»، في «{title}».",
        ("أقرب مقتطف", "أقرب المقتطفات، وعددها {count}"),
    ),
}


def instead_words(found: str, asked: str, language: str) -> str:
    """That the documents name one thing where another was asked."""
    one, other = (" ".join(words.split()) for words in (found, asked))
    return ANSWER_WORDS[language].instead.format(found=one, asked=other)


def certainty_word(record: Mapping[str, Any], language: str) -> str:
    """How likely an answer that is kept as a record answers, in words; empty where it does not say."""
    told = record.get("answers")
    return ANSWER_WORDS[language].certainty[Certainty(told)] if told in set(Certainty) else ""


def note_words(record: Mapping[str, Any], language: str) -> str:
    """What has to be known of an answer that is kept as a record; empty where there is nothing."""
    cause = record.get("cause")
    told = Cause(str(cause["code"]), tuple(map(str, cause["values"]))) if cause else None
    origin = AnswerOrigin(record["origin"]) if "origin" in record else None
    return note_in(origin, told, record.get("note"), language) or ""
