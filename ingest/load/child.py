"""The child process that reads files: a parser may crash, hang or eat memory without harm to the ingest.

All work that grows with the text of a file is done here, under the limits of one file: its passages are cut and
analysed too, where a request names their length. The child speaks the protocol of `ingest.load.serving`; an answer
carries the canonical text in UTF-8 and, after it, the index terms of the passages.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ingest.load import details, serving
from ingest.load.delimited import reader as delimited
from ingest.load.docx import reader as docx
from ingest.load.epub import reader as epub
from ingest.load.extracted import Extracted, Inner
from ingest.load.folder import reader as folder
from ingest.load.garbled import warnings as garbled
from ingest.load.html import reader as html
from ingest.load.image import reader as image
from ingest.load.kind import kind_of, mismatch
from ingest.load.legacy import reader as legacy
from ingest.load.limits import MOST_BLOCKS, MOST_CHARACTERS, MOST_HEADINGS, MOST_SENTENCES
from ingest.load.mail import attachments
from ingest.load.mail import reader as mail
from ingest.load.members import DEEPEST, Member
from ingest.load.notebook import reader as notebook
from ingest.load.opendocument import sheets as ods
from ingest.load.opendocument import slides as odp
from ingest.load.opendocument import text as odt
from ingest.load.parts import with_parts
from ingest.load.passages import to_wire
from ingest.load.pdf import reader as pdf
from ingest.load.pptx import reader as pptx
from ingest.load.recognition.page import recognise
from ingest.load.recognition.tesseract import Engine, engine
from ingest.load.recognition.words import Recognised, RecognitionNeeded, page_from, page_list
from ingest.load.records import reader as records
from ingest.load.rtf import reader as rtf
from ingest.load.subtitles import reader as subtitles
from ingest.load.text import markdown, plain
from ingest.load.xlsx import reader as xlsx
from ingest.split import split
from rag.errors import FileRefused
from rag.index.analysis import analyse_passage, passage_context
from rag.index.parts import block_list, detail_pair, left_out_list, recognition_list
from rag.language.language import detect
from rag.types import NO_RECOGNISER, READER, Document

READERS: dict[str, Callable[[bytes], Extracted]] = {
    reader.FORMAT: reader.read
    for reader in (
        plain,
        markdown,
        html,
        delimited,
        xlsx,
        ods,
        pptx,
        odt,
        odp,
        epub,
        rtf,
        records,
        subtitles,
        folder,
    )
}
"""The reader of each format."""

CONTAINERS: dict[str, Callable[[bytes, Inner], Extracted]] = {
    **{reader.FORMAT: reader.read for reader in (docx, mail, notebook)},
    **{kind: legacy.reader_of(kind) for kind in legacy.TARGETS},
}
"""The readers of the formats that hold documents of others, which they have read by what is handed to them."""

PICTURED: dict[str, ModuleType] = {reader.FORMAT: reader for reader in (pdf, image)}
"""The readers of formats that hold pictures of pages: `read(data, recognised)` and `picture(data, page)`."""

UNPACKERS: dict[str, Callable[[bytes], list[Member]]] = {mail.FORMAT: attachments.unpack, folder.FORMAT: folder.unpack}
"""What takes documents of their own out of the files that hold some."""


def read(data: bytes, file: str, depth: int = 1, recognised: Recognised | None = None) -> Extracted:
    """Read the bytes of a file by what they are; `depth` counts the documents that it stands in, and itself.

    `recognised` are its pages that are pictures of text, as far as they were recognised; `None`: none are to be.
    Raises `FileRefused`, and `RecognitionNeeded`.
    """
    if depth > DEEPEST:
        raise FileRefused("unsupported", f"documents inside of each other are read {DEEPEST} deep")
    kind = kind_of(data, file)
    if kind in CONTAINERS:
        extracted = CONTAINERS[kind](data, lambda data, file: read(data, file, depth + 1))
    elif kind in PICTURED:
        extracted = PICTURED[kind].read(data, recognised)
    else:
        extracted = READERS[kind](data)
    if len(extracted.text) > MOST_CHARACTERS:
        found = f"the file holds {len(extracted.text)} characters of text"
        raise FileRefused("too-large", f"{found}; at most {MOST_CHARACTERS} are read: divide it")
    return with_parts(extracted)


Read = Callable[[bytes, str, int, Recognised | None], Extracted]
"""A function such as `read`."""


def serve(read: Read) -> None:
    """Answer requests on standard input with what `read` finds, until it closes."""
    # The first detection loads the language model, which must not count against the first file.
    detect("Une phrase quelconque, assez longue pour que le modèle soit interrogé. " * 5)
    serving.serve(functools.partial(_answer, read))


def _answer(read: Read, request: dict[str, Any], data: bytes) -> serving.Answer:
    if request.get("members"):
        return _members(request["file"], data)
    program = engine() if "recognised" in request else None
    if "recognise" in request:
        return _recognise(program, request, data)
    pages = {int(number): page_from(values) for number, values in request.get("recognised", {}).items()}
    try:
        extracted = read(data, request["file"], 1, pages if program else None)
    except RecognitionNeeded as needed:
        return {"needed": needed.pages, "recogniser": program.name if program else ""}, b""
    recogniser = (program.name if program else NO_RECOGNISER) if extracted.pictured else None
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
        "recogniser": recogniser,
        "recognised": recognition_list(extracted.recognised),
        "text": len(text),
    }
    if "passage_characters" not in request:
        return header, text
    rows, terms = _passages(request, extracted, language, recogniser)
    return header | {"passages": rows}, text + terms


def _recognise(program: Engine | None, request: dict[str, Any], data: bytes) -> serving.Answer:
    """What stands on the picture of one page. Raises `FileRefused`."""
    reader = PICTURED.get(kind_of(data, request["file"]))
    if reader is None or program is None:
        raise FileRefused("unsupported", "the file has no picture of text, or no program is there to recognise it")
    return {"page": page_list(recognise(program, *reader.picture(data, request["recognise"])))}, b""


def _members(file: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    """The documents that stand in a file, by name and size, and the bytes of all. Raises `FileRefused`."""
    unpack = UNPACKERS.get(kind_of(data, file))
    members = unpack(data) if unpack else []
    return {"members": [(each.name, len(each.data)) for each in members]}, b"".join(each.data for each in members)


def _passages(
    request: dict[str, Any], extracted: Extracted, language: str, recogniser: str | None
) -> tuple[list[Any], bytes]:
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
        recogniser=recogniser,
    )
    passages = split(document, request["passage_characters"])
    count = sum(len(passage.sentences) for passage in passages)
    if count > MOST_SENTENCES:
        raise FileRefused(
            "too-large", f"the file holds {count} sentences; at most {MOST_SENTENCES} are read: divide it"
        )
    found = details.title(extracted, request["file"])
    title = found.value if found is not None else ""
    return to_wire(passages, [analyse_passage(passage, passage_context(passage, title)) for passage in passages])


def main() -> None:
    """Serve the readers of this package."""
    serve(read)


if __name__ == "__main__":
    main()
