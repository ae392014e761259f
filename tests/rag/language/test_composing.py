"""Composing gives NFC to the letter, takes as long as the text is long, and lets other threads go on."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language import composing
from rag.language.composing import COMPOSING, compose

_MARKS = "\u0301\u0316\u0327\u0344\u0345\u0f71\u0f72\u0f73\u0f74"
_TEXTS = st.lists(
    st.one_of(
        st.sampled_from("aeéṩ가ẛ…— \n\u1100\u1161\u11a8\u09c7\u09be"),
        st.characters(),
        st.text(alphabet=_MARKS, min_size=1, max_size=60),
    ),
    max_size=40,
).map("".join)


@given(_TEXTS, st.sampled_from([1, 7, composing.PIECE]))
@settings(max_examples=300, deadline=None)
def test_a_text_is_composed_as_the_standard_says_wherever_it_is_cut(text, piece):
    assert compose(text, piece) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("marks", ["\u0301" * 100 + "\u0316" * 100, "\u0344\u0f73" * 50, "\u0301…\u0316" * 40])
def test_a_long_row_of_marks_is_composed_as_the_standard_says(marks):
    assert compose(f"e{marks}é") == unicodedata.normalize("NFC", f"e{marks}é")


def test_what_the_patterns_take_for_granted_holds_for_every_character():
    composes = set(re.findall(f"[{COMPOSING}]", "".join(map(chr, range(0x20000)))))
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        parts = unicodedata.normalize("NFD", character)
        if unicodedata.combining(parts[0]):
            assert all(map(unicodedata.combining, parts))
            assert composing._LONG_ROW.fullmatch(character * (composing._ROW + 1))
        elif composing._STARTS.match(character):
            assert parts[0] not in composes
