"""Training: the same seed gives the same weights, and a run that was killed goes on as if nothing had happened."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from eval.fitting import train as training
from eval.fitting.examples import Example, last_epoch
from eval.fitting.halves import LEARNT, half_of
from eval.fitting.pointer import Pointer
from eval.fitting.report_of_training import told
from eval.fitting.train import main
from tests.eval.fitting.test_examples import row, write

pytestmark = pytest.mark.model


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    write(folder, "houses", [*houses(60), row("Who leads nothing?", "Nothing is led.", None)])
    return folder


def houses(count: int, **more: object) -> list[dict[str, object]]:
    names = ("Ann", "Bob", "Eve", "Kim", "Lea", "Max")
    return [
        row(
            f"Who leads house {at}?", f"House {at} is led by {names[at % 6]}. It is old.", names[at % 6],
            f"House {at}", **more,
        )
        for at in range(count)
    ]  # fmt: skip


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "BATCH", 512)
    monkeypatch.setattr(training, "KEPT_EVERY", 2)


def first_of(output: Path) -> Path:
    """Where the first course of a training is kept."""
    return output.with_suffix("") / "first.safetensors"


def train(data: Path, output: Path, *more: str) -> int:
    """A training with a room of its own for what it leaves."""
    return main([str(data), "--output", str(output), "--epochs", "1", "--first", str(first_of(output)), *more])


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Killed(Exception):
    pass


def test_it_learns_alike_and_goes_on_after_a_kill(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, killed, other = (tmp_path / f"{name}.safetensors" for name in ("whole", "killed", "other"))
    assert train(data, whole) == 0
    steps = training.Learning.learn
    count = 0

    def dying(learning: training.Learning, *given: object) -> float:
        nonlocal count
        count += 1
        if count == 4:
            raise Killed
        return steps(learning, *given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(training.Learning, "learn", dying)
        with pytest.raises(Killed):
            train(data, killed)
    checkpoint = first_of(killed).with_suffix(".checkpoint")
    assert checkpoint.is_file()
    assert not killed.exists()
    capsys.readouterr()
    assert train(data, killed) == 0
    assert "going on at 2" in capsys.readouterr().out
    assert digest(killed) == digest(whole)
    assert not checkpoint.exists()
    assert train(data, other, "--seed", "7") == 0
    assert digest(other) != digest(whole)


@pytest.mark.slow
def test_the_second_course_learns_from_one_half_and_tells_of_the_other(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has been learnt is not learnt again."""
    write(data, "articles", houses(20, in_eval=True))
    shown: list[set[int]] = []
    told_of: list[set[int]] = []

    def drawn(rows: list[Example], *given: Any) -> list[Example]:
        shown.append({half_of(each.above) for each in rows})
        return last_epoch(rows, *given)

    def reported(pointer: Pointer, kept: list[Example], tokens: Any) -> dict[str, Any]:
        told_of.append({half_of(each.above) for each in kept if each.source == "articles"})
        return told(pointer, kept, tokens)

    monkeypatch.setattr(training, "last_epoch", drawn)
    monkeypatch.setattr(training, "told", reported)
    output = tmp_path / "reader.safetensors"
    assert train(data, output) == 0
    assert shown == [{LEARNT}]
    assert told_of == [set(), {1 - LEARNT}]
    files = [first_of(output), output]
    assert digest(files[0]) != digest(files[1])
    courses = [json.loads(file.with_suffix(".json").read_text())["course"] for file in files]
    assert [each["before"] for each in courses] == ["", digest(files[0])]
    capsys.readouterr()
    assert train(data, output) == 0
    assert capsys.readouterr().out.count("learnt before") == 2


def test_a_folder_without_data_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(tmp_path, tmp_path / "x.safetensors") != 0
    assert "NAME.jsonl.gz" in capsys.readouterr().err
