"""`preuve check`: validate the whole index again; `--repair` builds its derived files again from the catalog."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rag.errors import IndexDamaged
from rag.generation import read_manifest, read_pointer, verify_files
from rag.index import rebuild_derived
from rag.validate import validate_in_child
from ui.cli import settings_of


def _find_damage(index: Path) -> str:
    """What is wrong with the current generation in one line, or an empty string."""
    pointer = read_pointer(index)
    try:
        verify_files(index, read_manifest(index, pointer.generation))
        validate_in_child(index, pointer.generation, texts=True)
    except IndexDamaged as damage:
        return str(damage)
    return ""


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    damage = _find_damage(settings.index)
    repaired = ""
    if damage and arguments.repair:
        repaired = rebuild_derived(settings.index)
        damage_left = _find_damage(settings.index)
    else:
        damage_left = damage
    if arguments.json:
        record = {
            "index": read_pointer(settings.index).generation,
            "sound": not damage_left,
            "damage": damage or None,
            "repaired": repaired or None,
        }
        print(json.dumps(record, ensure_ascii=False))
    elif not damage:
        print(f"{read_pointer(settings.index).generation} in {settings.index} is sound")
    elif repaired and not damage_left:
        print(f"repaired: {damage}; it is now {repaired}")
    else:
        print(damage_left)
    return 1 if damage_left else 0
