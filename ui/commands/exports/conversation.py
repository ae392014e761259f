"""`preuve export conversation`: a conversation of the page as an evidence pack, or the list of all of them."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime

from rag.errors import UsageError
from rag.proof.records import answer_record
from rag.settings import Settings
from ui.commands.configuration import settings_of
from ui.commands.exports.pack import chosen_words, indexed, write_pack
from ui.commands.terminal import say, say_record, warn
from ui.pack import without_answer
from ui.page.conversation import Conversation
from ui.page.keeping import exchange_of, rechecked
from ui.store import LOCAL, Kept, KeptTurn, open_store
from ui.store.place import store_path


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    if arguments.list:
        return _list(settings, arguments)
    _, turns = _chosen(settings, arguments)
    with indexed(settings) as shelf:
        talk = rechecked(Conversation(tuple(exchange_of(turn) for turn in turns)), shelf.document)
    answers = [
        answer_record(exchange.answer) if exchange.answer else without_answer(exchange.question, exchange.problem)
        for exchange in talk.exchanges
    ]
    language = next((exchange.answer.language for exchange in talk.exchanges if exchange.answer), "")
    write_pack(answers, chosen_words(arguments, language), arguments)
    return 0


def _kept(settings: Settings, arguments: argparse.Namespace) -> tuple[list[tuple[str, Kept]], dict[str, int]]:
    """The conversations, the latest first, each with its owner's name; the ids of the owners by name."""
    if not store_path(settings).exists():
        raise UsageError(f"there is no conversation in {store_path(settings)} yet: ask something in `preuve chat`")
    with closing(open_store(settings)) as store:
        owners = {"": LOCAL} | {person.name: person.id for person in store.people.all()}
        if arguments.user is not None and arguments.user not in owners:
            raise UsageError(f"there is no user {arguments.user!r}: `preuve user list` names them")
        names = owners if arguments.user is None else (arguments.user,)
        kept = [(name, each) for name in names for each in store.conversations.of(owners[name])]
    return sorted(kept, key=lambda each: -each[1].changed), owners


def _chosen(settings: Settings, arguments: argparse.Namespace) -> tuple[str, list[KeptTurn]]:
    """The conversation that was asked for with its turns; without a name the latest one."""
    kept, owners = _kept(settings, arguments)
    wanted = arguments.conversation
    found = next(((name, each) for name, each in kept if wanted in (None, each.id)), None)
    if found is None:
        raise UsageError(
            f"there is no conversation {wanted!r}: `preuve export conversation --list` names them"
            if wanted
            else "there is no conversation yet: ask something in `preuve chat`"
        )
    with closing(open_store(settings)) as store:
        return found[1].id, store.conversations.turns(owners[found[0]], found[1].id) or []


def _list(settings: Settings, arguments: argparse.Namespace) -> int:
    kept, _ = _kept(settings, arguments)
    if arguments.json:
        say_record([{"user": name, **asdict(each)} for name, each in kept])
        return 0
    for name, each in kept:
        changed = datetime.fromtimestamp(each.changed, UTC).strftime("%Y-%m-%d %H:%M")
        owner = f"{name}: " if name else ""
        say(f"{each.id}  {changed}  {each.turns:>3} turns  {owner}{each.title}")
    if not kept:
        warn("there is no conversation yet: ask something in `preuve chat`")
    return 0
