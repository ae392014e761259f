"""What a sentence has in common with a question: the features of the reader, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.split import split
from rag.answers import Hit
from rag.index.analysis import analyse_passage, passage_context
from rag.language.cues import values
from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse
from rag.language.questions import Kind
from rag.reading.centre import centre_of
from rag.reading.reading import FADING, SENTENCE_FEATURES, read, unit_features, weighed
from rag.search.matching import Numbers, View, view
from rag.search.rank import inquire
from rag.search.search import Search
from rag.types import Document, Passage
from tests.fixtures.read import passages_of

TEXT = "Le port de Safi est ancien. Il est grand. Son budget est de 3 millions. Nadia Berrada le dirige depuis 2019."


def seen(context: str = "") -> View:
    (passage,) = split(Document("a.txt", "0" * 64, "txt", TEXT, "fr"), 1000)
    return view(passage, analyse_passage(passage, context))


def column(question: str, name: str, context: str = "") -> list[float]:
    inquiry = inquire(question, "fr", ["fr"], lambda terms: dict.fromkeys(terms, 3), 100)
    passage = seen(context)
    rows = unit_features(inquiry, passage, -0.5, centre_of([passage], [1.0])).features
    assert rows.shape == (4, len(SENTENCE_FEATURES))
    return [round(float(value), 6) for value in rows[:, SENTENCE_FEATURES.index(name)]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("passage", [-0.5, -0.5, -0.5, -0.5]),
        ("coverage", [0.5, 0.0, 0.5, 0.0]),
        ("before", [0.0, 0.5, 0.0, 0.5]),
        ("after", [0.0, 0.5, 0.0, 0.0]),
        ("earlier", [0.0, 0.0, 0.5, 0.5 * FADING]),
        ("first", [1.0, 0.0, 0.0, 0.0]),
        ("leaning", [0.0, 0.5, 0.0, 0.0]),
        ("number", [0.0, 0.0, 1.0, 0.0]),
    ],
)
def test_shares_of_the_question(name: str, expected: list[float]) -> None:
    assert column("Combien de budget a Safi ?", name) == pytest.approx(expected)


def test_what_a_sentence_says_beyond_the_question_is_compared_with_all_that_was_read() -> None:
    # The passage has ten different terms, so each has 1 / √10 of its unit vector; « port » and « Safi » are asked with.
    assert len(set(seen().terms)) == len(seen().terms) == 10
    shares = [(new / 10) ** 0.5 for new in (1, 1, 2, 4)]
    assert column("Et le port de Safi ?", "central") == pytest.approx(shares, abs=1e-6)


def test_the_centre_leans_to_the_likelier_passage() -> None:
    near, far = (hit.passage for hit in searched().hits)
    views = [searched().views[passage.id] for passage in (near, far)]
    centre = centre_of(views, [0.9, 0.1])
    assert sum(value * value for value in centre.values()) == pytest.approx(1.0)
    assert centre["grand"] > centre["1900"] > 0.0
    assert centre_of([], []) == {}


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Kind.AMOUNT, "En novembre 2021, 193 pays l'ont adopté.", {"193"}),
        (Kind.AMOUNT, "Le 2e port a 1 800 quais depuis 1999.", {"1800"}),
        (Kind.AMOUNT, "Il date du XXe siècle.", set()),
        (Kind.DATE, "193 pays l'ont adopté en 2021.", {"2021"}),
    ],
)
def test_years_and_ordinals_are_no_amounts(kind: Kind, text: str, expected: set[str]) -> None:
    terms = [token.term for token in analyse(text, "fr")]
    assert values(kind, terms, skeleton(fold_plain(text))) == expected


def test_what_only_the_headings_hold() -> None:
    assert column("Quel budget a Agadir ?", "context") == [0.0] * 4
    assert column("Quel budget a Agadir ?", "context", "Agadir") == [0.5] * 4


def test_neighbours_stay_neighbours() -> None:
    assert column("Que fait Nadia Berrada ?", "phrase") == [0.0, 0.0, 0.0, 1.0]
    assert column("Qui dirige ?", "phrase") == [0.0] * 4


def searched() -> Search:
    """Two passages of two files, the first one better, but without a sentence that answers when."""
    views = {}
    hits = []
    texts = ("Le port de Safi est ancien. Le port de Safi est grand.", "Le port de Safi date de 1900.")
    for at, text in enumerate(texts):
        (passage,) = split(Document(f"{at}.txt", "0" * 64, "txt", text, "fr"), 1000)
        views[passage.id] = view(passage, analyse_passage(passage, ""))
        hits.append(Hit(passage, float(-at)))
    inquiry = inquire("Quand le port de Safi a-t-il ouvert ?", "fr", ["fr"], lambda terms: dict.fromkeys(terms, 3), 100)
    return read(Search(inquiry, tuple(hits), views, 1.0))


def weights(**named: float) -> Numbers:
    return np.array([named.get(name, 0.0) for name in SENTENCE_FEATURES])


def test_passages_are_ranked_again_by_their_sentences() -> None:
    search = searched()
    assert [each.hit.passage.file for each in search.sentences] == ["0.txt", "0.txt", "1.txt"]
    same = weighed(search, weights(number=5.0), np.array([1.0, 0.0, 0.0]))
    assert [hit.score for hit in same.hits] == [0.0, -1.0]
    assert same.sentences[0].hit is same.hits[1]
    assert sum(each.chance for each in same.sentences) == pytest.approx(1.0)
    again = weighed(search, weights(number=5.0), np.array([1.0, 1.0, 0.0]))
    assert [hit.passage.file for hit in again.hits] == ["1.txt", "0.txt"]
    assert [hit.score for hit in again.hits] == pytest.approx([4.0, np.log(2)])
    assert again.sentences[0].hit is again.hits[0]


def test_passages_may_stay_in_the_order_that_a_cross_encoder_gave_them() -> None:
    kept = weighed(searched(), weights(number=5.0), np.array([1.0, 1.0, 0.0]), keep_order=True)
    assert [hit.passage.file for hit in kept.hits] == ["0.txt", "1.txt"]
    assert [hit.score for hit in kept.hits] == pytest.approx([4.0, np.log(2)])


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Qui dirige le port ?", "Le port est dirigé par Nadia Berrada.", 2 / 3),
        ("Qui dirige le port ?", "Le port est dirigé par Nadia Berrada, Omar Alami et Ali Idrissi.", 1.0),
        ("Qui dirige le port ?", "Dirigé avec soin, le port est ancien.", 0.0),
        ("Qui dirige le port de Safi ?", "Le port de Safi est ancien.", 0.0),
        ("Quand le port a-t-il ouvert ?", "Le port est dirigé par Nadia Berrada.", 0.0),
    ],
)
def test_new_names_answer_who_and_where(question: str, text: str, expected: float) -> None:
    (passage,) = split(Document("a.txt", "0" * 64, "txt", text, "fr"), 1000)
    inquiry = inquire(question, "fr", ["fr"], lambda terms: dict.fromkeys(terms, 3), 100)
    (row,) = unit_features(inquiry, view(passage, analyse_passage(passage, "")), 0.0, {}).features
    assert row[SENTENCE_FEATURES.index("name")] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le Conseil économique du port (CEP) veille sur les quais.", 1.0),
        ("Le Conseil économique du port (voir plus haut) veille sur les quais.", 0.0),
        ("Le CEP veille sur les quais.", 0.0),
    ],
)
def test_an_acronym_is_explained_by_the_words_before_it(text: str, expected: float) -> None:
    (passage,) = split(Document("a.txt", "0" * 64, "txt", text, "fr"), 1000)
    inquiry = inquire("Qu'est-ce que le CEP ?", "fr", ["fr"], lambda terms: dict.fromkeys(terms, 3), 100)
    (row,) = unit_features(inquiry, view(passage, analyse_passage(passage, "")), 0.0, {}).features
    assert row[SENTENCE_FEATURES.index("cue")] == expected


def features_of(question: str, passage: Passage) -> dict[str, dict[str, float]]:
    """The features of each unit of a passage, by its text."""
    inquiry = inquire(question, passage.language, [passage.language], lambda terms: dict.fromkeys(terms, 3), 100)
    reading = unit_features(inquiry, view(passage, analyse_passage(passage, passage_context(passage))), 0.0, {})
    return {
        unit.text(passage): dict(zip(SENTENCE_FEATURES, row.tolist(), strict=True))
        for unit, row in zip(reading.units, reading.features, strict=True)
    }


def test_a_heading_counts_for_what_stands_below_it_and_answers_nothing() -> None:
    (passage,) = passages_of("a.md", "# Tarifs de la piscine\n\nUn enfant paie deux euros. Un adulte paie le double.\n")
    found = features_of("Quels sont les tarifs de la piscine ?", passage)
    assert list(found) == ["Un enfant paie deux euros.", "Un adulte paie le double."]
    assert all(row["context"] == pytest.approx(1.0) and not row["before"] for row in found.values())
    assert [row["first"] for row in found.values()] == [1.0, 0.0]


def test_a_header_counts_for_each_of_its_rows_also_in_another_passage() -> None:
    rows = "\n".join(f"| Ville {number} | {number} | {2 * number} |" for number in range(40))
    passages = passages_of("a.md", f"| Agence | Ventes | Retours |\n|---|---|---|\n{rows}\n", 300)
    found = features_of("Combien de retours à Ville 39 ?", passages[-1])
    row = found["| Ville 39 | 39 | 78 |"]
    assert row["row"] == 1.0
    assert row["coverage"] > 0.0 < row["context"]
    assert row["coverage"] + row["context"] == pytest.approx(1.0)
    assert not any(text.startswith("| Agence") for text in found)


def test_the_mark_of_an_item_is_no_number_that_answers() -> None:
    (passage,) = passages_of("a.md", "Pour s'inscrire :\n\n1. Remplir la fiche\n2. Payer 12 euros\n")
    found = features_of("Combien faut-il payer ?", passage)
    assert found["1. Remplir la fiche"]["number"] == 0.0
    assert found["2. Payer 12 euros"]["number"] == 1.0


def test_a_list_that_is_asked_for_is_told() -> None:
    (passage,) = passages_of("a.md", "Les axes du plan sont :\n\n- former\n- équiper\n")
    for question, listed in (("Quels sont les axes du plan ?", 1.0), ("Qui a fait le plan ?", 0.0)):
        found = features_of(question, passage)
        assert found["Les axes du plan sont :\n\n- former\n- équiper"]["list"] == 1.0
        assert found["Les axes du plan sont :\n\n- former\n- équiper"]["listed"] == listed
