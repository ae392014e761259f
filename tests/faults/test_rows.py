"""The table of faults names tests that exist: a test that was renamed or moved must not drop out of it in silence."""

from __future__ import annotations

import pytest

from tests import CHECKOUT
from tests.fixtures.reliability import ROWS


@pytest.mark.parametrize("name", sorted({module for row in ROWS.values() for module in row.modules}))
def test_a_named_test_exists(name: str) -> None:
    file, _, function = name.partition("::")
    text = (CHECKOUT / "tests" / file).read_text(encoding="utf-8")
    assert f"def {function}" in text
