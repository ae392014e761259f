"""The names of a scope in short, and the line that says what a question was asked of."""

from __future__ import annotations

from ingest.folders.uploads import FOLDER
from rag.language.numbers.calendar import date_words
from ui.neutralise import escape, visible_name
from ui.page.scope import BY, SINCE, Scope, folder_of
from ui.words.library import LIBRARY_WORDS, LibraryWords
from ui.words.words import Words


def short(name: str, own: LibraryWords) -> str:
    """A chosen name as a chip shows it: the last part of a document, the whole of a folder, a condition in words."""
    if name.startswith(SINCE):
        return own.since.format(date=date_words(name.removeprefix(SINCE), own.language))
    if name.startswith(BY):
        return own.by.format(name=visible_name(name.removeprefix(BY)))
    if name == f"{FOLDER}/":
        return own.here
    return visible_name(name if name.endswith("/") else name.removeprefix(folder_of(name)))


def asked_of(scope: Scope, words: Words) -> str:
    """A line below a question that was not asked of all documents."""
    if not scope:
        return ""
    own = LIBRARY_WORDS[words.language]
    names = ", ".join(f"<bdi>{escape(short(name, own))}</bdi>" for name in scope)
    return f'<p class="asked-of">{escape(own.asked_of)} {names}</p>'
