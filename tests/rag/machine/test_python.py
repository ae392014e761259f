from __future__ import annotations

import pytest

from rag.machine.python import LINEAR, missing_fix


@pytest.mark.parametrize(("series", "patch"), LINEAR.items())
def test_a_python_before_the_fix_is_told_with_the_one_that_has_it(series: tuple[int, int], patch: int) -> None:
    major, minor = series
    assert f"use {major}.{minor}.{patch} or later" in missing_fix((major, minor, patch - 1))
    assert missing_fix((major, minor, patch)) == ""


def test_a_later_series_has_the_fix() -> None:
    assert missing_fix((3, 15, 0)) == ""
