"""Notebooks: their texts as Markdown, their code as code, and what it printed."""

from __future__ import annotations

import json
import re
from typing import Any

from ingest.load.extracted import Composer, Extracted, Inner
from ingest.load.metadata import Metadata
from ingest.load.text.encoding import decode
from rag.errors import FileRefused
from rag.types import BlockKind

FORMAT = "ipynb"

MOST_PRINTED = 20_000
"""Characters of one output that are read; a loop may print millions of lines."""

MOST_DIGITS = 9
"""Digits of a number that are read: of the numbers of a notebook only the levels of headings matter."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def read(data: bytes, inner: Inner) -> Extracted:
    """The text of a notebook; `inner` reads its cells of Markdown.

    Raises `FileRefused`: `binary` and `empty` as `decode`, `damaged` where it is none, `empty` where no cell has text.
    """
    decoded = decode(data)
    try:
        notebook = json.loads(decoded.text, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise FileRefused("damaged", f"the notebook cannot be read ({error}); save it again") from error
    cells = _cells(notebook)
    if cells is None:
        raise FileRefused("damaged", "the notebook has no list of cells; save it again")
    composer = Composer()
    problems: list[str] = []
    cut = 0
    for cell in cells:
        source = _text(cell.get("source", cell.get("input")))
        match cell.get("cell_type"):
            case "markdown" | "heading" | "html":
                _add_text(composer, source, cell, inner, problems)
            case "code":
                composer.add(source, kind=BlockKind.CODE)
                cut += _add_outputs(composer, cell)
            case _:
                composer.add(source)
    if cut:
        problems.append(f"of {cut} outputs only the first {MOST_PRINTED} characters are read")
    if not composer.length:
        raise FileRefused("empty", "the notebook holds no text; nothing can be cited from it")
    return Extracted(
        FORMAT,
        composer.text,
        headings=tuple(composer.headings),
        blocks=composer.blocks,
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        warnings=(*decoded.warnings, *dict.fromkeys(problems)),
        metadata=_metadata(notebook),
    )


def _cells(notebook: Any) -> list[dict[str, Any]] | None:
    """The cells; before version 4 they stood in worksheets."""
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    if cells is None and isinstance(notebook.get("worksheets"), list):
        cells = [
            cell
            for sheet in notebook["worksheets"]
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else None


def _text(source: Any) -> str:
    """A text as notebooks keep it: whole, or as a list of lines."""
    if isinstance(source, list):
        return "".join(each for each in source if isinstance(each, str))
    return source if isinstance(source, str) else ""


def _add_text(composer: Composer, source: str, cell: dict[str, Any], inner: Inner, problems: list[str]) -> None:
    if cell.get("cell_type") == "heading" and isinstance(cell.get("level"), int):
        composer.add(source, level=min(max(cell["level"], 1), 6))
    elif source.strip():
        try:
            composer.include(inner(source.strip("\n").encode("utf-8", "replace"), "cell.md"))
        except FileRefused as refused:
            problems.append(f"a cell was not read: {refused}")


def _add_outputs(composer: Composer, cell: dict[str, Any]) -> int:
    """Append what code printed, and say how many outputs were cut."""
    cut = 0
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        data = output.get("data", output) if isinstance(output, dict) else {}
        plain = data.get("text/plain", data.get("text")) if isinstance(data, dict) else None
        text = _COLOURS.sub("", _text(plain) or _text(output.get("text") if isinstance(output, dict) else None))
        cut += len(text) > MOST_PRINTED
        composer.add(text[:MOST_PRINTED], kind=BlockKind.CODE)
    return cut


def _metadata(notebook: dict[str, Any]) -> Metadata:
    told = notebook.get("metadata")
    told = told if isinstance(told, dict) else {}
    title = told.get("title")
    authors = told.get("authors")
    names = [
        each["name"]
        for each in (authors if isinstance(authors, list) else ())
        if isinstance(each, dict) and isinstance(each.get("name"), str)
    ]
    return Metadata(title if isinstance(title, str) else None, ", ".join(names) or None, None)


def _number(digits: str) -> int:
    """A number, of which Python itself reads no more than some thousand digits."""
    return int(digits[:MOST_DIGITS])
