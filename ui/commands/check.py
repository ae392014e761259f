"""`preuve check`: validate the whole index again; `--repair` builds its derived files again from the catalog."""

from __future__ import annotations

import argparse

from rag.index.choice import library_in
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record


def run(arguments: argparse.Namespace) -> int:
    index = settings_of(arguments).index.directory
    found = library_in(index).check(arguments.repair)
    repaired = found.publication if found.repaired else None
    if arguments.json:
        sound = found.damage_left is None
        record = {"index": found.publication, "sound": sound, "damage": found.damage, "repaired": repaired}
        say_record(record)
    elif repaired:
        say(f"repaired: {found.damage}; it is now {repaired}")
    else:
        say(found.damage_left or f"{found.publication} in {index} is sound")
    return 1 if found.damage_left else 0
