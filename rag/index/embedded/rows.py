"""The rows of the catalog and the values that they stand for; checksums tell damaged rows from good ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.embedding.wording import wording_of
from rag.errors import IndexDamaged
from rag.index.contents import DocumentInfo, Entry
from rag.index.parts import (
    block_from,
    block_list,
    detail_from,
    detail_pair,
    file_title,
    key_of,
    left_out_from,
    left_out_list,
    recognition_from,
    recognition_list,
)
from rag.types import (
    Analysis,
    Block,
    Document,
    Heading,
    Numbered,
    Page,
    Passage,
    Span,
)

Row = tuple[Any, ...]

PASSAGE = """p.document, p.ordinal, p.start, p.end, p.text, p.page, p.heading, p.pages, p.sentences, p.blocks, p.terms,
    p.context, p.checksum, p.language, d.file, d.sha256, d.reader, d.recogniser"""
"""Columns of a passage `p` and its document `d`, for `passage_from`."""
DOCUMENT_COLUMNS = 24
"""Columns of the table `documents`."""
PASSAGE_COLUMNS = 15
"""Columns of the table `passages`."""
TERMS = slice(10, 12)
"""Those of them that hold the analysis."""
DOCUMENT = """d.file, d.sha256, d.reader, d.format, d.language, d.encoding, d.encoding_guessed, d.pages, d.headings,
    d.warnings, d.left_out, d.title, d.title_origin, d.author, d.author_origin, d.date, d.date_origin, d.text_sha256,
    d.recogniser, d.recognised"""
"""Columns of a document `d`, for `document_from`."""
INFO = f"d.id, m.root, m.collection, d.characters, d.passages, {DOCUMENT}"
"""Columns of a document `d` and its membership `m`, for `info_from`."""
_NONE = "[]"  # an empty list as JSON, which most passages have for pages: not worth a parser in every question


HASH = 16
"""Bytes of the hash of all documents."""
LEVELS = 127
"""Steps of the greatest part of a sentence's vector, either way: a byte for each part."""


def vectors_row(key: bytes, vector: NDArray[np.float32], sentences: NDArray[np.float32]) -> Row:
    """The vectors of a passage as the table `vectors` keeps them: its own in float32, its sentences' in bytes.

    A cosine to a sentence is off by at most .005 then; its length is not kept, because it is 1.
    """
    greatest = np.abs(sentences).max(axis=1, keepdims=True, initial=1e-12)
    return key, vector.tobytes(), np.rint(sentences * (LEVELS / greatest)).astype(np.int8).tobytes()


def _sentence_vectors(stored: bytes, dimension: int) -> NDArray[np.float32]:
    """The unit vectors that `vectors_row` has stored; raises `ValueError` where they are no such thing."""
    rows = np.frombuffer(stored, dtype=np.int8).reshape(-1, dimension).astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1.0)
    return rows


def document_hash(identifier: str) -> int:
    """What a document version adds to the hash of all: their sum does not depend on the order of the edits before."""
    return int.from_bytes(hashlib.blake2b(identifier.encode(), digest_size=HASH).digest())


def content_hash(stamp: Mapping[str, Any], total: int) -> str:
    """8 hexadecimal digits that depend only on what is indexed and how; `total` is the sum over the documents."""
    digest = hashlib.blake2b(json.dumps(stamp, sort_keys=True).encode(), digest_size=4)
    digest.update(total.to_bytes(HASH))
    return digest.hexdigest()


def _pages(pages: Sequence[Page]) -> str:
    return json.dumps([[page.number, page.start, page.end] for page in pages])


def _values(file: str, text: str) -> list[Any]:
    """A list that was stored as JSON; raises `IndexDamaged`."""
    try:
        values = json.loads(text)
    except (ValueError, TypeError):
        values = None
    if not isinstance(values, list):
        raise _damaged(file)
    return values


def _damaged(file: str) -> IndexDamaged:
    return IndexDamaged(f"what is stored of {file} is damaged: run `preuve ingest --rebuild` on its folder")


def document_row(identifier: str, document: Document, passages: int) -> Row:
    """A document version as the table `documents` keeps it; its text and its blocks are in its passages."""
    title = document.title or file_title(document.file)
    return (
        identifier, document.file, document.sha256, document.reader, document.format, document.language,
        document.encoding, int(document.encoding_guessed), _pages(document.pages),
        json.dumps([[heading.level, heading.start, heading.end] for heading in document.headings]),
        json.dumps(document.warnings), json.dumps(left_out_list(document.left_out)),
        *detail_pair(title), *detail_pair(document.author), *detail_pair(document.date), len(document.text), passages,
        hashlib.sha256(document.text.encode()).hexdigest(), document.recogniser,
        json.dumps(recognition_list(document.recognised)), key_of(document.file),
    )  # fmt: skip


def document_from(row: Row, passages: Sequence[Row]) -> Document:
    """Of the columns `DOCUMENT`, and of text and blocks of its passages in order.

    Raises `IndexDamaged` where the text is not the one that was stored.
    """
    told = _told(row)
    text = "".join(str(part) for part, _ in passages)
    if hashlib.sha256(text.encode()).hexdigest() != told["text_sha256"]:
        raise IndexDamaged(f"the stored text of {told['file']} is damaged: run `preuve ingest --rebuild` on its folder")
    file, pages, headings = told["file"], told["pages"], told["headings"]
    blocks: dict[int, Block] = {}
    for _, stored in passages:
        if stored != _NONE:
            first, within, _ = _values(file, stored)
            blocks |= {number: block_from(each) for number, each in enumerate(within, first)}
    return Document(
        file=file, sha256=told["sha256"], format=told["format"], text=text, language=told["language"],
        pages=tuple(Page(*page) for page in _values(file, pages)),
        headings=tuple(Heading(*heading) for heading in _values(file, headings)),
        blocks=tuple(blocks[number] for number in sorted(blocks)), encoding=told["encoding"],
        encoding_guessed=bool(told["encoding_guessed"]), reader=told["reader"], **_known(told),
    )  # fmt: skip


_DOCUMENT_COLUMNS = tuple(name.strip().removeprefix("d.") for name in DOCUMENT.split(","))


def _told(row: Row) -> dict[str, Any]:
    """The columns `DOCUMENT` by name."""
    return dict(zip(_DOCUMENT_COLUMNS, row, strict=True))


def _known(told: Mapping[str, Any]) -> dict[str, Any]:
    """What the catalog tells people of a document; raises `IndexDamaged`."""
    file = told["file"]
    try:
        details = {name: detail_from(told[name], told[f"{name}_origin"]) for name in ("title", "author", "date")}
        left_out = left_out_from(_values(file, told["left_out"]))
        recognised = recognition_from(_values(file, told["recognised"]))
    except (ValueError, TypeError) as error:
        raise _damaged(file) from error
    recognition = {"recogniser": told["recogniser"], "recognised": recognised}
    return {"warnings": tuple(_values(file, told["warnings"])), "left_out": left_out, **details, **recognition}


def info_from(row: Row) -> DocumentInfo:
    """Of the columns `INFO`."""
    identifier, root, collection, characters, passages, *rest = row
    told = _told(tuple(rest))
    return DocumentInfo(
        id=identifier, file=told["file"], sha256=told["sha256"], reader=told["reader"], root=root,
        format=told["format"], language=told["language"], encoding=told["encoding"],
        encoding_guessed=bool(told["encoding_guessed"]), pages=len(_values(told["file"], told["pages"])) or None,
        characters=characters, passages=passages, text_sha256=told["text_sha256"], collection=collection,
        **_known(told),
    )  # fmt: skip


def entry_from(row: Row) -> Entry:
    """Of the columns `PASSAGE` and the two of vectors; raises `IndexDamaged` where they are not what was stored."""
    *columns, stored, sentences = row
    passage = passage_from(tuple(columns))
    try:
        vector = np.frombuffer(stored, dtype=np.float32)
        vectors = _sentence_vectors(sentences, len(vector))
        if len(vectors) != len(passage.sentences):
            raise ValueError("there is not one for each sentence")
    except ValueError as error:
        raise IndexDamaged(
            f"the stored vectors of {passage.file} are damaged ({error}): run `preuve ingest --rebuild` on its folder"
        ) from error
    return Entry(passage, Analysis(*row[TERMS]), vector, vectors)


def analysis_from(row: Row) -> tuple[str, str, Analysis]:
    """Of the columns `PASSAGE`: the passage's id, its file and its analysis; raises as `passage_from`."""
    document, ordinal, *_, file, _, _, _ = _checked(row)
    return f"{document}:{ordinal:05d}", file, Analysis(*row[TERMS])


def _checked(row: Row) -> Row:
    document, ordinal, start, end, text, _, _, _, sentences, blocks, body, context, checksum, _, file, *_ = row
    if _checksum(document, ordinal, start, end, sentences, blocks, text, body, context) != checksum:
        raise IndexDamaged(f"a stored passage of {file} is damaged: run `preuve ingest --rebuild` on its folder")
    return row


def _checksum(document: str, ordinal: int, start: int, end: int, *texts: str) -> bytes:
    """Tells a damaged row from a good one: SQLite keeps no checksums of its pages."""
    fields = f"{document}:{ordinal}:{start}:{end}:{':'.join(texts)}"
    return hashlib.blake2b(fields.encode(), digest_size=8).digest()


def passage_row(document: str, passage: Passage, analysis: Analysis) -> Row:
    sentences = json.dumps([[span.start, span.end] for span in passage.sentences])
    blocks = _blocks(passage)
    return (
        document, passage.ordinal, passage.start, passage.end, passage.text, passage.language, passage.page,
        passage.heading, _pages(passage.pages), sentences, blocks, wording_of(passage).key, analysis.body,
        analysis.context,
        _checksum(
            document, passage.ordinal, passage.start, passage.end, sentences, blocks, passage.text, analysis.body,
            analysis.context,
        ),
    )  # fmt: skip


def _blocks(passage: Passage) -> str:
    """The number of the first block, the blocks of the passage, and those above with number and words."""
    if not passage.blocks:
        return _NONE
    above = [[each.number, block_list(each.block), each.text] for each in passage.above]
    return json.dumps([passage.first_block, [block_list(block) for block in passage.blocks], above], ensure_ascii=False)


def passage_from(row: Row) -> Passage:
    """Of the columns `PASSAGE`; raises `IndexDamaged` where they are not what was stored."""
    (document, ordinal, start, end, text, page, heading, pages, sentences, blocks, *_, language, file, sha256,
     reader, recogniser) = _checked(row)  # fmt: skip
    spans = tuple(Span(*span) for span in _values(file, sentences))
    first, within, above = _values(file, blocks) if blocks != _NONE else (0, (), ())
    return Passage(
        id=f"{document}:{ordinal:05d}", file=file, sha256=sha256, ordinal=ordinal, start=start, end=end, text=text,
        language=language, page=page, heading=heading, sentences=spans,
        pages=tuple(Page(*each) for each in _values(file, pages)) if pages != _NONE else (),
        blocks=tuple(map(block_from, within)), first_block=first,
        above=tuple(Numbered(number, block_from(block), words) for number, block, words in above), reader=reader,
        recogniser=recogniser,
    )  # fmt: skip
