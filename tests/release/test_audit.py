from __future__ import annotations

import json
from datetime import date

import pytest

from release.audit import accepted, direct_dependencies, faults, pins, told
from tests import CHECKOUT

PAGE = """
## Dependencies

Checked on 27 November 2026, by hand.

Advisories that concern a pinned version:

| advisory | package | why |
|---|---|---|
| CVE-2026-1, GHSA-36p7-vc44-83pf | one 1.5.9 (1.5.8) | It is not called. |

Advisories that were looked at and are fixed: two (CVE-2026-2 in 3).

| package | why it is here | what was looked at |
|---|---|---|
| one 1.5.9, two-parts 2.1 | search | Nothing. |
"""
PINS = {"one": "1.5.9", "two-parts": "2.1.0"}
TODAY = date(2026, 11, 30)


def test_what_is_true_has_no_fault() -> None:
    assert faults(PAGE, PINS, ["one", "two-parts"], TODAY) == []


def test_only_what_does_not_reach_the_program_is_accepted() -> None:
    assert accepted(PAGE) == ["CVE-2026-1", "GHSA-36p7-vc44-83pf"]


@pytest.mark.parametrize(
    ("page", "pinned", "direct", "said"),
    [
        (PAGE.replace("27 November", "27 October"), PINS, [], "read on 2026-10-27"),
        (PAGE.replace("Checked on", "Seen on"), PINS, [], "does not say when"),
        (PAGE, PINS | {"one": "1.5.10"}, [], "speaks of one 1.5.9, but 1.5.10 is pinned"),
        (PAGE, {"one": "1.5.9"}, [], "speaks of two-parts 2.1, but nothing is pinned"),
        (PAGE, PINS, ["two"], "does not say what two is allowed to do"),
    ],
)
def test_each_fault_is_told(page: str, pinned: dict[str, str], direct: list[str], said: str) -> None:
    assert said in faults(page, pinned, direct, TODAY)[0]


def test_the_page_speaks_of_the_pinned_versions_and_of_each_direct_dependency() -> None:
    page = (CHECKOUT / "docs" / "security.md").read_text(encoding="utf-8")
    constraints = pins((CHECKOUT / "constraints.txt").read_text(encoding="utf-8"))
    direct = direct_dependencies((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    assert faults(page, constraints, direct, date(2026, 11, 27)) == []  # its age is told by `make audit` alone
    assert accepted(page)


SKIPPED = {"name": "one", "skip_reason": "Dependency not found on PyPI"}
SOUND = {"name": "two", "version": "2.1", "vulns": []}
HIT = {"name": "three", "version": "3.0", "vulns": [{"id": "CVE-2026-9", "fix_versions": ["3.1"]}]}


@pytest.mark.parametrize(
    ("packages", "said"),
    [
        ([SOUND], []),
        ([SKIPPED, SKIPPED], ["pip-audit could ask about none of 2 packages: run this where there is a network"]),
        ([SKIPPED, SOUND], ["pip-audit could not ask about one"]),
        ([HIT], ["CVE-2026-9 concerns three 3.0 (fixed in 3.1): read it, and say so in docs/security.md"]),
    ],
)
def test_what_pip_audit_found_or_could_not_ask_is_told(packages: list[dict[str, object]], said: list[str]) -> None:
    assert told(json.dumps({"dependencies": packages}), "") == said


def test_without_a_network_one_line_says_so() -> None:
    (said,) = told("", "Traceback\nConnectionError: no route")
    assert said == (
        "pip-audit could not ask for advisories (ConnectionError: no route): run this where there is a network"
    )
