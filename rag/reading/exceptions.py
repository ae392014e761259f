"""The exception that follows a rule: « L'employeur verse une indemnité. Les stagiaires en sont exclus. »"""

from __future__ import annotations

from collections.abc import Sequence

from rag.language.language import analyse
from rag.language.senses.negation import denies
from rag.search.matching import RELATIVE, Numbers
from rag.search.search import Candidate, Search
from rag.search.units import Form


def with_exception(search: Search, chosen: Sequence[Candidate]) -> list[Candidate]:
    """What is to be cited, with the sentence after the best one where that excludes somebody the question is about.

    A rule alone would answer for those whom the next sentence takes out of it.
    """
    best = chosen[0]
    following = _following(search, best)
    if following is None or following in chosen or not denies(following.text, following.hit.passage.language):
        return list(chosen)
    missing = _held(search, best, (best.text, *(above.text for above in best.unit.above))) < RELATIVE
    named = _held(search, following, (following.text,)) >= RELATIVE
    return [best, following, *chosen[1:]] if bool((missing & named).any()) else list(chosen)


def _following(search: Search, best: Candidate) -> Candidate | None:
    """The next sentence of the same paragraph."""
    if best.unit.form is not Form.PROSE:
        return None
    for each in search.sentences:
        same = each.hit is best.hit and each.unit.form is Form.PROSE and each.unit.block == best.unit.block
        if same and each.unit.first == best.unit.last + 1:
            between = best.hit.passage.text[
                best.span.end - best.hit.passage.start : each.span.start - best.hit.passage.start
            ]
            return each if "\n\n" not in between else None
    return None


def _held(search: Search, candidate: Candidate, texts: Sequence[str]) -> Numbers:
    language = candidate.hit.passage.language
    terms = [token.term for text in texts for token in analyse(text, language)]
    return search.inquiry.matcher(language).held_by(terms)
