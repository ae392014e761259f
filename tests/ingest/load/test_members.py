"""Documents that stand in files: their names, and what is taken out of mails and archives."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load import Loader
from ingest.load.child import read
from ingest.load.folder import reader as folder
from ingest.load.kind import holds_documents, kind_of
from ingest.load.mail import attachments
from ingest.load.members import Member, apart, depth, file_of, harmless, within
from rag.errors import FileRefused
from tests.fixtures.files import archive


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/b.pdf", "a/b.pdf"),
        ("../../etc/passwd", "etc/passwd"),
        ("..\\..\\x.txt", "x.txt"),
        ("/abs/x.txt", "abs/x.txt"),
        ("C:\\dossier\\x.txt", "dossier/x.txt"),
        ("a!/b.txt", "a_/b.txt"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\nb\0.txt", "ab.txt"),
        ("e\u0301te\u0301.txt", "été.txt"),
        (".git/config", ""),
        ("__MACOSX/._a.txt", ""),
        ("", ""),
        ("///", ""),
    ],
)
def test_names_of_strangers(name: str, expected: str) -> None:
    assert harmless(name) == expected


@given(st.text(max_size=60))
def test_a_harmless_name_leads_nowhere_else(name: str) -> None:
    found = harmless(name)
    assert found == harmless(found)
    assert not found.startswith("/") and "!/" not in found and "\\" not in found
    assert not any(part in ("", ".", "..") for part in found.split("/")) or found == ""


def test_names_that_say_where_a_document_stands() -> None:
    name = within(within("a/mail.eml", "b.zip"), "c/d.pdf")
    assert (name, file_of(name), depth(name), depth("a.txt")) == ("a/mail.eml!/b.zip!/c/d.pdf", "a/mail.eml", 3, 1)
    assert [holds_documents(each) for each in (name, "x.EML", "y.zip", "z.mhtml", "t.txt")] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_name_that_is_taken_gets_a_number() -> None:
    members = apart([Member("a.pdf", b"1"), Member("A.pdf", b"2"), Member("b", b"3"), Member("b", b"4")])
    assert [member.name for member in members] == ["a.pdf", "A (2).pdf", "b", "b (2)"]


def mail() -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Le dossier", "a@example.org", "b@example.org"
    message.set_content("Voir l’annexe.")
    return message


def test_attachments_with_names_in_any_script_and_without_one() -> None:
    message = mail()
    message.add_attachment("المبلغ 5".encode(), maintype="text", subtype="plain", filename="الملحق.txt")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf")
    message.add_attachment(b"x", maintype="text", subtype="plain", filename="../../secret.txt")
    inner = mail()
    inner.replace_header("Subject", "Avant")
    message.add_attachment(inner)
    found = {each.name: each.data for each in attachments.unpack(message.as_bytes())}
    assert list(found) == ["الملحق.txt", "attachment-2.pdf", "attachment-3.txt", "attachment-4.eml"]
    assert found["الملحق.txt"].decode() == "المبلغ 5"
    assert read(found["attachment-4.eml"], "x.eml").text.startswith("Subject: Avant")
    assert read(message.as_bytes(), "a.eml").warnings == ("4 attachments are documents of their own",)


def test_an_archive_is_the_list_of_what_it_holds() -> None:
    data = archive([("b/été.txt", b"2"), ("a.txt", b"1"), (".hidden", b"x"), ("../up.txt", b"y"), ("d/", b"")])
    assert (kind_of(data, "x.zip"), kind_of(data, "x")) == ("zip", "zip")
    assert read(data, "x.zip").text == "- b/été.txt\n- a.txt\n- up.txt"
    assert [(each.name, each.data) for each in folder.unpack(data)] == [
        ("b/été.txt", b"2"),
        ("a.txt", b"1"),
        ("up.txt", b"y"),
    ]


def test_a_damaged_member_is_empty_and_the_others_are_whole() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("a.txt", b"first text")
        target.writestr("b.txt", b"second text")
    data = packed.getvalue().replace(b"first text", b"other text")
    assert [(each.name, each.data) for each in folder.unpack(data)] == [("a.txt", b""), ("b.txt", b"second text")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (archive([(".x", b"")]), "empty"),
        (archive([("a.txt", b" " * (60 << 20))]), "archive-bomb"),
        (archive([(f"{at}.txt", b"") for at in range(10_001)]), "archive-bomb"),
        (archive([("a.txt", b"x" * 500)])[:60], "damaged"),
    ],
    ids=["nothing seen", "too much", "too many", "cut"],
)
def test_refused_archives(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(data, "a.zip")
    assert caught.value.code == code


@pytest.mark.process
def test_a_document_in_a_file_is_loaded_by_its_name(tmp_path: Path, loader: Loader) -> None:
    message = mail()
    inner = archive([("notes/été.txt", "L’annexe de l’archive.".encode())])
    message.add_attachment(inner, maintype="application", subtype="zip", filename="b.zip")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    document = loader.load(tmp_path / "a.eml", "a.eml!/b.zip!/notes/été.txt")
    assert (document.file, document.text) == ("a.eml!/b.zip!/notes/été.txt", "L’annexe de l’archive.")
    with pytest.raises(FileRefused, match=r"a\.eml holds no c\.zip") as caught:
        loader.load(tmp_path / "a.eml", "a.eml!/c.zip")
    assert caught.value.code == "unreadable"
