"""The files of a corpus and the documents that stand in them."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from pathlib import Path

import pytest

from eval.sets.cases import read_set
from eval.sets.source import Corpus
from rag.errors import TestSetError
from tests.fixtures.evalsets import write_set
from tests.fixtures.files import archive

pytestmark = pytest.mark.process

ANNEX = "Le budget de Rabat est de 42 millions de dirhams.\n"


def mail() -> bytes:
    message = EmailMessage()
    message["Subject"] = "Budget"
    message.set_content("Veuillez trouver le budget ci-joint.\n")
    message.add_attachment(archive([("annexe.txt", ANNEX.encode())]), "application", "zip", filename="pièces.zip")
    return message.as_bytes()


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    (tmp_path / "mail.eml").write_bytes(mail())
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and nothing more")
    (tmp_path / "plain.txt").write_text("Rabat.\n")
    return Corpus(tmp_path)


def test_a_document_in_a_file_has_a_text_and_a_hash_of_its_own(corpus: Corpus) -> None:
    name = "mail.eml!/pièces.zip!/annexe.txt"
    assert name in corpus
    assert corpus[name] == ANNEX
    assert corpus.digests[name] == hashlib.sha256(ANNEX.encode()).hexdigest()
    assert set(corpus) == {"mail.eml", "broken.zip", "plain.txt", "mail.eml!/pièces.zip", name}
    assert len(corpus) == 5
    assert set(corpus.files) == {"mail.eml", "broken.zip", "plain.txt"}
    assert not corpus.marked(name)


def test_what_stands_in_no_file_is_in_no_corpus(corpus: Corpus) -> None:
    assert "mail.eml!/other.txt" not in corpus
    assert "broken.zip!/annexe.txt" not in corpus
    with pytest.raises(TestSetError, match=r"broken\.zip"):
        corpus["broken.zip"]


def test_a_question_is_proven_by_an_attachment_and_has_the_format_of_the_file(tmp_path: Path) -> None:
    place = {"file": "a.zip!/annexe.txt", "start": 26, "end": 37, "text": "42 millions"}
    question = {"id": "q", "question": "Combien ?", "answerable": True, "evidence": [[place]]}
    directory = write_set(tmp_path / "set", [question], {"b.txt": "Rabat."})
    (directory / "corpus" / "a.zip").write_bytes(archive([("annexe.txt", ANNEX.encode())]))
    (found,) = read_set(directory).questions
    assert (found.places[0].text, found.format) == ("42 millions", "zip")
