"""From what was chosen to what is cited: sentences side by side, rows with their header, lists over passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from rag.answers import AnswerSentence, Hit
from rag.reading.places import LONGEST_LIST, Place, places, sentence
from rag.reading.reading import SENTENCE_FEATURES
from rag.search.search import Candidate, PassageFinder
from rag.search.units import Form, Unit, units
from rag.types import Passage, Span
from tests.fixtures.read import passages_of


def candidate(hit: Hit, unit: Unit, chance: float = 0.5) -> Candidate:
    return Candidate(hit, unit, chance, np.zeros(len(SENTENCE_FEATURES)), np.zeros(0))


def finder(passages: Sequence[Passage]) -> PassageFinder:
    return lambda _, offset: next((each for each in passages if each.start <= offset < each.end), None)


def said(passages: Sequence[Passage], at: int, form: Form, number: int = 0) -> AnswerSentence:
    """The sentence that cites a unit of one of the passages: the first one of its form, or a later one."""
    hit = Hit(passages[at], 0.0)
    unit = [unit for unit in units(passages[at]) if unit.form is form][number]
    (place,) = places([candidate(hit, unit)])
    return sentence(place, finder(passages))


def test_sentences_that_follow_each_other_are_one_citation() -> None:
    text = "Le pont date de 1900. Le maire a ouvert le port. Trois ponts mènent au port. Le parc est fermé.\n"
    (passage,) = passages_of("a.txt", text)
    hit, other = Hit(passage, 0.0), Hit(replace(passage, file="b.txt"), 0.0)
    spans, found = passage.sentences, units(passage)
    assert len(spans) == len(found) == 4

    def placed(*chosen: tuple[Hit, int]) -> list[Place]:
        return places([candidate(each, found[at]) for each, at in chosen])

    assert placed((hit, 1), (hit, 0)) == [Place(hit, Span(spans[0].start, spans[1].end))]
    assert placed((hit, 0), (hit, 2), (hit, 1)) == [Place(hit, Span(spans[0].start, spans[2].end))]
    assert placed((hit, 3), (hit, 0)) == [Place(hit, spans[3]), Place(hit, spans[0])]
    assert placed((hit, 0), (other, 1)) == [Place(hit, spans[0]), Place(other, spans[1])]


def test_a_sentence_that_leans_is_cited_with_the_one_before_it() -> None:
    (passage,) = passages_of("a.txt", "Le port de Safi est ancien. Il est grand.\n")
    assert said([passage], 0, Form.PROSE, 1).text == "Le port de Safi est ancien. Il est grand."


def test_a_heading_is_no_sentence_to_lean_on() -> None:
    (passage,) = passages_of("a.md", "# Le port\n\nIl est grand. Il est vieux.\n")
    assert said([passage], 0, Form.PROSE).text == "Il est grand."


ROWS = [f"| Ville {number} | {number} |" for number in range(40)]
TABLE = "# Ventes\n\n| Agence | Ventes |\n|---|---|\n" + "\n".join(ROWS) + "\n"


@pytest.mark.parametrize("limit", [120, 300, 5_000])
def test_a_row_is_cited_with_its_header_wherever_that_stands(limit: int) -> None:
    passages = passages_of("a.md", TABLE, limit)
    sentences = said(passages, len(passages) - 1, Form.ROW, -1)
    assert sentences.text == f"| Agence | Ventes |\n{ROWS[-1]}"
    assert [TABLE[each.start : each.end] for each in sentences.citations] == ["| Agence | Ventes |", ROWS[-1]]


def test_a_header_that_is_not_to_be_had_is_left_out() -> None:
    passages = passages_of("a.md", TABLE, 300)
    (place,) = places([candidate(Hit(passages[-1], 0.0), units(passages[-1])[-1])])
    assert sentence(place, lambda _passage, _offset: None).text == ROWS[-1]


ITEMS = [f"- mesure numéro {number} du plan" for number in range(30)]
LIST = "Le plan prévoit les mesures suivantes :\n\n" + "\n".join(ITEMS) + "\n\nIl est public.\n"


@pytest.mark.parametrize("limit", [150, 400, 5_000])
@pytest.mark.parametrize("from_the_end", [False, True])
def test_a_list_is_cited_as_a_whole_over_passages(limit: int, from_the_end: bool) -> None:
    passages = passages_of("a.md", LIST, limit)
    lists = [at for at, passage in enumerate(passages) if any(unit.form is Form.LIST for unit in units(passage))]
    cited = said(passages, lists[-1 if from_the_end else 0], Form.LIST)
    assert cited.text == LIST.partition("\n\nIl est")[0]
    (citation,) = cited.citations
    assert LIST[citation.start : citation.end] == citation.quote == cited.text
    assert cited.left == 0


def test_a_list_that_is_too_long_says_how_many_items_are_left_and_cites_them_too() -> None:
    items = [f"- mesure numéro {number}, dont le plan dit beaucoup de choses" for number in range(100)]
    text = "Voici les mesures :\n\n" + "\n".join(items) + "\n"
    passages = passages_of("a.md", text, 400)
    cited = said(passages, 1, Form.LIST)
    assert said(passages, 0, Form.PROSE) == cited  # what announces it stands in a passage of its own
    shown, rest = cited.citations
    assert len(cited.text) <= LONGEST_LIST
    assert cited.text == shown.quote == text[shown.start : shown.end]
    assert cited.left == rest.quote.count("\n") + 1 > 0
    assert shown.quote.count("\n- ") + cited.left == len(items)
    assert text[rest.start : rest.end] == rest.quote
    assert rest.quote.endswith(items[-1])


def test_a_list_below_a_heading_is_cited_without_it() -> None:
    (passage,) = passages_of("a.md", "# Formats\n\n- csv\n- xlsx\n")
    assert said([passage], 0, Form.LIST).text == "- csv\n- xlsx"


def test_a_sentence_beside_a_list_is_not_lost_to_it() -> None:
    text = (
        "Le lien permanent ne change jamais.\n\nIl y a deux liens :\n\n- le slug\n- l'identifiant\n\nLe slug change.\n"
    )
    (passage,) = passages_of("a.md", text)
    hit, found = Hit(passage, 0.0), units(passage)
    prose = [unit for unit in found if unit.form is Form.PROSE and "chang" in unit.text(passage)]
    listed = next(unit for unit in found if unit.form is Form.LIST)
    cited = places([candidate(hit, unit) for unit in (prose[0], listed, prose[-1])])
    said = [sentence(place, finder([passage])).text for place in cited]
    whole = "Il y a deux liens :\n\n- le slug\n- l'identifiant"
    assert said == ["Le lien permanent ne change jamais.", whole, "Le slug change."]
