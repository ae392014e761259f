"""A passage is analysed once: what is stored of it gives the same terms, sentence by sentence."""

from __future__ import annotations

from rag.index.analysis import analyse_passage, passage_context
from rag.language.language import analyse
from rag.search.matching import view
from tests.fixtures.passages import passage

TEXT = "Le centre siège à Rabat.  Son budget est de 12,5 millions de dirhams. Et ?\n\nIl date de 2021."


def test_terms_come_back_in_order_with_the_borders_of_the_sentences() -> None:
    one = passage(TEXT, "rapports/plan_2021-fr.txt", heading="Budget › Dépenses")
    seen = view(one, analyse_passage(one, passage_context(one)))
    tokens = analyse(TEXT, "fr")
    assert list(seen.terms) == [token.term for token in tokens]
    assert seen.sentences == len(one.sentences)
    for at, span in enumerate(one.sentences):
        inside = [token.term for token in tokens if span.start <= token.start < span.end]
        assert list(seen.terms[seen.borders[at] : seen.borders[at + 1]]) == inside


def test_the_context_is_the_headings_and_the_words_of_the_file_name() -> None:
    one = passage(TEXT, "rapports/plan_2021-fr.txt", heading="Budget › Dépenses")
    assert passage_context(one, "Le plan") == "rapports plan 2021 fr\nLe plan\nBudget\nDépenses"
    assert {"budget", "2021"} <= view(one, analyse_passage(one, passage_context(one))).context


def test_a_passage_without_a_sentence_has_one_line() -> None:
    one = passage("  \n ")
    seen = view(one, analyse_passage(one, ""))
    assert (one.sentences, seen.terms, seen.sentences) == ((), (), 1)


def test_no_term_holds_white_space() -> None:
    one = passage("« 12 000,5 » S. M. le Roi, l’U.N.E.S.C.O., ٣٬٤ et XIXe siècle, 1er mars 2021, aujourd'hui 10 % €.")
    terms = view(one, analyse_passage(one, "")).terms
    assert list(terms) == [token.term for token in analyse(one.text, one.language)]
