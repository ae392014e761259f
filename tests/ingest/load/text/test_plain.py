"""Plain text: the file itself, with headings that are sure."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.load.text.plain import headings, read
from rag.errors import FileRefused
from rag.language.text import canonical


def words(text: str) -> list[tuple[int, str]]:
    return [(heading.level, text[heading.start : heading.end]) for heading in headings(text)]


def test_the_text_is_the_file_itself() -> None:
    extracted = read("\r\n  Titre\r\n\r\nUn cafe\u0301.\t \r\n\r\n\r\n".encode())
    assert extracted.text == "\n  Titre\n\nUn café.\t \n\n\n"
    assert (extracted.format, extracted.encoding, extracted.encoding_guessed) == ("txt", "utf-8", False)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("form-feed", "Le contrat prend fin le 30 juin.\nArticle suivant : le loyer est de 640 euros.\n"),
        ("nel", "Première ligne\nDeuxième ligne\n"),
    ],
)
def test_shared_files(shared: Path, file: str, text: str) -> None:
    assert read((shared / f"inputs/files/txt/{file}.txt").read_bytes()).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_form_feeds_and_vertical_tabs_are_breaks_in_every_encoding(encoding: str) -> None:
    assert read("Été\fautomne\r\n\vhiver".encode(encoding)).text == "Été\nautomne\n\nhiver"


def test_short_lines_that_stand_alone_are_headings() -> None:
    text = "AI Movement\n\nLe centre est à Rabat.\nIl a dix ans.\n\n  Gouvernance  \n\nElle est collégiale.\n"
    assert words(text) == [(1, "AI Movement"), (2, "Gouvernance")]


@pytest.mark.parametrize(
    "text",
    [
        "Une phrase courte.\n\nUne autre.\n",
        "Un paragraphe\nde deux lignes\n\nsuite du texte.\n",
        "- un point\n\nUne phrase suit.\n",
        "=====\n\nUne phrase suit.\n",
        "2024\n\nUne phrase suit.\n",
        "Elle ajoute :\n\nUne phrase suit.\n",
        "Le seul mot",
        "x" * 81 + "\n\nUne phrase suit.\n",
    ],
)
def test_what_is_no_heading(text: str) -> None:
    assert words(text) == []


def test_of_a_list_of_short_lines_only_the_last_and_the_title_count() -> None:
    assert words("Titre\n\nun\n\ndeux\n\ntrois\n\nUne phrase.\n") == [(1, "Titre"), (2, "trois")]


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileRefused, match="no text"):
        read(b" \n\n")


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("aB.\n \t-#é"), max_size=60))
def test_headings_lie_in_the_text_in_order(text: str) -> None:
    text = canonical(text)
    found = headings(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for heading in found:
        line = text[heading.start : heading.end]
        assert line == line.strip() != ""
        assert "\n" not in line
