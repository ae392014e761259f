"""`preuve user`: who may log in to the chat, with which password, and tokens for programs."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime

from rag.errors import UsageError
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record, warn
from ui.neutralise import visible_name
from ui.server.credentials import PASSWORD_CHARACTERS, checked_name, checked_password, folded_name, hashed, new_token
from ui.store import Person, Store, open_store


def _read_password() -> str:
    """A new password: asked for twice without showing it, or the first line of a pipe."""
    if sys.stdin is not None and sys.stdin.isatty():
        least, most = PASSWORD_CHARACTERS
        password = checked_password(getpass.getpass(f"password ({least} to {most} characters): "))
        if getpass.getpass("the same again: ") != password:
            raise UsageError("the two passwords differ: nothing was changed")
        return password
    line = "" if sys.stdin is None else sys.stdin.readline()
    if not line.strip():
        raise UsageError("no password was given: type it on a terminal, or pipe one line")
    return checked_password(line.rstrip("\r\n"))


def _known(store: Store, name: str) -> Person:
    person = store.people.named(folded_name(name))
    if person is None:
        names = ", ".join(visible_name(each.name) for each in store.people.all()) or "none yet"
        raise UsageError(f"there is no user {name!r}; the users are: {names}")
    return person


def _add(store: Store, arguments: argparse.Namespace) -> int:
    name = checked_name(arguments.name)
    if store.people.named(name) is not None:
        raise UsageError(f"there is a user {name!r} already: change the password with `preuve user password {name}`")
    person = store.people.add(name, hashed(_read_password()))
    say(f"added {name}: from now on the chat asks for a login")
    if arguments.take_over:
        say(f"{store.people.take_over(person)} conversations are theirs now")
    return 0


def _list(store: Store, arguments: argparse.Namespace) -> int:
    people = store.people.all()
    if arguments.json:
        say_record([asdict(person) for person in people])
        return 0
    for person in people:
        added = datetime.fromtimestamp(person.created, UTC).date()
        say(
            f"{visible_name(person.name)}  added {added}, {person.conversations} conversations,"
            f" {person.feedback} feedback, {person.tokens} tokens"
        )
    if not people:
        say("no users: the chat answers on this machine only, without a login")
    return 0


def _password(store: Store, arguments: argparse.Namespace) -> int:
    person = _known(store, arguments.name)
    store.people.change_password(person.id, hashed(_read_password()))
    say(f"changed: {person.name} has to log in again; tokens stay (`preuve user token {person.name} --revoke`)")
    return 0


def _token(store: Store, arguments: argparse.Namespace) -> int:
    person = _known(store, arguments.name)
    if arguments.revoke:
        say(f"revoked: {store.people.revoke_tokens(person.id)} tokens of {person.name}")
        return 0
    warn("this token is shown once; it asks in the name of its user")
    say(new_token(store, person.id))
    return 0


def _remove(store: Store, arguments: argparse.Namespace) -> int:
    person = _known(store, arguments.name)
    owned = f"{person.conversations} conversations, {person.feedback} feedback and {person.tokens} tokens"
    if not arguments.yes:
        if sys.stdin is None or not sys.stdin.isatty():
            raise UsageError(f"{person.name} has {owned}, which go too: say --yes to remove them")
        if input(f"remove {person.name} with {owned}? [y/N] ").strip().lower() not in ("y", "yes"):
            say("nothing was removed")
            return 1
    store.people.remove(person.id)
    say(f"removed {person.name} with {owned}")
    if not store.people.any():
        say("there are no users any more: the chat answers on this machine only, without a login")
    return 0


ACTIONS: Mapping[str, Callable[[Store, argparse.Namespace], int]] = {
    "add": _add,
    "list": _list,
    "password": _password,
    "token": _token,
    "remove": _remove,
}


def run(arguments: argparse.Namespace) -> int:
    with closing(open_store(settings_of(arguments))) as store:
        return ACTIONS[arguments.action](store, arguments)
