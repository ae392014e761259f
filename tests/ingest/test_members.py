"""Attachments and members of archives are documents of the index, as long as their file is there and holds them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest import sync as module
from ingest.folders.unchanged import unchanged
from ingest.receipt import Receipt
from ingest.sync import sync
from rag.settings import Settings
from tests.fixtures.files import archive, png
from ui.cli import main

pytestmark = [pytest.mark.usefixtures("fewer_processes"), pytest.mark.process]

ANNEX = "Le budget de la fête est de 4 200 dirhams, voté le 3 mai 2024."


def mail(parts: Mapping[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "La fête", "a@example.org", "b@example.org"
    message.set_content("Bonjour, voici les pièces.")
    for name, data in parts.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def statuses(receipt: Receipt) -> dict[str, str]:
    return {each.file: each.code or each.status.value for each in receipt.files}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "corpus"
    root.mkdir()
    inner = archive([("a/annexe.txt", ANNEX.encode()), ("photo.png", png())])
    (root / "fête.eml").write_bytes(mail({"annexe.txt": ANNEX.encode(), "dossier.zip": inner}))
    return root


def test_they_come_stay_change_and_go_with_their_file(folder: Path, settings: Settings) -> None:
    first = sync([folder], settings)
    assert statuses(first) == {
        "fête.eml": "added",
        "fête.eml!/annexe.txt": "added",
        "fête.eml!/dossier.zip": "added",
        "fête.eml!/dossier.zip!/a/annexe.txt": "added",
        "fête.eml!/dossier.zip!/photo.png": "no-text",
    }
    annex = next(each.document for each in first.files if each.file == "fête.eml!/annexe.txt")
    assert annex is not None and annex.sha256 == hashlib.sha256(ANNEX.encode()).hexdigest()
    again = sync([folder], settings)
    assert set(statuses(again).values()) == {"unchanged", "no-text"}
    assert unchanged([folder], settings) == again
    (folder / "fête.eml").write_bytes(mail({"annexe.txt": ANNEX.encode(), "autre.txt": b"Une autre annexe."}))
    assert statuses(sync([folder], settings)) == {
        "fête.eml": "changed",
        "fête.eml!/annexe.txt": "unchanged",
        "fête.eml!/autre.txt": "added",
        "fête.eml!/dossier.zip": "removed",
        "fête.eml!/dossier.zip!/a/annexe.txt": "removed",
    }
    (folder / "fête.eml").unlink()
    (folder / "x.txt").write_text("Un texte.", encoding="utf-8")
    assert set(statuses(sync([folder], settings)).values()) == {"added", "removed"}


def test_one_file_alone_speaks_for_what_stands_in_it(folder: Path, settings: Settings) -> None:
    sync([folder], settings)
    (folder / "fête.eml").write_bytes(mail({}))
    found = statuses(sync([folder / "fête.eml"], settings))
    assert found["fête.eml!/annexe.txt"] == found["fête.eml!/dossier.zip!/a/annexe.txt"] == "removed"


def test_what_lies_deeper_than_three_is_not_unpacked(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "c").mkdir()
    data = archive([("fond.txt", b"Tout au fond.")])
    for _ in range(3):
        data = archive([("plus.zip", data)])
    (tmp_path / "c" / "a.zip").write_bytes(data)
    found = statuses(sync([tmp_path / "c"], settings))
    assert list(found) == ["a.zip", "a.zip!/plus.zip", "a.zip!/plus.zip!/plus.zip"]


def test_a_file_that_unpacks_to_too_much_is_refused_from_there_on(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_UNPACKED", 100)
    (tmp_path / "c").mkdir()
    parts = [(f"{at}.txt", f"Un texte, le numéro {at}, assez long.".encode()) for at in range(4)]
    (tmp_path / "c" / "a.zip").write_bytes(archive(parts))
    found = statuses(sync([tmp_path / "c"], settings))
    assert found == {
        "a.zip": "added", "a.zip!/0.txt": "added", "a.zip!/1.txt": "added",
        "a.zip!/2.txt": "archive-bomb", "a.zip!/3.txt": "archive-bomb",
    }  # fmt: skip


def test_verify_opens_the_file_in_which_the_quote_stands(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quote = "4 200 dirhams"
    start = ANNEX.index(quote)
    citation = {
        "file": "fête.eml!/dossier.zip!/a/annexe.txt", "sha256": hashlib.sha256(ANNEX.encode()).hexdigest(),
        "start": start, "end": start + len(quote), "quote": quote, "page": None, "heading": None, "verdict": "exact",
    }  # fmt: skip
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps({"sentences": [{"text": quote, "supported": True, "citations": [citation]}]}), "utf-8")
    assert main(["verify", str(answer), "--root", str(folder)]) == 0
    assert "1 exact" in capsys.readouterr().out
    (folder / "fête.eml").write_bytes(mail({}))
    assert main(["verify", str(answer), "--root", str(folder)]) == 1


def test_text_shows_a_document_in_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["text", f"{folder}/fête.eml!/annexe.txt"]) == 0
    assert capsys.readouterr().out.strip() == ANNEX
