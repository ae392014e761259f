"""The source beside the conversation: what a click on a citation opens, and reading on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from rag.errors import FileRefused, PreuveError
from rag.index.contents import DocumentInfo
from rag.types import Document
from ui.page.conversation import Conversation, Opened
from ui.page.figures import LONG
from ui.page.markup.panel import NO_DRAWING, Drawing, ahead, outline, source_panel
from ui.page.markup.render import notice
from ui.page.navigation import UnknownLinkError, in_pages, shown_window, target_of
from ui.page.places import Place, linked_place
from ui.page.problems import problem_of
from ui.page.search import Finder
from ui.page.sections.desk import Assistant, Desk, Updates, surface
from ui.page.sheets import sheets
from ui.page.source import Matches, SourceView, gone_view, source_view
from ui.words.lexicon import WORDS
from ui.words.places import go_to_part
from ui.words.words import Words

LONGEST_QUERY = 200
"""Characters of a search in the document."""

AHEAD = 12
"""Pages that are loaded before they are clicked; each has about 200 kB."""

FROM_LINKS = ("at ", "open ")
"""Commands that a page may send while it is still being filled: the tab that it has put in front may not stay there."""

CHANGED = frozenset({"changed", "unreadable", "unstable"})
"""Refusals that say that the file is not there as it was, rather than that it cannot be drawn."""


class Source:
    """The tab with the open document. Clicks in it come through the bridge of the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._finder = Finder()

    def place(self) -> None:
        with gr.Tab("·", id="source") as self.tab:
            with gr.Row(elem_id="finder", visible=False) as self.row:
                self.find = gr.Textbox(
                    elem_id="find", lines=1, max_length=LONGEST_QUERY, container=False, show_label=False
                )
                self.page = gr.Textbox(
                    elem_id="page-number", lines=1, max_length=6, container=False, show_label=False, visible=False
                )
                self.outline = surface("outline")
            self.panel = surface("source")

    def place_hidden(self) -> None:
        """Make what is seen in no tab."""
        self.near = surface("ahead")

    def parts(self) -> Sequence[Any]:
        return [self.tab, self.row, self.find, self.page, self.outline, self.panel, self.near]

    def listen(self) -> None:
        desk = self._desk
        # Back and Forward are pressed faster than a source comes: the last of the clicks counts.
        seen = [desk.bridge, desk.talk, desk.opened]
        desk.listen(desk.go_button.click, self.navigate, seen, [self], queue=False, trigger_mode="always_last")
        sought = [self.find, desk.talk, desk.opened]
        # Not on `input`, which Gradio does not tell of what is pasted.
        desk.listen(self.find.change, self.search, sought, [self], queue=False, trigger_mode="always_last")
        desk.listen(self.find.submit, self.search_on, sought, [self], queue=False)
        desk.listen(self.page.submit, self.turn_to, [self.page, desk.talk, desk.opened], [self], queue=False)

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:
        tab = gr.update(label=WORDS[talk.language].source)
        return {**self.open(talk, opened), **self.ahead(talk), self.tab: tab}

    def ahead(self, talk: Conversation) -> Updates:
        """The pages that the latest answers point to, which the browser loads before they are clicked."""
        if not self._desk.opening.done():
            return {self.near: ""}
        places = [place for exchange in reversed(talk.exchanges) for place in talk.places(exchange.number)]
        self._desk.figures.prepare(places[:AHEAD])
        return {self.near: ahead(self._desk.pages.drawable(places)[:AHEAD])}

    def open(self, talk: Conversation, opened: Opened | None, before: Opened | None = None) -> Updates:
        """The document of `opened` is shown; `before` is what is shown already."""
        view, markup = self._markup(talk, opened)
        head = view.sha256 if view and not view.alone else ""
        if opened is not None and before is not None and before.headed == head != "":
            # What is there already is not sent again: it takes the browser time, and somebody may be writing there.
            row = {self.find: opened.query} if opened.query != before.query else {}
        else:
            row = self._row(talk, opened, view)
        return {self._desk.opened: opened and replace(opened, headed=head), **row, self.panel: markup}

    def _row(self, talk: Conversation, opened: Opened | None, view: SourceView | None) -> Updates:
        words = WORDS[talk.language]
        rtl = words.direction == "rtl"
        pages = view.pages if view else 0
        page = go_to_part(words, view.file if view else "", pages)
        return {
            self.outline: outline(view, words),
            self.row: gr.update(visible=view is not None and not view.alone),
            self.find: gr.update(
                value=opened.query if opened else "", label=words.find, placeholder=words.find, rtl=rtl
            ),
            self.page: gr.update(value="", label=page, placeholder=page, rtl=rtl, visible=pages > 1),
        }

    def _markup(self, talk: Conversation, opened: Opened | None) -> tuple[SourceView | None, str]:
        words = WORDS[talk.language]
        if opened is None or not self._desk.opening.done():
            return None, source_panel(None, (), 0, words)
        found = self._desk.titles.titled(talk.places(opened.exchange))
        document = self._desk.opening.result().document(opened.file)
        if document is None:
            place = next((each for each in found if each.number == opened.place), None)
            view = gone_view(place, len(found)) if place else None
            return view, source_panel(view, found, opened.exchange, words)
        if opened.span is not None:
            found = self._desk.titles.titled((linked_place(document, opened.span),))
        view, drawing = self._view(document, found, talk, opened)
        return view, source_panel(view, found, opened.exchange, words, drawing)

    def _view(
        self, document: Document, found: Sequence[Place], talk: Conversation, opened: Opened
    ) -> tuple[SourceView, Drawing]:
        spans = self._finder.find(document, opened.query)
        matches = Matches(opened.query, spans, min(opened.match, len(spans)))
        window = shown_window(document, talk, opened, spans)
        info = self._info(document)
        figures = self._desk.figures.of(info) if info is not None else ()
        view = source_view(document, found, opened.place, window, matches, figures or ())
        view = self._desk.titles.named(view)
        if view.alone:
            return view, NO_DRAWING
        possible = in_pages(document, replace(opened, as_text=False))
        drawing = Drawing(possible=possible, page=opened.page, awaited=figures is None)
        if not in_pages(document, opened):
            return view, drawing
        return view, self._drawing(document, info, view, drawing, WORDS[talk.language]) if info else drawing

    def _info(self, document: Document) -> DocumentInfo | None:
        """What is known of the version of a document that is shown."""
        with self._desk.opening.result().documents() as documents:
            info: DocumentInfo | None = documents.info(document.file)
        return info if info is not None and info.sha256 == document.sha256 else None

    def _drawing(
        self, document: Document, info: DocumentInfo, view: SourceView, drawing: Drawing, words: Words
    ) -> Drawing:
        """The pages of the window; without them where the file is not the one that was indexed."""
        pages = self._desk.pages
        sought = [
            (span, number == view.matches.current)
            for number, span in enumerate(view.matches.spans, 1)
            if span.overlaps(view.window)
        ]
        try:
            sizes = pages.sizes(info)
            shown = sheets(document, view.window, view.marks, sought, sizes, lambda number: pages.page(info, number))
        except FileRefused as refused:
            remark = words.file_changed if refused.code in CHANGED else words.not_drawn
            return Drawing(remark=remark, page=drawing.page)
        return replace(drawing, sheets=shown)

    def navigate(self, command: str, talk: Conversation, opened: Opened | None) -> Updates:
        """A click in the page: see `ui.page.navigation.target_of`. Commands that make no sense change nothing.

        `figures`: what is open once more, when its pictures are there.
        """
        words = WORDS[talk.language]
        try:
            assistant: Assistant = self._desk.opening.result(0)
            if command == "figures" and opened is not None:
                self._wait_for_figures(opened)
            updates = self.open(talk, target_of(command, talk, opened, assistant), opened)
            if str(command).startswith(FROM_LINKS):
                updates[self._desk.views] = gr.update(selected="source")
            return updates
        except TimeoutError:
            return {self.panel: notice(words.not_ready)}
        except UnknownLinkError:
            return {self.panel: notice(words.link_gone)}
        except PreuveError as error:
            return {self.panel: notice(problem_of(error, talk.language))}

    def _wait_for_figures(self, opened: Opened) -> None:
        """The pictures of the open document are looked for to the end, or for as long as anybody waits."""
        document = self._desk.opening.result().document(opened.file)
        info = self._info(document) if document is not None else None
        if info is not None:
            self._desk.figures.of(info, LONG)

    def search(self, query: str, talk: Conversation, opened: Opened | None) -> Updates:
        """A search in the open document, at every key; its first place comes into view."""
        query = str(query or "")[:LONGEST_QUERY]
        if opened is None or query == opened.query:
            return {self._desk.opened: opened}  # Gradio takes an empty dictionary for a mistake
        return self._sought(talk, replace(opened, query=query, match=1, window=None, page=0))

    def search_on(self, query: str, talk: Conversation, opened: Opened | None) -> Updates:
        """The next place of the search."""
        if opened is None or not opened.query or opened.query != query:
            return self.search(query, talk, opened)
        return self._sought(talk, self._next(opened))

    def _next(self, opened: Opened) -> Opened:
        document = self._desk.opening.result().document(opened.file)
        total = len(self._finder.find(document, opened.query)) if document is not None else 0
        return replace(opened, match=opened.match % total + 1 if total else 0, window=None, page=0)

    def _sought(self, talk: Conversation, opened: Opened) -> Updates:
        """What a search shows; the box itself is left alone, in which the person goes on writing."""
        try:
            return {self._desk.opened: opened, self.panel: self._markup(talk, opened)[1]}
        except PreuveError as error:
            return {self.panel: notice(problem_of(error, talk.language))}

    def turn_to(self, number: str, talk: Conversation, opened: Opened | None) -> Updates:
        """A page by its number, in the digits of any script."""
        word = str(number or "").strip()
        return {**self.navigate(f"page {int(word)}" if word.isdecimal() else "", talk, opened), self.page: ""}
