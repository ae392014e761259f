"""`preuve eval` as people and continuous integration call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from eval.sets.cases import read_set
from tests import CHECKOUT
from tests.fixtures.evalsets import QUESTIONS, oracle, question, write_lines, write_set
from ui.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A test set called small in the working directory, with an index that needs no model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PREUVE_EMBEDDER", "hash")
    return write_set(tmp_path / "small")


def right(folder: Path) -> list[dict[str, Any]]:
    """Predictions of an oracle as another program would write them."""
    return [
        {
            "id": each.id,
            "abstained": each.abstained,
            "answer": each.answer,
            "sentences": [
                {
                    "text": sentence.text,
                    "citations": [
                        {"file": cited.file, "start": cited.start, "end": cited.end, "quote": cited.quote}
                        for cited in sentence.citations
                    ],
                }
                for sentence in each.sentences
            ],
            "retrieved": [{"file": span.file, "start": span.start, "end": span.end} for span in each.retrieved],
        }
        for each in oracle(read_set(folder)).values()
    ]


WORDS = {
    "year": "Quand la CNDP a-t-elle été créée ?",
    "both": "Who chairs the centre and where is the seat of the CNDP?",
    "seat": "أين مقر اللجنة؟",
    "never": "Quel est le prix du blé ?",
}


@pytest.fixture
def spoken(folder: Path) -> Path:
    """The same set with questions that a system can understand."""
    return write_set(folder, [record | {"question": WORDS[record["id"]]} for record in QUESTIONS])


@pytest.fixture
def scored(folder: Path) -> Path:
    return write_lines(folder.parent / "right.jsonl", right(folder))


def test_score_prints_the_table(folder: Path, scored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", str(folder), "--score", str(scored)]) == 0
    printed = capsys.readouterr()
    assert "fact_coverage                 1.000" in printed.out
    assert printed.err == ""


def test_score_as_json_and_report(folder: Path, scored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", str(folder), "--score", str(scored), "--json", "--report", "out"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["metrics"]["span_f1"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 3}
    assert summary["predictions"]["expected"] == 4
    first = [Path("out", name).read_bytes() for name in ("report.json", "report.html")]
    assert json.loads(first[0])["metrics"] == summary["metrics"]
    assert main(["eval", str(folder), "--score", str(scored), "--report", "out"]) == 0
    assert [Path("out", name).read_bytes() for name in ("report.json", "report.html")] == first


@pytest.mark.process
def test_scoring_needs_no_index_and_no_model(folder: Path, scored: Path) -> None:
    heavy = ("torch", "chromadb", "gradio", "langchain", "langchain_core", "transformers", "sentence_transformers")
    program = (
        "import sys; from ui.cli import main; "
        f"code = main(['eval', {str(folder)!r}, '--score', {str(scored)!r}]); "
        f"found = [name for name in {heavy!r} + ('tantivy', 'lxml', 'onnxruntime') if name in sys.modules]; "
        "print(found, file=sys.stderr); sys.exit(code or bool(found))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=CHECKOUT)
    assert done.returncode == 0, done.stderr


def test_missing_predictions_are_told(folder: Path, scored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lines(scored, [*right(folder)[:2], {"id": "seat", "error": "no model"}])
    assert main(["eval", str(folder), "--score", str(scored)]) == 0
    assert "1 of 4 questions have no prediction and 1 failed; they count as errors" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-under", "fact_coverage=1"], 0),
        (["--fail-under", "fact_coverage=.5", "--fail-over", "hallucination_rate=0"], 0),
        (["--fail-under", "citation_length=1000"], 1),
        (["--fail-over", "citation_length=1"], 1),
        (["--fail-under", "seconds_mean=0"], 1),
        (["--fail-under", "nothing=1"], 2),
        (["--fail-under", "fact_coverage"], 2),
        (["--fail-drop", "fact_coverage=0"], 2),
        (["--against", "gone.json"], 2),
        (["--fail-drop", "fact_coverage=0", "--against", "gone.json"], 2),
        (["--predictions", "p.jsonl"], 2),
        (["--limit", "0"], 2),
        (["--set", "small"], 2),
    ],
)
def test_gates_and_wrong_use(
    folder: Path, scored: Path, options: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", str(folder), "--score", str(scored), *options]) == code
    errors = capsys.readouterr().err
    assert errors.count("\n") == bool(code)
    assert errors == "" or errors.startswith("preuve: ")


def test_a_drop_against_an_earlier_report(folder: Path, scored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", str(folder), "--score", str(scored), "--report", "before"]) == 0
    worse = write_lines(folder.parent / "worse.jsonl", right(folder)[:2])
    gate = ["--fail-drop", "fact_coverage=0.1", "--against", "before"]
    assert main(["eval", str(folder), "--score", str(scored), *gate]) == 0
    assert main(["eval", str(folder), "--score", str(worse), *gate]) == 1
    assert "fact_coverage went from 1.000 to 0.667" in capsys.readouterr().err


def test_compare(folder: Path, scored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["eval", str(folder), "--score", str(scored), "--report", "before"])
    worse = write_lines(folder.parent / "worse.jsonl", right(folder)[:2])
    main(["eval", str(folder), "--score", str(worse), "--report", "after"])
    capsys.readouterr()
    assert main(["eval", "compare", "before", "after"]) == 0
    assert "2 questions changed side" in capsys.readouterr().out
    assert main(["eval", "compare", str(scored), str(worse), "--set", str(folder), "--json"]) == 0
    compared = json.loads(capsys.readouterr().out)
    assert [change["id"] for change in compared["changed"]] == ["seat", "never"]
    assert main(["eval", "compare", "before"]) == 2
    assert main(["eval", "compare", str(scored), str(worse)]) == 2


def test_a_set_may_be_called_compare(folder: Path, scored: Path) -> None:
    folder.rename("compare")
    assert main(["eval", "./compare", "--score", str(scored)]) == 0


def test_bad_input_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lines(folder / "questions.jsonl", [*QUESTIONS, question("bad", answerable=True)])
    assert main(["eval", str(folder), "--score", "any.jsonl"]) == 2
    errors = capsys.readouterr().err
    assert f"{folder}/questions.jsonl, line 5, id 'bad': " in errors
    assert errors.count("\n") == 1


def test_import_and_export(folder: Path, scored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    context = "La Commission nationale siège à Rabat depuis 2009."
    asked = {
        "id": "q",
        "question": "Où siège la commission nationale ?",
        "answers": [{"text": "Rabat", "answer_start": 32}],
    }
    Path("squad.json").write_text(
        json.dumps({"data": [{"title": "t", "paragraphs": [{"context": context, "qas": [asked]}]}]})
    )
    assert main(["eval", "import", "squad", "squad.json", "imported"]) == 0
    assert "1 files, 1 questions" in capsys.readouterr().out
    found = read_set(Path("imported")).questions[0]
    assert (found.places[0].text, found.language) == ("Rabat", "fr")
    assert main(["eval", "export", str(folder), str(scored), "trec"]) == 0
    assert len(Path("trec", "run.txt").read_text().splitlines()) == 4
    assert main(["eval", "import", "csv", "squad.json", "other"]) == 2


def test_mutations(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Three sentences do not give enough trials: the command says so with its exit code.
    assert main(["eval", str(folder), "--mutations", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["passed"], found["false_accept_rate"], found["false_reject_rate"]) == (False, 0, 0)
    assert 100 < found["trials"] < 2000


@pytest.mark.process
def test_asks_our_own_system(spoken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", str(spoken), "--predictions", "p.jsonl", "--report", "out", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["metrics"]["quote_fidelity"]["value"] == 1
    assert summary["metrics"]["failure_rate"]["value"] == 0
    assert summary["system"]["models"] == ["extractive"]
    assert summary["system"]["settings"]["embedder"] == "hash"
    assert "index" not in summary["system"]["settings"]
    lines = [json.loads(line) for line in Path("p.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["year", "both", "seat", "never"]
    assert main(["eval", str(spoken), "--score", "p.jsonl", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["metrics"] == summary["metrics"]
    assert len(list(Path(".preuve", "eval").iterdir())) == 1


@pytest.mark.process
def test_an_index_of_ones_own(folder: Path) -> None:
    assert main(["eval", str(folder), "--index", "mine", "--limit", "1"]) == 0
    assert Path("mine").is_dir()
    other = write_set(folder.parent / "other")
    assert main(["eval", str(folder), str(other), "--index", "mine"]) == 2


@pytest.mark.process
def test_faithfulness(spoken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", str(spoken), "--faithfulness", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)[0]
    assert found["set"] == "small"
    assert found["removed"]["unfaithful"] == found["planted"]["unfaithful"] == 0
    assert found["planted"]["followed"] >= 1


def test_a_folder_that_is_no_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "no-such-folder"]) == 2
    assert "no-such-folder is not a test set" in capsys.readouterr().err
