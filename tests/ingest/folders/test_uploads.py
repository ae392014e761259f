"""Uploaded files: their names are made safe, limits hold, nothing is replaced, and they are a root of their own."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.folders.uploads import FOLDER, Uploads, safe_name
from ingest.receipt import Status
from ingest.sync import sync
from rag.errors import FileRefused
from rag.settings import make_settings

MEGABYTES = 64


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\x.TXT", "x.txt"),
        ("/absolute/x.md", "x.md"),
        ("C:\\x.md", "x.md"),
        ("a\0b\x1f\x7f.txt", "ab.txt"),
        ("inv\u202efdp.exe\u202c.txt", "invfdp.exe.txt"),
        ("zero\u200bwidth\ufeff\U000e0041.txt", "zerowidth.txt"),
        ("con.txt", "_con.txt"),
        ("NUL.tar.md", "_NUL.tar.md"),
        ("com1.md", "_com1.md"),
        (".txt", "document.txt"),
        ("....txt", "document.txt"),
        ("  .hidden.md ", "hidden.md"),
        ('a:b?c*d<e>f|g"h.txt', "a_b_c_d_e_f_g_h.txt"),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("هيئة.docx", "هيئة.docx"),
        ("line\nbreak\u2028.txt", "linebreak.txt"),
        ("lone\ud800.txt", "lone.txt"),
        ("x" * 5000 + ".pdf", "x" * 156 + ".pdf"),
        ("é" * 500 + ".pdf", "é" * 78 + ".pdf"),
    ],
)
def test_names_are_made_safe(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


@pytest.mark.parametrize(
    "name", ["x.exe", "x", "", "x.pdf.exe", ".env", "..", "x.txt/", "x.svg", "\u202e", "a.p\u0301df"]
)
def test_other_endings_are_refused(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        safe_name(name)
    assert refused.value.code == "unsupported"


@given(st.text(max_size=300), st.sampled_from([".txt", ".PDF", ".docx", "/.md"]))
def test_any_name_stays_in_the_folder(stem: str, suffix: str) -> None:
    name = safe_name(stem + suffix)
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert 4 < len(name.encode()) <= 160
    assert safe_name(name) == name


def put(uploads: Uploads, name: str, content: bytes = b"Text.\n") -> str:
    with uploads.arriving(len(content)) as incoming:
        incoming.write(content)
        return uploads.keep(incoming, name)


def test_a_file_is_kept_for_its_owner_only_and_none_is_replaced(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "index", MEGABYTES * 2**20)
    assert uploads.files() == []
    names = [put(uploads, name) for name in ("a.txt", "a.txt", "A.TXT", "../a.txt")]
    assert names == ["uploads/a.txt", "uploads/a (2).txt", "uploads/A (3).txt", "uploads/a (4).txt"]
    assert sorted(names) == uploads.files()
    assert stat.S_IMODE(uploads.root.stat().st_mode) == 0o700
    assert stat.S_IMODE((uploads.folder / "a.txt").stat().st_mode) == 0o600
    assert uploads.remove("uploads/a.txt")
    for name in ("uploads/a.txt", "a (2).txt", "uploads/../uploads/a (2).txt", "../x", "uploads/", ""):
        assert not uploads.remove(name)
    assert len(uploads.files()) == 3


def test_what_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, MEGABYTES * 2**20)
    with pytest.raises(FileRefused, match="empty"):
        put(uploads, "a.txt", b"")
    with pytest.raises(FileRefused, match="not read; give a txt"):
        put(uploads, "a.exe")
    with pytest.raises(KeyboardInterrupt), uploads.arriving(10) as incoming:
        incoming.write(b"half")
        raise KeyboardInterrupt
    assert list(uploads.folder.iterdir()) == []
    (uploads.folder / ".1.part").write_bytes(b"half")
    uploads.clean()
    assert list(uploads.folder.iterdir()) == []


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = Uploads(tmp_path, MEGABYTES * 2**20)
    with pytest.raises(FileRefused, match="64 MB"), uploads.arriving(MEGABYTES * 2**20 + 1):
        pass
    with pytest.raises(FileRefused, match="64 MB"), uploads.arriving(1) as incoming:
        for _ in range(65):
            incoming.write(bytes(2**20))
    monkeypatch.setattr("ingest.folders.uploads.FILES", 2)
    put(uploads, "a.txt")
    put(uploads, "b.txt")
    with pytest.raises(FileRefused, match="2 uploaded"):
        put(uploads, "c.txt")
    monkeypatch.setattr("ingest.folders.uploads.FILES", 10)
    monkeypatch.setattr("ingest.folders.uploads.TOTAL_BYTES", 14)
    with pytest.raises(FileRefused, match="no room"):
        put(uploads, "c.txt")


@pytest.mark.process
def test_a_folder_around_the_index_neither_takes_nor_drops_what_was_uploaded(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("The owner's own document.\n")
    settings = make_settings(index=tmp_path / "store", embedder="hash")
    sync([tmp_path], settings)
    uploads = Uploads(settings.index.directory, MEGABYTES * 2**20)
    file = put(uploads, "own.txt", b"An uploaded document.\n")
    receipt = sync([uploads.root], settings)
    assert [(each.file, each.status) for each in receipt.files] == [(file, Status.ADDED)]
    for _ in range(2):
        receipt = sync([tmp_path], settings)
        assert [(each.file, each.status) for each in receipt.files] == [("own.txt", Status.UNCHANGED)]
    receipt = sync([uploads.root], settings, rebuild=True)
    assert {each.file for each in receipt.files} == {"own.txt", f"{FOLDER}/own.txt"}
    uploads.remove(file)
    receipt = sync([uploads.root], settings)
    assert [(each.file, each.status) for each in receipt.files] == [(file, Status.REMOVED)]
