from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.payloads import PAYLOADS
from ui.neutralise import escape, name_markup, reason_of, text_markup, visible_name, visible_text

SEEN_FORMAT = {0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD}
"""Format characters that are drawn: signs of Arabic, Syriac and Kaithi that stand around numbers."""

JOINERS = {0x200C, 0x200D}


def test_at_least_sixty_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


def test_every_invisible_character_is_dropped() -> None:
    for code in range(0x110000):
        character = chr(code)
        if unicodedata.category(character) in ("Cf", "Cc", "Cs") and code not in SEEN_FORMAT | {0x9, 0xA}:
            shown = visible_text(f"a{character}b")
            assert shown in ("ab", "a\ufffdb"), f"U+{code:04X}"
        if code in SEEN_FORMAT:
            assert visible_text(character) == character


@pytest.mark.parametrize("code", [0x202E, 0x200B, 0x2066, 0xE0041, 0x7, 0xA, 0x9, 0x2028, 0xD800, 0xFFFE, *JOINERS])
def test_a_name_shows_what_hides_in_it(code: int) -> None:
    assert visible_name(f"invoice{chr(code)}fdp.exe") == f"invoice⟦U+{code:04X}⟧fdp.exe"


def test_joiners_stay_where_they_shape_words() -> None:
    persian, hindi, family = "می\u200cخواهم", "क्\u200dष", "👩\u200d👧"
    assert visible_text(f"{persian} {hindi} {family}") == f"{persian} {hindi} {family}"
    assert visible_text("pass\u200dword") == "password"


def test_marks_are_not_heaped() -> None:
    assert len(visible_text("a" + "\u0301" * 50)) == 5
    assert visible_text("e\u0301 שָׁלוֹם مُحَمَّد") == "e\u0301 שָׁלוֹם مُحَمَّد"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_has_no_meaning_left(payload: str) -> None:
    for markup in (text_markup(payload), name_markup(payload)):
        bare = markup.replace("&#", "").replace(";", "")
        assert not set(bare) & set("<>\"'`*_[]!|~$\\{}:/@=\n\t")
        assert "&" not in bare


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.text())
def test_escaping_keeps_every_character(text: str) -> None:
    assert html.unescape(escape(visible_text(text))) == visible_text(text)
    assert "\n" not in escape(text)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_what_is_visible_stays_so(text: str) -> None:
    assert visible_text(visible_text(text)) == visible_text(text)
    assert visible_name(visible_name(text)) == visible_name(text)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("/srv/index/people/people.sqlite is damaged (x): run y", "…/people.sqlite is damaged (x): run y"),
        ("there is no index in /srv/my docs/.preuve: run it", "there is no index in …/.preuve: run it"),
        ("'/srv/a b/c.txt' cannot be read", "'…/c.txt' cannot be read"),
        ("~/papers/x.txt and /etc are gone", "…/x.txt and …/etc are gone"),
        (
            "the catalog /a/b.sqlite cannot be read (/a/b.sqlite-wal)",
            "the catalog …/b.sqlite cannot be read (…/b.sqlite-wal)",
        ),
        ("http://127.0.0.1:7860/v1/chat did not answer", "http://127.0.0.1:7860/v1/chat did not answer"),
        ("'x' is not indexed: see /api/documents", "'x' is not indexed: see /api/documents"),
        (
            "uploads/x.txt has 1/2 of it, on 12/03/2024; and / or",
            "uploads/x.txt has 1/2 of it, on 12/03/2024; and / or",
        ),
    ],
)
def test_no_place_of_the_server_is_told(message: str, told: str) -> None:
    assert reason_of(message) == told
    assert reason_of(told) == told
