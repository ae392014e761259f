"""Open a generation in a process of its own and question it: `python -m rag.validate INDEX GENERATION`.

A damaged vector index can end its process with a segmentation fault, which cannot be caught; here only this child
dies. Exit code 0: sound; 1: not; 2: that could not be found out; with the reason on standard output.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from rag.catalog import open_catalog
from rag.dense import DenseSearch
from rag.errors import IndexDamaged, IndexProblem, PreuveError
from rag.generation import Manifest, clone_files, generation_directory, read_manifest
from rag.lexical import LexicalSearch

SAMPLES = 20
"""Passages, evenly spread, whose own vector must find a passage with the same vector first."""
SAME = 0.999
"""Cosine from which two stored vectors count as the same."""
UNKNOWN = 2
"""Exit code of the child where it could not find out."""
TIMEOUT = 600.0
"""Seconds; a healthy generation of a million passages takes a few."""


def question_generation(index: Path, manifest: Manifest, texts: bool = False) -> None:
    """Compare the derived indexes with the catalog, with `texts` every text with its hash; raises `IndexDamaged`."""
    directory = generation_directory(index, manifest.generation)
    catalog = open_catalog(index / manifest.catalog)
    try:
        documents = sorted(catalog.members(manifest.generation))
        identifiers = [passage.id for document in documents for passage in catalog.passages_of(document)]
        sample = identifiers[:: max(1, len(identifiers) // SAMPLES)]
        vectors = catalog.vectors(sample)
        for document in documents if texts else ():
            catalog.document(document)
    finally:
        catalog.close()
    if len(identifiers) != manifest.passages:
        raise IndexDamaged(f"the catalog holds {len(identifiers)} passages, the manifest says {manifest.passages}")
    with tempfile.TemporaryDirectory(prefix="preuve-") as scratch:
        for part in ("dense", "lexical"):
            clone_files(directory / part, Path(scratch) / part)
        lexical = LexicalSearch(Path(scratch) / "lexical")
        if lexical.count != len(identifiers):
            raise IndexDamaged(f"the lexical index holds {lexical.count} passages of {len(identifiers)}")
        dense = DenseSearch(Path(scratch) / "dense")
        try:
            if dense.count != len(identifiers):
                raise IndexDamaged(f"the vector index holds {dense.count} passages of {len(identifiers)}")
            for identifier in sample:
                nearest = dense.search(vectors[identifier], 1)
                if not nearest or nearest[0][1] < SAME:
                    raise IndexDamaged(f"the vector index does not find passage {identifier} by its own vector")
        finally:
            dense.close()


def validate_in_child(index: Path, generation: str, texts: bool = False) -> None:
    """Run this module on a generation; raises `IndexDamaged` with the reason, also where the child died.

    Raises `IndexProblem` where nothing could be found out, for lack of space or permissions.
    """
    command = [sys.executable, "-P", "-m", "rag.validate", str(index), generation, *(["texts"] if texts else [])]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise IndexDamaged(f"the generation {generation} did not answer within {TIMEOUT:.0f} s") from error
    if done.returncode == 0:
        return
    said = (done.stdout.strip() or done.stderr.strip()).splitlines()
    reason = said[-1] if said else f"its process ended with {done.returncode}"
    if done.returncode == UNKNOWN:
        raise IndexProblem(f"the generation {generation} cannot be questioned ({reason}): free space, then try again")
    raise IndexDamaged(f"the generation {generation} is not sound: {reason}")


def main() -> int:
    index, generation, texts = Path(sys.argv[1]), sys.argv[2], "texts" in sys.argv[3:]
    try:
        question_generation(index, read_manifest(index, generation), texts)
    except PreuveError as error:
        print(error)
        return 1
    except OSError as error:
        print(error)
        return UNKNOWN
    return 0


if __name__ == "__main__":
    sys.exit(main())
