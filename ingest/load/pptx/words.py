"""The paragraphs of a shape: their words, how deep they are indented, and what mark stands before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.load.archive.archive import local
from ingest.load.pptx.names import a

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`depth` counts from 1; `bullet` is the mark before it, `none` where the paragraph says that there is none.

    It is empty where the paragraph says nothing about it. `strong`: all of it is bold.
    """

    text: str
    depth: int
    bullet: str
    strong: bool


def paragraphs(shape: Any) -> Iterator[Paragraph]:
    """The paragraphs of a shape that hold words."""
    counts: dict[int, int] = {}
    for element in shape.iter(a("p")):
        text = words(element)
        properties = element.find(a("pPr"))
        depth = _depth(properties)
        bullet = _bullet(properties)
        if not text:
            continue
        if bullet == "number" and properties is not None:
            counts[depth] = counts.get(depth, _start(properties) - 1) + 1
            counts = {level: count for level, count in counts.items() if level <= depth}
            bullet = _number(properties, counts[depth])
        else:
            counts = {level: count for level, count in counts.items() if level < depth}
        yield Paragraph(text, depth, bullet, _is_strong(element))


def words(paragraph: Any) -> str:
    """The words of a paragraph, a line break in it as a line feed."""
    pieces = ("\n" if each.tag == a("br") else each.text or "" for each in paragraph.iter(a("t"), a("br")))
    return "".join(pieces).replace("\v", "\n").strip()


def _is_strong(paragraph: Any) -> bool:
    runs = [run for run in paragraph.iter(a("r")) if "".join(each.text or "" for each in run.iter(a("t"))).strip()]
    return bool(runs) and all((run.find(a("rPr")) is not None and run.find(a("rPr")).get("b") == "1") for run in runs)


def _depth(properties: Any | None) -> int:
    stated = properties.get("lvl", "0") if properties is not None else "0"
    return int(stated) + 1 if stated.isascii() and stated.isdigit() and len(stated) < 3 else 1


def _bullet(properties: Any | None) -> str:
    for each in () if properties is None else properties:
        name = local(each)
        if name in ("buChar", "buBlip"):
            return "-"
        if name == "buAutoNum":
            return "number"
        if name == "buNone":
            return "none"
    return ""


def _start(properties: Any) -> int:
    stated = properties.find(a("buAutoNum")).get("startAt", "1")
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 6 else 1


def _number(properties: Any, count: int) -> str:
    """The mark of a numbered paragraph: `arabicPeriod` is `1.`, `alphaLcParenR` is `a)`."""
    form = properties.find(a("buAutoNum")).get("type", "")
    if form.startswith("alpha"):
        mark = chr(97 + (count - 1) % 26)
    elif form.startswith("roman") and count <= len(_ROMAN):
        mark = _ROMAN[count - 1]
    else:
        mark = str(count)
    mark = mark.upper() if "Uc" in form else mark
    if form.endswith("ParenBoth"):
        return f"({mark})"
    return f"{mark})" if form.endswith("ParenR") else mark if form.endswith("Plain") else f"{mark}."
