"""Questions as people write them, with quotes for evidence, turned into questions with offsets.

The source is a text of records, one empty line between them:

    [fr one-fact 1]                    language, kind, number; `parity` after them asks once for each format
    Q Qui préside AI Movement ?
    A Amal El Fallah Seghrouchni       an answer; may be repeated, may be left out
    E fr/ai-movement.txt :: la présidente exécutive du centre était Amal El Fallah Seghrouchni     a fact
    O ar/markaz.txt :: …               another place that proves the same fact
    T earlier question => its answer   an earlier turn

With `parity` the `*` of a file is each format; what stands in a document in that file, such as an attachment, counts.
A quote must stand in its file exactly once, line breaks, spaces, apostrophes and ligatures aside; `:: 2` after it picks
the second of several places. A record without evidence is unanswerable. `#` starts a comment line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from ingest.load.members import file_of
from rag.errors import TestSetError
from rag.types import Span

FORMATS = (
    *("txt", "md", "html", "pdf", "docx", "odt", "rtf", "pptx", "odp", "xlsx", "ods", "csv"),
    *("epub", "eml", "mhtml", "zip", "json", "jsonl", "ipynb", "srt", "vtt"),
)
"""In which a question of `parity` is asked."""
_HEAD = re.compile(r"\[(fr|en|ar) ([a-z-]+) (\d+)( parity)?\]")


@dataclass(slots=True)
class Draft:
    """A record of the source; `evidence` holds, for each fact, its places as they are written."""

    head: str
    language: str
    kind: str
    number: int
    parity: bool
    question: str = ""
    answers: list[str] = field(default_factory=list)
    evidence: list[list[str]] = field(default_factory=list)
    turns: list[dict[str, str]] = field(default_factory=list)
    files: str = ""


def resolve(source: str, texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """The records of a `questions.jsonl`; `texts` holds the canonical text of each file of the corpus.

    Raises `TestSetError` naming the record for a line that cannot be read, an unknown file, and a quote that is
    missing or stands in more than one place.
    """
    records = []
    for draft in _drafts(source):
        if draft.parity:
            records += [_record(draft, texts, suffix) for suffix in FORMATS]
        else:
            records.append(_record(draft, texts, None))
    return records


def locate(text: str, quote: str) -> list[Span]:
    """Where `quote` stands in `text`, spaces, line breaks, apostrophes and ligatures aside.

    A place that would cut a number or a word of letters and digits in two does not count at the side of a digit.
    """
    folded, starts = _folded(text)
    wanted, _ = _folded(quote)
    wanted = wanted.strip()
    pattern = re.escape(wanted)
    if wanted[:1].isdigit():
        pattern = r"(?<![\d.,])" + pattern
    if wanted[-1:].isdigit():
        pattern += r"(?![.,]?\d)"
    return [Span(starts[match.start()], starts[match.end() - 1] + 1) for match in re.finditer(pattern, folded)]


def _folded(text: str) -> tuple[str, list[int]]:
    """Text for matching, and for each of its characters the offset of the one it came from."""
    characters: list[str] = []
    starts: list[int] = []
    for offset, original in enumerate(text):
        for character in unicodedata.normalize("NFKC", original):
            if character == "\u00ad":
                continue
            plain = " " if character.isspace() else {"’": "'"}.get(character, character)
            if plain == " " and characters and characters[-1] == " ":
                continue
            characters.append(plain)
            starts.append(offset)
    return "".join(characters), starts


def _drafts(source: str) -> Iterator[Draft]:
    lines = [line for line in source.splitlines() if not line.startswith("#")]
    for part in re.split(r"\n(?:[ \t]*\n)+", "\n".join(lines).strip()):
        head, *fields = part.split("\n")
        match = _HEAD.fullmatch(head)
        if match is None:
            raise TestSetError(f"questions.txt: {head!r} is not the head of a record; write [language kind number]")
        draft = Draft(head, match[1], match[2], int(match[3]), match[4] is not None)
        for line in fields:
            _add(draft, line)
        if not draft.question:
            raise TestSetError(f"questions.txt, {head}: no question; add a line that starts with Q")
        yield draft


def _add(draft: Draft, line: str) -> None:
    letter, _, value = line.partition(" ")
    if letter == "Q":
        draft.question = value
    elif letter == "A":
        draft.answers.append(value)
    elif letter == "E":
        draft.evidence.append([value])
    elif letter == "O" and draft.evidence:
        draft.evidence[-1].append(value)
    elif letter == "T":
        question, _, answer = value.partition(" => ")
        draft.turns.append({"question": question, "answer": answer})
    elif letter == "F":
        draft.files = value
    else:
        raise TestSetError(
            f"questions.txt, {draft.head}: cannot read the line {line!r}; it must start with Q A E O T F"
        )


def _record(draft: Draft, texts: Mapping[str, str], suffix: str | None) -> dict[str, Any]:
    """One question; with a `suffix`, the `*` in its files stands for it and the question is asked of that file."""
    kind = "parity" if suffix else draft.kind
    record: dict[str, Any] = {
        "id": f"{draft.language}-{kind}-{draft.number:02d}" + (f"-{suffix}" if suffix else ""),
        "question": draft.question,
        "language": draft.language,
        "kind": draft.kind,
        "answerable": bool(draft.evidence),
        "evidence": [[_place(draft, place, texts, suffix) for place in fact] for fact in draft.evidence],
        "answers": draft.answers,
    }
    if draft.turns:
        record["turns"] = draft.turns
    if suffix:
        record["format"] = suffix
        record["files"] = _documents(_file(draft.files, suffix), texts)
        record["parity"] = f"{draft.language}-parity-{draft.number:02d}"
    return record


def _file(name: str, suffix: str | None) -> str:
    path = PurePosixPath(name)
    return path.with_suffix(f".{suffix}").as_posix() if suffix else name


def _documents(file: str, texts: Mapping[str, str]) -> list[str]:
    """A file and the documents that stand in it."""
    return [file, *(name for name in texts if name != file and file_of(name) == file)]


def _place(draft: Draft, written: str, texts: Mapping[str, str], suffix: str | None) -> dict[str, Any]:
    name, quote, *which = (part.strip() for part in written.split(" :: "))
    file = _file(name, suffix)
    if file not in texts:
        raise TestSetError(f"questions.txt, {draft.head}: {file} is not in the corpus; correct the name")
    documents = _documents(file, texts) if suffix else [file]
    found = [(document, span) for document in documents for span in locate(texts[document], quote)]
    number = int(which[0]) if which else 1
    if len(found) < number or (len(found) > 1 and not which):
        raise TestSetError(
            f"questions.txt, {draft.head}: {quote!r} stands {len(found)} times in {file}; "
            "correct the quote, or pick one with ':: number'"
        )
    file, span = found[number - 1]
    return {"file": file, "start": span.start, "end": span.end, "text": texts[file][span.start : span.end]}
