"""OpenDocument files written by hand: hidden and deleted text, notes, lists, merged and repeated cells, encryption."""

from __future__ import annotations

import pytest

from ingest.load import child
from ingest.load.extracted import Extracted
from rag.errors import FileRefused
from rag.types import LeftOut, Omission
from tests.fixtures.made.packages import OPENDOCUMENT as NAMES
from tests.fixtures.made.packages import opendocument, p


def read(data: bytes) -> Extracted:
    return child.read(data, "a.odt")


def test_white_space_is_what_its_elements_say() -> None:
    words = (
        "Un  mot\n  et<text:s text:c='2'/>deux<text:tab/>trois<text:line-break/>quatre <text:span>cinq </text:span> six"
    )
    assert read(opendocument(p(words))).text == "Un mot et  deux trois\nquatre cinq six"


def test_hidden_and_deleted_words_are_left_out_and_counted() -> None:
    styles = (
        '<style:style style:name="h" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    gone = f"<text:changed-region><text:deletion>{p('supprimé')}</text:deletion></text:changed-region>"
    deleted = f"<text:tracked-changes>{gone}</text:tracked-changes>"
    extracted = read(opendocument(deleted + p('Vu <text:span text:style-name="h">caché</text:span>.'), styles=styles))
    assert extracted.text == "Vu ."
    assert extracted.left_out == (LeftOut(Omission.HIDDEN, (5,)),)


def test_notes_and_comments_stand_below_their_paragraph() -> None:
    body = f"<text:note-body>{p('La note.')}</text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{body}</text:note>"
    comment = f"<office:annotation>{p('À vérifier.')}</office:annotation>"
    extracted = read(opendocument(p(f"Une phrase{note} et{comment} sa suite.") + p("Après.")))
    assert extracted.text == "Une phrase et sa suite.\n\n1 La note.\n\nÀ vérifier.\n\nAprès."
    assert [block.kind.value for block in extracted.blocks] == ["paragraph", "note", "note", "paragraph"]


def test_lists_count_and_go_on() -> None:
    level = (
        '<text:list-level-style-number text:level="{}" style:num-format="{}" style:num-suffix="{}"'
        ' text:display-levels="{}"/>'
    )
    levels = level.format(1, 1, ".", 1) + level.format(2, "a", ")", 1) + level.format(3, 1, "", 3)
    styles = f'<text:list-style style:name="L">{levels}</text:list-style>'
    item = "<text:list-item>{}</text:list-item>"
    inner = f"<text:list>{item.format(p('x'))}{item.format(p('y'))}</text:list>"
    first = f'<text:list text:style-name="L">{item.format(p("un") + inner)}{item.format(p("deux"))}</text:list>'
    more = f'<text:list text:style-name="L" text:continue-numbering="true">{item.format(p("trois"))}</text:list>'
    anew = f'<text:list text:style-name="L">{item.format(p("encore"))}</text:list>'
    extracted = read(opendocument(first + p("Entre.") + more + p("Puis.") + anew, styles=styles))
    assert extracted.text.split("\n\n") == ["1. un\na) x\nb) y\n2. deux", "Entre.", "3. trois", "Puis.", "1. encore"]
    assert [block.level for block in extracted.blocks if block.kind.value == "item"] == [1, 2, 2, 1, 1, 1]


def test_headings_bear_their_numbers() -> None:
    level = '<text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>'
    outline = f"<text:outline-style>{level}</text:outline-style>"
    styles = f"<office:document-styles {NAMES}><office:styles>{outline}</office:styles></office:document-styles>"
    body = '<text:h text:outline-level="1">Objet</text:h><text:h text:outline-level="1">Durée</text:h>'
    assert read(opendocument(body, parts=(("styles.xml", styles),))).text == "I. Objet\n\nII. Durée"


def test_a_sheet_with_merged_hidden_and_repeated_cells() -> None:
    def cell(words: str, attributes: str = 'office:value-type="string"') -> str:
        return f"<table:table-cell {attributes}>{p(words)}</table:table-cell>"

    two_rows, is_number = 'table:number-rows-spanned="2"', 'office:value-type="float"'
    empty = '<table:table-cell table:number-columns-repeated="1024"/>'
    rows = (
        f"<table:table-row>{cell('Région')}{cell('Ville')}{cell('Montant')}</table:table-row>"
        f"<table:table-row>{cell('Nord', two_rows)}{cell('Tanger')}"
        f"{cell('5', is_number)}</table:table-row>"
        f"<table:table-row><table:covered-table-cell/>{cell('Tétouan')}"
        f"{cell('6', is_number)}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{cell("caché")}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'
        f"<table:table-row>{cell('Fin')}</table:table-row>"
    )
    extracted = read(opendocument(f'<table:table table:name="F">{rows}</table:table>', "spreadsheet"))
    assert extracted.text == "F\n\n| Région | Ville | Montant |\n| Nord | Tanger | 5 |\n| Nord | Tétouan | 6 |\n\nFin"
    assert [page.number for page in extracted.pages] == [1, 2, 3, 1048005]
    assert extracted.left_out == (LeftOut(Omission.HIDDEN, (5,)),)


def test_a_row_that_is_repeated_without_end_is_refused() -> None:
    cell = (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="1000">{p("x")}</table:table-cell>'
    )
    row = f'<table:table-row table:number-rows-repeated="9999999">{cell}</table:table-row>'
    with pytest.raises(FileRefused, match="more than") as caught:
        read(opendocument(f'<table:table table:name="F">{row}</table:table>', "spreadsheet"))
    assert caught.value.code == "too-large"


def test_slides_titles_notes_and_those_that_are_hidden() -> None:
    def frame(kind: str, words: str) -> str:
        return f'<draw:frame presentation:class="{kind}"><draw:text-box>{p(words)}</draw:text-box></draw:frame>'

    notes = f"<presentation:notes>{frame('notes', 'Dire merci.')}{frame('page-number', '1')}</presentation:notes>"
    shapes = frame("outline", "Un point.") + frame("title", "Le titre") + frame("footer", "Pied")
    shown = f"<draw:page>{shapes}{notes}</draw:page>"
    hidden = f'<draw:page draw:style-name="h">{frame("title", "Secret")}</draw:page>'
    styles = (
        '<style:style style:name="h" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    extracted = read(opendocument(shown + hidden + shown, "presentation", styles))
    assert extracted.text == "Le titre\n\nUn point.\n\nDire merci.\n\nLe titre\n\nUn point.\n\nDire merci."
    assert [page.number for page in extracted.pages] == [1, 3]
    assert extracted.left_out == (LeftOut(Omission.HIDDEN, (6,)),)
    assert [block.kind.value for block in extracted.blocks[:3]] == ["heading", "paragraph", "note"]


@pytest.mark.parametrize("kind", ["text", "presentation", "spreadsheet"])
@pytest.mark.parametrize(
    ("body", "parts", "code"),
    [
        ("", (), "empty"),
        ("<broken", (), "damaged"),
        ("", (("META-INF/manifest.xml", f"<m {NAMES}><manifest:encryption-data/></m>"),), "encrypted"),
        ("", (("big.xml", " " * (60 << 20)),), "archive-bomb"),
    ],
)
def test_refused(kind: str, body: str, parts: tuple[tuple[str, str], ...], code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(opendocument(body, kind, parts=parts))
    assert caught.value.code == code


def test_deep_nesting_costs_one_file_at_most() -> None:
    deep = "<text:section>" * 3000 + p("au fond") + "</text:section>" * 3000
    with pytest.raises(FileRefused) as caught:
        read(opendocument(deep))
    assert caught.value.code in ("damaged", "empty")
