"""`preuve support`: whether sources prove claims, of whatever origin; no index and no model."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.language.language import detect
from rag.language.stems import ANALYSED_LANGUAGES
from rag.proof.support import Finding, Source, Support, check
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record

GIVE = 'give a JSON object a line: {"claim": "…", "source": "…"}, "question" and "context" as well if there are any'
_FIELDS = {"claim": True, "source": True, "question": False, "context": False, "language": False}
_TELLING = 40  # characters from which on the language of a text can be told


def read_claims(path: Path) -> list[dict[str, Any]]:
    """The lines of a file of claims; raises `UsageError` that names the file and the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{path} cannot be read ({reason}): {GIVE}") from error
    return list(_lines(path, text))


def _lines(path: Path, text: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path}, line {number}: not JSON ({error}): {GIVE}") from error
        problem = _problem(record)
        if problem:
            raise UsageError(f"{path}, line {number}: {problem}: {GIVE}")
        yield record


def _problem(record: object) -> str | None:
    """What is wrong with a line, if anything is."""
    if not isinstance(record, dict):
        return "not a JSON object"
    for name, needed in _FIELDS.items():
        value = record.get(name)
        if value is None and not needed:
            continue
        if not isinstance(value, str):
            return f'"{name}" is missing' if value is None else f'"{name}" is {json.dumps(value)[:40]}, not a text'
        if needed and not value.strip():
            return f'"{name}" is empty'
    return None


def judged(record: dict[str, Any]) -> Finding:
    """The finding on one line. A short text is taken to be in the language that the line names, or in its source's."""
    given = record.get("language")
    source, claim, context = record["source"], record["claim"], record.get("context") or ""
    written = _language(source, given or detect(f"{source} {context}"))
    said = given or _language(claim, written)
    return check(claim, said, [Source(source, written, context)], record.get("question") or "")


def _language(text: str, otherwise: str) -> str:
    found = detect(text) if len(text) >= _TELLING else otherwise
    return found if found in ANALYSED_LANGUAGES else otherwise


def run(arguments: argparse.Namespace) -> int:
    settings_of(arguments)
    claims = read_claims(arguments.claims)
    findings = [judged(claim) for claim in claims]
    if arguments.json:
        for claim, finding in zip(claims, findings, strict=True):
            say_record({**claim, "verdict": finding.verdict, "reason": finding.reason})
    else:
        _tell(claims, findings)
    return 0


def _tell(claims: Sequence[dict[str, Any]], findings: Sequence[Finding]) -> None:
    for claim, finding in zip(claims, findings, strict=True):
        line = f"{finding.verdict:<12} {' '.join(claim['claim'].split())}"
        say(f"{line}: {finding.reason}" if finding.reason else line)
    counts = Counter(finding.verdict for finding in findings)
    say(f"{len(claims)} claims: " + ", ".join(f"{counts[verdict]} {verdict}" for verdict in Support))
