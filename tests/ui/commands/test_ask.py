"""What `preuve ask` prints: in the language of the question, with one number for each place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answers import Answer, AnswerSentence, Citation, Hit, Verdict
from rag.types import READER, Passage
from tests.conftest import write_files
from ui.cli import main
from ui.commands.ask import answer_lines

FIRST = Citation("a.txt", "0" * 64, 0, 5, "Rabat", 2, "Villes", Verdict.EXACT)
SECOND = Citation("b.txt", "1" * 64, 3, 6, "Fès", None, None, Verdict.EXACT)


def answer(language: str, sentences: Sequence[AnswerSentence], hits: Sequence[Hit] = ()) -> Answer:
    return Answer("q", "q", language, not sentences, tuple(sentences), tuple(hits), 0.5, "extractive", "1")


def test_a_place_that_is_cited_twice_has_one_number() -> None:
    lines = answer_lines(
        answer(
            "fr",
            [
                AnswerSentence("Rabat et Fès.", True, (FIRST, SECOND)),
                AnswerSentence("Rabat encore.", False, (FIRST,), "le nombre 5 n’y est pas"),
            ],
        )
    )
    assert lines == [
        "Rabat et Fès. [1][2]",
        "Rabat encore. [1] (non prouvé: le nombre 5 n’y est pas)",
        "(répond peut-être)",
        "",
        "[1] a.txt, page 2, Villes, 0-5 (exact)",
        "[2] b.txt, 3-6 (exact)",
    ]


@pytest.mark.process
@pytest.mark.usefixtures("fewer_processes")
def test_only_documents_of_an_author_or_since_a_date_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PREUVE_EMBEDDER", "hash")
    front = "---\nauthor: {}\ndate: {}\n---\n# Tarif\n\nLe tarif de la carte est de {} euros.\n"
    files = {"old.md": front.format("Mairie", "2019-05-01", 10), "new.md": front.format("Région", "2024-02-01", 15)}
    write_files(tmp_path / "corpus", files)
    index = ["--index", str(tmp_path / "index")]
    assert main(["ingest", str(tmp_path / "corpus"), *index]) == 0
    question = ["ask", "Quel est le tarif de la carte ?", "--json", *index]
    for options, file in (
        (["--since", "2024-01-01"], "new.md"),
        (["--author", "mairie"], "old.md"),
        (["--author", "mairie", "--author", "région", "--since", "2020"], "new.md"),
    ):
        capsys.readouterr()
        assert main([*question, *options]) == 0
        record = json.loads(capsys.readouterr().out)
        assert {each["file"] for each in record["retrieved"]} == {file}
        assert {c["reader"] for s in record["sentences"] for c in s["citations"]} <= {READER}
    assert main([*question, "--since", "2025", "--author", "Mairie"]) == 2
    assert "no document is known to be dated 2025 or later and by Mairie" in capsys.readouterr().err
    assert main(["status", *index]) == 0
    assert "old.md: Tarif (heading), Mairie (metadata), 2019-05-01 (metadata)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("fr", "(compris comme : Qui dirige le centre ?)"),
        ("en", "(understood as: Qui dirige le centre ?)"),
        ("ar", "(فُهم السؤال هكذا: Qui dirige le centre ?)"),
    ],
)
def test_what_was_understood_is_told_in_the_language_of_the_question(language: str, first: str) -> None:
    leaning = replace(answer(language, [AnswerSentence("Rabat.", True, (FIRST,))]), completed="Qui dirige le centre ?")
    assert answer_lines(leaning)[0] == first


@pytest.mark.parametrize(
    ("asked", "written", "mark"),
    [("fr", "ar", ", العربية"), ("fr", "fr", ""), ("fr", "und", ""), ("ar", "en", ", English")],
)
def test_a_place_in_another_language_is_marked(asked: str, written: str, mark: str) -> None:
    place = replace(SECOND, language=written)
    assert answer_lines(answer(asked, [AnswerSentence("Fès.", True, (place,))]))[-1] == f"[1] b.txt{mark}, 3-6 (exact)"


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("fr", "Les documents ne répondent pas à cette question."),
        ("en", "The documents do not answer this question."),
        ("ar", "لا تجيب الوثائق عن هذا السؤال."),
        ("de", "The documents do not answer this question."),
    ],
)
def test_an_abstention_speaks_the_language_of_the_question(language: str, first: str) -> None:
    passage = Passage("1", "a.txt", "0" * 64, 0, 0, 9, "Une\nville", "fr")
    lines = answer_lines(answer(language, [], [Hit(passage, 0.5)]))
    assert lines[0] == first
    assert lines[2] == "  a.txt, 0-9: Une ville"


@pytest.mark.process
@pytest.mark.usefixtures("fewer_processes")
def test_what_is_asked_of_the_collection_is_told_from_what_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PREUVE_EMBEDDER", "hash")
    front = "---\ndate: {}\n---\n# {}\n\nLe tarif de la carte est de {} euros par an pour tous les habitants.\n"
    write_files(
        tmp_path / "corpus",
        {"a.md": front.format("2019-05-01", "Anciens tarifs", 10), "b.md": front.format("2024", "Tarifs", 15)},
    )
    index = ["--index", str(tmp_path / "index")]
    assert main(["ingest", str(tmp_path / "corpus"), *index]) == 0
    capsys.readouterr()
    assert main(["ask", "Quels documents as-tu ?", *index]) == 0
    listed = "Il y a 2 documents :\n  Anciens tarifs (a.md, 1er mai 2019)\n  Tarifs (b.md, 2024)\n"
    assert capsys.readouterr().out == listed
    assert main(["ask", "Résume b.md", *index]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Extrait de « Tarifs »")
    assert lines[1:3] == [
        "  Tarifs (b.md, 2024)",
        "Le tarif de la carte est de 15 euros par an pour tous les habitants. [1]",
    ]
    assert lines[4].startswith("[1] b.md, Tarifs, ")
    assert main(["ask", "Merci !", "--json", *index]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["kind"], record["about"]["topic"], record["sentences"]) == ("about", "thanks", [])
    assert record["answer"] == record["about"]["text"]
    # With an answer before it, also from a file.
    (tmp_path / "before.json").write_text(json.dumps(record), encoding="utf-8")
    assert main(["ask", "Quel est le tarif de la carte ?", "--after", str(tmp_path / "before.json"), *index]) == 0
