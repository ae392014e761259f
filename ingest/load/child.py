"""The child process that reads files: a parser may crash, hang or eat memory without harm to the ingest.

All work that grows with the text of a file is done here, under the limits of one file: its passages are cut and
analysed too, where a request names their length. The child speaks the protocol of `ingest.load.serving`; an answer
carries the canonical text in UTF-8 and, after it, the index terms of the passages.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ingest.load import details, serving
from ingest.load.docx import reader as docx
from ingest.load.extracted import Extracted, Inner
from ingest.load.garbled import warnings as garbled
from ingest.load.html import reader as html
from ingest.load.kind import kind_of, mismatch
from ingest.load.limits import MOST_BLOCKS, MOST_CHARACTERS, MOST_HEADINGS, MOST_SENTENCES
from ingest.load.mail import reader as mail
from ingest.load.passages import to_wire
from ingest.load.pdf import reader as pdf
from ingest.load.text import markdown, plain
from ingest.split import split
from rag.errors import FileRefused
from rag.index.analysis import analyse_passage, passage_context
from rag.index.parts import block_list, detail_pair, left_out_list
from rag.language.language import detect
from rag.types import READER, Document

READERS: dict[str, Callable[[bytes], Extracted]] = {
    plain.FORMAT: plain.read,
    markdown.FORMAT: markdown.read,
    html.FORMAT: html.read,
    pdf.FORMAT: pdf.read,
}
"""The reader of each format."""

CONTAINERS: dict[str, Callable[[bytes, Inner], Extracted]] = {docx.FORMAT: docx.read, mail.FORMAT: mail.read}
"""The readers of the formats that hold documents of others, which they have read by what is handed to them."""

DEEPEST = 3
"""Documents inside of each other that are followed."""


def read(data: bytes, file: str, depth: int = 1) -> Extracted:
    """Read the bytes of a file by what they are; `depth` counts the documents that it stands in, and itself.

    Raises `FileRefused`.
    """
    if depth > DEEPEST:
        raise FileRefused("unsupported", f"documents inside of each other are read {DEEPEST} deep")
    kind = kind_of(data, file)
    if kind in CONTAINERS:
        extracted = CONTAINERS[kind](data, lambda data, file: read(data, file, depth + 1))
    else:
        extracted = READERS[kind](data)
    if len(extracted.text) > MOST_CHARACTERS:
        found = f"the file holds {len(extracted.text)} characters of text"
        raise FileRefused("too-large", f"{found}; at most {MOST_CHARACTERS} are read: divide it")
    return extracted


def serve(read: Callable[[bytes, str], Extracted]) -> None:
    """Answer requests on standard input with what `read` finds, until it closes."""
    # The first detection loads the language model, which must not count against the first file.
    detect("Une phrase quelconque, assez longue pour que le modèle soit interrogé. " * 5)
    serving.serve(functools.partial(_answer, read))


def _answer(
    read: Callable[[bytes, str], Extracted], request: dict[str, Any], data: bytes
) -> tuple[dict[str, Any], bytes]:
    extracted = read(data, request["file"])
    language = detect(extracted.text)
    named = mismatch(extracted.format, request["file"])
    warnings = (*([named] if named else []), *extracted.warnings, *garbled(extracted.text))
    if len(extracted.headings) > MOST_HEADINGS:
        warnings += (f"only the first {MOST_HEADINGS} headings are kept",)
    if len(extracted.blocks) > MOST_BLOCKS:
        warnings += (f"only the first {MOST_BLOCKS} blocks are kept",)
    text = extracted.text.encode("utf-8")
    header = {
        "format": extracted.format,
        "language": language,
        "pages": [(page.number, page.start, page.end) for page in extracted.pages],
        "headings": [(heading.level, heading.start, heading.end) for heading in extracted.headings[:MOST_HEADINGS]],
        "encoding": extracted.encoding,
        "guessed": extracted.encoding_guessed,
        "warnings": warnings,
        "blocks": [block_list(block) for block in extracted.blocks[:MOST_BLOCKS]],
        "left_out": left_out_list(extracted.left_out),
        "title": detail_pair(details.title(extracted, request["file"])),
        "author": detail_pair(details.author(extracted)),
        "date": detail_pair(details.date(extracted, language)),
        "reader": READER,
        "text": len(text),
    }
    if "passage_characters" not in request:
        return header, text
    rows, terms = _passages(request, extracted, language)
    return header | {"passages": rows}, text + terms


def _passages(request: dict[str, Any], extracted: Extracted, language: str) -> tuple[list[Any], bytes]:
    """The passages of a file and their analyses, as they are sent. Raises `FileRefused`."""
    document = Document(
        request["file"],
        request["sha256"],
        extracted.format,
        extracted.text,
        language,
        extracted.pages,
        extracted.headings[:MOST_HEADINGS],
        extracted.blocks[:MOST_BLOCKS],
    )
    passages = split(document, request["passage_characters"])
    count = sum(len(passage.sentences) for passage in passages)
    if count > MOST_SENTENCES:
        raise FileRefused(
            "too-large", f"the file holds {count} sentences; at most {MOST_SENTENCES} are read: divide it"
        )
    return to_wire(passages, [analyse_passage(passage, passage_context(passage)) for passage in passages])


def main() -> None:
    """Serve the readers of this package."""
    serve(read)


if __name__ == "__main__":
    main()
