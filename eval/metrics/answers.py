"""Exact match and token F1 of the answer's words (Rajpurkar et al. 2016), with normalisers for three languages.

Answerable questions that have reference answers; the best reference counts. An abstention or a failure scores 0.
Short references against answers in whole sentences give a low exact match by nature: compare systems of one style.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from eval.metrics.items import NOT_CONCERNED, Item, Ratio
from eval.metrics.places import harmonic
from rag.language.folding import fold_plain

_ARTICLES = {
    "en": re.compile(r"\b(?:a|an|the)\b"),
    "fr": re.compile(r"\b(?:[ld]'|(?:le|la|les|du|des|de|au|aux|un|une)\b)"),
    "ar": re.compile(r"\bال(?=\w{2})"),
}
_ALEF = str.maketrans("أإآٱى", "ااااي")


def normalise(text: str, language: str) -> str:
    """`text` as it is compared: folded, without articles and punctuation, with single spaces.

    English drops a, an, the as SQuAD does; French its articles and their contractions and elisions as FQuAD
    (d'Hoffschmidt et al. 2020), and elided de; Arabic the article ال, and the forms of alef as MLQA-style scorers do.
    """
    folded = fold_plain(text)
    if language == "ar":
        folded = folded.translate(_ALEF)
    articles = _ARTICLES.get(language)
    if articles is not None:
        folded = articles.sub(" ", folded)
    kept = (" " if unicodedata.category(character)[0] in "PSZC" else character for character in folded)
    return " ".join("".join(kept).split())


def exact(answer: str, reference: str, language: str) -> float:
    """1 where both are the same after `normalise`."""
    return float(normalise(answer, language) == normalise(reference, language))


def overlap_f1(answer: str, reference: str, language: str) -> float:
    """F1 of the bags of words after `normalise`; 1 where both are empty, 0 where only one is."""
    words, wanted = normalise(answer, language).split(), normalise(reference, language).split()
    if not words or not wanted:
        return float(words == wanted)
    common = sum((Counter(words) & Counter(wanted)).values())
    return harmonic(common / len(words), common / len(wanted))


def _answer(item: Item) -> str:
    return item.prediction.answer if item.prediction is not None and item.answered else ""


def exact_match(item: Item) -> Ratio:
    """Questions whose answer is one of the references after normalising."""
    references = item.question.answers
    if not item.facts or not references:
        return NOT_CONCERNED
    if not item.answered:
        return 0.0, 1.0
    return max(exact(_answer(item), reference, item.question.language) for reference in references), 1.0


def token_f1(item: Item) -> Ratio:
    """Mean over questions of the best token F1 with a reference."""
    references = item.question.answers
    if not item.facts or not references:
        return NOT_CONCERNED
    if not item.answered:
        return 0.0, 1.0
    return max(overlap_f1(_answer(item), reference, item.question.language) for reference in references), 1.0
