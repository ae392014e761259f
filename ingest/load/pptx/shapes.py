"""Writes the shapes of a slide into a composer: its title, then the others in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.load.archive.archive import local
from ingest.load.archive.office import Package, Relations
from ingest.load.blocks import has_header
from ingest.load.extracted import Composer
from ingest.load.pptx.names import CHART, DATA_RELATION, DIAGRAM, RELATION, a, p
from ingest.load.pptx.words import paragraphs, words
from rag.types import BlockKind

_TITLES = frozenset({"title", "ctrTitle"})
_BESIDE = frozenset({"dt", "ftr", "sldNum", "hdr"})
"""Placeholders that each slide repeats: date, footer, number."""
_LISTED = frozenset({"", "body", "obj"})
"""Placeholders whose paragraphs have bullets where nothing says that they have none."""
_CONTENTS = frozenset({"sp", "graphicFrame", "cxnSp", "pic"})
_OFF = frozenset({"0", "false"})


class Shapes:
    """Writes one slide; `hidden` counts the characters of shapes that are not shown."""

    def __init__(self, composer: Composer, package: Package, relations: Relations) -> None:
        self._composer = composer
        self._package = package
        self._relations = relations
        self.hidden = 0

    def write(self, slide: Any) -> None:
        """Append what a slide shows."""
        tree = slide.find(f"{p('cSld')}/{p('spTree')}")
        shapes = [] if tree is None else list(self._shown(tree))
        titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
        for title in titles[:1]:
            text = " ".join(words(each) for each in title.iter(a("p")))
            self._composer.add(" ".join(text.split()), level=1)
        for shape in shapes:
            if shape not in titles[:1] and _placeholder(shape) not in _BESIDE:
                self._shape(shape)

    def _shown(self, tree: Any) -> Iterator[Any]:
        """The shapes in order, those of groups among them."""
        waiting = list(reversed(tree))
        while waiting:
            element = waiting.pop()
            name = local(element)
            if name not in _CONTENTS and name != "grpSp":
                if name == "AlternateContent" and len(element):
                    waiting.extend(reversed(element[0]))
                continue
            properties = element.find(f"*/{p('cNvPr')}")
            if properties is not None and properties.get("hidden", "0") not in _OFF:
                self.hidden += sum(len(text.text or "") for text in element.iter(a("t")))
            elif name == "grpSp":
                waiting.extend(reversed(element))
            else:
                yield element

    def _shape(self, shape: Any) -> None:
        table = shape.find(f".//{a('tbl')}")
        if table is not None:
            self._table(table)
        elif (chart := shape.find(f".//{CHART}")) is not None:
            self._part(chart.get(RELATION))
        elif (diagram := shape.find(f".//{DIAGRAM}")) is not None:
            self._part(diagram.get(DATA_RELATION))
        else:
            self._paragraphs(shape)

    def _paragraphs(self, shape: Any) -> None:
        listed = _placeholder(shape) in _LISTED and shape.find(f".//{p('ph')}") is not None
        read = list(paragraphs(shape))
        # One paragraph alone is a sentence on the slide, whatever sign the design puts before it.
        listed = listed and len(read) > 1
        before = False
        for each in read:
            item = (each.bullet or ("-" if listed else "none")) != "none"
            mark = "" if not item else each.bullet or "-"
            text = f"{mark} {each.text}" if mark else each.text
            kind = BlockKind.ITEM if item else BlockKind.PARAGRAPH
            self._composer.add(text, 1 if item and before else 2, each.depth if item else 0, kind, each.strong)
            before = item

    def _table(self, table: Any) -> None:
        rows = [
            [_cell(cell) for cell in row.iterchildren(a("tc")) if not _is_covered(cell)] for row in table.iter(a("tr"))
        ]
        rows = [row for row in rows if any(row)]
        properties = table.find(a("tblPr"))
        marked = properties is not None and properties.get("firstRow", "0") not in _OFF
        header = len(rows) > 1 and len(rows[0]) > 1 and (marked or has_header(rows))
        for index, row in enumerate(rows):
            self._composer.add_row(row, 1 if index else 2, header=header and index == 0)

    def _part(self, relation: str | None) -> None:
        """Append the words of a chart or a diagram, which stand in a part of their own."""
        root = self._package.part(self._relations.get(relation or "", ("", ""))[1])
        found = [] if root is None else [words(each) for each in root.iter(a("p"))]
        for text in dict.fromkeys(found):
            self._composer.add(text)
        self._series(root)

    def _series(self, root: Any | None) -> None:
        """Append the numbers of a chart as a table: a row a category, a column a series."""
        series = [] if root is None else list(root.iter("{*}ser"))
        columns = [(_points(each, "tx"), _points(each, "cat"), _points(each, "val")) for each in series]
        names = next((categories for _, categories, _ in columns if categories), {})
        if not names or not any(values for _, _, values in columns):
            return
        self._composer.add_row(["", *(" ".join(name.values()) for name, _, _ in columns)], 2, header=True)
        for at, name in sorted(names.items()):
            self._composer.add_row([name, *(values.get(at, "") for _, _, values in columns)])


def _points(series: Any, name: str) -> dict[int, str]:
    """The values that a chart keeps of its name, categories or numbers, by their places."""
    found: dict[int, str] = {}
    for holder in series.iterchildren(f"{{*}}{name}"):
        for point in holder.iter("{*}pt"):
            at = point.get("idx", "")
            value = next((child.text or "" for child in point if local(child) == "v"), "")
            if at.isascii() and at.isdigit() and len(at) < 8:
                found.setdefault(int(at), value)
    return found


def _placeholder(shape: Any) -> str:
    found = shape.find(f".//{p('ph')}")
    return "" if found is None else str(found.get("type", "body"))


def _cell(cell: Any) -> str:
    return " ".join(filter(None, (words(each).replace("\n", " ") for each in cell.iter(a("p")))))


def _is_covered(cell: Any) -> bool:
    """Whether a cell is the right part of a merged one; the lower part stays as a gap."""
    return cell.get("hMerge", "0") not in _OFF
