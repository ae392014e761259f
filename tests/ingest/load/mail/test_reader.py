"""Mails and saved pages are read decoded, whatever their file is called."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.load.child import read
from ingest.load.kind import kind_of, mismatch
from rag.errors import FileRefused
from tests.fixtures.files import HTML

FIELDS = "Subject: Réunion du budget\nFrom: Nadia Berrada <nadia@example.org>\nTo: b@example.org"


def mail(text: str | None = "La réunion est fixée au 14 mars à 9 h.\n\nMerci.\n", **headers: str) -> EmailMessage:
    """A mail that Python's own package writes: encoded words in its headers, its text packed."""
    message = EmailMessage()
    given = {"Subject": "Réunion du budget", "From": "Nadia Berrada <nadia@example.org>", "To": "b@example.org"}
    for name, value in (given | headers).items():
        message[name] = value
    if text is not None:
        message.set_content(text, cte="quoted-printable")
    return message


def test_shared_file(shared: Path) -> None:
    extracted = read((shared / "inputs/files/txt/mail.eml").read_bytes(), "mail.eml")
    expected = "Subject: Réunion du budget\nFrom: a@example.org\nTo: b@example.org\n\n"
    assert extracted.text == f"{expected}La réunion du budget est fixée au 14 mars à 9 h."
    assert [block.kind.value for block in extracted.blocks] == ["field"] * 3 + ["paragraph"]
    assert extracted.warnings == ("1 attachment is a document of its own",)


@pytest.mark.parametrize(
    ("file", "remark"),
    [
        ("a.eml", None),
        ("a.txt", "named .txt but holds a mail"),
        ("a.md", "named .md but holds a mail"),
        ("a.pdf", "named .pdf but holds a mail"),
        ("a", "named without a suffix, holds a mail"),
    ],
)
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_the_content_tells_not_the_name(file: str, remark: str | None, ends: bytes) -> None:
    data = mail(Date="Tue, 03 Jun 2025 09:00:00 +0200").as_bytes().replace(b"\n", ends)
    assert b"=?utf-8" in data
    assert (kind_of(data, file), mismatch("eml", file)) == ("eml", remark)
    date = "Date: Tue, 03 Jun 2025 09:00:00 +0200"
    assert read(data, file).text == f"{FIELDS}\n{date}\n\nLa réunion est fixée au 14 mars à 9 h.\n\nMerci."


@pytest.mark.parametrize(
    "text",
    [
        "From: a\nTo: b\nSubject: c\n\nUn mémo tapé à la main.\n",
        "Nom : Camille\nVille : Rabat\n",
        "MIME-Version: 1.0\nC’est la ligne que tout courriel porte.\n",
        "Received: 3 juin 2025\nFrom: le maire\n\nUne note.\n",
    ],
)
def test_texts_that_only_look_like_mails(text: str) -> None:
    assert kind_of(text.encode(), "a.txt") == "txt"


def test_a_typed_mail_is_one_where_its_name_says_so() -> None:
    data = "From: a@b.c\nSubject: Été\n\nLe texte.\n".encode()
    assert (kind_of(data, "a.eml"), read(data, "a.eml").text) == ("eml", "Subject: Été\nFrom: a@b.c\n\nLe texte.")


def test_of_two_forms_that_say_the_same_the_plain_one_is_read() -> None:
    message = mail("La forme simple.")
    message.add_alternative("<html><body><p>La forme riche.</p></body></html>", subtype="html")
    assert read(message.as_bytes(), "a.eml").text.endswith("b@example.org\n\nLa forme simple.")
    empty = mail(" \n")
    empty.add_alternative("<html><body><p>La forme riche.</p></body></html>", subtype="html")
    assert read(empty.as_bytes(), "a.eml").text.endswith("b@example.org\n\nLa forme riche.")


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1256"])
def test_a_page_in_the_encoding_that_its_part_names(charset: str) -> None:
    words = "الاجتماع يوم الاثنين" if charset == "windows-1256" else "Réunion à Fès"
    message = mail(None)
    page = f'<html><head><meta charset="koi8-r"></head><body><h1>{words}</h1><p>{words}.</p></body></html>'
    message.set_content(page, subtype="html", charset=charset, cte="base64")
    extracted = read(message.as_bytes(), "a.eml")
    assert extracted.text.endswith(f"\n\n{words}\n\n{words}.")
    assert [extracted.text[one.start : one.end] for one in extracted.headings] == [words]


def test_a_forwarded_mail_stands_below_and_attachments_are_counted() -> None:
    message = mail("Voir ci-dessous.")
    message.add_attachment(mail("Le mail d’avant.", Subject="Avant"))
    for name in ("a.pdf", "b.pdf"):
        message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename=name)
    message.replace_header("Subject", "Après")
    inner = next(part for part in message.iter_attachments() if part.get_content_type() == "message/rfc822")
    del inner["Content-Disposition"]
    extracted = read(message.as_bytes(), "a.eml")
    subjects = [line for line in extracted.text.split("\n") if line.startswith("Subject")]
    assert subjects == ["Subject: Après", "Subject: Avant"]
    assert extracted.text.endswith("Le mail d’avant.")
    assert extracted.warnings == ("2 attachments are documents of their own",)


def test_flowed_text_is_one_paragraph_and_lists_are_items() -> None:
    text = "Une phrase qui \nva plus loin.\n\nÀ fournir :\n- une photo\n- un formulaire\n"
    message = mail(text)
    message.set_param("format", "flowed")
    extracted = read(message.as_bytes(), "a.eml")
    assert "Une phrase qui va plus loin." in extracted.text
    assert [block.kind.value for block in extracted.blocks[-4:]] == ["paragraph", "paragraph", "item", "item"]


def test_headings_are_those_of_a_text_and_greetings_are_none() -> None:
    text = "Bonjour\n\nVoici le compte rendu.\n\nBudget\n\nIl est voté.\n\nCordialement\n\nNadia Berrada."
    extracted = read(mail(text).as_bytes(), "a.eml")
    assert [extracted.text[each.start : each.end] for each in extracted.headings] == ["Budget"]


def test_a_page_that_a_browser_saved_is_the_page_alone() -> None:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://example.org/"
    message["Subject"] = "La feuille de route"
    message.set_content(HTML, subtype="html", cte="quoted-printable")
    message.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>", filename="logo.png")
    extracted = read(message.as_bytes(), "page.mhtml")
    assert extracted.text == read(HTML.encode(), "page.html").text
    assert (mismatch(extracted.format, "page.mhtml"), extracted.warnings) == (None, ())


def test_headers_of_bytes_and_envelopes_are_read_as_they_look_best() -> None:
    data = "From a@b.c Tue Jun  3\nFrom: a@b.c\nSubject: Réunion à\n Fès\nMessage-ID: <1@b>\n\nTexte.\n"
    for encoding in ("utf-8", "cp1252"):
        assert read(data.encode(encoding), "a.txt").text == "Subject: Réunion à Fès\nFrom: a@b.c\n\nTexte."


def test_a_mail_without_words_is_refused() -> None:
    with pytest.raises(FileRefused) as caught:
        read(b"MIME-Version: 1.0\nContent-Type: text/plain\n\n \n", "a.eml")
    assert caught.value.code == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nCoup",
        b"MIME-Version: 1.0\nSubject: a\nContent-Type: text/plain; charset=no-such\n\nCoup\n",
        b"MIME-Version: 1.0\nSubject: =?utf-8?B?%%%?=\nContent-Transfer-Encoding: base64\n\nQ291cA=\n",
        b"MIME-Version: 1.0\nSubject: =?x-unknown?Q?a=FFb?=\nContent-Type: multipart/mixed\n\nCoup\n",
    ],
    ids=["cut off", "unknown encoding", "bad packing", "no boundary"],
)
def test_odd_mails_are_read(data: bytes) -> None:
    assert "Coup" in read(data, "a.eml").text
