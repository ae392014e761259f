"""Books: order, contents, chapters that are missing, pictures, or locked."""

from __future__ import annotations

import pytest

from ingest.load import child
from ingest.load.extracted import Extracted
from ingest.load.kind import kind_of
from ingest.load.metadata import Metadata
from rag.errors import FileRefused
from tests.fixtures.files import archive
from tests.fixtures.made.packages import book

LOCK = '<e xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod Algorithm="{}"/></e>'


def read(data: bytes) -> Extracted:
    return child.read(data, "a.epub")


def test_chapters_stand_in_the_order_of_the_spine_below_their_titles() -> None:
    data = book(
        {"b": "<p>La deuxième partie vient d’abord.</p>", "a": "<h1>Fin</h1><p>La première vient ensuite.</p>"},
        contents='<ol><li><a href="b.xhtml#start">Un  début</a></li><li><a href="a.xhtml">Autre nom</a></li></ol>',
    )
    assert kind_of(data, "a.zip") == "epub"
    extracted = read(data)
    assert extracted.text == "Un début\n\nLa deuxième partie vient d’abord.\n\nFin\n\nLa première vient ensuite."
    assert [extracted.text[one.start : one.end] for one in extracted.headings] == ["Un début", "Fin"]
    assert extracted.metadata == Metadata("Le livre", "Nadia Berrada", "2024-03-12")


def test_the_sign_of_a_note_stays_in_its_sentence() -> None:
    body = '<p>Une phrase<a href="#n" class="footnote-ref">1</a>, et sa suite.</p>'
    extracted = read(book({"a": body + '<aside class="footnote"><p>La note.</p></aside>'}))
    assert extracted.text == "Une phrase1, et sa suite.\n\nLa note."
    assert [block.kind.value for block in extracted.blocks] == ["paragraph", "note"]


def test_a_chapter_that_is_missing_is_told_and_one_that_is_a_picture_is_not() -> None:
    extracted = read(book({"cover": '<img src="cover.png"/>', "gone": "", "a": "<p>Le texte du chapitre.</p>"}))
    assert extracted.text == "Le texte du chapitre."
    assert extracted.warnings == ("the chapter gone.xhtml is missing",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (book({"a": '<img src="x.png"/>'}), "empty"),
        (
            book(
                {"a": "<p>Texte.</p>"},
                {"META-INF/encryption.xml": LOCK.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")},
            ),
            "encrypted",
        ),
        (book({"a": "<p>Texte.</p>"}, {"OPS/book.opf": "<package"}), "damaged"),
        (archive([("mimetype", b"application/epub+zip")]), "damaged"),
        (book({"a": "<p>Texte.</p>"}, {"OPS/big.css": " " * (60 << 20)}), "archive-bomb"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(data)
    assert caught.value.code == code


def test_fonts_that_are_hidden_take_nothing_from_the_text() -> None:
    lock = LOCK.format("http://www.idpf.org/2008/embedding")
    assert read(book({"a": "<p>Texte lu.</p>"}, {"META-INF/encryption.xml": lock})).text == "Texte lu."
