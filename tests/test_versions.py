"""The versions that the promises were proved with are the only ones that may be installed, or the first of them."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version

import pytest

from tests import CHECKOUT
from tests.fixtures.reliability import CountRow

PROVED = ("chromadb", "gradio", "tantivy")
"""Libraries that own files or the page, whose behaviour under faults is relied upon."""


@pytest.mark.parametrize("package", PROVED)
def test_the_tests_run_against_the_lowest_version_that_is_allowed(package: str, fault_row: CountRow) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (allowed,) = [line for line in project["dependencies"] if re.match(rf"{package}\b", line)]
    bound = re.fullmatch(rf"{package}>=([\d.]+),<[\d.]+", allowed)
    assert bound, f"{allowed} has no lowest and highest version"
    installed = version(package)
    pinned = re.search(rf"(?m)^{package}==(\S+)$", (CHECKOUT / "constraints.txt").read_text(encoding="utf-8"))
    assert pinned is not None
    assert installed == pinned[1]
    assert (installed + ".0").startswith(bound[1] + "."), f"{installed} is not the lowest that {allowed} allows"
    row = fault_row(55)
    row.happened()
    row.measured = f"{package} {installed}"
