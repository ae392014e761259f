"""Sentences of a model are cited where their proof stands, wherever the model points."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.chat.draft import Draft, DraftSentence
from rag.chat.proving import Prover
from rag.proof.evidence import Evidence, gather
from rag.proof.pointers import Pointer
from rag.types import Block, BlockKind
from tests.fixtures.passages import hits_of, passage, passages_of

TEXT = (
    "Horaires de la bibliothèque\n"
    "La bibliothèque de Salé ouvre à 9 heures. Elle ferme à 18 heures le vendredi. "
    "La carte annuelle coûte 12 euros. Les enfants ne paient rien.\n"
)
LIBRARY = passage(TEXT, "salé.txt")
HEADED = replace(LIBRARY, blocks=(Block(BlockKind.HEADING, 0, TEXT.index("\n"), 1),))
LAW = passages_of("loi.txt", "La commission a été créée en 2009. Son siège est à Rabat. ", "Elle compte sept membres.")


def shown() -> Evidence:
    return gather(hits_of(HEADED, *LAW), 3000, 5)


def pointers(evidence: Evidence, *beginnings: str) -> tuple[Pointer, ...]:
    """The pointers to the sentences that begin so."""
    return tuple(
        Pointer(p, s)
        for beginning in beginnings
        for p, stretch in enumerate(evidence.stretches, 1)
        for s, place in enumerate(stretch, 1)
        if place.text.startswith(beginning)
    )


def proven(text: str, *beginnings: str, language: str = "fr") -> tuple[bool, list[str]]:
    """Whether a sentence that points there is supported, and what it cites."""
    evidence = shown()
    draft = DraftSentence(text, pointers(evidence, *beginnings))
    sentence = Prover(evidence, "Quelle est la règle ?", language).proven(draft)
    return sentence.supported, [citation.quote.strip() for citation in sentence.citations]


def test_a_right_pointer_stays() -> None:
    assert proven("La carte annuelle coûte 12 euros.", "La carte") == (True, ["La carte annuelle coûte 12 euros."])


@pytest.mark.parametrize("beginnings", [("La commission",), (), ("Horaires",)])
def test_a_true_sentence_is_cited_where_its_proof_stands(beginnings: tuple[str, ...]) -> None:
    found = proven("La carte annuelle coûte 12 euros.", *beginnings)
    assert found == (True, ["La carte annuelle coûte 12 euros."])


def test_two_neighbours_may_prove_together_what_neither_does_alone() -> None:
    supported, quotes = proven("La commission a été créée en 2009 et son siège est à Rabat.", "La carte")
    assert supported
    assert "".join(quotes).startswith("La commission a été créée en 2009.")
    assert "Son siège est à Rabat." in quotes[-1]


@pytest.mark.parametrize("text", ["La carte annuelle coûte 15 euros.", "La commission a été créée en 2010."])
def test_what_nothing_proves_keeps_its_pointer_and_stays_unproven(text: str) -> None:
    supported, quotes = proven(text, "La carte")
    assert not supported
    assert quotes == ["La carte annuelle coûte 12 euros."]


def test_what_a_shown_sentence_denies_is_not_proven_by_another() -> None:
    assert proven("Les enfants paient la carte annuelle.", "La bibliothèque")[0] is False


def test_headings_and_superfluous_places_are_not_cited() -> None:
    everything = ("Horaires", "La bibliothèque", "La carte", "Les enfants")
    assert proven("La carte annuelle coûte 12 euros.", *everything) == (True, ["La carte annuelle coûte 12 euros."])


def test_two_places_that_each_prove_are_both_cited() -> None:
    copy = passage("La carte annuelle coûte 12 euros. Elle est valable un an.", "tarif.txt")
    evidence = gather(hits_of(HEADED, copy), 3000, 5)
    draft = DraftSentence("La carte annuelle coûte 12 euros.", pointers(evidence, "La carte"))
    sentence = Prover(evidence, "Combien coûte la carte ?", "fr").proven(draft)
    assert [citation.file for citation in sentence.citations] == ["salé.txt", "tarif.txt"]


def test_a_place_that_leans_is_cited_with_what_it_leans_on() -> None:
    supported, quotes = proven("La bibliothèque ferme à 18 heures le vendredi.", "Elle ferme")
    assert supported
    assert quotes == ["La bibliothèque de Salé ouvre à 9 heures. Elle ferme à 18 heures le vendredi."]


def test_a_fragment_says_too_little_for_code_to_look_for_its_proof() -> None:
    assert proven("La carte")[0] is False


def test_the_second_check_has_the_last_word() -> None:
    evidence = shown()
    heard: list[tuple[str, str]] = []

    def second(source: str, sentence: str) -> str | None:
        heard.append((source.strip(), sentence))
        return "no"

    draft = DraftSentence("La carte annuelle coûte 12 euros.", pointers(evidence, "Les enfants"))
    sentence = Prover(evidence, "Combien ?", "fr", second).proven(draft)
    assert heard == [("La carte annuelle coûte 12 euros.", "La carte annuelle coûte 12 euros.")]
    assert (sentence.supported, sentence.reason) == (False, "no")


ONE, TWO = Pointer(1, 1), Pointer(1, 2)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Un fait. [1.1] Un autre. [1.2]", [(ONE,), (TWO,)]),
        ("[1.1] Un fait. [1.2] Un autre.", [(ONE,), (TWO,)]),
        ("[1.1] Un fait.\n[1.2] Un autre.", [(ONE,), (TWO,)]),
        ("Voici.\n[1.1] Un fait.\n[1.2] Un autre.", [(), (ONE,), (TWO,)]),
        ("Un fait.\n[1.1]\nUn autre.\n[1.2]", [(ONE,), (TWO,)]),
        ("- [1.1] Un fait.\n- [1.2] Un autre.", [(ONE,), (TWO,)]),
        ("1. [1.1] Un fait.\n2. [1.2] Un autre.", [(ONE,), (TWO,)]),
        ("Selon [1.1], un fait. Un autre, dit [1.2].", [(ONE,), (TWO,)]),
        ("[1.1][1.2] Un fait. [1.1] Un autre.", [(ONE, TWO), (ONE,)]),
        ("Un fait [1.1]. Un autre [1.2].", [(ONE,), (TWO,)]),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_pointers_are_read_after_their_sentence_in_it_and_before_it(
    written: str, expected: list[tuple[Pointer, ...]], size: int
) -> None:
    draft = Draft((2,), "fr")
    found: list[DraftSentence] = []
    for at in range(0, len(written), size):
        draft.feed(written[at : at + size])
        found += draft.sentences(final=False)
    draft.finish()
    found += draft.sentences(final=True)
    sentences = [sentence for sentence in found if any(map(str.isalpha, sentence.text))]
    assert [sentence.pointers for sentence in sentences] == expected
