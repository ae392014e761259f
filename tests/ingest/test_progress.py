"""The remaining time of an ingest is told when it can be known, and comes true."""

from __future__ import annotations

import pytest

from ingest.progress import PUBLISHING, Pace
from ui.work.progress import pace_line


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_told_before_it_can_be_known() -> None:
    clock = Clock()
    pace = Pace(1000, clock)
    assert pace.remaining is None
    clock.now += 1.0
    pace.add(10, 100)
    assert pace.remaining is None
    assert pace_line(pace) == "10 passages, 10/s"


def test_the_remaining_time_is_that_of_the_rest_and_of_publishing() -> None:
    clock = Clock()
    pace = Pace(12_000, clock)
    pace.skip(2_000)
    for _ in range(5):
        clock.now += 1.0
        pace.add(20, 1_000)
    assert pace.rate == 20.0
    assert pace.remaining == pytest.approx(5.0 + 200 * PUBLISHING)
    assert pace_line(pace) == "100 passages, 20/s, about 10 s left"


def test_the_rate_is_that_of_late() -> None:
    clock = Clock()
    pace = Pace(10_000_000, clock)
    for second in range(300):
        clock.now += 1.0
        pace.add(100 if second < 150 else 10, 1_000)
    assert pace.rate == pytest.approx(10.0, rel=0.2)
