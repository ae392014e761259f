"""The evidence pack: answers in a row with everything that a stranger needs to check them, as one JSON object.

It holds the answers as `preuve ask --json` prints them; each cited place once, under its number, with what stands
before and after it and the title, the author and the date of its document; and the same places as annotations of the
W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/), each with a TextQuoteSelector and a
TextPositionSelector, so that other programs find them too. Positions count code points of the canonical text, as that
model wants it.
This module needs only the standard library.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from rag.conversation import Spot
from rag.proof.records import Record, citation_from
from rag.types import Document, Page, Span

KIND = "preuve evidence pack"
VERSION = 1
"""Of the shape of a pack; a reader refuses a newer one."""

UNNAMED_READER = 1
"""The version of the reader of packs that name none: they are older than the first one that does."""

AROUND = 64
"""Characters before and after a quote that are kept with it."""

LONGEST = 100_000_000
"""Characters of a document that a pack may carry pages of."""

CONTEXT = (
    "http://www.w3.org/ns/anno.jsonld",
    {
        "preuve": "urn:preuve:",
        **{
            name: f"preuve:{name}"
            for name in ("sha256", "page", "heading", "reader", "recognised", "verdict", "number", "model", "index")
        },
    },
)
"""The JSON-LD context of the annotations: a name of the model's own, which nothing fetches, and our terms."""

_NAMES = uuid.UUID("6c1e9a3e-6d0b-5f0e-9d57-2f1f0b7c0a55")

FindDocument = Callable[[str], Document | None]
"""The document of a name in its present version, `None` where it is not to be had."""


def evidence_pack(
    answers: Sequence[Record],
    find: FindDocument,
    made: str,
    maker: str,
    stamp: Mapping[str, Any] | None = None,
) -> Record:
    """The pack of answers, which are records such as `rag.proof.records.answer_record` makes.

    `made` is the time as ISO 8601, `maker` the program with its version, `stamp` that of the index. What stands around
    a quote is left out where `find` does not give the version of the file that was cited.

    Raises `KeyError`, `TypeError`, `ValueError` or `AttributeError` where a record is not an answer.
    """
    references = list(_references(answers, find))
    return {
        "kind": KIND,
        "version": VERSION,
        "made": made,
        "maker": maker,
        "stamp": dict(stamp) if stamp is not None else None,
        "turns": [dict(answer) for answer in answers],
        "references": references,
        "recognised": list(_recognised(references, find)),
        "annotations": _annotation_page(references, answers, made, maker),
    }


def spot_in(citation: Mapping[str, Any]) -> Spot:
    """What the number of a citation's record stands for."""
    return citation["file"], citation["sha256"], citation["start"], citation["end"]


def cited_in(answers: Iterable[Record]) -> Iterator[tuple[Record, Record, Record]]:
    """Each citation of the answers with its answer and its sentence."""
    for answer in answers:
        for sentence in answer["sentences"]:
            for citation in sentence["citations"]:
                yield answer, sentence, citation


def _references(answers: Sequence[Record], find: FindDocument) -> Iterator[Record]:
    """Each cited place once, in the order of its first mention."""
    known: set[Spot] = set()
    documents: dict[str, Document | None] = {}
    for _, _, citation in cited_in(answers):
        citation_from(citation)
        spot = spot_in(citation)
        if spot in known:
            continue
        known.add(spot)
        file = citation["file"]
        if file not in documents:
            documents[file] = find(file)
        yield {
            "number": len(known),
            **citation,
            **_around(citation, documents[file]),
            **_named(citation, documents[file]),
        }


def _recognised(references: Sequence[Record], find: FindDocument) -> Iterator[Record]:
    """The cited pages of documents with recognised text, which nobody can make again without the same program.

    With those that hold what stands around a quote.
    """
    cited: dict[tuple[str, str], list[Span]] = {}
    for each in references:
        if (each.get("recognised") or {}).get("by"):
            around = Span(each["start"] - AROUND, each["end"] + AROUND)
            cited.setdefault((each["file"], each["sha256"]), []).append(around)
    for (file, sha256), spans in cited.items():
        document = find(file)
        if document is not None and document.sha256 == sha256:
            pages = [
                {"number": page.number, "start": page.start, "text": document.text[page.start : page.end]}
                for page in document.pages
                if any(span.overlaps(Span(page.start, page.end)) for span in spans)
            ]
            yield {"file": file, "sha256": sha256, "by": document.recogniser, "reader": document.reader, "pages": pages}


def recognised_in(pack: Record) -> Iterator[Document]:
    """The documents with recognised text of which a pack carries pages, with spaces in the place of the others.

    Raises `KeyError`, `TypeError`, `ValueError` or `AttributeError` where it carries something else.
    """
    for each in pack.get("recognised", ()):
        text, spans = "", []
        for page in sorted(each["pages"], key=lambda page: int(page["start"])):
            if not len(text) <= page["start"] <= LONGEST:
                raise ValueError("its pages overlap, or stand where no page can")
            spans.append(Page(int(page["number"]), page["start"], page["start"] + len(page["text"])))
            text = text.ljust(page["start"]) + page["text"]
        yield Document(
            each["file"], each["sha256"], "", text, pages=tuple(spans), reader=each["reader"], recogniser=each["by"]
        )


def _named(citation: Record, document: Document | None) -> Record:
    """`title`, `author` and `date` of the document that was cited, as far as they are known."""
    if document is None or document.sha256 != citation["sha256"]:
        return {}
    details = {"title": document.title, "author": document.author, "date": document.date}
    return {name: detail.value for name, detail in details.items() if detail is not None}


def _around(citation: Record, document: Document | None) -> Record:
    """`prefix` and `suffix` of a quote, where the document is the one that was cited."""
    if document is None or document.sha256 != citation["sha256"]:
        return {}
    start, end, text = citation["start"], citation["end"], document.text
    if text[start:end] != citation["quote"]:
        return {}
    return {"prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND]}


def _annotation_page(references: Sequence[Record], answers: Sequence[Record], made: str, maker: str) -> Record:
    proven: dict[Spot, dict[str, Record]] = {}
    for answer, sentence, citation in cited_in(answers):
        proven.setdefault(spot_in(citation), {}).setdefault(sentence["text"], answer)
    items = [_annotation(reference, proven[spot_in(reference)], made, maker) for reference in references]
    identifier = uuid.uuid5(_NAMES, " ".join([made, *(item["id"] for item in items)])).urn
    return {"@context": list(CONTEXT), "id": identifier, "type": "AnnotationPage", "items": items}


def _annotation(reference: Record, sentences: Mapping[str, Record], made: str, maker: str) -> Record:
    """A cited place as an annotation; its bodies are the sentences of answers that it is to prove."""
    quoted = {"type": "TextQuoteSelector", "exact": reference["quote"]}
    quoted |= {name: reference[name] for name in ("prefix", "suffix") if reference.get(name)}
    target: Record = {
        "source": source_of(reference["file"]),
        "selector": [
            quoted,
            {"type": "TextPositionSelector", "start": reference["start"], "end": reference["end"]},
        ],
        "sha256": reference["sha256"],
    }
    target |= {
        name: reference[name] for name in ("page", "heading", "reader", "recognised") if reference.get(name) is not None
    }
    bodies = [
        {
            "type": "TextualBody",
            "value": text,
            "format": "text/plain",
            "model": answer["model"],
            "index": answer["index"],
        }
        for text, answer in sentences.items()
    ]
    content = " ".join([*map(str, spot_in(reference)), *sentences])
    return {
        "id": uuid.uuid5(_NAMES, content).urn,
        "type": "Annotation",
        "motivation": "linking",
        "generated": made,
        "generator": {"type": "Software", "name": maker},
        "number": reference["number"],
        "verdict": reference["verdict"],
        "body": bodies,
        "target": target,
    }


def source_of(file: str) -> str:
    """The name of a document as a relative IRI."""
    return quote(file, safe="/", errors="surrogatepass")
