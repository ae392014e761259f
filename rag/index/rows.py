"""The rows of the catalog and the values that they stand for; checksums tell damaged rows from good ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.embedding.wording import wording_of
from rag.errors import IndexDamaged
from rag.index.analysis import Analysis
from rag.types import Document, Heading, Page, Passage, Span

Row = tuple[Any, ...]

PASSAGE = """p.document, p.ordinal, p.start, p.end, p.text, p.page, p.heading, p.pages, p.sentences, p.terms, p.context,
    p.checksum, p.language, d.file, d.sha256"""
"""Columns of a passage `p` and its document `d`, for `passage_from`."""
PASSAGE_COLUMNS = 14
"""Columns of the table `passages`."""
TERMS = slice(9, 11)
"""Those of them that hold the analysis."""
_NONE = "[]"  # an empty list as JSON, which most passages have for pages: not worth a parser in every question


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as it is ranked and read: with its analysis and the unit vectors of itself and of its sentences.

    Their shapes are `(dimension,)` and `(sentences, dimension)`.
    """

    passage: Passage
    analysis: Analysis
    vector: NDArray[np.float32]
    sentences: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the catalog knows of one document version, without its text. `pages` is `None` for formats without pages."""

    id: str
    file: str
    sha256: str
    root: str
    format: str
    language: str
    encoding: str | None
    encoding_guessed: bool
    pages: int | None
    characters: int
    passages: int
    warnings: tuple[str, ...]
    text_sha256: str


COSTLY = frozenset({"timeout", "memory", "crashed"})
"""Refusals that took long to find out: such a file is tried again only when its content has changed."""

UNCERTAIN = frozenset({"timeout", "crashed"})
"""Refusals that may be the fault of another file or of a busy machine: such a file is tried once more, alone."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was refused at the last ingest of its root; `code` is a short stable word."""

    file: str
    sha256: str
    code: str
    message: str

    def costs_again(self, sha256: str) -> bool:
        """Whether to refuse a file with these bytes would take as long again for the same result."""
        return self.sha256 == sha256 and self.code in COSTLY


def document_id(file: str, sha256: str) -> str:
    """16 hexadecimal digits that name a document version; passages are named `<document id>:<ordinal>`."""
    return hashlib.blake2b(f"{file}\0{sha256}".encode(), digest_size=8).hexdigest()


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


def content_hash(stamp: Mapping[str, Any], documents: Iterable[str]) -> str:
    """8 hexadecimal digits that depend only on what is indexed and how, not on the order of the edits before."""
    digest = hashlib.blake2b(json.dumps(stamp, sort_keys=True).encode(), digest_size=4)
    for document in sorted(documents):
        digest.update(document.encode())
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
        raise IndexDamaged(f"what is stored of {file} is damaged: run `preuve ingest --rebuild` on its folder")
    return values


def document_row(identifier: str, document: Document, passages: int) -> Row:
    """A document version as the table `documents` keeps it; its text is in its passages."""
    return (
        identifier, document.file, document.sha256, document.format, document.language, document.encoding,
        int(document.encoding_guessed), _pages(document.pages),
        json.dumps([[heading.level, heading.start, heading.end] for heading in document.headings]),
        json.dumps(document.warnings), len(document.text), passages,
        hashlib.sha256(document.text.encode()).hexdigest(),
    )  # fmt: skip


def document_from(row: Row, text: str) -> Document:
    """Raises `IndexDamaged` where the text is not the one that was stored."""
    file, sha256, format_, language, pages, headings, encoding, guessed, warnings, text_sha256 = row
    if hashlib.sha256(text.encode()).hexdigest() != text_sha256:
        raise IndexDamaged(f"the stored text of {file} is damaged: run `preuve ingest --rebuild` on its folder")
    pages, headings, warnings = (_values(file, part) for part in (pages, headings, warnings))
    return Document(
        file=file, sha256=sha256, format=format_, text=text, language=language,
        pages=tuple(Page(*page) for page in pages),
        headings=tuple(Heading(*heading) for heading in headings),
        encoding=encoding, encoding_guessed=bool(guessed), warnings=tuple(warnings),
    )  # fmt: skip


def info_from(row: Row) -> DocumentInfo:
    identifier, file, sha256, root, format_, language, encoding, guessed, pages, characters, passages, *rest = row
    warnings, text_sha256 = rest
    return DocumentInfo(
        id=identifier, file=file, sha256=sha256, root=root, format=format_, language=language, encoding=encoding,
        encoding_guessed=bool(guessed), pages=len(_values(file, pages)) or None, characters=characters,
        passages=passages, warnings=tuple(_values(file, warnings)), text_sha256=text_sha256,
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
    document, ordinal, *_, file, _ = _checked(row)
    return f"{document}:{ordinal:05d}", file, Analysis(*row[TERMS])


def _checked(row: Row) -> Row:
    document, ordinal, start, end, text, _, _, _, sentences, body, context, checksum, _, file, _ = row
    if _checksum(document, ordinal, start, end, sentences, text, body, context) != checksum:
        raise IndexDamaged(f"a stored passage of {file} is damaged: run `preuve ingest --rebuild` on its folder")
    return row


def _checksum(document: str, ordinal: int, start: int, end: int, *texts: str) -> bytes:
    """Tells a damaged row from a good one: SQLite keeps no checksums of its pages."""
    fields = f"{document}:{ordinal}:{start}:{end}:{':'.join(texts)}"
    return hashlib.blake2b(fields.encode(), digest_size=8).digest()


def passage_row(document: str, passage: Passage, analysis: Analysis) -> Row:
    sentences = json.dumps([[span.start, span.end] for span in passage.sentences])
    return (
        document, passage.ordinal, passage.start, passage.end, passage.text, passage.language, passage.page,
        passage.heading, _pages(passage.pages), sentences, wording_of(passage).key,
        analysis.body, analysis.context,
        _checksum(
            document, passage.ordinal, passage.start, passage.end, sentences, passage.text, analysis.body,
            analysis.context,
        ),
    )  # fmt: skip


def passage_from(row: Row) -> Passage:
    """Of the columns `PASSAGE`; raises `IndexDamaged` where they are not what was stored."""
    document, ordinal, start, end, text, page, heading, pages, sentences, *_, language, file, sha256 = _checked(row)
    spans = tuple(Span(*span) for span in _values(file, sentences))
    return Passage(
        id=f"{document}:{ordinal:05d}", file=file, sha256=sha256, ordinal=ordinal, start=start, end=end, text=text,
        language=language, page=page, heading=heading, sentences=spans,
        pages=tuple(Page(*each) for each in _values(file, pages)) if pages != _NONE else (),
    )  # fmt: skip
