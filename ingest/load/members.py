"""Documents that stand in a file, an attachment of a mail or a member of an archive: what they are called.

`mail.eml!/annexe.pdf` is the document `annexe.pdf` in the file `mail.eml`; it has a sha256 of its own bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SEPARATOR = "!/"
"""Stands between the name of a file and that of a document in it."""

DEEPEST = 3
"""Documents inside of each other that are read: an archive in a mail in an archive, and nothing in that."""

HOLDERS = frozenset({"eml", "zip"})
"""Formats of files that hold documents."""

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Member:
    """A document in a file: the name that it has there, made harmless, and its bytes."""

    name: str
    data: bytes


def within(file: str, name: str) -> str:
    """The name of a document in a file."""
    return f"{file}{SEPARATOR}{name}"


def file_of(name: str) -> str:
    """The file in which a document stands, or which it is."""
    return name.partition(SEPARATOR)[0]


def depth(name: str) -> int:
    """How many documents stand inside of each other at a name, itself counted."""
    return name.count(SEPARATOR) + 1


def harmless(name: str) -> str:
    """A name from a stranger's archive as a path that leads nowhere else, empty where nothing is left of it.

    It is relative, without `..`, hidden parts and what is not seen, and cannot be taken for a name within a document.
    """
    parts = []
    for part in re.split(r"[/\\]+", unicodedata.normalize("NFC", name)):
        seen = "".join(letter for letter in part if unicodedata.category(letter) not in _UNSEEN)
        part = " ".join(seen.split()).strip(". " if not seen.strip(". ") else " ")
        if re.fullmatch(r"[A-Za-z]:", part) or not part:
            continue
        if part.startswith((".", "__MACOSX")):
            return ""
        parts.append(part[:_LONGEST_NAME].replace("!", "_") if part.endswith("!") else part[:_LONGEST_NAME])
    return "/".join(parts)


def apart(members: Iterable[Member]) -> list[Member]:
    """The members with a number behind each name that another one has already."""
    taken: set[str] = set()
    found = []
    for member in members:
        stem, dot, suffix = member.name.rpartition(".")
        stem, suffix = (stem, dot + suffix) if stem else (member.name, "")
        name, number = member.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number}){suffix}"
        taken.add(name.casefold())
        found.append(Member(name, member.data))
    return found
