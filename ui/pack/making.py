"""A pack of answers that is made now, by this version of the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from rag.proof.pack import FindDocument, evidence_pack
from rag.proof.records import Record


def maker() -> str:
    """This program with its version."""
    return f"preuve {version('preuve')}"


def made_pack(answers: Sequence[Record], find: FindDocument, stamp: Mapping[str, Any] | None = None) -> Record:
    """See `rag.proof.pack.evidence_pack`."""
    return evidence_pack(answers, find, datetime.now(UTC).isoformat(timespec="seconds"), maker(), stamp)


def without_answer(question: str, problem: str | None) -> Record:
    """What stands in a pack for a question to which there is no answer, and why."""
    return {
        "question": question,
        "language": "und",
        "abstained": False,
        "answer": "",
        "sentences": [],
        "model": "",
        "index": "",
        "note": problem,
    }
