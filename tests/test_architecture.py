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


LIBRARY = CHECKOUT / "rag" / "index" / "embedded"
INSIDE = re.compile(
    r"chromadb|chroma\.sqlite3|\btantivy\b|current\.json|manifest\.json|catalog-[\d*]|generations/|index\.embedded"
)
"""What only the embedded library may name: its engines, and the files that it consists of."""
CHOICE = CHECKOUT / "rag" / "index" / "choice.py"


def named_outside(package: str) -> dict[str, set[str]]:
    """By module, what it names of the inside of the embedded library; the one that chooses it may."""
    found = {}
    for path in (CHECKOUT / package).rglob("*.py"):
        names = set(INSIDE.findall(path.read_text(encoding="utf-8")))
        if path == CHOICE:
            names.discard("index.embedded")
        if names and not path.is_relative_to(LIBRARY):
            found[path.relative_to(CHECKOUT).as_posix()] = names
    return found


@pytest.mark.parametrize("package", ["rag", "ingest", "ui", "eval"])
def test_nothing_outside_of_the_embedded_library_names_its_files_or_engines(package: str) -> None:
    assert named_outside(package) == {}


def test_the_embedded_library_names_its_files_and_engines() -> None:
    named = {name for path in LIBRARY.rglob("*.py") for name in INSIDE.findall(path.read_text(encoding="utf-8"))}
    assert {"chromadb", "tantivy", "current.json", "manifest.json"} <= named


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:rag|ingest|ui|eval|bench|tests|docs)/[\w/.*-]*)`", TEXT)))
)
def test_every_place_that_is_named_exists(path: str) -> None:
    assert list(CHECKOUT.glob(path.rstrip("/"))), path
