"""Pointers in a streamed answer: all that exist are kept, none that does not is shown, wherever the stream is cut."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.proof.pointers import LONGEST, Pointer, PointerParser

SIZES = (3, 4, 5, 2)

# An answer, the text that is shown, the pointers as "passage.sentence", how many do not exist.
CASES: list[tuple[str, str, str, int]] = [
    ("Un fait. [3.2]", "Un fait.", "3.2", 0),
    ("Un fait [3.2].", "Un fait.", "3.2", 0),
    ("Un fait [3.2-3.4]. Autre", "Un fait. Autre", "3.2 3.3 3.4", 0),
    ("Un fait [3.2–3.4].", "Un fait.", "3.2 3.3 3.4", 0),
    ("Un fait [3.2-4].", "Un fait.", "3.2 3.3 3.4", 0),
    ("Un fait [3.4-3.2].", "Un fait.", "3.2 3.3 3.4", 0),
    ("Un fait [3.2 à 3.4].", "Un fait.", "3.2 3.3 3.4", 0),
    ("A fact [3.2 to 3.4].", "A fact.", "3.2 3.3 3.4", 0),
    ("Un fait [3.4-3.9].", "Un fait.", "3.4 3.5", 1),
    ("Un fait [4.1-1.2].", "Un fait.", "4.1 1.2", 0),
    ("Un fait [1.1][4.2] suite", "Un fait suite", "1.1 4.2", 0),
    ("Un fait [1.1] [4.2] suite", "Un fait suite", "1.1 4.2", 0),
    ("Un fait [1.1], [4.2], suite", "Un fait, suite", "1.1 4.2", 0),
    ("Un fait [1.1]; [4.2].", "Un fait.", "1.1 4.2", 0),
    ("Un fait [1.1, 4.2].", "Un fait.", "1.1 4.2", 0),
    ("Un fait [1.1; 4.2].", "Un fait.", "1.1 4.2", 0),
    ("Un fait [1.1 et 4.2].", "Un fait.", "1.1 4.2", 0),
    ("A fact [1.1 and 4.2].", "A fact.", "1.1 4.2", 0),
    ("Un fait (3.2).", "Un fait.", "3.2", 0),
    ("Un fait (3.2, 1.1).", "Un fait.", "3.2 1.1", 0),
    ("Un fait【3.2】.", "Un fait.", "3.2", 0),
    ("Un fait ［3.2］.", "Un fait.", "3.2", 0),
    ("Un fait 【3:2†source】.", "Un fait.", "3.2", 0),
    ("Un fait [3,2].", "Un fait.", "3.2", 0),
    ("Un fait [3,2; 4,1].", "Un fait.", "3.2 4.1", 0),
    ("Un fait [3:2].", "Un fait.", "3.2", 0),
    ("Un fait [[3.2]].", "Un fait.", "3.2", 0),
    ("Un fait ([3.2]).", "Un fait.", "3.2", 0),
    ("Un fait [[3.2], [1.1]].", "Un fait.", "3.2 1.1", 0),
    ("Un fait [3.2]].", "Un fait.", "3.2", 0),
    (r"Un fait \[3.2\].", "Un fait.", "3.2", 0),
    ("Un fait [^3.2].", "Un fait.", "3.2", 0),
    ("Un fait [passage 3.2].", "Un fait.", "3.2", 0),
    ("Un fait [passage 3, sentence 2].", "Un fait.", "3.2", 0),
    ("Un fait [p3.s2].", "Un fait.", "3.2", 0),
    ("Un fait [ 3.2 ].", "Un fait.", "3.2", 0),
    ("Un fait [３．２].", "Un fait.", "3.2", 0),
    ("حقيقة [٣.٢].", "حقيقة.", "3.2", 0),
    ("حقيقة [٣٫٢] ثم", "حقيقة ثم", "3.2", 0),
    ("حقيقة [٣.٢، ١.١].", "حقيقة.", "3.2 1.1", 0),
    ("حقيقة [\u200f3.2\u200f].", "حقيقة.", "3.2", 0),
    ("Un fait [2].", "Un fait.", "2", 0),
    ("Un fait [[2]].", "Un fait.", "2", 0),
    ("Un fait 【3】.", "Un fait.", "3", 0),
    ("Un fait [1, 2].", "Un fait.", "1 2", 0),
    ("Un fait [1,7].", "Un fait.", "1", 1),
    ("[1.1] Un fait", " Un fait", "1.1", 0),
    ("Un fait[1.1]\nAutre [3.2]\n", "Un fait\nAutre\n", "1.1 3.2", 0),
    ("Un fait [3.2]et la suite", "Un fait et la suite", "3.2", 0),
    ("Un fait [3.2] [3.2].", "Un fait.", "3.2 3.2", 0),
    ("Un fait [99.1].", "Un fait.", "", 1),
    ("Un fait [0].", "Un fait.", "", 1),
    ("Un fait [99].", "Un fait.", "", 1),
    ("Un fait [3.0] [0.1].", "Un fait.", "", 2),
    ("Un fait [3.9][1.1].", "Un fait.", "1.1", 1),
    ("Un fait [3.2.1].", "Un fait.", "", 1),
    ("Un fait [3.02].", "Un fait.", "", 1),
    ("Un fait [123456789.1].", "Un fait.", "", 1),
    ("Un fait (9.9).", "Un fait.", "", 1),
    ("Un fait 【5】.", "Un fait.", "", 1),
    ("Un fait [1.1] et [7.7] aussi [2.2].", "Un fait et aussi.", "1.1 2.2", 1),
    ("Un fait [3.2](http://127.0.0.1/).", "Un fait(http://127.0.0.1/).", "3.2", 0),
    ("Coupé [3.", "Coupé", "", 1),
    ("Coupé [", "Coupé", "", 1),
    ("Coupé [3.2", "Coupé", "", 1),
    ("Une hausse (3.2 %) nette", "Une hausse (3.2 %) nette", "", 0),
    ("La version [2.0] est là", "La version [2.0] est là", "", 0),
    ("La version [2.1].", "La version.", "2.1", 0),
    ("Il dit [sic] cela [...] ici", "Il dit [sic] cela [...] ici", "", 0),
    ("Entre (2020-2021) et [2019] ou (3)", "Entre (2020-2021) et [2019] ou (3)", "", 0),
    ("Le prix (9,5) et (2.0)", "Le prix (9,5) et (2.0)", "", 0),
    ("x = a[i] (voir la note) [note 3.2]", "x = a[i] (voir la note) [note 3.2]", "", 0),
    ("Une (longue parenthèse, sans rien) fin", "Une (longue parenthèse, sans rien) fin", "", 0),
    ("3.2 millions, 1.1 et 4.2", "3.2 millions, 1.1 et 4.2", "", 0),
    ("[" + "1" * (LONGEST + 10) + "] fin", "[" + "1" * (LONGEST + 10) + "] fin", "", 0),
]


def read(chunks: list[str], sizes: tuple[int, ...] = SIZES) -> tuple[str, list[Pointer], int]:
    parser = PointerParser(sizes)
    pieces = [piece for chunk in chunks for piece in parser.feed(chunk)] + list(parser.finish())
    text = "".join(piece for piece in pieces if isinstance(piece, str))
    return text, [piece for piece in pieces if isinstance(piece, Pointer)], parser.unknown


def written(pointer: Pointer) -> str:
    return str(pointer.passage) if pointer.sentence is None else f"{pointer.passage}.{pointer.sentence}"


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60
    assert len({case[0] for case in CASES}) == len(CASES)


@pytest.mark.parametrize(("answer", "text", "pointers", "unknown"), CASES)
def test_every_cut_of_the_stream_gives_the_same(answer: str, text: str, pointers: str, unknown: int) -> None:
    whole = read([answer])
    assert whole[0] == text
    assert [written(pointer) for pointer in whole[1]] == pointers.split()
    assert whole[2] == unknown
    for cut in range(len(answer) + 1):
        assert read([answer[:cut], answer[cut:]]) == whole
    assert read(list(answer)) == whole
    for cut in range(len(answer) + 1):
        assert read([answer[:cut], *answer[cut : cut + 3], answer[cut + 3 :]]) == whole


def test_a_pointer_stands_after_the_text_before_it() -> None:
    parser = PointerParser(SIZES)
    pieces = list(parser.feed("Un. [1.1] Deux. [2.2]")) + list(parser.finish())
    joined = [written(piece) if isinstance(piece, Pointer) else piece for piece in pieces]
    assert "".join(joined) == "Un.1.1 Deux.2.2"


def test_prose_is_not_held_back() -> None:
    parser = PointerParser(SIZES)
    assert "".join(map(str, parser.feed("Une phrase (avec une"))) == "Une phrase (avec une"


POINTER = st.from_regex(r"[\[(【]{1,2}[0-9٠-٩]{1,3}([.,:٫-][0-9]{1,2}){0,3}[\])】]{1,2}", fullmatch=True)
ANSWER = st.lists(
    st.one_of(POINTER, st.text(max_size=8), st.sampled_from([" ", ". ", "[", "]", "(3", "3.2"])), max_size=9
)
SHOWN = re.compile(r"[\[【]\s*\d{1,3}[.:]\d{1,3}\s*[\]】]")


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(ANSWER, st.data())
def test_fuzzed_answers_show_no_pointer_and_point_to_nothing_unknown(parts: list[str], data: st.DataObject) -> None:
    answer = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(answer)), max_size=5)))
    chunks = [answer[start:end] for start, end in zip([0, *cuts], [*cuts, len(answer)], strict=True)]
    text, pointers, unknown = read(chunks)
    assert (text, pointers, unknown) == read([answer])
    assert not SHOWN.search(text)
    assert unknown >= 0
    for pointer in pointers:
        assert 1 <= pointer.passage <= len(SIZES)
        assert pointer.sentence is None or 1 <= pointer.sentence <= SIZES[pointer.passage - 1]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="[]()【】［］〔〕"), max_size=60))
def test_text_without_brackets_stays_as_it_is(text: str) -> None:
    blank = "\\ \t\u00a0\u202f"
    shown, pointers, unknown = read([text])
    assert (shown.rstrip(blank), pointers, unknown) == (text.rstrip(blank), [], 0)
