"""The lock file: what `constraints.txt` pins, with the hashes of the files."""

from __future__ import annotations

import re

from release.audit import LOCK, direct_dependencies, pins
from tests import CHECKOUT

TEXT = LOCK.read_text(encoding="utf-8")
PINNED = pins((CHECKOUT / "constraints.txt").read_text(encoding="utf-8"))


def test_nothing_is_locked_at_another_version_than_the_pinned_one() -> None:
    locked = pins(TEXT)
    assert {name: version for name, version in locked.items() if PINNED.get(name, version) != version} == {}
    direct = direct_dependencies((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    assert {name.lower() for name in direct} <= locked.keys(), "run `make lock`"


def test_every_package_has_its_hashes_and_no_address_of_an_index() -> None:
    for entry in re.split(r"\n(?=\S)", TEXT.strip()):
        assert re.fullmatch(r"\S+==\S+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", entry), entry
