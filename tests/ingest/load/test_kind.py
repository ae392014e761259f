"""What a file is, by its content and not by its name alone."""

from __future__ import annotations

import pytest

from ingest.load.kind import kind_of, mismatch
from rag.errors import FileRefused
from tests.fixtures.files import HTML, archive, lines, pdf, png, report, word
from tests.fixtures.made.workbook import row, workbook

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
"""How a file of Office begins that is older than 2007."""


@pytest.mark.parametrize(
    ("data", "file", "kind", "remark"),
    [
        (b"Du texte.", "a.txt", "txt", None),
        (b"Du texte.", "a.md", "md", None),
        (b"Du texte.", "a.pdf", "txt", "named .pdf but holds text"),
        (b"Du texte.", "a.docx", "txt", "named .docx but holds text"),
        (b"Du texte.", "a.html", "txt", "named .html but holds text"),
        (b"Du texte.", "NOTES", "txt", None),
        (b"a,b\n1,2\n", "a.csv", "csv", None),
        (b"a,b\n1,2\n", "a.log", "txt", None),
        (workbook(row(1, "a")), "a.xlsx", "xlsx", None),
        (workbook(row(1, "a")), "a.csv", "xlsx", "named .csv but holds an Excel workbook"),
        (archive([("mimetype", b"application/vnd.oasis.opendocument.text-template")]), "a.odt", "odt", None),
        (b"# Un\n\n## Deux\n", "README", "md", None),
        (HTML.encode(), "a.html", "html", None),
        (HTML.encode(), "a.txt", "html", "named .txt but holds HTML"),
        (HTML.encode("utf-16"), "a.pdf", "html", "named .pdf but holds HTML"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<HTML><p>a", "a.HTM", "html", None),
        (b"<p>Un morceau", "a.html", "html", None),
        (b"<p align=center>Logo</p>\n\n# Titre", "README.md", "md", None),
        (b"Le format %PDF-1.7 est ancien.", "a.txt", "txt", None),
        (pdf(lines("a")), "a.pdf", "pdf", None),
        (b"junk\n" + pdf(lines("a")), "a.bin", "pdf", "named .bin but holds a PDF"),
        (pdf(lines("a")), "a", "pdf", "named without a suffix, holds a PDF"),
        (png(), "a.png", "image", None),
        (b"\xff\xd8\xff\xe0", "a.pdf", "image", "named .pdf but holds a picture"),
        (b"II*\0", "a.tif", "image", None),
        (OLD + "Workbook".encode("utf-16-le"), "a.xls", "xls", None),
        (OLD + "WordDocument".encode("utf-16-le"), "a.docx", "doc", "named .docx but holds an old Word document"),
        (word(report), "a.docx", "docx", None),
        (word(report), "a.PDF", "docx", "named .pdf but holds a Word document"),
    ],
)
def test_kinds(data: bytes, file: str, kind: str, remark: str | None) -> None:
    assert kind_of(data, file) == kind
    assert mismatch(kind, file) == remark


@pytest.mark.parametrize(
    ("data", "code", "what"),
    [
        (b"", "empty", "no bytes"),
        (b"RIFF....WAVE", "unsupported", "sound"),
        (archive([("[Content_Types].xml", b""), ("xl/workbook.bin", b"")]), "unsupported", "xlsb"),
        (archive([("word.xml", b"a")]), "unsupported", "zip archive"),
        (archive([("mimetype", b"application/x-krita")]), "unsupported", "application/x-krita"),
        (word(report)[:2000], "damaged", "zip|Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "unsupported", "old Office"),
    ],
)
def test_refused_kinds(data: bytes, code: str, what: str) -> None:
    with pytest.raises(FileRefused, match=what) as caught:
        kind_of(data, "a.txt")
    assert caught.value.code == code
