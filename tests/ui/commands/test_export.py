"""`preuve export answer` and `preuve export conversation`, with a real index and a real store."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from rag.settings import Settings
from ui.cli import main
from ui.page.conversation import Exchange
from ui.page.keeping import turn_record
from ui.store import LOCAL, open_store

pytestmark = pytest.mark.process

QUESTION = "De quand date la loi 09-08 ?"


@pytest.fixture
def index(corpus: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PREUVE_INDEX", str(settings.index.directory))
    monkeypatch.setenv("PREUVE_EMBEDDER", "hash")
    assert main(["ingest", str(corpus)]) == 0
    return settings


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main(list(words)) == 0
    return capsys.readouterr().out


def test_an_answer_becomes_a_pack_that_is_verified(
    index: Settings, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(told(capsys, "ask", QUESTION, "--json"))
    pack = json.loads(told(capsys, "export", "answer", str(answer)))
    assert pack["turns"] == [json.loads(answer.read_text())]
    assert all({"prefix", "suffix"} <= set(reference) for reference in pack["references"])
    assert pack["references"]
    assert pack["stamp"]["embedder"]["name"] == "hash"
    for form in ("json", "markdown", "html"):
        output = tmp_path / f"pack.{form}"
        assert main(["export", "answer", str(answer), "--format", form, "--output", str(output)]) == 0
        assert main(["verify", str(output), "--root", str(corpus)]) == 0
    (corpus / "law.md").write_text("# Autre\n\nRien.\n")
    assert main(["verify", str(output), "--root", str(corpus)]) == 1


def test_without_an_index_the_surroundings_are_left_out(
    index: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(told(capsys, "ask", QUESTION, "--json"))
    assert main(["export", "answer", str(answer), "--index", str(tmp_path / "none")]) == 0
    streams = capsys.readouterr()
    assert streams.err.startswith("preuve: what stands around the quotes is left out: ")
    assert "prefix" not in json.loads(streams.out)["references"][0]


@pytest.mark.parametrize("content", ["", "[]", "1", "{}", '{"sentences": 1}', "{\n", "\0"])
def test_what_is_no_answer_is_told(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    assert main(["export", "answer", str(path), "--index", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_conversation_of_the_page_is_listed_and_exported(
    index: Settings, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.assistant import open_assistant

    with closing(open_assistant(index)) as assistant, closing(open_store(index)) as store:
        kept = store.conversations.keep(LOCAL, None, 1, turn_record(Exchange(1, QUESTION, assistant.ask(QUESTION))))
        store.conversations.keep(LOCAL, kept, 2, turn_record(Exchange(2, "Et ?", problem="the model is gone")))
    assert f"{kept}  " in told(capsys, "export", "conversation", "--list")
    assert json.loads(told(capsys, "export", "conversation", "--list", "--json"))[0]["turns"] == 2
    pack = json.loads(told(capsys, "export", "conversation"))
    assert [turn["question"] for turn in pack["turns"]] == [QUESTION, "Et ?"]
    output = tmp_path / "talk.html"
    assert main(["export", "conversation", kept, "--format", "html", "--output", str(output)]) == 0
    assert main(["verify", str(output), "--root", str(corpus)]) == 0
    assert "Preuves" in output.read_text("utf-8")
    assert main(["export", "conversation", "nothing"]) == 2
    assert main(["export", "conversation", "--user", "nobody"]) == 2
    assert main(["export", "conversation", "--output", str(tmp_path)]) == 2


def test_where_nothing_was_asked_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "conversation", "--index", str(tmp_path)]) == 2
    assert "ask something in `preuve chat`" in capsys.readouterr().err
