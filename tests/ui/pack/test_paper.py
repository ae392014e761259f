"""A pack to take away: Word and PDF with footnotes, references, and a ZIP with the cited files."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from lxml import etree

from ingest.load import load
from rag.answers import Answer, AnswerSentence, Citation, Verdict
from rag.errors import PreuveError
from rag.proof.records import answer_record
from rag.types import READER, Detail, Document, Origin
from tests.fixtures.made.programs import libreoffice, pandoc
from tests.fixtures.payloads import PAYLOADS
from tests.ui.pack.test_pack import ANSWERS, EN, HOSTILE, PACK, SHA256, TEXT, citation, find, hostile_pack
from ui.cli import main
from ui.pack import FORMS, bundled, made_pack, written
from ui.pack.notes import one_line
from ui.pack.paper import reads_right_to_left
from ui.words.lexicon import WORDS
from ui.words.pack import PACK_WORDS

ARABIC = "يبدأ العمل به في سنة 2009. ينص القانون على رسم قدره 12 يورو (انظر المادة 5).\n"
ARABIC_SHA256 = hashlib.sha256(ARABIC.encode()).hexdigest()
RULE = "ينص القانون على رسم قدره 12 يورو (انظر المادة 5)."
AT = ARABIC.index(RULE)


def find_both(file: str) -> Document | None:
    if file == "قانون.txt":
        title = Detail("القانون 09-08", Origin.METADATA)
        return Document(file, ARABIC_SHA256, "txt", ARABIC, "ar", (), (), title=title)
    return find(file)


ARABIC_CITATION = Citation("قانون.txt", ARABIC_SHA256, AT, AT + len(RULE), RULE, None, None, Verdict.EXACT, READER)
DOUBTFUL = AnswerSentence("شيء آخر", False, (ARABIC_CITATION, citation("It dates from 2009.")), "بلا رقم")
IN_ARABIC = Answer(
    "ما هو الرسم؟",
    "ما هو الرسم؟",
    "ar",
    False,
    (AnswerSentence(RULE, True, (ARABIC_CITATION,)), DOUBTFUL),
    (),
    0.9,
    "extractive",
    "i",
)
BOTH = made_pack([answer_record(each) for each in (*ANSWERS, IN_ARABIC)], find_both)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("files")
    (place / "a b").mkdir()
    (place / "a b" / "law.txt").write_text(TEXT)
    (place / "قانون.txt").write_text(ARABIC)
    return place


def footnotes(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        root = etree.fromstring(package.read("word/footnotes.xml"))
    names = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    notes = root.xpath("w:footnote[not(@w:type)]", namespaces=names)
    return ["".join(note.xpath(".//w:t/text()", namespaces=names)).strip() for note in notes]


NOTE = re.compile(
    r"(?P<title>.+?)(?: \((?P<date>[^)]*\d{4})\))?(?: page \d+, Law)? “(?P<quote>.+)”"
    r" \[(?P<file>.+) · characters (?P<start>\d+) to (?P<end>\d+) · SHA-256 (?P<sha256>[0-9a-f]{64}) · exact\]"
)


@pytest.mark.process
def test_a_word_file_opened_by_libreoffice_has_every_footnote_and_its_quotes_verify(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    word = written(BOTH, "docx", EN)
    saved = libreoffice({"talk.docx": word}, "odt", tmp_path)["talk.docx"]
    (tmp_path / "talk.odt").write_bytes(saved)
    read = load(tmp_path / "talk.odt", "talk.odt")
    notes = [match for match in NOTE.finditer(read.text) if match]
    assert len(footnotes(word)) == len(notes) == len(BOTH["references"]) == 3
    assert notes[0]["title"].endswith("The law")
    assert notes[0]["date"] == "February 2009"
    cited = [
        {
            **{name: match[name] for name in ("file", "sha256", "quote")},
            **{name: int(match[name]) for name in ("start", "end")},
        }
        for match in notes
    ]
    (tmp_path / "quotes.json").write_text(json.dumps({"sentences": [{"citations": cited}]}))
    assert main(["verify", str(tmp_path / "quotes.json"), "--root", str(folder)]) == 0
    assert "3 citations: 3 exact" in capsys.readouterr().out


def test_in_word_each_place_has_one_footnote_which_later_mentions_refer_to() -> None:
    document = docx.Document(BytesIO(written(BOTH, "docx", EN)))
    body = document.element.xml
    assert re.findall(r'footnoteReference w:id="(\d+)"', body) == ["1", "2", "3"]
    assert re.findall(r"NOTEREF note(\d+)", body) == ["1", "3", "1"]
    assert document.core_properties.title == "Evidence pack"
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "Evidence pack"
    assert [text for text in texts if "2009" in text and "Made" not in text] == [
        "It dates from 2009.",
        "It dates from 2009.",
    ]
    assert "شيء آخر, (not proven: بلا رقم)" in texts[-1].replace("3", "").replace("1", "")


@pytest.mark.parametrize("language", WORDS)
def test_word_sets_arabic_from_right_to_left(language: str) -> None:
    document = docx.Document(BytesIO(written(BOTH, "docx", WORDS[language])))
    for paragraph in document.paragraphs:
        title = paragraph.text == PACK_WORDS[language].title
        expected = (title and language == "ar") or paragraph.text.startswith(RULE)
        if expected or paragraph.text == "It dates from 2009.":
            assert bool(paragraph._p.xpath("w:pPr/w:bidi")) is expected, paragraph.text
            assert bool(paragraph._p.xpath("w:r/w:rPr/w:rtl")) is expected
    assert PACK_WORDS[language].title == document.paragraphs[0].text


def test_the_direction_is_that_of_the_first_letter_that_has_one() -> None:
    assert reads_right_to_left("12 (يورو) euros")
    assert not reads_right_to_left("12 euros يورو")
    assert not reads_right_to_left("12")


@pytest.mark.parametrize("language", WORDS)
def test_a_pdf_has_every_footnote_and_says_what_it_is(language: str) -> None:
    pdf = pypdfium2.PdfDocument(written(BOTH, "pdf", WORDS[language]))
    shown = " ".join("\n".join(page.get_textpage().get_text_bounded() for page in pdf).split())
    assert pdf.get_metadata_dict()["Title"] == PACK_WORDS[language].title
    assert shown.count("SHA") == len(BOTH["references"])
    # Where lines are read from right to left, the reader of this test takes the words of others one by one.
    for reference in BOTH["references"]:
        for word in reference["quote"].strip(".").split():
            assert shown.count(word.strip("()")) >= 2
    if language == "en":
        assert shown.count("It dates from 2009.") == 3
        assert [each["sha256"][:40] in shown.replace(" ", "") for each in BOTH["references"]] == [True] * 3


def test_what_no_font_can_show_is_told_instead_of_a_pdf_with_holes() -> None:
    pack = made_pack([answer_record(Answer("\U0010fffd?", "", "en", True, (), (), 0, "m", "i"))], find)
    with pytest.raises(PreuveError, match="The PDF cannot be made"):
        written(pack, "pdf", EN)
    assert written(pack, "docx", EN)


def test_texts_of_strangers_stay_text_on_paper() -> None:
    typst = [
        "#panic()",
        "$x^2$",
        "*b* _i_",
        "@label",
        '#read("/etc/passwd")',
        "= title",
        "\\ #let x = 1",
        "\uf0b7 item",
    ]
    texts = [*PAYLOADS, *HOSTILE, *typst]
    pack = made_pack([record for text in texts for record in hostile_pack(text)["turns"]], lambda _: None)
    content = written(pack, "docx", EN)
    shown = [" ".join(each.text.split()) for each in docx.Document(BytesIO(content)).paragraphs]
    assert len(footnotes(content)) == len(pack["references"])
    assert set(map(one_line, texts)) <= set(shown)
    pdf = pypdfium2.PdfDocument(written(made_pack([hostile_pack(text)["turns"][0] for text in typst], find), "pdf", EN))
    assert all(
        word in "".join(page.get_textpage().get_text_bounded() for page in pdf)
        for word in ("#panic()", "$x^2$", "@label", "#read(", "*b*", "#let")
    )


def entries(text: str) -> dict[str, str]:
    return dict(re.findall(r"^  (\w+) = \{(.*)\},$", text, re.MULTILINE))


def test_references_name_each_document_once_with_what_is_known_of_it() -> None:
    bib = written(BOTH, "bibtex", EN).decode()
    first, second = bib.split("\n\n")
    assert first.startswith(f"@misc{{the-law-{SHA256[:8]},\n")
    assert entries(first) == {
        "title": "{The law}",
        "author": r"{Parliament \& Co}",
        "year": "2009",
        "month": "2",
        "note": f"a b/law.txt, page 2, SHA-256 {SHA256}",
    }
    assert entries(second)["title"] == "{القانون 09-08}"
    items = json.loads(written(BOTH, "csl", EN))
    assert [item["title"] for item in items] == ["The law", "القانون 09-08"]
    assert items[0]["issued"] == {"date-parts": [[2009, 2]]}
    assert items[0]["author"] == [{"literal": "Parliament & Co"}]
    assert items[0]["id"] == f"the-law-{SHA256[:8]}"


@pytest.mark.parametrize("text", [*HOSTILE, "a } b { c \\", "100 % & #1 _x_ ^y~ $z$"])
def test_no_text_of_strangers_ends_a_field_of_bibtex(text: str) -> None:
    bib = written(hostile_pack(text), "bibtex", EN).decode()
    depth = 0
    for letter in re.sub(r"\\[{}\\]", "", bib):
        depth += (letter == "{") - (letter == "}")
        assert depth >= 0
    assert depth == 0
    assert bib.count("\n@") + bib.startswith("@") == 1


@pytest.mark.process
def test_pandoc_reads_the_references_and_the_footnotes_of_markdown(tmp_path: Path) -> None:
    page = pandoc(written(PACK, "markdown", EN).decode(), "html", tmp_path)
    shown = etree.HTML(page)
    assert len(shown.xpath("//section[@id='footnotes' or contains(@class, 'footnotes')]//li")) == 3  # a mention, a note
    assert len(shown.xpath("//a[contains(@class, 'footnote-ref')]")) == 3


def test_every_form_has_its_words_in_each_language() -> None:
    for words in PACK_WORDS.values():
        assert list(words.forms) == [*FORMS, "zip"]


def zipped(folder: Path, form: str, pack: dict[str, Any] = BOTH) -> Path:
    files = {name: (folder / name).read_bytes() for name in ("a b/law.txt", "قانون.txt")}
    place = folder.parent / f"talk-{form}.zip"
    place.write_bytes(bundled(pack, form, EN, files))
    return place


@pytest.mark.process
def test_a_pack_with_its_files_is_verified_when_they_have_changed_or_gone(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("html", "docx"):
        pack = zipped(folder, form)
        (tmp_path / "a b").mkdir(exist_ok=True)
        (tmp_path / "a b" / "law.txt").write_text("Everything is new.")
        assert main(["verify", str(pack), "--root", str(tmp_path), "--json"]) == 0
        record = json.loads(capsys.readouterr().out)
        assert (record["citations"], record["exact"]) == (6, 6)
        assert all(check["carried"] for check in record["checks"])
        assert main(["verify", str(pack), "--root", str(folder)]) == 0
        assert "brought" not in capsys.readouterr().out
    assert main(["verify", str(pack), "--root", str(tmp_path)]) == 0
    assert "6 of them checked in files that the pack has brought" in capsys.readouterr().out


@pytest.mark.process
def test_files_in_a_pack_that_are_not_what_was_cited_prove_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "talk.zip"
    place.write_bytes(bundled(PACK, "json", EN, {"a b/law.txt": TEXT.replace("Rabat", "Paris").encode()}))
    assert main(["verify", str(place), "--root", str(tmp_path)]) == 1
    assert "0 exact" in capsys.readouterr().out


@pytest.mark.process
def test_a_bundle_leads_nowhere_and_a_damaged_one_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "root" / "talk.zip"
    place.parent.mkdir()
    place.write_bytes(bundled(PACK, "json", EN, {"../../outside.txt": b"x", "/etc/x": b"x"}))
    assert main(["verify", str(place), "--root", str(folder)]) == 0
    assert not list(tmp_path.rglob("outside.txt"))
    content = bytearray(zipped(folder, "html").read_bytes())
    content[60] ^= 0xFF
    place.write_bytes(content)
    capsys.readouterr()
    assert main(["verify", str(place), "--root", str(folder)]) == 2
    assert "cannot be read" in capsys.readouterr().err
