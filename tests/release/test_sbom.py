"""The bill of materials says what the lock file says: every package, its version and the hashes of its files."""

from __future__ import annotations

import re
from typing import Any

import pytest

from release.audit import LOCK, pins
from release.sbom import faults, locked
from tests import CHECKOUT

ONE, TWO, THREE = ("a" * 64, "b" * 64, "c" * 64)
TEXT = (
    f"one==1.5.9 \\\n    --hash=sha256:{ONE} \\\n    --hash=sha256:{TWO}\n"
    f"Two_Parts==2.1 ; sys_platform == 'linux' \\\n    --hash=sha256:{THREE}\n"
)


def component(name: str, version: str, *hashes: str) -> dict[str, Any]:
    listed = [{"alg": "SHA-256", "content": each} for each in hashes]
    return {"name": name, "version": version, "externalReferences": [{"type": "distribution", "hashes": listed}]}


WHOLE = [component("one", "1.5.9", ONE, TWO), component("two-parts", "2.1", THREE)]


def test_a_lock_file_is_read() -> None:
    assert locked(TEXT) == {"one": ("1.5.9", frozenset({ONE, TWO})), "two-parts": ("2.1", frozenset({THREE}))}


def test_the_stored_lock_file_is_read_to_its_last_package() -> None:
    packages = locked(LOCK.read_text(encoding="utf-8"))
    assert {name: version for name, (version, _) in packages.items()} == pins(LOCK.read_text(encoding="utf-8"))
    assert all(hashes for _, hashes in packages.values())


def test_a_whole_bill_has_no_fault() -> None:
    assert faults({"components": WHOLE}, TEXT) == []


@pytest.mark.parametrize(
    ("components", "said"),
    [
        ([WHOLE[0]], ["two-parts 2.1 is locked, and it says nothing"]),
        ([WHOLE[0], component("Two.Parts", "2.2", THREE)], ["two-parts 2.1 is locked, and it says 2.2"]),
        ([component("one", "1.5.9", ONE), WHOLE[1]], ["1 hashes of one 1.5.9 are missing"]),
        ([*WHOLE, component("three", "3")], ["three is in it, and is not locked"]),
    ],
)
def test_what_is_missing_is_told(components: list[dict[str, Any]], said: list[str]) -> None:
    assert faults({"components": components}, TEXT) == said


def test_the_tools_are_pinned_as_everything_else() -> None:
    """They stand in an environment of their own, which takes its versions from the same file."""
    tools = re.findall(r"^([\w-]+)>=", (CHECKOUT / "release" / "requirements.txt").read_text(encoding="utf-8"), re.M)
    assert len(tools) == 3
    assert set(tools) <= pins((CHECKOUT / "constraints.txt").read_text(encoding="utf-8")).keys()
    recipes = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    for made in ("uv pip compile", "python -m release.audit", "python -m release.sbom"):
        assert f"\t.venv/release/bin/{made}" in recipes
