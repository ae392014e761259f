"""What the API tells of the documents."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import asdict

from rag.assistant import Assistant
from rag.index.library import each_document
from rag.proof.records import Record
from ui.server.api import shapes


def known(assistant: Assistant, files: Sequence[str]) -> Set[str]:
    with assistant.documents() as documents:
        return documents.infos(files).keys()


def count(assistant: Assistant) -> int:
    with assistant.documents() as documents:
        return documents.counts().documents


def listed(assistant: Assistant) -> list[Record]:
    """What is told of each document."""
    names = shapes.DocumentShape.model_fields
    with assistant.documents() as documents:
        records = (asdict(document) for document in each_document(documents))
        return [{name: record[name] for name in names} for record in records]
