"""Faults at every durable step of the first ingest into a directory, where no old index stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import IndexMissing, IndexProblem
from rag.index.failpoint import InjectedError, arm
from tests.faults.test_publish import NEW, content, killed, state
from tests.fixtures.reliability import CountRow
from tests.fixtures.stored import publish

pytestmark = pytest.mark.faults


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm("")


def nothing_or_all(index: Path) -> bool:
    """Whether there is no index, or the whole one; anything else fails."""
    try:
        return content(index) == NEW
    except IndexMissing:
        return True


@pytest.mark.parametrize("action", ["ENOSPC", "exception"])
def test_a_first_ingest_that_fails_anywhere_can_be_repeated(tmp_path: Path, action: str, fault_row: CountRow) -> None:
    publish(tmp_path / "undisturbed", NEW)
    expected = state(tmp_path / "undisturbed")
    row = fault_row(9)
    for call in range(1, 200):
        index = tmp_path / str(call)
        fault = arm(f"*:{action}:{call}")
        assert fault is not None
        try:
            publish(index, NEW)
        except (IndexProblem, InjectedError):
            assert fault.fired
        arm("")
        if not fault.fired:
            break
        row.happened()
        assert nothing_or_all(index)
        publish(index, NEW)
        assert content(index) == NEW
        assert state(index) == expected
    assert row.fired > 25


@pytest.mark.parametrize("point", ["catalog-created", "document-stored:2", "dense-batch", "current-draft"])
def test_a_first_ingest_that_is_killed_can_be_repeated(tmp_path: Path, point: str, fault_row: CountRow) -> None:
    name, _, call = point.partition(":")
    row = fault_row(1)
    row.happened(killed(tmp_path / "index", f"{name}:kill:{call or 1}", "new"))
    assert nothing_or_all(tmp_path / "index")
    publish(tmp_path / "index", NEW)
    assert content(tmp_path / "index") == NEW
