"""Test sets from SQuAD, BEIR and LegalBench-RAG data."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from eval.report.trec import export_run
from eval.running.score import score
from eval.sets.cases import read_set
from eval.sets.exchange import file_name, import_set
from rag.errors import TestSetError, UsageError
from tests.fixtures.evalsets import oracle, small_set


def french(_: str) -> str:
    return "fr"


CONTEXT = "\ufeffLa CNDP date de 2009.\r\n" + unicodedata.normalize("NFD", "Créée à Rabat.")


def squad(*questions: dict[str, Any]) -> dict[str, Any]:
    paragraphs = [{"context": "Premier paragraphe.", "qas": []}, {"context": CONTEXT, "qas": list(questions)}]
    return {"version": "2.0", "data": [{"title": "La « CNDP »/é", "paragraphs": paragraphs}]}


def asked(identifier: str, *answers: tuple[str, int], impossible: bool | None = None) -> dict[str, Any]:
    record: dict[str, Any] = {"id": identifier, "question": f"Question {identifier} ?"}
    record["answers"] = [{"text": text, "answer_start": start} for text, start in answers]
    return record if impossible is None else record | {"is_impossible": impossible}


def write(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_squad(tmp_path: Path) -> None:
    rabat, year = CONTEXT.index("Rabat"), CONTEXT.index("2009")
    source = write(
        tmp_path / "squad.json",
        squad(
            asked("place", ("Rabat", rabat), ("Rabat.", rabat), ("Rabat", rabat)),
            asked("year", ("2009", year), impossible=False),
            asked("none", impossible=True),
            asked("wrong", ("2008", year)),
        ),
    )
    made = import_set("squad", source, tmp_path / "set", french)
    assert (made.files, made.questions, made.dropped) == (1, 3, 1)
    assert "1 left out" in made.text()
    found = read_set(tmp_path / "set")
    assert [each.id for each in found.questions] == ["place", "year", "none"]
    assert [place.text for place in found.questions[0].evidence[0]] == ["Rabat", "Rabat."]
    assert found.questions[0].answers == ("Rabat", "Rabat.")
    assert found.questions[1].places[0].text == "2009"
    assert found.questions[2].answerable is False
    assert {each.language for each in found.questions} == {"fr"}
    assert list(found.corpus) == ["0001-La-CNDP-e.txt"]


def beir(folder: Path) -> Path:
    documents = [{"_id": "d1", "title": "Un", "text": "Rabat."}, {"_id": "d2", "title": "", "text": "Fès."}]
    queries = [{"_id": "q1", "text": "Où ?"}, {"_id": "q2", "text": "Quand ?"}]
    folder.mkdir()
    for name, lines in (("corpus.jsonl", documents), ("queries.jsonl", queries)):
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t2\nq2\td1\t0\nq2\tgone\t1\n"
    )
    return folder


def test_beir(tmp_path: Path) -> None:
    made = import_set("beir", beir(tmp_path / "beir"), tmp_path / "set", french)
    assert (made.files, made.questions, made.dropped) == (2, 1, 1)
    found = read_set(tmp_path / "set").questions[0]
    assert [fact[0].text for fact in found.evidence] == ["Un\n\nRabat.\n", "Fès.\n"]


def legalbench(folder: Path, span: tuple[int, int], file: str = "a/b.txt") -> Path:
    (folder / "corpus" / "a").mkdir(parents=True)
    (folder / "corpus" / "a" / "b.txt").write_bytes("Préambule.\r\nThe term is two years.\r\n".encode())
    snippet = {"file_path": file, "span": list(span), "answer": "…"}
    return write(folder / "benchmarks" / "cuad.json", {"tests": [{"query": "Term?", "snippets": [snippet]}]})


def test_legalbench_counts_canonical_characters(tmp_path: Path) -> None:
    made = import_set("legalbench-rag", legalbench(tmp_path / "lb", (12, 34)), tmp_path / "set", french)
    assert (made.files, made.questions) == (1, 1)
    found = read_set(tmp_path / "set").questions[0]
    assert (found.id, found.places[0].file, found.places[0].text) == ("cuad-1", "a/b.txt", "The term is two years.")


def test_sources_that_are_something_else(tmp_path: Path) -> None:
    for number, (name, value) in enumerate((("squad", []), ("squad", {"data": [{}]}), ("legalbench-rag", {}))):
        source = write(tmp_path / f"{number}.json", value)
        with pytest.raises(TestSetError, match=str(source)):
            import_set(name, source, tmp_path / "out", french)
    with pytest.raises(TestSetError, match="cannot be read"):
        import_set("squad", tmp_path / "gone.json", tmp_path / "out", french)
    with pytest.raises(TestSetError, match="leads out of"):
        import_set("legalbench-rag", legalbench(tmp_path / "lb", (0, 3), "../../secret"), tmp_path / "out", french)
    (tmp_path / "beir").mkdir()
    (tmp_path / "beir" / "corpus.jsonl").write_text("")
    with pytest.raises(TestSetError, match=r"queries\.jsonl: cannot be read"):
        import_set("beir", tmp_path / "beir", tmp_path / "out", french)
    assert not (tmp_path / "out").exists()


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "mine").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        import_set("squad", tmp_path / "any.json", tmp_path / "set", french)


@pytest.mark.parametrize("title", ["", "../../etc/passwd", "a" * 300, "الرباط", "CON", "a\0b"])
def test_file_names_are_portable(title: str) -> None:
    name = file_name(title, 7)
    assert name.startswith("0007")
    assert name.endswith(".txt")
    assert len(name) <= 70
    assert not set(name) & set("/\\\0: ")


def test_an_exported_run_has_the_fields_of_trec_eval(tmp_path: Path) -> None:
    small = small_set(tmp_path)
    qrels, run = export_run(score([small], oracle(small)).items, tmp_path / "out")
    assert [len(line.split()) for line in run.read_text().splitlines()] == [6] * 4
    assert [line.split()[3] for line in qrels.read_text().splitlines()] == ["1"] * 4
    empty, _ = export_run(score([small], {}).items, tmp_path / "empty")
    assert empty.read_text().count("missing/") == 4
