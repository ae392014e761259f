"""Arabic pronouns, joined to a word or alone, and whether the question itself names what they stand for."""

from __future__ import annotations

import re

from rag.language.folding import skeleton
from rag.language.words import QUESTION_WORDS, STOP_WORDS

_WORD = re.compile(r"\w+|[،,؛:]")
_JOINED = re.compile(r"\w{2,}(?P<pronoun>هما|ها|هم)|\w{3,}(?P<one>ه)")
_PARTICLES = "و?[فبلك]?"
# Words that only end like one that a pronoun is joined to, and what a preposition makes of two letters.
_WHOLE = re.compile(
    _PARTICLES + r"(?:درهم|[ا]?سهم|مهم|اهم|متهم|[يتن]?فهم|تفاهم|تفهم|[يت]?ساهم|مساهم|[يت]سهم|ملهم|[يت]لهم|وجها|اتجاها"
    r"|تنبيها|توجيها|مشابها|فقها|شبيها|ابراهيم|وجه|اوجه|شبه|فقه|مياه|اتجاه|انتباه|الله|نزيه|شبيه|كريه|تشبيه|توجيه|تنبيه"
    r"|ترفيه|تشويه|تنويه|فواكه|سفيه|هذه|هاته|جهه|يواجه|تواجه|واجه|يتجه|تتجه|منتبه|مشتبه|متشابه|رفاه|اكراه|اشتباه|تجاه)"
)
_DEFINITE = re.compile(r"[وف]?(?:[بك]?ال|لل)\w{2,}")
_JOINED_PREPOSITION = re.compile(r"[بلك](?!ال)\w{3,}")
_FEMININE = re.compile(r"\w+(?:ة|ات|اء)")
_FEMININE_VERB = re.compile(r"(?!ال)\w{3,}ت")
_PLURAL = re.compile(r"\w+(?:ين|ون|ات)")
_OPEN = re.compile(r"[A-Za-z0-9]\w*")
_COPULAS = frozenset(("هو", "هي", "هم", "هما", "هن"))
_TIMES = re.compile(r"(?:هذا|هذه)\s+(?:العام|السنة|السنه|الشهر|الاسبوع|الأسبوع|اليوم|القرن|الموسم|المرة)")
_POINTING = frozenset(("هذا", "هذه", "ذلك", "تلك", "هؤلاء", "هذان", "هاتان"))
_WHICH = frozenset(("أيهما", "أيها", "أيهم", "أيهن", "ايهما", "ايها", "ايهم"))
_OWNING = frozenset(("لديه", "عنده", "له", "لديهم", "عندهم", "لهم"))
_VERB = re.compile(r"[يت]\w{3,}")
_RELATIVES = {"الذي": "ه", "التي": "ها", "الذين": "هم", "اللذان": "هما", "اللتان": "هما"}
_AFTERWARDS = re.compile("و(?:بعد|قبل|من|في|عن|مع|ب|ل|على|علي|حول|خلال|عند|لدي)(?:ها|هم|هما|ه)")
_CLAUSES = frozenset("و ثم لكن إذا اذا عندما حين لأن كي حتى التي الذي الذين أن ان بعد قبل".split())
_SMALL = STOP_WORDS["ar"] | QUESTION_WORDS["ar"]


def leans(question: str) -> bool:
    """Whether a pronoun of a folded Arabic question stands for something that the question does not name."""
    words = _WORD.findall(_TIMES.sub(" ", question))
    return any(_leans_at(words, at) for at in range(len(words)))


def _leans_at(words: list[str], at: int) -> bool:
    word = words[at]
    if word in _WHICH:
        return "ام" not in map(skeleton, words)  # « أيهما أعلى: الغرامة أم الرسم؟ » names both
    if word in _POINTING:
        return not any(_nameable(words, before, "") for before in range(at) if _clause_ends(words[before:at]))
    if word in _COPULAS:
        # « ما هي المعطيات » names what « هي » is; « ما هي؟ » and « هل هي مجانية؟ » do not.
        asked = at > 0 and words[at - 1].lstrip("و") == "هل"
        return (at == len(words) - 1 and at <= 2) or (asked and not _DEFINITE.fullmatch(words[at + 1]))
    joined = _JOINED.fullmatch(word)
    if joined is None or _DEFINITE.fullmatch(word) or _WHOLE.fullmatch(skeleton(word)):
        return False
    if joined["one"] and at + 1 < len(words) and _DEFINITE.match(words[at + 1]):
        return False  # « عاصمه المغرب »: a ta marbuta without its points
    # « قبله وبعده »: what is joined by « و » has what it stands for before it, of whatever form.
    pronoun = "" if _AFTERWARDS.fullmatch(word) else joined["pronoun"] or "ه"
    if at > 0 and words[at - 1] == "من" and word in _OWNING:
        return False
    return not any(_nameable(words, before, pronoun) for before in range(_head(words, at)))


def _head(words: list[str], at: int) -> int:
    """The first word of the construct that the word at `at` ends: « رقم » in « رقم هاتفه »."""
    # After a noun without an article a verb opens a clause about it: « نسبة يدفعها المشتري ».
    if (_JOINED_PREPOSITION.fullmatch(words[at]) or _VERB.fullmatch(words[at])) and skeleton(words[at]) not in _SMALL:
        return at
    while at > 0 and not _ends_construct(words[at - 1]):
        at -= 1
    return at


def _ends_construct(word: str) -> bool:
    return not word.isalpha() or bool(_DEFINITE.fullmatch(word) or _OPEN.fullmatch(word)) or skeleton(word) in _SMALL


def _clause_ends(words: list[str]) -> bool:
    return any(word in _CLAUSES or (word.startswith("و") and word[1:] in _SMALL) for word in words)


def _nameable(words: list[str], at: int, pronoun: str) -> bool:
    """Whether the word at `at` names what a pronoun may stand for."""
    word, previous = words[at], words[at - 1] if at > 0 else ""
    if word in _RELATIVES:
        return _RELATIVES[word] == pronoun
    if skeleton(word) in _SMALL or word in _COPULAS or not word.isalnum():
        return False
    if _OPEN.fullmatch(word) or not pronoun:
        return True
    if pronoun in ("هم", "هما", "هن"):
        pair = word[0] == "و" and len(word) > 3 and skeleton(previous) not in _SMALL
        return pair or bool(_DEFINITE.fullmatch(word) or _PLURAL.fullmatch(word))
    if pronoun == "ها":
        return bool(_DEFINITE.fullmatch(word) or _FEMININE.fullmatch(word))
    # The word after one that asks is the verb, or what is counted.
    asked = skeleton(previous).lstrip("و") in QUESTION_WORDS["ar"] - {"ما", "اي", "ايه"} or _VERB.fullmatch(word)
    # « الدول التي طلبت »: what « التي » follows is feminine or several, and so is the subject of such a verb.
    feminine = _FEMININE.fullmatch(word) or _FEMININE_VERB.fullmatch(word) or words[at + 1] == "التي"
    return not feminine and (bool(_DEFINITE.fullmatch(word)) or not asked)
