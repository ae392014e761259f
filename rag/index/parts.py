"""The parts of a document as lists for JSON, and back: what the catalog keeps, and what a child that reads answers.

Lists and not objects, since a long document has ten thousands of blocks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from rag.types import READER, Block, BlockKind, Detail, LeftOut, Omission, Origin, Span

_KINDS = {kind.value: kind for kind in BlockKind}


def document_id(file: str, sha256: str, reader: int = READER) -> str:
    """16 hexadecimal digits that name a document version: a file as one version of the reader reads it.

    Passages are named `<document id>:<ordinal>`.
    """
    return hashlib.blake2b(f"{file}\0{sha256}\0{reader}".encode(), digest_size=8).hexdigest()


def block_list(block: Block) -> list[Any]:
    """Kind, start, end, level, the number of the block above, starts and ends of the cells."""
    cells = [edge for cell in block.cells for edge in (cell.start, cell.end)]
    return [block.kind.value, block.start, block.end, block.level, block.above, cells]


def block_from(values: Sequence[Any]) -> Block:
    """Raises `ValueError` or `TypeError` for what is no block."""
    kind, start, end, level, above, cells = values
    # Most blocks have no cells, and every question reads hundreds of blocks.
    spans = tuple(Span(left, right) for left, right in zip(cells[::2], cells[1::2], strict=True)) if cells else ()
    return Block(_KINDS.get(kind) or BlockKind(kind), start, end, level, above, spans)


def left_out_list(left_out: Iterable[LeftOut]) -> list[list[Any]]:
    """Code and numbers of each."""
    return [[each.code.value, *each.numbers] for each in left_out]


def left_out_from(values: Iterable[Sequence[Any]]) -> tuple[LeftOut, ...]:
    """Raises `ValueError` for a code that is none."""
    return tuple(LeftOut(Omission(code), tuple(numbers)) for code, *numbers in values)


def detail_pair(detail: Detail | None) -> tuple[str | None, str | None]:
    """Value and origin, both `None` where nothing is known."""
    return (detail.value, detail.origin.value) if detail else (None, None)


def detail_from(value: str | None, origin: str | None) -> Detail | None:
    """Raises `ValueError` for an origin that is none."""
    return None if value is None or origin is None else Detail(value, Origin(origin))


def file_title(file: str) -> Detail:
    """The title of a document of which only its file's name is known."""
    return Detail(PurePosixPath(file).stem.replace("_", " ").replace("-", " ").strip() or file, Origin.FILE)
