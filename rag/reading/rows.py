"""Whether a row of a table is the one that is asked for: the price of Tangier is none of Oujda."""

from __future__ import annotations

from rag.language.folding import fold_plain, skeleton
from rag.language.numbers.measures import Measure, asked_measure, measures, speaks_of
from rag.search.matching import RELATIVE
from rag.search.search import Candidate, Search
from rag.search.units import Form

_OWN_WORDS = frozenset((Measure.MASS, Measure.LENGTH))
"""Measures that a table gives with their unit or their name; a price may stand as a bare number."""


def is_another_row(search: Search, best: Candidate) -> bool:
    """Whether nothing of the question stands in a row itself, and something of it nowhere, or a name of it not above.

    The header and the heading then say what the table is of, and the row that is asked for is not in it. What only has
    the same consonants as an Arabic word is another word here.
    """
    passage = best.hit.passage
    if best.unit.form is not Form.ROW or passage.language != search.inquiry.language:
        return False
    matcher = search.inquiry.matcher(passage.language)
    own = matcher.matches(search.views[passage.id])[best.unit.sentences].max(axis=0)
    least = 1.0 if passage.language == "ar" else RELATIVE
    nowhere = ((matcher.held < least) | matcher.exact) & (best.held < least)
    return not bool((own >= least).any()) and bool(nowhere.any())


def measures_nothing(search: Search, best: Candidate) -> bool:
    """Whether a weight or a length is asked for and a row, with its header, has neither its unit nor its name.

    Prose has to give an amount of it, or to speak of it.
    """
    measure = asked_measure(search.inquiry.text, search.inquiry.language)
    if measure not in _OWN_WORDS or best.unit.form in (Form.LIST, Form.ITEM):
        return False
    if best.unit.form is Form.PROSE:
        plain = skeleton(fold_plain(best.text))
        return measure not in measures(plain, best.hit.passage.language) and not speaks_of(measure, plain)
    texts = (best.text, *(above.text for above in best.unit.above), best.hit.passage.heading or "")
    return not any(speaks_of(measure, skeleton(fold_plain(text))) for text in texts)
