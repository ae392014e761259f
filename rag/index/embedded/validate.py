"""Open a generation in a process of its own and question it: `python -m rag.index.embedded.validate`, with a request on
its input.

A damaged vector index can end its process with a segmentation fault, which cannot be caught; here only this child
dies. Exit code 0: sound; 1: not; 2: that could not be found out; with the reason on standard output.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rag.errors import IndexDamaged, PreuveError
from rag.index.embedded.catalog import Catalog, open_catalog
from rag.index.embedded.engines.dense import BATCH, DenseSearch
from rag.index.embedded.engines.lexical import LexicalSearch
from rag.index.embedded.generation import Manifest, clone_files, generation_directory, read_manifest
from rag.index.embedded.validation import UNKNOWN

SAMPLES = 20
"""Passages, evenly spread, that are compared and asked for at every publication."""
SAME = 0.999
"""Cosine from which two stored vectors count as the same."""


def question_generation(index: Path, manifest: Manifest, texts: bool = False) -> None:
    """Compare the derived indexes with the catalog, with `texts` every text with its hash; raises `IndexDamaged`."""
    directory = generation_directory(index, manifest.generation)
    with (
        closing(open_catalog(index / manifest.catalog)) as catalog,
        tempfile.TemporaryDirectory(prefix="preuve-") as at,
    ):
        publications = catalog.publications
        documents = [each.id for each in publications.members(publications.number(manifest.generation))]
        identifiers = catalog.passage_ids(documents)
        for document in documents if texts else ():
            catalog.document(document)
        for part in ("dense", "lexical"):
            clone_files(directory / part, Path(at) / part)
        with closing(DenseSearch(Path(at) / "dense")) as dense:
            counts = {
                "manifest": manifest.passages,
                "lexical index": LexicalSearch(Path(at) / "lexical").count,
                "vector index": dense.count,
            }
            for name, count in counts.items():
                if count != len(identifiers):
                    raise IndexDamaged(f"the {name} has {count} passages, the catalog {len(identifiers)}")
            sample = identifiers[:: max(1, len(identifiers) // SAMPLES)]
            _compare_vectors(dense, catalog, identifiers if texts else sample)
            for identifier in sample:
                _question(dense, catalog, identifier)


def _compare_vectors(dense: DenseSearch, catalog: Catalog, identifiers: Sequence[str]) -> None:
    """Whether the index holds the vectors of the catalog under the same ids; raises `IndexDamaged`."""
    for at in range(0, len(identifiers), BATCH):
        batch = identifiers[at : at + BATCH]
        stored, expected = dense.vectors(batch), catalog.vectors(batch)
        for identifier in batch:
            known = expected.get(identifier)
            if known is None:
                raise IndexDamaged(f"the catalog lacks the vector of passage {identifier}")
            if identifier not in stored or not float(stored[identifier] @ known) >= SAME:
                raise IndexDamaged(f"the vector index does not hold the vector of passage {identifier}")


def _question(dense: DenseSearch, catalog: Catalog, identifier: str) -> None:
    """Whether what is nearest to a passage is a passage and as near as the index says; raises `IndexDamaged`.

    It may be another one: the search is approximate, and among hundreds of near copies it misses some.
    """
    vector = catalog.vectors([identifier])[identifier]
    for found, cosine in dense.search(vector, 1) or [(identifier, -1.0)]:
        known = catalog.vectors([found]).get(found)
        if known is None or not abs(float(known @ vector) - cosine) <= 1.0 - SAME:
            raise IndexDamaged(f"the vector index gives {found} at {cosine:.3f} for passage {identifier}")


def main() -> int:
    request = sys.stdin.read()
    if not request:
        return UNKNOWN
    index, generation, texts = json.loads(request)
    try:
        question_generation(Path(index), read_manifest(Path(index), generation), texts)
    except PreuveError as error:
        print(error)
        return 1
    except OSError as error:
        print(error)
        return UNKNOWN
    return 0


if __name__ == "__main__":
    sys.exit(main())
