"""What the library does for a document that stands in a file: the file is read again, and it is not deleted alone."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

from lxml import html

from rag.settings import Settings
from tests.fixtures.infos import info
from ui.page.markup.shelf import library
from ui.words.lexicon import WORDS
from ui.work.intake import Intake
from ui.work.shelf import Shelf

MAIL, ANNEX = "uploads/fête.eml", "uploads/fête.eml!/annexe.pdf"


def test_the_file_of_an_attachment_is_its_mail(settings: Settings, tmp_path: Path) -> None:
    opening: Future[Any] = Future()
    intake = Intake(settings, opening)
    for file in (MAIL, ANNEX):
        assert intake.place_of(info(file, root=str(tmp_path))) == tmp_path / MAIL
    intake.close()


def test_an_attachment_is_deleted_with_its_mail_only() -> None:
    shelf = Shelf([info(MAIL, root="/u"), info(ANNEX, root="/u")], (), (), "/u", 64)
    page = html.fragment_fromstring(library(shelf, (), WORDS["fr"]))
    assert len(page.find_class("delete")) == 1
    assert len(page.find_class("again")) == 2
