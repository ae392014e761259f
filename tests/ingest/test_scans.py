"""Scans in an ingest: recognised once, page by page, again only by another program, and checked as they were then.

A program that always finds the same words stands in the place of Tesseract and counts how often it is asked.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest import children
from ingest.folders.unchanged import unchanged
from ingest.load.pdf.reader import read
from ingest.load.recognition.words import RecognisedPage, RecognitionNeeded, Word, WordLine
from ingest.progress import Silent
from ingest.receipt import FileReceipt
from ingest.sync import sync
from rag.answers import Answer
from rag.assistant import Assistant
from rag.embedding.embedder import HashEmbedder
from rag.errors import Stopped
from rag.index.embedded.index import open_index
from rag.proof.records import answer_record
from rag.settings import Settings, make_settings
from rag.types import Document
from tests.fixtures.files import both, lines, pdf
from tests.fixtures.made.scans import PretendedTesseract, as_pdf, as_png, as_tiff, drawn, pretended, without_tesseract
from tests.fixtures.stored import STAMP, ValidatorHere
from ui.cli import main
from ui.pack.making import made_pack

pytestmark = pytest.mark.process

SAID = "Le registre des dépôts est tenu à Ouarzazate."
PAGE = drawn("Une page quelconque.", 60)


@pytest.fixture(autouse=True)
def validated_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a child that imports the engines; the one that reads is new each time, and looks for programs itself."""
    monkeypatch.setattr(children, "start_helper", ValidatorHere)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[PretendedTesseract]:
    with pretended(tmp_path / "bin") as made:
        yield made


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "scan.pdf").write_bytes(as_pdf([PAGE] * 3, 60))
    return folder


class StoppedAt(Silent):
    """Stops the ingest when a page is about to be recognised."""

    def __init__(self, page: int = 0) -> None:
        self.stop, self.pages = page, list[tuple[str, int, int]]()

    def page(self, name: str, number: int, total: int) -> None:
        self.pages.append((name, number, total))
        if number == self.stop:
            raise Stopped("the ingest was stopped")


def receipt(folder: Path, settings: Settings, progress: Silent | None = None) -> FileReceipt:
    return sync([folder], settings, HashEmbedder(), progress).files[0]


def stored(settings: Settings, file: str = "scan.pdf") -> Document:
    with closing(open_index(settings.index.directory, STAMP)) as index:
        document = index.document(file)
    assert document is not None
    return document


def test_a_stopped_ingest_goes_on_at_the_page_where_it_was(
    program: PretendedTesseract, scans: Path, settings: Settings
) -> None:
    with pytest.raises(Stopped):
        receipt(scans, settings, StoppedAt(3))
    assert program.looks == 2
    progress = StoppedAt()
    assert receipt(scans, settings, progress).status.value == "added"
    assert (program.looks, progress.pages[-1]) == (3, ("scan.pdf", 3, 3))
    document = stored(settings)
    assert document.text == "\n\n".join([SAID] * 3)
    assert document.recogniser == "tesseract 9.1.0 eng+fra"
    assert [(each.page, each.percent) for each in document.recognised] == [(1, 90), (2, 90), (3, 90)]
    words = [word for block in document.blocks for word in block.words]
    assert [document.text[word.start : word.end] for word in words] == 3 * SAID.split()
    # What has not changed is never looked at again.
    assert receipt(scans, settings).status.value == "unchanged"
    assert unchanged([scans], settings) is None or program.looks == 3


def test_another_version_recognises_again_and_none_keeps_what_is_there(
    program: PretendedTesseract, scans: Path, settings: Settings, tmp_path: Path
) -> None:
    receipt(scans, settings)
    with without_tesseract(tmp_path / "none"):
        assert receipt(scans, settings).status.value == "unchanged"
    program.install("9.2.0", "eng+fra")
    again = receipt(scans, settings)
    assert (again.status.value, again.code) == ("changed", "reader")
    assert again.reason == "recognised again: tesseract 9.1.0 eng+fra was there before"
    assert (program.looks, stored(settings).recogniser) == (6, "tesseract 9.2.0 eng+fra")


def test_without_the_program_a_line_says_what_to_install(scans: Path, settings: Settings, tmp_path: Path) -> None:
    (scans / "note.txt").write_text("Une note.", "utf-8")
    (scans / "page.png").write_bytes(as_png(PAGE))
    with without_tesseract(tmp_path / "none"):
        found = {each.file: each for each in sync([scans], settings, HashEmbedder()).files}
    for file in ("scan.pdf", "page.png"):
        assert found[file].code == "no-text" and "apt install tesseract-ocr" in str(found[file].reason)


def test_a_page_that_cannot_be_recognised_costs_itself_only(
    program: PretendedTesseract, scans: Path, settings: Settings
) -> None:
    (scans / "note.txt").write_text("Une note.", "utf-8")
    program.says()
    found = {each.file: each for each in sync([scans], settings, HashEmbedder()).files}
    assert (found["scan.pdf"].code, found["note.txt"].status.value) == ("no-text", "added")
    looks = program.looks
    sync([scans], settings, HashEmbedder())
    assert program.looks == looks  # that nothing is there is known


def test_pictures_of_several_pages(program: PretendedTesseract, scans: Path, settings: Settings) -> None:
    (scans / "fax.tiff").write_bytes(as_tiff([PAGE, PAGE], 60))
    (scans / "page.png").write_bytes(as_png(PAGE, 60))
    sync([scans], settings, HashEmbedder())
    assert len(stored(settings, "fax.tiff").pages) == 2
    assert (stored(settings, "page.png").format, stored(settings, "page.png").text) == ("image", SAID)


def half_a_scan() -> bytes:
    """A page with two typed lines above the picture of others."""

    def paste(canvas: Canvas) -> None:
        picture = Image.new("L", (1000, 900), 255)
        picture.paste(drawn("Un texte que nul ne lit.\n" * 12, 120), (0, 0))
        canvas.drawImage(ImageReader(io.BytesIO(as_png(picture))), 60, 60, 480, 480)

    return pdf(both(lines("Un en-tête que l’on a tapé", "sur deux lignes", top=780), paste))


def test_a_page_that_is_half_a_scan_gets_both() -> None:
    with pytest.raises(RecognitionNeeded) as needed:
        read(half_a_scan(), {})
    assert needed.value.pages == (1,)
    found = RecognisedPage(595.0, 842.0, (WordLine(12.0, (Word("reconnu", 0.2, 0.6, 0.3, 0.62, 88),)),))
    extracted = read(half_a_scan(), {1: found})
    assert extracted.text.split() == "Un en-tête que l’on a tapé sur deux lignes reconnu".split()
    assert [extracted.text[word.start : word.end] for block in extracted.blocks for word in block.words] == ["reconnu"]


def test_a_page_with_text_is_never_recognised(program: PretendedTesseract, tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "typed"
    folder.mkdir()
    (folder / "typed.pdf").write_bytes(pdf(lines("Une page qui a son texte.")))
    receipt(folder, settings)
    assert (program.looks, stored(settings, "typed.pdf").recogniser) == (0, None)


def layered(words: str) -> bytes:
    """A scan over which another program has laid the words that it recognised, unseen."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(io.BytesIO(as_png(PAGE))), 0, 0, 595, 842)
        text = canvas.beginText(80, 700)
        text.setTextRenderMode(3)
        text.textLines(words)
        canvas.drawText(text)

    return pdf(draw)


def test_the_layer_of_another_program_is_used_and_judged() -> None:
    good = read(layered("\n".join(["Le conseil se tient le lundi matin dans la grande salle."] * 8)), {})
    assert (good.recognised[0].percent, good.recognised[0].foreign) == (100, True)
    assert good.warnings == ("recognised by another program: 1 pages, at least 100 % of their words look like words",)
    bad = read(layered("\n".join(["L3 c0ns~il s& tvvnt l€ lnndl m@tin d4ns l^ grnnd s|ll€"] * 8)), {})
    assert bad.recognised[0].percent < 60 and "looks wrong" in bad.warnings[1]


def asked(settings: Settings, folder: Path) -> Answer:
    with closing(Assistant(settings, HashEmbedder())) as assistant:
        answer = assistant.ask("Où est tenu le registre des dépôts ?")
    assert not answer.abstained
    assert answer.sentences[0].citations[0].recognised == 90
    return answer


def test_what_was_recognised_is_checked_as_of_the_ingest(
    program: PretendedTesseract, scans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = make_settings(index=tmp_path / "index", tolerated_errors=0.99)
    receipt(scans, settings)
    looks = program.looks
    record = answer_record(asked(settings, scans))
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(record))

    def verified(*options: str) -> tuple[int, dict[str, object]]:
        code = main(["verify", str(path), "--root", str(scans), "--json", *options])
        return code, json.loads(capsys.readouterr().out)

    code, told = verified("--index", str(settings.index.directory))
    assert code == 0 and "recognised text, as of the ingest" in str(told["checks"])
    code, told = verified("--index", str(tmp_path / "none"))
    assert (code, told["missing"]) == (1, 0) and told["unchecked"] == told["citations"]
    document = stored(settings)
    path.write_text(json.dumps(made_pack([record], {"scan.pdf": document}.get)))
    code, told = verified("--index", str(tmp_path / "none"))
    assert code == 0 and "recognised text, as of the ingest" in str(told["checks"])
    (scans / "scan.pdf").write_bytes(as_pdf([PAGE] * 2, 60))
    assert verified("--index", str(settings.index.directory))[1]["stale"] == told["citations"]
    assert program.looks == looks
