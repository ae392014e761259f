"""Canonical text and search text: what must fold together, what must stay apart, and the way back."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.language.characters import straighten
from rag.language.folding import fold, fold_plain, skeleton
from rag.language.text import canonical

_AWKWARD = st.sampled_from(
    [
        *"aeéÉœÆﬁﬃßİıſKÅ´`’«»“…–—-‐½²①㎢㍘Ⅷ™ﷺﻻﻼـأآاىة١۹０７ॐनि각각",
        *"\u064e\u0651\u0670\u0653\u0654\u0301\u0345\u0327\u09be",
        *"\u200b\u200d\u00ad\u202e\ufeff\U000e0041\ufe0f\x85\x00",
        *(" ", "  ", "\n", "\t", "\u00a0", "\u202f", "\u2028", "-\n", "\u00ad\n", "- \n ", "\r\n"),
        *("peut", "être", "à", "vis", "porte-\n", "2-\n"),
    ]
)
_TEXTS = st.lists(st.one_of(_AWKWARD, st.characters(), st.sampled_from(list("abcXYZ 019.,'"))), max_size=40).map(
    "".join
)


@given(_TEXTS)
@settings(max_examples=200, deadline=None)
def test_canonical_text_is_composed_has_line_feeds_only_and_stays_as_it_is(text):
    once = canonical(text)
    assert canonical(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(character < " " and character not in "\n\t" for character in once)
    assert not set(once) & set("\x85\u2028\u2029")
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("decoded", "expected"),
    [
        ("\ufeffTitre\r\nUn\rDeux\n", "Titre\nUn\nDeux\n"),
        ("e\u0301te\u0301", "été"),
        ("a\x00bc\x1fd\te", "abcd\te"),
        ("un\fdeux\vtrois\x85quatre\u2028cinq\u2029six", "un\ndeux\ntrois\nquatre\ncinq\nsix"),
        ("page\r\n\fpage", "page\n\npage"),
        ("  rien n'est rogné \n\n", "  rien n'est rogné \n\n"),
        ("a\ufeffb", "a\ufeffb"),
        ("moitié \ud83d perdue", "moitié \ufffd perdue"),
    ],
)
def test_canonical_text_by_example(decoded, expected):
    assert canonical(decoded) == expected


@given(_TEXTS)
@settings(max_examples=250, deadline=None)
@example("a \u200b b")
@example("\u0301a")
@example("e\u200d\u0301")
@example("ا\u064e\u0654")
@example("x-\u200b\ny")
def test_folding_twice_changes_nothing(text):
    once = fold_plain(text)
    assert fold_plain(once) == once


@given(_TEXTS | st.just("a-\nK, e\u0301-\n2"), st.data())
@settings(max_examples=250, deadline=None)
def test_every_folded_range_leads_back_to_a_range_that_folds_to_it(text, data):
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    span = folded.span(start, end)
    assert 0 <= span.start <= span.end <= len(text)
    assert folded.text[start:end] in fold_plain(text[span.start : span.end])


@given(_TEXTS)
@settings(max_examples=250, deadline=None)
def test_places_never_run_backwards(text):
    folded = fold(text)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    for before, after in pairwise(spans):
        assert before.start <= after.start
        assert before.end <= after.end
    assert [folded.offset(at) for at in range(len(folded.text))] == [span.start for span in spans]


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_composed_and_decomposed_text_fold_alike(text):
    assert fold_plain(unicodedata.normalize("NFD", text)) == fold_plain(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("gouver-\nnance", "gouvernance"),
        ("gouver\u00ad\n   nance", "gouvernance"),
        ("gouver\u00adnance", "gouvernance"),
        ("Jean-\nPierre", "jean-pierre"),
        ("2020-\n2021", "2020-2021"),
        ("peut-\nêtre, vis-\nà-\nvis", "peut-être, vis-à-vis"),
        ("le porte-\n  parole de celui-\nci", "le porte-parole de celui-ci"),
        ("well-\nknown compa-\nnies", "well-known companies"),
        ("المد-\nرسة", "المدرسة"),
        ("L’ŒUVRE", "l'oeuvre"),
        ("eﬃcace", "efficace"),
        ("«\u00a0oui\u202f»", '" oui "'),
        ("un – deux — trois", "un - deux - trois"),
        ("a\u200b\u202eb\U000e0041c", "abc"),
        ("مُـــحَمَّد", "محمد"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("١٢٣ ۴۵۶ ７８", "123 456 78"),
        ("deux\n  lignes", "deux lignes"),
    ],
)
def test_what_reads_the_same_folds_alike(written, read):
    assert fold_plain(written) == read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ou", "où"),
        ("10²", "102"),
        ("1½", "11/2"),
        ("1①", "11"),
        ("2㍘", "20点"),
        ("le chat", "lechat"),
        ("un\n\nmot", "unmot"),
        ("أن", "إن"),
        ("pas 5 %", "5 %"),
    ],
)
def test_what_reads_differently_stays_apart(one, other):
    assert fold_plain(one) != fold_plain(other)


@given(st.text())
@example("Quelle œuvre ? L’œil, la sœur Lætitia")
def test_a_question_in_any_characters_can_be_straightened(text):
    straight = straighten(text)
    assert straighten(straight) == straight
    assert not set("œŒæÆ’«»\u200f\u0640") & set(straight)


def test_a_straight_question_keeps_case_and_accents():
    assert straighten("L’œuvre d’Élise – « Été »") == "L'oeuvre d'Élise - \" Été \""


def test_a_range_outside_the_text_is_an_error():
    with pytest.raises(IndexError, match="0:4 is outside the text of 3 characters"):
        fold("abc").span(0, 4)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_the_skeleton_is_as_long_as_the_folded_text(text):
    folded = fold_plain(text)
    assert len(skeleton(folded)) == len(folded)


def test_the_skeleton_drops_accents_and_hamza():
    assert skeleton(fold_plain("Sécurité à l’Île, أحمد مدرسة")) == "securite a l'ile, احمد مدرسه"


def test_folding_takes_time_in_proportion_to_the_text():
    paragraph = "Le Maroc renforce sa coopération : « l’œuvre » coûte 11 000 €…\n" * 2000
    started = time.perf_counter()
    folded = fold(paragraph)
    assert len(folded.text) > len(paragraph)
    assert time.perf_counter() - started < 2.0
