"""`preuve store`: backups of what people left on the server, their restoration, and whether all is in order."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from rag.errors import UsageError
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record
from ui.store.backups import Backups, restore
from ui.store.checking import Findings, check
from ui.store.place import store_path
from ui.store.store import open_store


def _backup(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    if not store_path(settings).parent.is_dir():
        raise UsageError(f"there is no store in {store_path(settings).parent} yet: there is nothing to back up")
    with closing(open_store(settings)) as store:
        if arguments.output is None:
            path, folder = store.backups.make(), store.backups.folder
        else:
            path, folder = arguments.output, arguments.output.parent
            store.backups.write(path)
    if arguments.json:
        say_record({"backup": str(path), "folder": str(folder), "bytes": path.stat().st_size})
    else:
        say(f"backed up as {path}: it holds everything but sessions, and not the key that signs them")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    path = store_path(settings_of(arguments))
    backup = Backups(path).named(arguments.backup)
    replaced = restore(path, backup)
    if arguments.json:
        say_record({"restored": str(backup), "store": str(path), "replaced": str(replaced) if replaced else None})
        return 0
    say(f"restored {backup}: everybody has to log in again")
    if replaced:
        say(f"what stood there before is kept as {replaced}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    path = store_path(settings_of(arguments))
    found = check(path)
    if arguments.json:
        say_record(_record(path, found))
    else:
        _print(path, found)
    return 0 if found.in_order else 1


def _record(path: Path, found: Findings) -> dict[str, object]:
    return {
        "store": str(path),
        "in_order": found.in_order,
        "schema": found.schema,
        "users": found.people,
        "conversations": found.conversations,
        "turns": found.turns,
        "feedback": found.feedback,
        "damaged": [{"conversation": conversation, "turn": number} for conversation, number in found.damaged],
        "problems": found.problems,
        "backups": [{"file": each.path.name, "made": each.made.timestamp()} for each in found.backups],
    }


def _print(path: Path, found: Findings) -> None:
    say(f"store      {path}, schema {found.schema}")
    say(
        f"holds      {found.people} users, {found.conversations} conversations with {found.turns} turns,"
        f" {found.feedback} feedback"
    )
    for backup in found.backups:
        say(f"backup     {backup.path.name}, {backup.made:%Y-%m-%d %H:%M} UTC")
    for conversation, number in found.damaged:
        say(f"damaged    turn {number} of the conversation {conversation}, which is shown without it")
    for problem in found.problems:
        say(f"problem    {problem}")
    say("in order" if found.in_order else "not in order: `preuve store restore` puts the latest backup back")


ACTIONS: Mapping[str, Callable[[argparse.Namespace], int]] = {"backup": _backup, "restore": _restore, "check": _check}


def run(arguments: argparse.Namespace) -> int:
    return ACTIONS[arguments.action](arguments)
