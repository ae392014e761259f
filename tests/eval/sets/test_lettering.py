"""`eval.sets.lettering`: the shapes and the order of Arabic on a page."""

from __future__ import annotations

import unicodedata

from eval.sets.lettering import joined, visual_lines


def test_letters_take_the_form_that_their_neighbours_ask_for() -> None:
    assert joined("ببب ب دب") == "\ufe91\ufe92\ufe90 \ufe8f \ufea9\ufe8f"


def test_lam_and_alef_are_one_sign() -> None:
    assert joined("سلام") == "\ufeb3\ufefc\ufee1"
    assert joined("لا") == "\ufefb"


def test_hamza_joins_nothing() -> None:
    assert joined("جزءا") == "\ufe9f\ufeb0\ufe80\ufe8d"


def test_a_shaped_text_keeps_its_letters() -> None:
    text = "يجيب المساعد عن أسئلة المواطنين؛ وأحال 408 أسئلة على الموظفين."
    assert unicodedata.normalize("NFKC", joined(text)) == text


def test_lines_run_from_right_to_left_and_numbers_do_not() -> None:
    assert visual_lines("د 12.5 (ر)", 100, len) == ["(\ufead) 12.5 \ufea9"]


def test_lines_are_broken_between_words() -> None:
    assert visual_lines("ددد ررر ززز", 7, len) == ["\ufead" * 3 + " " + "\ufea9" * 3, "\ufeaf" * 3]
    assert visual_lines("دددددد ر", 3, len) == ["\ufea9" * 6, "\ufead"]
