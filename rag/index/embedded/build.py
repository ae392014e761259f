"""The derived files of a generation, built from the catalog alone: the lexical and the vector index, and a manifest.

A small change of a large index is made in a copy of the files of the generation before; anything else is built afresh.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from rag.errors import IndexDamaged
from rag.index.contents import Member
from rag.index.embedded.catalog import Catalog
from rag.index.embedded.engines.dense import BATCH, Records, change_dense, write_dense
from rag.index.embedded.engines.lexical import LexicalRecord, change_lexical, write_lexical
from rag.index.embedded.generation import (
    Manifest,
    clone_files,
    describe_files,
    generation_directory,
    read_manifest,
    sync_directory,
    verify_files,
    write_manifest,
)
from rag.index.stamp import READ_BY

SMALL = 5_000
"""Passages up to which derived indexes are always built afresh: it is quick, and equal to a first ingest."""
CHURN = 0.2
"""Share of changed passages from which a fresh build is better than many deletions in place."""
UNIT = 1e-3
"""How far the length of a stored vector may be from 1; rounding stays below 1e-6."""


class Builder:
    """Builds generations of one index from its catalog."""

    def __init__(self, index: Path, catalog: Catalog) -> None:
        self._index = index
        self._catalog = catalog

    def build(self, name: str, base: str | None) -> Manifest:
        """Build and flush the files of a generation that the catalog holds, from the generation `base` or from nothing.

        Raises `OSError`, `IndexProblem` where an engine cannot write, and `IndexDamaged` where the catalog is damaged.
        """
        directory = generation_directory(self._index, name)
        publications = self._catalog.publications
        number = publications.number(name)
        totals = publications.totals(number)
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        self._write_derived(directory, number, totals.passages, base)
        files = describe_files(directory)
        stamp = self._catalog.stamp() | {READ_BY: publications.oldest_reader(number)}
        manifest = Manifest(self._catalog.path.name, name, stamp, totals.documents, totals.passages, files)
        write_manifest(directory, manifest)
        sync_directory(directory.parent)
        return manifest

    def _write_derived(self, directory: Path, number: int, total: int, base: str | None) -> None:
        publications = self._catalog.publications
        added, removed = publications.between(publications.number(base), number) if base else ([], [])
        gone = self._catalog.passage_ids(each.id for each in removed)
        changed = len(gone) + len(self._catalog.passage_ids(each.id for each in added))
        if not base or total <= SMALL or changed > CHURN * total or not self._is_sound(base):
            members = publications.members(number)
            write_lexical(directory / "lexical", self._lexical_records(members))
            write_dense(directory / "dense", total, self._dense_records(members))
            return
        source = generation_directory(self._index, base)
        shutil.copytree(source / "lexical", directory / "lexical", ignore=shutil.ignore_patterns("*.lock"))
        change_lexical(directory / "lexical", gone, self._lexical_records(added))
        clone_files(source / "dense", directory / "dense", link=False)
        change_dense(directory / "dense", gone, self._dense_records(added))

    def _is_sound(self, generation: str) -> bool:
        """Whether its bytes may be built upon: a copy of damaged ones would be published as good."""
        try:
            verify_files(self._index, read_manifest(self._index, generation))
        except IndexDamaged:
            return False
        return True

    def _lexical_records(self, members: Sequence[Member]) -> Iterator[LexicalRecord]:
        for member in members:
            for identifier, file, analysis in self._catalog.analyses_of(member.id):
                yield LexicalRecord(identifier, file, member.collection, analysis.body, analysis.context)

    def _dense_records(self, members: Sequence[Member]) -> Records:
        identifiers = self._catalog.passage_ids(each.id for each in members)
        for at in range(0, len(identifiers), BATCH):
            batch = identifiers[at : at + BATCH]
            vectors = self._catalog.vectors(batch)
            try:
                rows = np.stack([vectors[identifier] for identifier in batch])
            except (KeyError, ValueError) as error:
                raise IndexDamaged(
                    f"the catalog {self._catalog.path} lacks vectors: run `preuve ingest --rebuild`"
                ) from error
            # Written as a negation, so that what is not a number fails too.
            if not np.all(np.abs(np.linalg.norm(rows, axis=1) - 1.0) < UNIT):
                raise IndexDamaged(
                    f"the catalog {self._catalog.path} holds damaged vectors: run `preuve ingest --rebuild`"
                )
            yield batch, rows
