"""What a passage and a question have in common."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.split import split
from rag.index.analysis import analyse_passage
from rag.search.matching import DENIAL, Clue, Matcher, Numbers, View, view
from rag.search.rank import PASSAGE_FEATURES, Candidate, Inquiry, inquire, passage_features
from rag.types import Document

TEXT = "Le centre est à Rabat. Son budget est de 12 millions de dirhams en 2023. La création date de 2021."


def seen(text: str = TEXT, language: str = "fr", context: str = ""):
    (passage,) = split(Document("a.txt", "0" * 64, "txt", text, language), 1000)
    return view(passage, analyse_passage(passage, context))


def asked(question: str, language: str = "fr", languages: tuple[str, ...] = ("fr",)) -> Inquiry:
    return inquire(question, language, languages, lambda terms: dict.fromkeys(terms, 3), 100)


def matches(seen: View, clues: Sequence[Clue]) -> Numbers:
    return Matcher(clues).matches(seen)


def test_each_sentence_has_its_terms() -> None:
    inquiry = asked("Quel budget en 2023 ?")
    found = matches(seen(), inquiry.of("fr"))
    assert found.shape == (3, 2)
    assert found.tolist() == [[0, 0], [1, 1], [0, 0]]


def test_relatives_count_less_than_the_term() -> None:
    inquiry = asked("Qui a créé le budget budgétaire du Centre ?")
    found = matches(seen(), inquiry.of("fr")).max(axis=0)
    by_term = dict(zip([clue.term for clue in inquiry.of("fr")], found, strict=True))
    assert by_term["budget"] == 1.0
    assert 0 < by_term["budgetair"] < 1


def test_an_arabic_word_is_found_with_a_particle_joined_to_it() -> None:
    inquiry = asked("ما هو ضريح الملك؟", "ar", ("ar",))
    found = matches(seen("وصل الناس لضريح كبير.", "ar"), inquiry.of("ar"))
    assert found.max() > 0


@given(st.integers(1, 9999), st.integers(0, 3), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_a_changed_digit_leaves_no_numeric_match(number: int, place: int, step: int) -> None:
    digits = str(number)
    at = place % len(digits)
    changed = digits[:at] + str((int(digits[at]) + step) % 10) + digits[at + 1 :]
    if int(changed) == number:
        return
    inquiry = asked(f"Combien vaut {changed} ?")
    numeric = [clue for clue in inquiry.of("fr") if any(sign.isdigit() for sign in clue.term)]
    assert numeric
    assert matches(seen(f"Il vaut {number} ici."), numeric).max() == 0


@pytest.mark.parametrize(
    ("question", "variant", "language"),
    [
        ("Quel est le budget de l'été ?", "QUEL EST LE BUDGET DE L’ÉTÉ ?", "fr"),
        ("Quel est le budget de l'été ?", unicodedata.normalize("NFD", "Quel est le budget de l'été ?"), "fr"),
        ("Où est créé le centre ?", "Ou est cree le centre ?", "fr"),
        ("ما هي الميزانية؟", "ما هي المـيـزانية؟", "ar"),
    ],
)
def test_folding_variants_change_nothing(question: str, variant: str, language: str) -> None:
    text = "الميزانية كبيرة." if language == "ar" else TEXT
    first, second = (
        passage_features(asked(wording, language, (language,)), [Candidate(seen(text, language), 1.0, 0.5)])
        for wording in (question, variant)
    )
    assert np.array_equal(first, second)


def test_the_terms_of_other_languages_leave_out_the_stop_words_of_the_question() -> None:
    inquiry = asked("Qui est Nadia Berrada ?", "fr", ("fr", "en"))
    assert [clue.term for clue in inquiry.of("en")] == ["nadia", "berrada"]


def test_rare_terms_weigh_more() -> None:
    counts = {"budget": 90, "centr": 2}
    inquiry = inquire("le budget du centre", "fr", ["fr"], lambda terms: {**dict.fromkeys(terms, 0), **counts}, 100)
    weights = {clue.term: clue.weight for clue in inquiry.of("fr")}
    assert weights["centr"] > weights["budget"] > 0


def test_context_counts_only_what_the_text_does_not_have() -> None:
    column = PASSAGE_FEATURES.index("context")
    inquiry = asked("le budget de Casablanca")
    (without,) = passage_features(inquiry, [Candidate(seen(), 1.0, 0.0)])
    (with_title,) = passage_features(inquiry, [Candidate(seen(context="Budget de Casablanca"), 1.0, 0.0)])
    assert without[column] == 0
    assert with_title[column] == pytest.approx(0.5)


def test_no_clues_is_no_error() -> None:
    rows = passage_features(asked("Qui est-ce ?"), [Candidate(seen(), 0.0, 0.0)])
    assert rows.shape == (1, len(PASSAGE_FEATURES))
    assert np.isfinite(rows).all()


def test_a_word_of_the_documents_language_stands_for_the_one_that_was_asked_with() -> None:
    text = "Nadia Berrada est présidente du centre."
    for question, language in (("Qui dirige le centre ?", "fr"), ("Who leads it?", "en"), ("من يدير المركز؟", "ar")):
        inquiry = asked(question, language, ("fr",))
        assert matches(seen(text), inquiry.of("fr")).max() > 0


def test_names_and_numbers_are_exact() -> None:
    clues = asked("Que fait Berrada en 2023 avec le centre ?").of("fr")
    assert {clue.term for clue in clues if clue.exact} == {"berrad", "2023"}


@pytest.mark.parametrize(
    ("question", "language", "terms"),
    [
        ("Combien de temps dure le vol ?", "fr", {"dur", "vol"}),
        ("Quel temps fait-il ?", "fr", {"temp"}),
        ("How many moons are there?", "en", {"moon"}),
    ],
)
def test_words_that_only_ask_are_not_looked_for(question: str, language: str, terms: set[str]) -> None:
    assert {clue.term for clue in asked(question, language, (language,)).of(language)} == terms


@pytest.mark.parametrize(
    ("question", "text", "language", "denied"),
    [
        ("Qui ne peut pas voter ?", "Les adultes votent. Les élèves ne votent pas.", "fr", 1),
        ("Qui n'est pas éligible ?", "Tous sont éligibles. Sont exclus les élus.", "fr", 1),
        ("Qui n'est pas éligible ?", "Tous le sont, sauf les élus. Ils siègent à Rabat.", "fr", 0),
        ("What is not covered?", "The pump is covered. Neither seals nor filters are.", "en", 1),
        ("Which roads are not open?", "All roads are open except the coast road. It rains.", "en", 0),
        ("من لا يحق له التصويت؟", "يصوت الكبار. لا يصوت التلاميذ.", "ar", 1),
        ("ما الذي لا يشمله الضمان؟", "يشمل الضمان المضخة. يستثنى الصقيع.", "ar", 1),
    ],
)
def test_what_is_denied_is_held_by_the_sentence_that_denies(
    question: str, text: str, language: str, denied: int
) -> None:
    inquiry = asked(question, language, (language,))
    assert inquiry.of(language)[-1].term == DENIAL
    found = matches(seen(text, language), inquiry.of(language))[:, -1]
    assert found.tolist() == [float(at == denied) for at in range(2)]


@pytest.mark.parametrize(
    "question", ["Qui peut voter ?", "Les chiens ne sont-ils pas admis ?", "Que vaut NON.0707-60 ?"]
)
def test_a_question_that_denies_nothing_or_asks_whether_has_no_such_clue(question: str) -> None:
    assert DENIAL not in {clue.term for clue in asked(question).of("fr")}
