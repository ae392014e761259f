"""What was used last is kept, as long as there is room and its file was not touched."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from ingest.load.recent import Recent, Versions
from rag.errors import FileRefused


def test_what_was_used_longest_ago_goes_first_and_one_value_always_stays() -> None:
    kept: Recent[str] = Recent(10)
    kept.keep(("a",), "A", 4)
    kept.keep(("b",), "B", 4)
    assert kept.found(("a",)) == "A"
    kept.keep(("c",), "C", 4)
    assert [kept.found((name,)) for name in "abc"] == ["A", None, "C"]
    kept.keep(("large",), "L", 100)
    assert [kept.found((name,)) for name in ("a", "c", "large")] == [None, None, "L"]
    kept.keep(("large",), "M", 3)
    assert kept.found(("large",)) == "M"


def test_bytes_are_those_of_the_digest_and_a_touched_file_is_looked_at_again(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one")
    one = hashlib.sha256(b"one").hexdigest()
    versions = Versions()
    assert not versions.holds(path, one)
    assert versions.data(path, one) == b"one"
    assert versions.holds(path, one)
    assert versions.data(path, one) is versions.data(path, one)
    os.utime(path, ns=(1, 1))
    assert not versions.holds(path, one)
    path.write_bytes(b"two")
    with pytest.raises(FileRefused) as refused:
        versions.data(path, one)
    assert refused.value.code == "changed"
    path.unlink()
    with pytest.raises(FileRefused) as refused:
        versions.holds(path, one)
    assert refused.value.code == "unreadable"
