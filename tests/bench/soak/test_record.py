"""The soak: what it calls broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.soak.record import Asked, Record, Tabs, growth, judge


def sound(took: float = 1.0, grown: float = 0.0) -> Record:
    """Ten minutes in which memory grows by `grown` MB."""
    return Record(
        asked=[Asked(float(at), took, 2 * took) for at in range(600)],
        busy=[0.2, 0.4],
        memory=[(float(at), 500.0 + grown * at / 600) for at in range(600)],
        uploads=5,
        ingests=3,
    )


TABS = Tabs(opened=100, before=500.0, most=540.0, after=510.0)


def test_memory_is_measured_in_megabytes_a_ten_minutes_after_the_warm_up() -> None:
    assert growth(sound(grown=30.0).memory) == pytest.approx(30.0)
    assert growth([(float(at), 400.0 if at < 100 else 500.0) for at in range(600)]) == pytest.approx(0.0)
    assert growth([]) == growth([(0.0, 1.0)]) == 0.0


def test_a_sound_record_breaks_nothing() -> None:
    verdict = judge(sound(), sound(1.9, grown=9.0), TABS)
    assert verdict.broken == ()
    assert verdict.figures["95th percentile of an answer with one, seconds"] == pytest.approx(1.9)
    assert verdict.figures["times told that all are busy"] == 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"errors": ["Failed: x", "Failed: x"]}, "2 errors: Failed: x"),
        ({"traces": 1}, "1 errors stand in the log"),
        ({"busy": [0.2, 1.5]}, "somebody was told after 1.5 s"),
        ({"asked": sound(2.5).asked}, "the 95th percentile went from 1.00 to 2.50 s"),
        ({"memory": sound(grown=25.0).memory}, "memory grows by 25.0 MB"),
        ({"asked": []}, "nothing was asked"),
        ({"ingests": 0}, "nothing was uploaded or ingested"),
    ],
)
def test_each_broken_promise_is_said(change: dict[str, object], said: str) -> None:
    beside = replace(sound(), **change)  # type: ignore[arg-type]
    assert any(what.startswith(said) for what in judge(sound(), beside, TABS).broken)


def test_what_is_left_of_tabs_is_a_broken_promise_too() -> None:
    (broken,) = judge(sound(), sound(), replace(TABS, after=521.0)).broken
    assert broken == "21.0 MB are left of 100 tabs"
