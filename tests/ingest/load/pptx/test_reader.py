"""Presentations written by hand: order, hidden slides and shapes, tables, charts, groups, numbers, notes."""

from __future__ import annotations

import pytest

from ingest.load import child
from ingest.load.extracted import Extracted
from rag.errors import FileRefused
from rag.types import LeftOut, Omission
from tests.fixtures.files import archive
from tests.fixtures.made.packages import PRESENTATION as NAMES
from tests.fixtures.made.packages import presentation, shape, slide


def read(data: bytes) -> Extracted:
    return child.read(data, "a.pptx")


def test_titles_lists_groups_and_what_each_slide_repeats() -> None:
    group = f"<p:grpSp><p:nvGrpSpPr><p:cNvPr id='2' name='g'/></p:nvGrpSpPr>{shape('Dans un groupe.')}</p:grpSp>"
    first = slide(
        shape("Un point", '<a:p><a:pPr lvl="1"/><a:r><a:t>plus bas</a:t></a:r></a:p>', kind=""),
        shape("Le", "titre", kind="ctrTitle"),
        group,
        shape("12/03/2024", kind="dt"),
        shape("3", kind="sldNum"),
    )
    extracted = read(presentation(first, slide(shape("Une phrase seule.", kind="body"))))
    assert extracted.text == "Le titre\n\n- Un point\n- plus bas\n\nDans un groupe.\n\nUne phrase seule."
    assert [(page.number, extracted.text[page.start : page.end].strip()[:6]) for page in extracted.pages] == [
        (1, "Le tit"),
        (2, "Une ph"),
    ]
    assert [block.level for block in extracted.blocks if block.kind.value == "item"] == [1, 2]


def test_numbers_are_counted_by_level() -> None:
    def numbered(words: str, level: int = 0, form: str = "arabicPeriod", start: int = 1) -> str:
        mark = f'<a:buAutoNum type="{form}" startAt="{start}"/>'
        return f'<a:p><a:pPr lvl="{level}">{mark}</a:pPr><a:r><a:t>{words}</a:t></a:r></a:p>'

    words = shape(
        numbered("un"),
        numbered("x", 1, "alphaLcParenR"),
        numbered("y", 1, "alphaLcParenR"),
        numbered("deux"),
        numbered("i", 0, "romanUcPeriod", 4),
    )
    assert read(presentation(slide(words))).text == "1. un\na) x\nb) y\n2. deux\nIII. i"


def test_a_hidden_slide_or_shape_is_counted_and_left_out() -> None:
    data = presentation(
        slide(shape("Secret"), attributes='show="0"'), slide(shape("Vu"), shape("Caché", hidden='hidden="1"'))
    )
    extracted = read(data)
    assert (extracted.text, [page.number for page in extracted.pages]) == ("Vu", [2])
    assert extracted.left_out == (LeftOut(Omission.HIDDEN, (11,)),)


def test_tables_and_charts_are_rows_below_a_header() -> None:
    def cell(words: str, attributes: str = "") -> str:
        return f"<a:tc {attributes}><a:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></a:txBody></a:tc>"

    wide, covered = 'gridSpan="2"', 'hMerge="1"'
    first = f"<a:tr>{cell('Ville', wide)}{cell('', covered)}{cell('Chef')}</a:tr>"
    rows = f"{first}<a:tr>{cell('Fès')}{cell('Ali')}</a:tr>"
    frame = "<p:graphicFrame><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></p:graphicFrame>"
    table = frame.format(f'<a:tbl><a:tblPr firstRow="1"/>{rows}</a:tbl>')
    chart = frame.format('<c:chart r:id="c"/>')
    points = "".join(f'<c:pt idx="{at}"><c:v>{{}}</c:v></c:pt>' for at in range(2))
    name = "<c:tx><c:pt idx='0'><c:v>Recettes</c:v></c:pt></c:tx>"
    values = f"<c:cat>{points.format(2023, 2024)}</c:cat><c:val>{points.format(5, 7)}</c:val>"
    series = f"<c:ser>{name}{values}</c:ser>"
    part = (
        f"<c:chartSpace {NAMES}><c:title><a:p><a:r><a:t>Les recettes</a:t></a:r></a:p></c:title>{series}</c:chartSpace>"
    )
    data = presentation(
        slide(table, chart), parts=(("ppt/charts/chart1.xml", part),), links={"c": ("chart", "../charts/chart1.xml")}
    )
    extracted = read(data)
    assert (
        extracted.text
        == "| Ville | Chef |\n| Fès | Ali |\n\nLes recettes\n\n|  | Recettes |\n| 2023 | 5 |\n| 2024 | 7 |"
    )
    assert [block.kind.value for block in extracted.blocks] == ["header", "row", "paragraph", "header", "row", "row"]


def test_notes_and_remarks_stand_below_their_slide() -> None:
    shapes = shape("1", kind="sldNum") + shape("Dire merci.", kind="body")
    notes = f"<p:notes {NAMES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:notes>"
    remarks = f"<p:cmLst {NAMES}><p:cm><p:text>À revoir.</p:text></p:cm></p:cmLst>"
    links = {"n": ("notesSlide", "../notesSlides/n.xml"), "m": ("comments", "../comments/m.xml")}
    data = presentation(
        slide(shape("Vu.")), parts=(("ppt/notesSlides/n.xml", notes), ("ppt/comments/m.xml", remarks)), links=links
    )
    extracted = read(data)
    assert extracted.text == "Vu.\n\nDire merci.\n\nÀ revoir."
    assert [block.kind.value for block in extracted.blocks] == ["paragraph", "note", "note"]


def test_a_damaged_slide_is_told_and_the_others_are_read() -> None:
    extracted = read(presentation("<p:sld", slide(shape("Vu."))))
    assert (extracted.text, [page.number for page in extracted.pages]) == ("Vu.", [2])
    assert extracted.warnings == ("the part slide9.xml is damaged, and what it holds is missing",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (presentation(slide()), "empty"),
        (presentation(slide(shape("a")))[:700], "damaged"),
        (archive([("[Content_Types].xml", b""), ("ppt/presentation.xml", b"<p")]), "damaged"),
        (presentation(slide(shape("a")), parts=(("ppt/x.xml", " " * (60 << 20)),)), "archive-bomb"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(data)
    assert caught.value.code == code
