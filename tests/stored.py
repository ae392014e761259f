"""Documents made in memory and stored in a real index, for tests that need no files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ingest.split import split
from rag.embedding.embedder import HashEmbedder
from rag.index.analysis import analyse_passage, passage_context
from rag.index.generation import read_manifest
from rag.index.publish import IndexWriter, open_writer
from rag.index.stamp import make_stamp
from rag.index.validate import question_generation
from rag.settings import Settings
from rag.types import Document

ROOT = "/corpus"
STAMP = make_stamp(Settings(), HashEmbedder.fingerprint)


def document(file: str, text: str, language: str = "fr") -> Document:
    return Document(file, hashlib.sha256(text.encode()).hexdigest(), "txt", text, language)


def store(writer: IndexWriter, file: str, text: str, language: str = "fr") -> str:
    """Split, embed and store a text; returns the id of the document version."""
    made = document(file, text, language)
    passages = split(made, Settings().passage_characters)
    texts = writer.catalog.missing_vectors(passage.text for passage in passages)
    writer.store_vectors(texts, HashEmbedder().embed_passages(texts))
    analyses = [analyse_passage(passage, passage_context(passage)) for passage in passages]
    return writer.store(made, passages, analyses)


def validate_here(index: Path, generation: str) -> None:
    """The same questions as the child process asks, without the second that it takes to start one."""
    question_generation(index, read_manifest(index, generation))


def publish(index: Path, texts: Mapping[str, str], language: str = "fr") -> str:
    """Publish exactly these texts as the current generation; returns its name."""
    with open_writer(index, STAMP, validate=validate_here) as writer:
        return writer.publish({store(writer, file, text, language): ROOT for file, text in texts.items()})
