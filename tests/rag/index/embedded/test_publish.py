from __future__ import annotations

import multiprocessing
import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from rag.embedding.embedder import HashEmbedder
from rag.errors import Busy, IndexMismatch, IndexMissing, IndexProblem
from rag.index.embedded import build as building
from rag.index.embedded import publish as publishing
from rag.index.embedded.generation import generation_directory, read_pointer
from rag.index.embedded.index import open_index
from rag.index.embedded.lock import live_readers
from rag.index.embedded.publish import open_writer
from rag.index.library import each_document
from rag.index.stamp import make_stamp
from rag.language.language import analyse
from rag.settings import Settings, make_settings
from tests.fixtures.stored import ROOT, STAMP, matching, nearest, publish, publish_exactly, store, validate_here

pytestmark = pytest.mark.slow

TEXTS = {"a.txt": "Le centre est à Rabat. Il date de 2021.", "b.txt": "La commission siège à Casablanca."}


def answers(index_directory: Path, word: str) -> list[str]:
    """The files that both searches and the catalog together know for a word, best first."""
    index = open_index(index_directory, STAMP)
    terms = {token.term: 1.0 for token in analyse(word, "fr")}
    lexical = [identifier for identifier, _ in matching(index, terms, 5)]
    dense = {identifier for identifier, _ in nearest(index, HashEmbedder().embed_question(word), 100)}
    passages = index.passages(lexical)
    index.close()
    assert set(lexical) <= dense
    return [passages[identifier].file for identifier in lexical]


def test_what_is_published_is_found(tmp_path: Path) -> None:
    name = publish(tmp_path, TEXTS)
    assert name.startswith("000001-")
    assert answers(tmp_path, "Casablanca") == ["b.txt"]


def test_an_index_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with open_writer(tmp_path / "index", STAMP), live_readers(tmp_path / "index"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "index").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "index" / "readers").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "index" / "lock").stat().st_mode) == 0o600


def test_publishing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    first = publish(tmp_path, TEXTS)
    pointer = (tmp_path / "current.json").stat()
    assert publish(tmp_path, TEXTS) == first
    assert (tmp_path / "current.json").stat() == pointer


def test_names_tell_content_not_history(tmp_path: Path) -> None:
    publish(tmp_path / "one", {"a.txt": "Avant."})
    changed = publish(tmp_path / "one", TEXTS)
    fresh = publish(tmp_path / "two", TEXTS)
    assert changed.split("-")[1] == fresh.split("-")[1]


def test_changes_in_place_find_the_same_as_a_fresh_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "SMALL", 0)
    monkeypatch.setattr(building, "CHURN", 1.0)
    many = {f"f{number}.txt": f"Le sujet numéro{number} est traité à Fès." for number in range(30)}
    publish(tmp_path, many)
    edited = {**many, "f3.txt": "Le sujet est devenu Agadir.", "new.txt": "Un texte sur Tanger."}
    del edited["f7.txt"]
    publish(tmp_path, edited)
    assert answers(tmp_path, "Agadir") == ["f3.txt"]
    assert answers(tmp_path, "Tanger") == ["new.txt"]
    assert answers(tmp_path, "numéro7") == []
    assert len(answers(tmp_path, "sujet")) == 5


def test_an_empty_generation_can_be_published_and_read(tmp_path: Path) -> None:
    publish(tmp_path, TEXTS)
    publish(tmp_path, {})
    assert answers(tmp_path, "Rabat") == []


def test_the_previous_generation_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    names = [publish(tmp_path, {"a.txt": f"Texte {number}."}) for number in range(3)]
    assert {path.name for path in (tmp_path / "generations").iterdir()} == set(names[1:])


def test_a_reader_goes_on_while_the_index_changes_under_it(tmp_path: Path) -> None:
    publish(tmp_path, TEXTS)
    reader = open_index(tmp_path, STAMP)
    publish(tmp_path, {"c.txt": "Autre chose."})
    found = matching(reader, {token.term: 1.0 for token in analyse("Casablanca", "fr")}, 5)
    assert [reader.passages([identifier])[identifier].file for identifier, _ in found] == ["b.txt"]
    reader.close()


def test_an_index_of_other_settings_or_another_embedder_is_refused(tmp_path: Path) -> None:
    publish(tmp_path, TEXTS)
    other = make_stamp(make_settings(passage_characters=500), HashEmbedder.fingerprint)
    with pytest.raises(IndexMismatch, match="passage_characters 1000, configured is 500"):
        open_index(tmp_path, other)
    embedder = make_stamp(Settings(), {**HashEmbedder.fingerprint, "name": "other"})
    with pytest.raises(IndexMismatch, match=r"embedder hash, configured is other.*--rebuild"):
        open_index(tmp_path, embedder)
    with pytest.raises(IndexMismatch), open_writer(tmp_path, other):
        pass


def test_a_rebuild_replaces_an_index_of_other_settings(tmp_path: Path) -> None:
    publish(tmp_path, TEXTS)
    other = make_stamp(make_settings(passage_characters=500), HashEmbedder.fingerprint)
    with open_writer(tmp_path, other, rebuild=True, validate=validate_here) as writer:
        assert writer.roots == (ROOT,)
        publish_exactly(writer, [store(writer, "a.txt", "Nouveau texte.")])
    index = open_index(tmp_path, other)
    assert [info.file for info in each_document(index)] == ["a.txt"]
    index.close()
    assert len(list(tmp_path.glob("catalog-*.sqlite3"))) == 1


def test_no_index_is_told_with_the_command_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="preuve ingest"):
        open_index(tmp_path / "none", STAMP)


def test_too_little_space_is_told_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = publish(tmp_path, TEXTS)
    monkeypatch.setattr(publishing, "BYTES_PER_PASSAGE", 10**18)
    with pytest.raises(IndexProblem, match="bytes of free space"):
        publish(tmp_path, {"a.txt": "Autre."})
    assert read_pointer(tmp_path).generation == first


def test_the_previous_generation_answers_where_nothing_can_be_built(tmp_path: Path) -> None:
    first = publish(tmp_path, TEXTS)
    second = publish(tmp_path, {"a.txt": "Autre."})
    shutil.rmtree(generation_directory(tmp_path, second) / "dense")
    with open_writer(tmp_path, STAMP):
        index = open_index(tmp_path, STAMP)
    assert index.publication == first
    assert index.notice is not None
    index.close()


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with open_writer(tmp_path, STAMP):
        with pytest.raises(Busy, match=f"pid {os.getpid()}"), open_writer(tmp_path, STAMP):
            pass
        other = context.Process(target=_try_to_write, args=(tmp_path,))
        other.start()
        other.join(60)
        assert other.exitcode == Busy.exit_code
    with open_writer(tmp_path, STAMP):
        pass


def _try_to_write(index: Path) -> None:
    try:
        with open_writer(index, STAMP):
            sys.exit(0)
    except Busy as busy:
        sys.exit(busy.exit_code)
