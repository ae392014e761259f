"""`preuve verify`: re-check every citation of answers and evidence packs against the files, without the index."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.folders.walk import discover
from ingest.load import Loader
from rag.answers import Citation, Verdict
from rag.errors import FileRefused, UsageError
from rag.proof.citations import Check, Verifier, with_other_surroundings
from rag.proof.cuts import cut_of
from rag.proof.records import citation_from
from rag.types import Document, Span
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record
from ui.pack import claims, differs, is_pack, read_pack, refuse_newer

GIVE = "give a file written by `preuve ask --json` or `preuve export`"


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation with where it stands, and what it says stands around its quote."""

    answer: str
    sentence: int
    citation: Citation
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A citation with what its check found."""

    cited: Cited
    check: Check
    cut: str | None = None
    """Why the quote, exact as it is, says something else than its sentence does."""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{path} cannot be read ({reason}): {GIVE}") from error


def read_answers(path: Path) -> tuple[list[dict[str, Any]], str | None]:
    """The answers in a file, and what its text shows otherwise than its data.

    A file is a JSON object, which may be an evidence pack, or one on each line, or a pack as Markdown or a web page.
    Raises `UsageError` that names the file and the line.
    """
    text = _text(path)
    pack = read_pack(text, str(path))
    try:
        values = [pack.record if pack else json.loads(text)]
    except ValueError:
        values = list(_lines(path, text))
    for value in values:
        if is_pack(value):
            refuse_newer(value, str(path))
    answers = [answer for value in values for answer in claims(value)]
    for answer in answers:
        if not isinstance(answer, dict) or not isinstance(answer.get("sentences"), list):
            raise UsageError(f"{path} holds something else than answers: {GIVE}")
    return answers, differs(text, pack) if pack else None


def _lines(path: Path, text: str) -> Iterator[Any]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise UsageError(f"{path}, line {number}: not JSON ({error})") from error


def _citations(path: Path, answer: dict[str, Any]) -> Iterator[Cited]:
    for number, sentence in enumerate(answer["sentences"], start=1):
        citations = sentence.get("citations", []) if isinstance(sentence, dict) else []
        if not isinstance(citations, list):
            raise UsageError(f"{path}, sentence {number}: its citations are not a list")
        for record in citations:
            try:
                around = (str(record.get(name) or "") for name in ("prefix", "suffix"))
                yield Cited(str(path), number, citation_from(record), *around)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise UsageError(f"{path}, sentence {number}: not a citation ({error!r})") from error


def read_documents(roots: Sequence[Path], files: Mapping[str, set[str]]) -> dict[str, Document]:
    """The files below folders, as far as they are there and can be read; one that lies outside is never opened.

    `files` gives for each name the sha256 that are looked for: where several folders have the name, one that has such
    a file goes first.
    """
    documents: dict[str, Document] = {}
    with Loader() as loader:
        for file, versions in sorted(files.items()):
            for root in roots:
                path = root / file
                if not path.resolve().is_relative_to(root.resolve()):
                    continue
                try:
                    document = loader.load(path, file)
                except (FileRefused, OSError):
                    continue
                if file not in documents or document.sha256 in versions:
                    documents[file] = document
                if document.sha256 in versions:
                    break
    return documents


def _record(finding: Finding) -> dict[str, Any]:
    citation, check = finding.cited.citation, finding.check
    place = [check.found_span.start, check.found_span.end] if check.found_span else None
    return {
        "answer": finding.cited.answer,
        "sentence": finding.cited.sentence,
        "file": citation.file,
        "start": citation.start,
        "end": citation.end,
        "verdict": check.verdict.value,
        "message": check.message,
        "reason": check.reason,
        "difference": check.difference,
        "cut": finding.cut,
        "found": {"file": check.found_file, "span": place} if check.found_file else None,
    }


def _check(cited: Sequence[Cited], documents: Mapping[str, Document]) -> list[Finding]:
    verifier = Verifier(documents)
    return [_finding(each, _around(each, verifier.check(each.citation), documents), documents) for each in cited]


def _finding(cited: Cited, check: Check, documents: Mapping[str, Document]) -> Finding:
    if check.verdict is not Verdict.EXACT:
        return Finding(cited, check)
    document, place = documents[cited.citation.file], Span(cited.citation.start, cited.citation.end)
    return Finding(cited, check, cut_of(document.text, place, document.language))


def _around(cited: Cited, check: Check, documents: Mapping[str, Document]) -> Check:
    """The check, put right where the quote stands at its place and something else around it than was said."""
    if check.verdict is not Verdict.EXACT:
        return check
    citation, text = cited.citation, documents[cited.citation.file].text
    if text[: citation.start].endswith(cited.prefix) and text[citation.end :].startswith(cited.suffix):
        return check
    return with_other_surroundings(check, citation, documents[citation.file])


def _wanted(cited: Sequence[Cited], names: Sequence[str]) -> dict[str, set[str]]:
    """For each file name the versions that are cited under it."""
    wanted: dict[str, set[str]] = {name: set() for name in names}
    for each in cited:
        wanted.setdefault(each.citation.file, set()).add(each.citation.sha256)
    return wanted


def run(arguments: argparse.Namespace) -> int:
    settings_of(arguments)
    roots: list[Path] = arguments.root or [Path()]
    for root in roots:
        if not root.is_dir():
            raise UsageError(f"{root} is not a folder: give the folder of the files with --root")
    read = {path: read_answers(path) for path in arguments.answers}
    cited = [each for path, (answers, _) in read.items() for answer in answers for each in _citations(path, answer)]
    differing = {str(path): line for path, (_, line) in read.items() if line}
    findings = _check(cited, read_documents(roots, _wanted(cited, ())))
    if any(finding.check.verdict is not Verdict.EXACT for finding in findings):
        # The quote may have moved to a file that nobody cited; that the answer itself holds it says nothing.
        answers = {path.resolve() for path in arguments.answers}
        names = [name for root in roots for name, path in discover(root).files if path.resolve() not in answers]
        findings = _check(cited, read_documents(roots, _wanted(cited, names)))
    _tell(findings, differing, arguments.json)
    sound = all(finding.check.verdict is Verdict.EXACT for finding in findings)
    turned = arguments.strict and any(finding.cut for finding in findings)
    return 0 if sound and not differing and not turned else 1


def _tell(findings: Sequence[Finding], differing: Mapping[str, str], as_json: bool) -> None:
    counts = Counter(finding.check.verdict for finding in findings)
    cut = sum(finding.cut is not None for finding in findings)
    if as_json:
        record = {
            "citations": len(findings),
            **{verdict.value: counts[verdict] for verdict in Verdict},
            "cut": cut,
            "differing": differing,
            "checks": [_record(finding) for finding in findings],
        }
        say_record(record)
        return
    for finding in findings:
        citation, check = finding.cited.citation, finding.check
        warned = f"; but {finding.cut}" if finding.cut else ""
        say(f"{check.verdict.value:<8} {citation.file} {citation.start}-{citation.end}: {check.message}{warned}")
    for path, line in differing.items():
        say(f"differs  {path}: {line}")
    say(f"{len(findings)} citations: " + ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict))
    if cut:
        say(f"{cut} of the exact ones cut so that the meaning turns")
