"""The parts of a document as lists for JSON, and back: what the catalog keeps, and what a child that reads answers.

Lists and not objects, since a long document has ten thousands of blocks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from rag.types import READER, Block, BlockKind, Detail, LeftOut, Omission, Origin, Recognition, Span, SureWord

_KINDS = {kind.value: kind for kind in BlockKind}


def document_id(file: str, sha256: str, reader: int = READER, recogniser: str | None = None) -> str:
    """16 hexadecimal digits that name a document version: a file as one version of the reader reads it.

    Where it has pictures of text, what recognises them is part of that version.

    Passages are named `<document id>:<ordinal>`.
    """
    name = f"{file}\0{sha256}\0{reader}" + ("" if recogniser is None else f"\0{recogniser}")
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


def key_of(name: str) -> str:
    """12 hexadecimal digits that stand for a file's or folder's name, so that no name has to come back from a page."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def split_passage_id(passage: str) -> tuple[str, int]:
    """The id of the document of a passage, and its number there."""
    document, _, ordinal = passage.partition(":")
    return document, int(ordinal)


def block_list(block: Block) -> list[Any]:
    """Kind, start, end, level, the number of the block above, starts and ends of the cells.

    Where words were recognised, then starts, ends and percents of them.
    """
    cells = [edge for cell in block.cells for edge in (cell.start, cell.end)]
    values = [block.kind.value, block.start, block.end, block.level, block.above, cells]
    if block.words:
        values.append([number for word in block.words for number in (word.start, word.end, word.percent)])
    return values


def block_from(values: Sequence[Any]) -> Block:
    """Raises `ValueError` or `TypeError` for what is no block."""
    kind, start, end, level, above, cells, *recognised = values
    # Most blocks have no cells, and every question reads hundreds of blocks.
    spans = tuple(Span(left, right) for left, right in zip(cells[::2], cells[1::2], strict=True)) if cells else ()
    numbers = recognised[0] if recognised else ()
    words = tuple(map(SureWord, numbers[::3], numbers[1::3], numbers[2::3])) if numbers else ()
    return Block(_KINDS.get(kind) or BlockKind(kind), start, end, level, above, spans, words)


def recognition_list(recognised: Iterable[Recognition]) -> list[list[int]]:
    """Page, percent, and 1 where another program has recognised it, of each."""
    return [[each.page, each.percent, int(each.foreign)] for each in recognised]


def recognition_from(values: Iterable[Sequence[int]]) -> tuple[Recognition, ...]:
    """Raises `ValueError` or `TypeError` for what is none."""
    return tuple(Recognition(page, percent, bool(foreign)) for page, percent, foreign in values)


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
