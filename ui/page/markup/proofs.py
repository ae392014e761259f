"""Citations and proofs as neutralised markup: where a place is, its quote, and what stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answers import Answer, Verdict
from rag.language.language import analyse
from rag.language.numbers.calendar import date_words
from rag.types import HEADING_SEPARATOR
from ui.neutralise import escape, name_markup, text_markup
from ui.page.markup.sentences import one_line, shown_words
from ui.page.places import Place
from ui.words.answers import ANSWER_WORDS
from ui.words.places import part_word
from ui.words.reading import recognised_word
from ui.words.words import LANGUAGES, Words, counted, verdict_word

AROUND = 140
"""Characters of a sentence before or after a quote."""
SNIPPET = 280
"""Characters of a passage that are shown in a list."""


def where_markup(place: Place, words: Words) -> str:
    """Title, page, date and heading of a place, and its language where it is another one than the question's.

    The file stands for the title where that is not known.
    """
    parts = [f'<bdi class="file">{name_markup(place.title or place.file)}</bdi>']
    if place.page is not None:
        parts.append(f"<span>{escape(part_word(words, place.file, place.page))}</span>")
    if place.recognised is not None:
        parts.append(f'<span class="recognised">{escape(recognised_word(place.recognised, words.language))}</span>')
    if place.date:
        parts.append(f'<bdi class="date">{name_markup(date_words(place.date, words.language))}</bdi>')
    if heading := HEADING_SEPARATOR.join(headings_of(place)):
        parts.append(f'<bdi class="heading-path">{text_markup(heading)}</bdi>')
    if place.language:
        name = LANGUAGES[place.language]
        parts.append(f'<bdi class="language" lang="{place.language}">{escape(name)}</bdi>')
    return '<span class="where">' + '<span class="dot"> · </span>'.join(parts) + "</span>"


def headings_of(place: Place) -> list[str]:
    """The headings above a place, the outermost first, without the one that is the title of the document."""
    headings = place.heading.split(HEADING_SEPARATOR) if place.heading else []
    return headings[1:] if headings and headings[0].split() == place.title.split() else headings


def path_markup(place: Place) -> str:
    """The file of a place, which is shown where somebody wants to know it; nothing where it is shown already."""
    return f'<bdi class="path">{name_markup(place.file)}</bdi>' if place.title else ""


def verdict_markup(verdict: Verdict, words: Words) -> str:
    """What the check of a citation found."""
    return f'<span class="verdict {verdict.value}">{escape(verdict_word(verdict, words))}</span>'


def snippet(text: str, limit: int = SNIPPET) -> str:
    """The beginning of a text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0] + " …"


def quote_markup(place: Place) -> str:
    """The beginning of a quote on one line, with the marks of its file as what they mean."""
    return shown_words(snippet(one_line(place.quote, place.file)), place.file)


def cite_link(exchange: int, place: Place) -> str:
    """The fragment of a link to a place: what a click asks for, then what a new tab needs to find the place."""
    return f"#cite-{exchange}-{place.number}-{place.address}"


def cite(exchange: int, place: Place, words: Words) -> str:
    doubt = "" if place.verdict is Verdict.EXACT else " unsure"
    return (
        f'<a class="cite{doubt}" href="{cite_link(exchange, place)}">'
        f'<span class="unseen">{escape(words.show)} </span>{place.number}</a><span class="tip" role="tooltip">'
        f'<span class="tip-quote" dir="auto">{_around(place)}</span>'
        f"{where_markup(place, words)}{verdict_markup(place.verdict, words) if place.verdict else ''}</span>"
    )


def _around(place: Place) -> str:
    """A quote between the sentences around it."""
    said = f'<span class="tip-said">{quote_markup(place)}</span>'
    before, after = (shown_words(snippet(one_line(text, place.file), AROUND), place.file) for text in place.around)
    return " ".join(filter(None, (before, said, after)))


def references(exchange: int, found: Sequence[Place], words: Words) -> str:
    """The proofs of an answer: each quote under the title of its document."""
    items = "".join(
        f'<li><a class="reference" href="{cite_link(exchange, place)}" title="{name_markup(place.file)}">'
        f'<span class="number">{place.number}</span><span class="proof">{where_markup(place, words)}'
        f'<span class="quote" dir="auto">{quote_markup(place)}</span>{path_markup(place)}</span>'
        f"{verdict_markup(place.verdict, words) if place.verdict else ''}</a></li>"
        for place in found
    )
    return f'<h3 class="label">{escape(words.references)}</h3><ol class="references">{items}</ol>' if found else ""


def shared_words(answer: Answer, text: str) -> list[str]:
    """The words of the question, as it was understood, that a text has in any form, in their order."""
    terms = {token.term for token in analyse(text, answer.language)}
    asked = answer.completed
    found = (asked[token.start : token.end] for token in analyse(asked, answer.language) if token.term in terms)
    return list(dict.fromkeys(found))


def nearest(found: Sequence[Place], words: Words) -> str:
    """What the nearest passage is about, in a line; without one, that nothing is given since nothing is proven."""
    own = ANSWER_WORDS[words.language]
    told = words.no_answer_more
    if found:
        title, headings = found[0].title or found[0].file, headings_of(found[0])
        told = own.nearest_in.format(subject=headings[-1], title=title) if headings else own.nearest.format(title=title)
    return f'<p class="nearest" dir="auto">{text_markup(told)}</p>'


def closest(exchange: int, answer: Answer, found: Sequence[Place], words: Words) -> str:
    """The passages that come nearest, folded, each with the reason why it is among them."""
    if not found:
        return ""
    items = ""
    for place in found:
        shared = shared_words(answer, place.quote)
        reason = words.shared.format(words=", ".join(shared)) if shared else words.akin
        items += (
            f'<li><a class="passage" href="{cite_link(exchange, place)}">{where_markup(place, words)}'
            f'<span class="snippet" dir="auto">{quote_markup(place)}</span>'
            f'<span class="reason">{text_markup(reason)}</span></a></li>'
        )
    told = escape(counted(ANSWER_WORDS[words.language].closest, len(found)))
    return f'<details class="nearby"><summary>{told}</summary><ol class="closest">{items}</ol></details>'
