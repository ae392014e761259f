"""What the program says of itself and of the collection, as neutralised markup: its words, and documents as links.

As in `ui.page.markup.render`, a result is HTML without a line end.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answers import About, Listed
from rag.index.parts import key_of
from ui.neutralise import escape, name_markup, text_markup
from ui.page.markup.sentences import title_markup
from ui.words.collection import facts
from ui.words.words import Words, counted

SHOWN = 12
"""Documents that are shown at once; the others of the reply unfold."""


def about_markup(about: About, words: Words) -> str:
    """The words of a reply, which no document proves, and the documents that it names."""
    said = f'<p class="reply" dir="auto">{text_markup(about.text)}</p>'
    rest = about.documents[SHOWN:]
    unfolded = ""
    if rest:
        summary = escape(f"+ {counted(words.document_count, len(rest))}")
        unfolded = f'<details class="remarks"><summary>{summary}</summary>{_list(rest, words)}</details>'
    more = about.count - len(about.documents)
    left = f'<p class="more-documents">… {escape(counted(words.document_count, more))}</p>' if more else ""
    return said + (_list(about.documents[:SHOWN], words) if about.documents else "") + unfolded + left


def _list(documents: Sequence[Listed], words: Words) -> str:
    items = "".join(
        f'<li><a class="document" href="#document-{key_of(each.file)}" dir="auto">'
        f"{title_markup(each.title, each.file)}</a>"
        f'<div class="facts">{_facts(each, words)}</div></li>'
        for each in documents
    )
    return f'<ul class="documents">{items}</ul>'


def _facts(document: Listed, words: Words) -> str:
    told = facts(document.file, document.date, document.pages, words)
    return " · ".join(f"<bdi>{name_markup(fact)}</bdi>" for fact in told)
