"""An archive as a folder: a member without a name costs itself and no other."""

from __future__ import annotations

from ingest.load.folder import reader
from tests.fixtures.files import archive


def test_a_member_without_a_name_is_left_out() -> None:
    data = archive([("a.txt", b"Un."), ("b.txt", b"Deux.")]).replace(b"a.txt", b"\0.txt")
    assert [(member.name, member.data) for member in reader.unpack(data)] == [("b.txt", b"Deux.")]
    assert reader.read(data).text == "- b.txt"
