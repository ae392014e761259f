"""Packages of Word documents that are odd and readable, and those that are refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest.load.kind import kind_of
from rag.errors import FileRefused
from tests.fixtures.files import report, word
from tests.fixtures.wordml import levels, numbered, paragraph, read, row, table, with_bad_checksum, word_package, zipped


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("strict", "Le stage dure douze semaines, de mars à mai."),
        ("template-type", "La convention est signée par les deux parties avant le 15 avril."),
        ("missing-image", "Le plan du site se trouve à l’accueil."),
    ],
)
def test_shared_files(shared: Path, file: str, expected: str) -> None:
    data = (shared / f"inputs/files/docx/{file}.docx").read_bytes()
    assert kind_of(data, "a.docx") == "docx"
    assert (read(data).text, read(data).warnings) == (expected, ())


def test_a_strict_document_has_its_numbers_notes_and_tables() -> None:
    body = (
        numbered("Objet", 1) + table(row("a", "b")) + paragraph("x", runs='<w:r><w:footnoteReference w:id="2"/></w:r>')
    )
    note = f'<w:footnote w:id="2">{paragraph("une note")}</w:footnote>'
    parts = {"numbering.xml": levels(("decimal", "Article %1")), "footnotes.xml": note}
    assert read(word_package(body, parts, strict=True)).text == "Article 1 Objet\n\n| a | b |\n\nx\n\nune note"


def test_the_main_part_stands_where_the_relation_leads() -> None:
    files = parts(word_package(paragraph("Texte.")))
    files["word/text2.xml"] = files.pop("word/document.xml")
    files["_rels/.rels"] = files["_rels/.rels"].replace(b"word/document.xml", b"/word/text2.xml")
    files["word/_rels/text2.xml.rels"] = files.pop("word/_rels/document.xml.rels")
    assert read(zipped(files)).text == "Texte."


def test_a_package_without_the_folder_of_word_is_told_by_what_it_says_of_its_main_part() -> None:
    files = parts(word_package(paragraph("Texte.")))
    moved = {
        name.replace("word/document.xml", "contenu/principal.xml").replace("word/", "contenu/"): data.replace(
            b"word/document.xml", b"contenu/principal.xml"
        )
        for name, data in files.items()
    }
    moved["contenu/_rels/principal.xml.rels"] = moved.pop("contenu/_rels/document.xml.rels")
    main = b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml"
    moved["[Content_Types].xml"] = (
        b'<Types><Override PartName="/contenu/principal.xml" ContentType="%s"/></Types>' % main
    )
    data = zipped(moved)
    assert kind_of(data, "a.bin") == "docx"
    assert read(data).text == "Texte."


def test_parts_may_be_in_utf16() -> None:
    files = parts(word_package(paragraph("Été à Fès, المدة")))
    text = files["word/document.xml"].decode()
    text = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
    files["word/document.xml"] = f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")
    assert read(zipped(files)).text == "Été à Fès, المدة"


@pytest.mark.parametrize(
    "drop", ["word/_rels/document.xml.rels", "_rels/.rels", "word/styles.xml", "word/theme/theme1.xml"]
)
def test_a_part_that_can_be_done_without_may_be_missing(drop: str) -> None:
    files = parts(word(report))
    del files[drop]
    assert read(zipped(files)).text.startswith("Rapport annuel\n\nLe comité")


def test_slashes_and_case_of_names_do_not_matter() -> None:
    files = parts(word_package(numbered("Objet", 1), {"numbering.xml": levels(("decimal", "%1."))}))
    odd = zipped({name.replace("/", "\\").replace("document", "Document"): data for name, data in files.items()})
    assert kind_of(odd, "a.docx") == "docx"
    assert read(odd).text == "1. Objet"


def test_a_bad_checksum_of_a_picture_does_not_matter() -> None:
    data = word_package(
        paragraph("Texte."), {"media/image1.png": b"\x89PNG" * 9}, {"rI": ("image", "media/image1.png")}
    )
    assert read(with_bad_checksum(data, "word/media/image1.png")).text == "Texte."
    assert read(with_bad_checksum(word(report), "docProps/app.xml")).text.startswith("Rapport annuel")


def test_a_bad_checksum_of_numbers_is_told_and_of_the_text_refused() -> None:
    data = word_package(numbered("Objet", 1), {"numbering.xml": levels(("decimal", "%1."))})
    broken = read(with_bad_checksum(data, "word/numbering.xml"))
    assert broken.text == "- Objet"
    assert broken.warnings == ("the part numbering.xml is damaged, and what it holds is missing",)
    with pytest.raises(FileRefused) as caught:
        read(with_bad_checksum(data, "word/document.xml"))
    assert caught.value.code == "damaged"


def test_a_piece_missing_behind_the_first_part() -> None:
    """The archive's table then says that the part begins before the file does."""
    files = parts(word_package(paragraph("Texte."), {"media/image1.png": bytes(range(256)) * 4}))
    data = zipped({"word/document.xml": files.pop("word/document.xml"), **files})
    at = data.index(b"word/media/image1.png") + 40
    with pytest.raises(FileRefused) as caught:
        read(data[:at] + data[at + 60 :])
    assert caught.value.code == "damaged"


def test_no_entity_is_expanded_and_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    declared = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY f "fff">]>'
    files = parts(word_package(paragraph("avant &amp;e; &amp;f; après")))
    main = files["word/document.xml"].replace(b"?>", b"?>" + declared.encode(), 1).replace(b"&amp;", b"&")
    text = read(zipped(files | {"word/document.xml": main})).text
    assert "secret" not in text
    assert "avant" in text


@pytest.mark.parametrize(
    "files",
    [
        {"word/document.xml": "<a/>"},
        {"word/document.xml": "<w:document"},
        {"word/other.xml": "<a/>"},
    ],
    ids=["another root", "cut off", "missing"],
)
def test_what_holds_no_text_of_word_is_damaged(files: dict[str, str]) -> None:
    with pytest.raises(FileRefused) as caught:
        read(zipped({"[Content_Types].xml": "<Types/>", **files}))
    assert caught.value.code == "damaged"
    assert "\n" not in str(caught.value)
