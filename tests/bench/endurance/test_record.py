"""The endurance run: what it calls broken, and a short one for real."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bench.endurance.__main__ import main
from bench.endurance.record import Record, Sample, judge, slope


def sound(growth: float = 0.0) -> Record:
    """Ten minutes in which memory grows by `growth` MB."""
    return Record(
        samples=[Sample(float(at), 300.0 + growth * at / 600, 40) for at in range(0, 600, 2)],
        latencies=[(float(at), 0.02) for at in range(600)],
        citations=600, ingests=100, kills=50, generations={"1", "2"},
    )  # fmt: skip


def test_memory_is_measured_in_megabytes_a_ten_minutes() -> None:
    assert slope(sound(3.0).samples) == pytest.approx(3.0)
    assert slope([]) == 0.0


def test_a_sound_record_breaks_nothing() -> None:
    verdict = judge(sound(0.5), 600)
    assert verdict.broken == ()
    assert verdict.megabytes_in_ten_minutes == pytest.approx(0.5)
    assert (verdict.files_at_first, verdict.files_at_last) == (40, 40)
    assert verdict.milliseconds_at_last == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"samples": sound(2.0).samples}, "memory grows by 2.00 MB"),
        ({"samples": [Sample(float(at), 300.0, 40 + at // 100) for at in range(600)]}, "open files went from"),
        ({"samples": [Sample(float(at), 300.0, 40, 21) for at in range(600)]}, "Chroma holds 21 connections"),
        ({"latencies": [(float(at), 0.02 + at / 6000) for at in range(600)]}, "the 95th percentile went from"),
        ({"wrong": ["a.txt 0-3: abc"]}, "1 citations are wrong: a.txt 0-3: abc"),
        ({"lost": ["b.txt"]}, "1 documents were missed: b.txt"),
        ({"failed": ["preuve: no"]}, "ingests failed: preuve: no"),
        ({"latencies": []}, "nothing was asked"),
        ({"kills": 0}, "no ingest was killed"),
    ],
)
def test_each_broken_promise_is_said(change: dict[str, object], said: str) -> None:
    broken = judge(replace(sound(), **change), 600).broken  # type: ignore[arg-type]
    assert any(what.startswith(said) for what in broken), broken


@pytest.mark.faults
def test_a_short_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Too short for memory and latency to settle; nothing wrong and nothing lost holds at any length."""
    monkeypatch.setenv("PREUVE_EMBEDDER", "hash")
    main(["--minutes", "0.5", "--json"])
    figures = json.loads(capsys.readouterr().out)
    assert figures["questions"] > 20
    assert figures["citations"] > 20
    assert figures["ingests"] >= 2
    assert (figures["wrong"], figures["lost"]) == (0, 0)
    assert not [what for what in figures["broken"] if what.startswith("ingests failed")]
