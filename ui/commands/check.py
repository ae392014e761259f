"""`preuve check`: validate the whole index again; `--repair` builds its derived files again from the catalog."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from rag.errors import IndexDamaged
from rag.index.embedded.generation import read_manifest, read_pointer, verify_files
from rag.index.embedded.repair import rebuild_derived, restore_pointer
from rag.index.embedded.validation import validate_in_child
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record


@dataclass(frozen=True, slots=True)
class Finding:
    """The generation that is current, as far as that can be read, and what is wrong with it in one line."""

    generation: str | None
    damage: str | None


def _examine(index: Path) -> Finding:
    generation = None
    try:
        generation = read_pointer(index).generation
        verify_files(index, read_manifest(index, generation))
        validate_in_child(index, generation, texts=True)
    except IndexDamaged as damage:
        return Finding(generation, str(damage))
    return Finding(generation, None)


def run(arguments: argparse.Namespace) -> int:
    index = settings_of(arguments).index.directory
    found = now = _examine(index)
    if found.damage and arguments.repair:
        if found.generation is None:
            restore_pointer(index)
            now = _examine(index)
        if now.damage:
            rebuild_derived(index)
            now = _examine(index)
    repaired = now.generation if found.damage and not now.damage else None
    if arguments.json:
        record = {"index": now.generation, "sound": not now.damage, "damage": found.damage, "repaired": repaired}
        say_record(record)
    elif repaired:
        say(f"repaired: {found.damage}; it is now {repaired}")
    else:
        say(now.damage or f"{now.generation} in {index} is sound")
    return 1 if now.damage else 0
