"""`preuve verify`: re-check every citation of an answer or a conversation against the files, without the index."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.load import Loader
from ingest.walk import discover
from rag.citations import Check, Verifier
from rag.errors import FileRefused, UsageError
from rag.records import citation_from
from rag.types import Citation, Document, Verdict
from ui.cli import settings_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One citation of one answer with what its check found."""

    answer: str
    sentence: int
    citation: Citation
    check: Check


def read_answers(path: Path) -> list[dict[str, Any]]:
    """The answers in a file: a JSON object, which may be a conversation, or one on each line.

    Raises `UsageError` that names the file and the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{path} cannot be read ({reason}): give a file written by `preuve ask --json`") from error
    try:
        values = [json.loads(text)]
    except ValueError:
        values = list(_lines(path, text))
    answers = [answer for value in values for answer in _turns(value)]
    for answer in answers:
        if not isinstance(answer, dict) or not isinstance(answer.get("sentences"), list):
            raise UsageError(f"{path} holds something else than answers: give a file written by `preuve ask --json`")
    return answers


def _turns(value: Any) -> list[Any]:
    """The answers of a conversation (see `rag.conversation`); anything else is taken for an answer.

    References that differ from what the turns cite are checked too, as an answer of their own.
    """
    if not isinstance(value, dict) or not isinstance(value.get("turns"), list):
        return [value]
    references = value.get("references", [])
    if not isinstance(references, list):
        return [references]
    cited = [
        citation
        for turn in value["turns"]
        for sentence in _items(turn, "sentences")
        for citation in _items(sentence, "citations")
    ]
    others = [each for each in references if _unnumbered(each) not in cited]
    return [*value["turns"], *([{"sentences": [{"citations": others}]}] if others else [])]


def _items(record: Any, name: str) -> list[Any]:
    value = record.get(name) if isinstance(record, dict) else None
    return value if isinstance(value, list) else []


def _unnumbered(reference: Any) -> Any:
    if not isinstance(reference, dict):
        return reference
    return {name: value for name, value in reference.items() if name != "number"}


def _lines(path: Path, text: str) -> Iterator[Any]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise UsageError(f"{path}, line {number}: not JSON ({error})") from error


def _citations(path: Path, answer: dict[str, Any]) -> Iterator[tuple[int, Citation]]:
    for number, sentence in enumerate(answer["sentences"], start=1):
        citations = sentence.get("citations", []) if isinstance(sentence, dict) else []
        if not isinstance(citations, list):
            raise UsageError(f"{path}, sentence {number}: its citations are not a list")
        for record in citations:
            try:
                yield number, citation_from(record)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise UsageError(f"{path}, sentence {number}: not a citation ({error!r})") from error


def read_documents(root: Path, files: set[str]) -> dict[str, Document]:
    """The files below a folder, as far as they are there and can be read; one that lies outside is never opened."""
    documents: dict[str, Document] = {}
    with Loader() as loader:
        for file in sorted(files):
            path = root / file
            if not path.resolve().is_relative_to(root.resolve()):
                continue
            try:
                documents[file] = loader.load(path, file)
            except (FileRefused, OSError):
                continue
    return documents


def _record(finding: Finding) -> dict[str, Any]:
    citation, check = finding.citation, finding.check
    place = [check.found_span.start, check.found_span.end] if check.found_span else None
    return {
        "answer": finding.answer,
        "sentence": finding.sentence,
        "file": citation.file,
        "start": citation.start,
        "end": citation.end,
        "verdict": check.verdict.value,
        "message": check.message,
        "difference": check.difference,
        "found": {"file": check.found_file, "span": place} if check.found_file else None,
    }


def _check(cited: list[tuple[str, int, Citation]], documents: dict[str, Document]) -> list[Finding]:
    verifier = Verifier(documents)
    return [Finding(path, number, citation, verifier.check(citation)) for path, number, citation in cited]


def run(arguments: argparse.Namespace) -> int:
    settings_of(arguments)
    if not arguments.root.is_dir():
        raise UsageError(f"{arguments.root} is not a folder: give the folder of the files with --root")
    cited = [
        (str(path), number, citation)
        for path in arguments.answers
        for answer in read_answers(path)
        for number, citation in _citations(path, answer)
    ]
    findings = _check(cited, read_documents(arguments.root, {citation.file for _, _, citation in cited}))
    if any(finding.check.verdict is not Verdict.EXACT for finding in findings):
        # The quote may have moved to a file that nobody cited; that the answer itself holds it says nothing.
        answers = {path.resolve() for path in arguments.answers}
        everything = {name for name, path in discover(arguments.root).files if path.resolve() not in answers}
        findings = _check(cited, read_documents(arguments.root, everything))
    counts = Counter(finding.check.verdict for finding in findings)
    sound = counts[Verdict.EXACT] == len(findings)
    if arguments.json:
        record = {
            "citations": len(findings),
            **{verdict.value: counts[verdict] for verdict in Verdict},
            "checks": [_record(finding) for finding in findings],
        }
        print(json.dumps(record, ensure_ascii=False))
    else:
        for finding in findings:
            citation, check = finding.citation, finding.check
            print(f"{check.verdict.value:<8} {citation.file} {citation.start}-{citation.end}: {check.message}")
        print(f"{len(findings)} citations: " + ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict))
    return 0 if sound else 1
