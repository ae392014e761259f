"""Workbooks of Excel: each sheet as rows below its name, cells as they are shown, formulas as what they gave."""

from __future__ import annotations

from typing import Any

from lxml import etree

from ingest.load.archive.archive import UNREADABLE
from ingest.load.archive.office import Package
from ingest.load.archive.properties import metadata
from ingest.load.extracted import Composer, Extracted
from ingest.load.sheet.customs import Customs, customs_of
from ingest.load.sheet.rows import Budget
from ingest.load.sheet.writer import write_sheet
from ingest.load.xlsx.contents import Contents, Values
from ingest.load.xlsx.names import RELATION, s
from ingest.load.xlsx.sheet import words
from ingest.load.xlsx.styles import Styles
from rag.language.language import detect

FORMAT = "xlsx"

SAMPLE = 20_000
"""Characters of a workbook's words by which its language is told."""


def read(data: bytes) -> Extracted:
    """The text of a workbook; its pages are rows.

    Raises `FileRefused`: `archive-bomb`, `encrypted`, `damaged`, `too-large` where it has too many rows or cells,
    `empty` where no sheet that is shown holds anything.
    """
    package = Package(data, "Excel workbook", "xl/workbook.xml")
    workbook = package.document()
    strings = _strings(package)
    values = Values(strings, Styles(package.related("styles")), _customs(strings), _is_1904(workbook))
    composer, budget, hidden = Composer(), Budget(), 0
    for sheet in workbook.iter(s("sheet")):
        part = package.target(sheet.get(RELATION))
        if part is None or part not in package:
            continue
        contents = Contents(package, part, values, budget)
        try:
            contents.read()
        except UNREADABLE:
            package.lost(part)
        if sheet.get("state", "visible") != "visible":
            hidden += contents.characters
        else:
            hidden += contents.hidden
            write_sheet(composer, contents.rows, sheet.get("name", ""))
    if not composer.length:
        raise package.empty()
    return composer.extracted(FORMAT, metadata(data), package.problems, hidden)


def _strings(package: Package) -> list[str]:
    """The words that cells share. Raises `FileRefused` (`damaged`): without them nothing could be read."""
    part = package.place("sharedStrings")
    found: list[str] = []
    if part not in package:
        return found
    try:
        with package.open(part) as stream:
            events: Any = etree.iterparse(
                stream,
                events=("end",),
                tag="{*}si",
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                remove_comments=True,
            )
            for _, element in events:
                found.append(words(element))
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except UNREADABLE as error:
        raise package.damaged(f"its shared words: {error}") from error
    return found


def _customs(strings: list[str]) -> Customs:
    sample: list[str] = []
    length = 0
    for string in strings:
        sample.append(string)
        length += len(string)
        if length > SAMPLE:
            break
    return customs_of(detect(" \n".join(sample)))


def _is_1904(workbook: Any) -> bool:
    return any(each.get("date1904", "0") in ("1", "true") for each in workbook.iter(s("workbookPr")))
