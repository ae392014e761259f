"""Conditions on documents: since when they are dated, who wrote them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from rag.errors import UsageError
from rag.language.folding import fold_plain
from rag.types import Detail

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


class Described(Protocol):
    """What is told of a document that can be chosen by a condition."""

    @property
    def author(self) -> Detail | None: ...

    @property
    def date(self) -> Detail | None: ...


@dataclass(frozen=True, slots=True)
class Condition:
    """What a document must be: dated `since` a day or later, and by one of `authors`, each where it is given.

    A document of which the date or the author is not known does not fulfil a condition on it.
    """

    since: str | None = None
    authors: tuple[str, ...] = ()

    def holds(self, document: Described) -> bool:
        """Whether a document fulfils it; of a date without day the first day counts, of a name whole words."""
        if self.since and (document.date is None or _day(document.date.value) < _day(self.since)):
            return False
        return not self.authors or (document.author is not None and self.names(document.author.value))

    def names(self, author: str) -> bool:
        """Whether what a document says of its author has all words of one of the names."""
        names = f" {_words(author)} "
        return any(f" {_words(wanted)} " in names for wanted in self.authors)


def condition(since: str | None, authors: tuple[str, ...]) -> Condition:
    """The condition of what a person wrote; raises `UsageError` for what is no date and for an empty name."""
    if since is not None and not _DATE.fullmatch(since):
        raise UsageError(f"{since!r} is no date: write it as 2024-03-12, 2024-03 or 2024")
    for author in authors:
        if not _words(author):
            raise UsageError(f"{author!r} is no name of an author: give words of it")
    return Condition(since, authors)


def _day(date: str) -> str:
    return date + "0000-01-01"[len(date) :]


def _words(name: str) -> str:
    return " ".join(re.findall(r"\w+", fold_plain(name)))
