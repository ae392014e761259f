"""Documents of the bundled test set before they have a format: a small Markdown with settings on top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

BREAKS = {"===page===": "page", "===columns===": "columns"}
_ITEM = re.compile(r"(- |\d+\. )(.*)")
_FRENCH_SPACE = re.compile(r"(?<=«) | (?=[:;!?»])")


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a source: `heading` (with `level`), `paragraph`, `bullets`, `numbers`, `table`, `page`, `columns`."""

    kind: str
    level: int = 0
    lines: tuple[str, ...] = ()

    @property
    def rows(self) -> list[list[str]]:
        return [[cell.strip() for cell in line.strip("| ").split("|")] for line in self.lines]


@dataclass(frozen=True, slots=True)
class Source:
    """A document before it has a format; `name` is its path below the sources without the suffix."""

    name: str
    settings: dict[str, str]
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        return self.settings["title"]

    @property
    def language(self) -> str:
        return self.settings["language"]

    @property
    def formats(self) -> list[str]:
        """What `eval.sets.typeset` makes of it."""
        return self.settings["formats"].split(", ")

    @property
    def converted(self) -> list[str]:
        """What other programs have made of it, see `eval.sets.office`."""
        return self.settings["converted"].split(", ") if "converted" in self.settings else []

    @property
    def without_tables(self) -> Source:
        """The same where its tables are files of their own."""
        elsewhere = Block("paragraph", 0, ("Voir le tableau joint.",))
        return replace(self, blocks=tuple(elsewhere if block.kind == "table" else block for block in self.blocks))


def read_sources(directory: Path) -> Iterator[Source]:
    """The documents below `directory`, in the order of their paths."""
    for path in sorted(directory.rglob("*.md")):
        head, _, body = path.read_text("utf-8").partition("\n\n")
        settings = dict(line.split(": ", 1) for line in head.splitlines())
        if settings["language"] == "fr":
            body = _FRENCH_SPACE.sub("\u00a0", body)
        name = path.relative_to(directory).with_suffix("").as_posix()
        yield Source(name, settings, tuple(_block(part.split("\n")) for part in body.strip().split("\n\n")))


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if first in BREAKS:
        return Block(BREAKS[first])
    if first.startswith("#"):
        return Block("heading", len(first) - len(first.lstrip("#")), (first.lstrip("# "),))
    if first.startswith("|"):
        return Block("table", 0, tuple(lines))
    items = [_ITEM.fullmatch(line) for line in lines]
    if items[0]:
        kind = "bullets" if items[0][1] == "- " else "numbers"
        return Block(kind, 0, tuple(item[2] for item in items if item))
    return Block("paragraph", 0, (" ".join(lines),))
