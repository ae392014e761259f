"""The map of the program: its drawing is that of the imports, and what it names is where it says."""

from __future__ import annotations

import re

import pytest

from tests import CHECKOUT
from tests.import_drawing import PAGE, drawing, page_with, reduced

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_drawing_is_up_to_date() -> None:
    assert page_with(TEXT, drawing()) == TEXT, "run `make drawing`"


def test_what_follows_from_other_imports_is_not_drawn() -> None:
    assert reduced({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"a": {"b"}, "b": {"c"}, "c": set()}


def test_a_circle_is_told() -> None:
    with pytest.raises(ValueError, match="a, b"):
        reduced({"a": {"b"}, "b": {"a"}, "c": {"a"}})


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:rag|ingest|ui|eval|bench|tests|docs)/[\w/.*-]*)`", TEXT)))
)
def test_every_place_that_is_named_exists(path: str) -> None:
    assert list(CHECKOUT.glob(path.rstrip("/"))), path
