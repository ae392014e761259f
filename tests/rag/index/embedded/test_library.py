"""What everybody may ask of a library: look-ups and pages, and who sees what, in both searches and everything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.embedding.embedder import HashEmbedder
from rag.errors import IndexMissing
from rag.index.choice import library_in
from rag.index.conditions import Condition
from rag.index.contents import Change, DocumentInfo, Member, Sought
from rag.index.embedded import index as opening
from rag.index.embedded.publish import open_writer
from rag.index.library import Documents, Snapshot, each_document
from rag.index.parts import document_id, key_of
from rag.types import Detail, Origin
from tests.fixtures.infos import MemoryDocuments, info
from tests.fixtures.stored import ROOT, STAMP, matching, nearest, publish, store, validate_here

TEXTS = {
    "staff/a.txt": "Le budget du personnel est secret.",
    "staff/b.txt": "Le budget du personnel est arrêté en mai.",
    "open/c.txt": "Le budget de la ville est public. Le budget est voté.",
}
STAFF = "staff"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with two collections."""
    directory = tmp_path_factory.mktemp("index")
    with open_writer(directory, STAMP, validate=validate_here) as writer:
        members = [
            Member(store(writer, file, text), ROOT, *([STAFF] if file.startswith("staff/") else []))
            for file, text in TEXTS.items()
        ]
        writer.publish(Change(members))
    return directory


@pytest.fixture(scope="module")
def snapshot(directory: Path) -> Iterator[Snapshot]:
    with closing(library_in(directory).snapshot(STAMP)) as snapshot:
        yield snapshot


VECTOR = HashEmbedder().embed_question("Le budget du personnel est secret.")


@pytest.mark.parametrize("exact", [0, 2_000])
@pytest.mark.parametrize(
    ("collections", "files"),
    [([STAFF], ["staff/a.txt", "staff/b.txt"]), (["common"], ["open/c.txt"]), (["common", STAFF], sorted(TEXTS))],
)
def test_nothing_shows_what_may_not_be_seen(
    snapshot: Snapshot, collections: list[str], files: list[str], exact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "EXACT_LIMIT", exact)
    seen = snapshot.within(collections)
    assert [each.file for each in each_document(seen)] == files
    assert seen.files() == files
    assert seen.counts().documents == seen.counts().passages == seen.sample(9).shape[0] == len(files)
    assert seen.frequencies(["budget", "nothing"]) == {"budget": len(files), "nothing": 0}
    found = seen.search(Sought({"budget": 1.0}, VECTOR, lexical=9, dense=9))
    ids = {each.id for each in each_document(seen)}
    assert {name.partition(":")[0] for name, _ in found.lexical} == ids
    assert {name.partition(":")[0] for name, _ in found.dense} == ids
    unseen = sorted(set(TEXTS) - set(files))
    assert seen.infos(TEXTS).keys() == set(files)
    assert all(seen.document(file) is None and seen.by_key(key_of(file)) is None for file in unseen)
    narrow = seen.search(Sought({"budget": 1.0}, VECTOR, lexical=9, dense=9, files=("staff/a.txt", "open/c.txt")))
    allowed = {each.id for each in seen.infos(["staff/a.txt", "open/c.txt"]).values()}
    assert {name.partition(":")[0] for name, _ in (*narrow.lexical, *narrow.dense)} == allowed


def test_what_is_narrowed_twice_shows_what_both_show(snapshot: Snapshot) -> None:
    assert snapshot.within([STAFF]).within(["common"]).files() == []
    assert snapshot.within([]).within(["common"]).files() == []
    assert len(snapshot.within(["common", STAFF, "more"]).files()) == len(TEXTS)


def test_equal_passages_come_by_their_ids(tmp_path: Path) -> None:
    publish(tmp_path, {f"{number}.txt": "Le budget est voté." for number in range(40)})
    with closing(library_in(tmp_path).snapshot()) as same:
        ids = sorted(f"{each.id}:00000" for each in each_document(same))
        assert [name for name, _ in matching(same, {"budget": 1.0}, 7)] == ids[:7]
        assert [name for name, _ in nearest(same, HashEmbedder().embed_question("Le budget est voté."), 7)] == ids[:7]


def test_a_sample_is_taken_evenly_over_the_files(snapshot: Snapshot) -> None:
    first, *_, last = [snapshot.entries([f"{each.id}:00000"]) for each in each_document(snapshot)]
    (one,) = first.values()
    assert np.array_equal(snapshot.sample(1), [one.vector])
    assert snapshot.sample(100).shape[0] == len(TEXTS)
    assert np.array_equal(snapshot.sample(100)[-1], next(iter(last.values())).vector)


def test_a_library_without_anything_says_so(tmp_path: Path) -> None:
    library = library_in(tmp_path / "none")
    assert library.state() is None
    with pytest.raises(IndexMissing):
        library.snapshot()
    with pytest.raises(IndexMissing), library.documents():
        pass


INFOS = [
    info("a.txt", sha256="1", language="en", root="/r", title=Detail("L’Été", Origin.HEADING)),
    info("b/c.txt", sha256="2", date=Detail("2024-05", Origin.TEXT), text_sha256="same"),
    info("b/d/e.txt", sha256="2", language="en", date=Detail("2022", Origin.TEXT), text_sha256="same"),
    info("b0.txt", sha256="3", recogniser="reader 1", author=Detail("Amal Bennani", Origin.TEXT)),
    info("uploads/z.txt", sha256="4", passages=3, reader=1),
]
DOCUMENTS = MemoryDocuments(INFOS)


def files(found: list[DocumentInfo]) -> list[str]:
    return [each.file for each in found]


def test_documents_come_in_pages() -> None:
    assert files(DOCUMENTS.page(limit=2)) == ["a.txt", "b/c.txt"]
    assert files(DOCUMENTS.page("b/c.txt", limit=2)) == ["b/d/e.txt", "b0.txt"]
    assert files(DOCUMENTS.page(beginning="b/")) == ["b/c.txt", "b/d/e.txt"]
    assert files(DOCUMENTS.page(root="/r")) == ["a.txt"]
    assert files(DOCUMENTS.page(words="ete")) == ["a.txt"]
    assert files(DOCUMENTS.page(words="TXT bennani", limit=1)) == ["b0.txt"]
    assert list(each_document(DOCUMENTS)) == [replace(each, id=document_id(each.file, each.sha256)) for each in INFOS]


def test_documents_are_looked_up() -> None:
    assert DOCUMENTS.infos(["a.txt", "none"]).keys() == {"a.txt"}
    assert DOCUMENTS.info("none") is None
    assert files(DOCUMENTS.by_sha256("2")) == ["b/c.txt", "b/d/e.txt"]
    found = DOCUMENTS.by_key(key_of("b/c.txt"))
    assert found is not None and found.file == "b/c.txt"
    assert DOCUMENTS.by_key("nothing") is None
    assert DOCUMENTS.first_of_text(["same", "none"]) == {"same": "b/c.txt"}
    assert DOCUMENTS.folders() == ["b/", "b/d/", "uploads/"]
    assert DOCUMENTS.roots() == ("/", "/r")


def test_a_version_is_found_whatever_has_read_it(tmp_path: Path) -> None:
    publish(tmp_path, TEXTS)
    with library_in(tmp_path).documents() as documents:
        for each in each_document(documents):
            assert documents.by_version(document_id(each.file, each.sha256)) == each
        assert documents.by_version("nothing") is None
    for each in INFOS:
        found = DOCUMENTS.by_version(document_id(each.file, each.sha256))
        assert found is not None and found.file == each.file


def test_documents_are_chosen_by_folders_and_conditions() -> None:
    assert DOCUMENTS.files(["b/"]) == ["b/c.txt", "b/d/e.txt"]
    assert DOCUMENTS.files(["b0.txt", "a.txt", "none"]) == ["a.txt", "b0.txt"]
    assert DOCUMENTS.files(wanted=Condition(since="2023")) == ["b/c.txt"]
    assert DOCUMENTS.files(["b/d/", "a.txt"], Condition(since="2020")) == ["b/d/e.txt"]
    assert DOCUMENTS.files(wanted=Condition(authors=("bennani",))) == ["b0.txt"]


def test_documents_are_counted() -> None:
    counts = DOCUMENTS.counts()
    assert (counts.documents, counts.passages, counts.earlier) == (5, 7, 1)
    assert list(counts.languages.items()) == [("fr", 3), ("en", 2)]
    assert DOCUMENTS.languages() == ["en", "fr"]
    assert dict(DOCUMENTS.facets().years) == {"2024": 1, "2022": 1}
    assert dict(DOCUMENTS.facets().authors) == {"Amal Bennani": 1}


def test_uploads_then_the_language_then_the_latest_are_shown_first() -> None:
    shown: Documents = DOCUMENTS
    assert files(shown.leading(9, "uploads/", "en")) == ["uploads/z.txt", "b/d/e.txt", "a.txt", "b/c.txt", "b0.txt"]
    assert files(shown.leading(2, "uploads/", "fr", ["a.txt", "b/c.txt", "b0.txt"])) == ["b/c.txt", "b0.txt"]
