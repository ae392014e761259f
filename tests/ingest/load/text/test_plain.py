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


def test_a_heading_may_stand_above_what_announces_a_list() -> None:
    assert words("Titre\n\nUsages admis\n\nSont admis :\n\n- un\n- deux\n") == [(1, "Titre"), (2, "Usages admis")]


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


def shown(text: str) -> list[tuple[str, str, int]]:
    extracted = read(text.encode())
    return [(block.kind.value, extracted.text[block.start : block.end], block.level) for block in extracted.blocks]


def test_items_go_on_in_the_next_line_and_stand_in_each_other() -> None:
    text = "À fournir :\n- une pièce\n  d’identité ;\n    - ou un passeport\n- une photo.\n\nMerci de venir.\n"
    assert shown(text) == [
        ("paragraph", "À fournir :", 0),
        ("item", "- une pièce\n  d’identité ;", 1),
        ("item", "- ou un passeport", 2),
        ("item", "- une photo.", 1),
        ("paragraph", "Merci de venir.", 0),
    ]


def test_a_number_at_the_beginning_of_a_line_of_prose_is_no_item() -> None:
    text = "Le décret compte en tout\n12. Il a été publié\nle 3 mai de cette année.\n"
    assert shown(text) == [("paragraph", text.strip(), 0)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a | b\nc | d\n", ["row", "row"]),
        ("Ville\tBudget\nRabat\t5\nFès\t7\n", ["header", "row", "row"]),
        ("| Nom | Rôle |\n|-----|------|\n| Ali | maire |\n", ["header", "row"]),
        ("une | seule ligne\n", ["paragraph"]),
        ("a\tb\nc\td\te\n", ["paragraph"]),
    ],
)
def test_rows_are_lines_with_equally_many_cells(text: str, kinds: list[str]) -> None:
    assert [kind for kind, _, _ in shown(text)] == kinds


def test_fields_inside_of_a_paragraph_and_questions_of_an_faq() -> None:
    contact = "Pour nous joindre\nTél. : 05 37\nVille : Rabat\n"
    assert [kind for kind, _, _ in shown(contact)] == ["paragraph", "field", "field"]
    asked = "Où aller ?\nÀ l’accueil du rez-de-chaussée.\n\nQuand venir ?\nLe lundi.\n"
    assert [kind for kind, _, _ in shown(asked)] == ["question", "paragraph"] * 2
    once = "Il faut se demander ceci.\n\nQue faire de ces données quand le service\nferme ses portes ?\n\nRien.\n"
    assert "question" not in [kind for kind, _, _ in shown(once)]


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("aB1.\n \t-|:?#é"), max_size=80))
def test_blocks_lie_in_the_text_in_order(text: str) -> None:
    extracted = read(f"x{text}".encode())
    assert all(one.end <= other.start for one, other in pairwise(extracted.blocks))
    for index, block in enumerate(extracted.blocks):
        assert extracted.text[block.start : block.end].strip()
        assert block.above is None or block.above < index
        assert all(block.start <= cell.start <= cell.end <= block.end for cell in block.cells)
