"""RTF as programs write it: encodings, destinations, tables, lists, notes, hidden text, damage."""

from __future__ import annotations

import pytest

from ingest.load import child
from ingest.load.extracted import Extracted
from rag.errors import FileRefused
from rag.types import LeftOut, Omission


def read(body: str | bytes) -> Extracted:
    data = body if isinstance(body, bytes) else body.encode("cp1252")
    return child.read(b"{\\rtf1\\ansi\\ansicpg1252 " + data + b"}", "a.rtf")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"L\'92\'e9t\'e9 \'e0 F\'e8s\par", "L’été à Fès"),
        (r"\u1575?\u1604?\u1606?\u1589?\par", "النص"),
        (r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset178 Arial;}}\f1 \'c7\'e1\'e4\'d5\par", "النص"),
        (r"\uc2\u8364 ??\uc1 5 \u-10179?\u-8704?\par", "€5 😀"),
        (r"un\~mot\emdash deux\rdblquote\line trois \\ \{quatre\}\par", "un\u00a0mot—deux”\ntrois \\ {quatre}"),
        (r"{\*\unknown caché}{\pict 00ff}vu{\field{\*\fldinst HYPERLINK x}{\fldrslt lien}}\par", "vulien"),
        (r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt dans une bo\'eete\par}}}", "dans une boîte"),
        (r"\bin3 }{}fin\par", "fin"),
        ("une ligne\r\nsans coupure\\par", "une lignesans coupure"),
    ],
)
def test_text(body: str, text: str) -> None:
    assert read(body).text == text


def test_headings_by_style_and_level() -> None:
    styles = r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2 Titre 2;}}"
    extracted = read(
        styles + r"\pard\s1 Objet\par\pard\s2 D\'e9tail\par\pard Un texte.\par\pard\outlinelevel0 Dur\'e9e\par"
    )
    assert [(one.level, extracted.text[one.start : one.end]) for one in extracted.headings] == [
        (1, "Objet"),
        (2, "Détail"),
        (1, "Durée"),
    ]


def test_lists_by_their_marks() -> None:
    first = r"{\listtext\pard 1.\tab}\ls1 un\par{\listtext\pard 2.\tab}\ls1 deux\par"
    second = r"\pard\ls2\ilvl1{\listtext\'b7\tab}plus bas\par\pard Un texte.\par"
    third = r"\pard\fi-360\li360 a)\tab \'e0 la main\par"
    extracted = read(first + second + third)
    assert extracted.text == "1. un\n2. deux\n- plus bas\n\nUn texte.\n\na) à la main"
    assert [block.level for block in extracted.blocks] == [1, 1, 2, 0, 1]


def test_a_table_has_its_header_and_a_note_stands_below() -> None:
    def row(*cells: str, start: str = "") -> str:
        return r"\trowd" + start + "".join(rf"\pard\intbl {cell}\cell" for cell in cells) + r"\row"

    note = r"{\footnote La note.}"
    extracted = read(
        row("Ville", "Montant", start=r"\trhdr") + row(f"Rabat{note}", "5") + row("", "6") + r"\pard Fin.\par"
    )
    assert extracted.text == "| Ville | Montant |\n| Rabat | 5 |\n|  | 6 |\n\nLa note.\n\nFin."
    assert [block.kind.value for block in extracted.blocks] == ["header", "row", "row", "note", "paragraph"]
    bold = read(row(r"\b Ville\b0", r"\b Chef\b0") + row("Fès", "Ali") + r"\pard")
    assert [block.kind.value for block in bold.blocks] == ["header", "row"]


def test_hidden_text_metadata_and_footers() -> None:
    title = r"{\upr{\title L? plan}{\*\ud{\title L\u233?e plan}}}"
    info = rf"{{\info{title}{{\author Nadia}}{{\operator secret}}}}"
    extracted = read(info + r"{\footer La commune\par}{\footer Page 3\par}Vu {\v cach\'e9}ici.\par")
    assert extracted.text == "Vu ici.\n\nLa commune"
    assert (extracted.metadata.title, extracted.metadata.author) == ("Lée plan", "Nadia")
    assert extracted.left_out == (LeftOut(Omission.HIDDEN, (5,)),)


def test_a_document_that_is_cut_off_is_read_and_told() -> None:
    extracted = child.read(rb"{\rtf1\ansi Un texte {\b coup", "a.rtf")
    assert extracted.text == "Un texte coup"
    assert extracted.warnings == ("the RTF document is cut off: its last group does not end",)


@pytest.mark.parametrize(("body", "code"), [("", "empty"), ("{" * 5000, "damaged"), (r"{\v caché}\par", "empty")])
def test_refused(body: str, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(body)
    assert caught.value.code == code
