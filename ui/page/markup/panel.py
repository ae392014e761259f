"""The panel beside the conversation as neutralised markup: a document with its marks, and the library.

As in `ui.page.markup.render`, a result is one block of HTML without a line end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.index.parts import document_id
from ui.neutralise import escape, name_markup, text_markup
from ui.page.markup.flow import flow_markup
from ui.page.markup.proofs import cite_link, path_markup, snippet, verdict_markup, where_markup
from ui.page.markup.render import block
from ui.page.markup.sentences import tagged
from ui.page.places import Place
from ui.page.search import MOST
from ui.page.sheets import Box, Sheet
from ui.page.source import Piece, SourceView
from ui.words.places import figure_word, is_sheet, part_word
from ui.words.reading import recognised_word
from ui.words.words import RIGHT_TO_LEFT, Words, counted


@dataclass(frozen=True, slots=True)
class Drawing:
    """The pages of a document that has some: the `sheets` to show instead of the text, `None` for the text.

    `remark` says why there are none although they were wanted; `page` is one that was asked for, 0 for none. `awaited`:
    pictures in the text are still looked for, and the page asks once more.
    """

    sheets: tuple[Sheet, ...] | None = None
    remark: str = ""
    possible: bool = False
    page: int = 0
    awaited: bool = False


NO_DRAWING = Drawing()


class _Marker:
    """Marks of an answer in the document that is shown."""

    def __init__(self, view: SourceView, found: Sequence[Place], exchange: int, drawing: Drawing, words: Words) -> None:
        self._exchange = exchange
        self._current = view.current.number if view.current else -1
        self._match = view.matches.current
        self._near = all(place.verdict is None and place.number for place in found)
        self._page = drawing.page
        self._words = words
        self._file = view.file
        self._sha256 = view.sha256
        self._recognised = view.recognised
        self._document = document_id(view.file, view.sha256)

    def _classes(self, numbers: Sequence[int]) -> str:
        classes = " ".join(["hit", *(f"n-{number}" for number in numbers)])
        return classes + " near" * self._near + " current" * (self._current in numbers)

    def page_start(self, number: int) -> str:
        """The line above a page, or the number before a row, which is a link to it."""
        goal = " goal" * (number == self._page)
        label = escape(part_word(self._words, self._file, number))
        if is_sheet(self._file):
            goal += f' row-start" aria-label="{label}'
            label = str(number)
        elif number in self._recognised:
            label += f" · {escape(recognised_word(self._recognised[number], self._words.language))}"
        return f'<a class="page-start{goal}" id="page-{number}" href="#page-{self._document}-{number}">{label}</a>'

    def piece(self, piece: Piece) -> str:
        """A stretch of text."""
        markup = tagged(text_markup(piece.text), piece.form.tags)
        if piece.form.sign:
            markup = f'<span class="sign" aria-hidden="true">{markup}</span>'
        before = "" if piece.page is None else self.page_start(piece.page)
        if piece.match:
            markup = f'<span class="found{" now" * (piece.match == self._match)}">{markup}</span>'
        if piece.numbers:
            before += "".join(f'<sup class="mark-number">{number}</sup>' for number in piece.opens if number)
            identifier = f' id="mark-{self._exchange}-{piece.opens[0]}"' if piece.opens else ""
            markup = f'<mark class="{self._classes(piece.numbers)}"{identifier}>{markup}</mark>'
        if piece.heading is not None:
            identifier = f' id="offset-{piece.start}"' if piece.begins else ""
            markup = f'<strong class="heading level-{min(piece.heading, 6)}"{identifier}>{markup}</strong>'
        return before + markup

    def figures(self, piece: Piece) -> str:
        """The pictures before a stretch of text."""
        shown = ""
        for number, figure in piece.figures:
            label = text_markup(figure.words) or escape(figure_word(self._words, number))
            shown += (
                f'<div class="figure"><img class="page-image" src="{figure_address(self._sha256, number)}" '
                f'alt="{label}" width="{figure.width}" height="{figure.height}" loading="lazy" decoding="async"></div>'
            )
        return shown

    def sheet(self, sheet: Sheet, quotes: dict[int, str]) -> str:
        """A page as an image with boxes over it; `quotes` are read out where they are marked."""
        label = escape(self._words.page.format(number=sheet.number))
        boxes = "".join(self._box(box, quotes) for box in sheet.boxes)
        return (
            f'<div class="sheet">{self.page_start(sheet.number)}<div class="paper" dir="ltr">'
            f'<img class="page-image" src="{image_address(sheet.sha256, sheet.number)}" alt="{label}" '
            f'width="{sheet.width:.0f}" height="{sheet.height:.0f}" loading="lazy" decoding="async">{boxes}</div></div>'
        )

    def _box(self, box: Box, quotes: dict[int, str]) -> str:
        area = box.area
        width, height = area.right - area.left, area.bottom - area.top
        place = f"left:{area.left:.4%};top:{area.top:.4%};width:{width:.4%};height:{height:.4%}"
        if box.number is None:
            return f'<span class="found{" now" * box.current}" style="{place}"></span>'
        number = f'<sup class="mark-number">{box.number}</sup>' if box.first and box.number else ""
        identifier = f' id="mark-{self._exchange}-{box.number}"' if box.first else ""
        quote = f'<span class="unseen">{text_markup(quotes.get(box.number, ""))}</span>' if box.first else ""
        classes = self._classes((box.number,))
        return f'<mark class="{classes}"{identifier} style="{place}">{number}{quote}</mark>'


def image_address(sha256: str, number: int) -> str:
    """Where the image of a page is: see `ui.page.pages`."""
    return f"/preuve/page/{sha256}/{number}.png"


def figure_address(sha256: str, number: int) -> str:
    """Where the image of a picture is: see `ui.page.figures`."""
    return f"/preuve/figure/{sha256}/{number}.png"


def ahead(pages: Sequence[tuple[str, int]]) -> str:
    """Images of pages that a click may need, so that the browser has them by then; nothing of it is seen."""
    images = "".join(f'<img class="page-image" src="{image_address(*page)}" alt="">' for page in pages)
    return f'<div hidden="">{images}</div>' if images else ""


def _step(link: str, arrow: str, word: str) -> str:
    return (
        f'<a class="step" href="{link}" title="{escape(word)}">'
        f'<span class="arrow">{arrow}</span><span class="unseen">{escape(word)}</span></a>'
    )


def _place_head(place: Place, exchange: int, found: Sequence[Place], shown: bool, words: Words) -> str:
    title = words.passage_of if place.verdict is None else words.citation_of
    if not place.number:
        title = ""  # a link has named it: it is one of no list
    verdict = "" if place.verdict is None else verdict_markup(place.verdict, words)
    links = ("", "")
    at, total = found.index(place), len(found)
    if total > 1:
        links = (
            _step(cite_link(exchange, found[at - 1]), "‹", words.previous),
            _step(cite_link(exchange, found[(at + 1) % total]), "›", words.following),
        )
    counted_place = escape(title.format(number=at + 1, total=total))
    steps = (
        f'<nav class="steps" title="{escape(words.references)}">{links[0]}<span>{counted_place}</span>{links[1]}</nav>'
    )
    hidden = "" if shown else ' hidden=""'
    detail = where_markup(place, words)
    return (
        f'<div class="place" id="where-{exchange}-{place.number}"{hidden}>{steps}'
        f'<p class="detail">{detail}{verdict}{path_markup(place)}</p></div>'
    )


def outline(view: SourceView | None, words: Words) -> str:
    """The headings of the open document. Apart from the rest, since it stays the same from click to click."""
    if view is None or len(view.outline) < 2:
        return ""
    items = "".join(
        f'<li class="level-{min(heading.level, 6)}"><a href="#offset-{heading.start}" dir="auto">'
        f"{text_markup(snippet(title))}</a></li>"
        for heading, title in view.outline
    )
    content = f'<summary>{escape(words.outline)}</summary><ol tabindex="0">{items}</ol>'
    return block("details", "outline", content, words)


def _tools(view: SourceView, drawing: Drawing, words: Words) -> str:
    """Pages or text, where the document has pages, and how far a search has come."""
    tools = ""
    if drawing.possible:
        links = "".join(
            f'<a class="form{" current" * (shown == (drawing.sheets is not None))}" href="#{verb}">{escape(word)}</a>'
            for verb, word, shown in (("pages", words.as_pages, True), ("text", words.as_text, False))
        )
        tools += f'<span class="forms" role="group" title="{escape(words.forms)}">{links}</span>'
    if drawing.sheets is not None:
        tools += f'<button type="button" class="enlarge">{escape(words.enlarge)}</button>'
    matches = view.matches
    if matches.query:
        total = len(matches.spans)
        told = words.match_of.format(number=matches.current, total=f"{total}{'+' * (total == MOST)}")
        if not matches.current:
            told = counted(words.matches, total) if total else words.no_match
        before, after = ((matches.current - 2) % total + 1, matches.current % total + 1) if total else (0, 0)
        steps = ("", "")
        if total > 1:
            steps = (
                _step(f"#match-{before}", "‹", words.previous_match),
                _step(f"#match-{after}", "›", words.next_match),
            )
        tools += f'<span class="matches">{steps[0]}<span role="status">{escape(told)}</span>{steps[1]}</span>'
    return f'<div class="reading">{tools}</div>' if tools else ""


def source_panel(
    view: SourceView | None, found: Sequence[Place], exchange: int, words: Words, drawing: Drawing = NO_DRAWING
) -> str:
    """The document beside the answer with the places `found` of the answer in it marked; `None`: nothing is open."""
    if view is None:
        return block("section", "source empty", f"<p>{escape(words.source_empty)}</p>", words)
    current = view.current.number if view.current else -1
    here = {number for piece in view.pieces for number in piece.numbers}
    heads = "".join(
        _place_head(place, exchange, found, place.number == current, words)
        for place in found
        if place.number == current or place.number in here
    )
    if not heads:
        whole = Place(0, view.file, view.sha256, 0, 0, "", None, None, None, title=view.title, date=view.date)
        heads = f'<div class="place"><p class="detail">{where_markup(whole, words)}{path_markup(whole)}</p></div>'
    notices = [_why_alone(view, words), drawing.remark]
    warned = "".join(f'<p class="notice">{escape(notice)}</p>' for notice in notices if notice)
    content = (
        f'<header class="heads">{heads}{warned}{_tools(view, drawing, words)}</header>'
        f'<div class="page-of-text" tabindex="0" role="region" title="{name_markup(view.file)}">'
        f"{_body(view, _Marker(view, found, exchange, drawing, words), drawing, words)}</div>"
    )
    return block("section", "source", content, words)


def _why_alone(view: SourceView, words: Words) -> str:
    """Why the quote alone is shown, empty where the document is."""
    if view.gone:
        return words.gone
    if view.stale:
        return words.stale
    return words.reread if view.reread else ""


def _body(view: SourceView, marker: _Marker, drawing: Drawing, words: Words) -> str:
    earlier = f'<a class="more" href="#earlier">{escape(words.earlier)}</a>' if view.window.start > 0 else ""
    later = f'<a class="more" href="#later">{escape(words.later)}</a>' if view.window.end < view.length else ""
    if drawing.sheets is not None:
        quotes = {place.number: place.quote for place in view.marks}
        content = "".join(marker.sheet(sheet, quotes) for sheet in drawing.sheets)
        return f'{earlier}<div class="sheets">{content}</div>{later}'
    language = view.language if view.language != "und" else ""
    direction = "rtl" if view.language in RIGHT_TO_LEFT else "ltr" if language else "auto"
    spoken = f' lang="{escape(language)}"' if language else ""
    text = flow_markup(view.pieces, marker, view.is_sheet)
    awaited = '<span class="awaited" hidden=""></span>' if drawing.awaited else ""
    return f'{earlier}<div class="text"{spoken} dir="{direction}">{text}</div>{later}{awaited}'
