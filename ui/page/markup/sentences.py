"""The words of a sentence as people read them: a list as a list, a row under its header, marks of Markdown as meant.

What is copied, exported and checked is the quote itself, untouched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.answers import Answer, AnswerSentence, Citation
from rag.language.items import mark_of
from ui.neutralise import escape, flowing, name_markup, text_markup, visible_text
from ui.page.markdown import is_markdown, plain_title, runs
from ui.words.answers import ANSWER_WORDS, instead_words
from ui.words.words import Words, counted

_BAR = re.compile(r"(?<!\\)\|")
_LINE_MARKS = re.compile(r"^[ \t]*(?:#{1,6}|>)[ \t]+", re.M)
_ENTITY = re.compile(r"<br ?/?>|</?(?:b|i|em|strong|u|sup|sub|span|kbd|code)(?: [^>\n]*)?>", re.I)


def shown_words(text: str, file: str) -> str:
    """A quote as neutralised markup: what its file marks as bold, emphasised, struck out or code is shown so.

    Only Markdown has such marks.
    """
    if not is_markdown(file):
        return text_markup(text)
    words = visible_text(_LINE_MARKS.sub("", _ENTITY.sub(" ", text)))
    shown, opened = "", tuple[str, ...]()
    for run in runs(words):
        if not run.sign:
            shown += _turned(opened, run.tags) + escape(words[run.span.start : run.span.end])
            opened = run.tags
    return shown + _turned(opened, ())


def _turned(opened: Sequence[str], tags: Sequence[str]) -> str:
    """What ends the elements that are open and begins those of the next words; those of both go on."""
    same = 0
    while same < min(len(opened), len(tags)) and opened[same] == tags[same]:
        same += 1
    return "".join(f"</{tag}>" for tag in reversed(opened[same:])) + "".join(f"<{tag}>" for tag in tags[same:])


def title_markup(title: str, file: str) -> str:
    """The title of a document as neutralised markup."""
    return name_markup(plain_title(title, file))


def one_line(text: str, file: str) -> str:
    """A quote on one line, for where it is only named; headings, items and rows are kept apart."""
    parts: list[tuple[str, bool]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        cells = [cell for cell in _cells(line) if cell]
        if cells and all(set(cell) <= set(":-") for cell in cells):
            continue  # the rule below a header
        words = _without_bullet(_LINE_MARKS.sub("", line) if is_markdown(file) else line)
        parts.append((" · ".join(cells) or words, bool(cells) or words != line or mark_of(line) is not None))
    shown = parts[0][0] if parts else ""
    for (_, before), (words, apart) in pairwise(parts):
        shown += (" · " if before or apart else " ") + words
    return shown


def tagged(markup: str, tags: Sequence[str]) -> str:
    """Markup inside of elements, the outermost first."""
    for tag in reversed(tags):
        markup = f"<{tag}>{markup}</{tag}>"
    return markup


def sentence_words(sentence: AnswerSentence, words: Words) -> tuple[str, str]:
    """The tag that holds a sentence, and its words as neutralised markup."""
    cited = sentence.citations
    file = cited[0].file if cited else ""
    if sentence.left:
        return "div", _list(cited[0].quote, file) + _folded(sentence, cited[-1], words)
    if len(cited) == 2 and sentence.text == f"{cited[0].quote}\n{cited[1].quote}" and _cells(cited[1].quote):
        return "div", _table(cited[0], cited[1])
    if cited and sentence.text == cited[0].quote and _is_list(sentence.text):
        return "div", _list(sentence.text, file)
    cells = _cells(sentence.text) if cited and sentence.text == cited[0].quote else []
    text = " · ".join(filter(None, cells)) if len(cells) > 1 else flowing(sentence.text)
    if cells or (cited and sentence.text == cited[0].quote):
        return "p", shown_words(text, file)
    return "p", text_markup(text)


def certainty_markup(answer: Answer, words: Words) -> str:
    """How likely the answer answers, apart from the verdicts of its citations."""
    if answer.certainty is None:
        return ""
    own = ANSWER_WORDS[words.language]
    name, word = own.certainty_name[answer.certainty], own.certainty[answer.certainty]
    return f'<p class="certainty {answer.certainty.value}" title="{escape(name)}">{escape(word)}</p>'


def instead_markup(answer: Answer, words: Words) -> str:
    """What the documents name in the place of something that was asked."""
    if answer.instead is None:
        return ""
    said = instead_words(answer.instead.found, answer.instead.asked, words.language)
    return f'<p class="note instead" dir="auto">{text_markup(said)}</p>'


def _is_list(text: str) -> bool:
    """Whether a quote has several lines of which at least two are items."""
    return sum(mark_of(line.lstrip()) is not None for line in text.splitlines()) > 1


def _list(text: str, file: str) -> str:
    """What announces a list as a paragraph, its items as a list; a line without a mark goes on with the one before."""
    before: list[str] = []
    items: list[str] = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bulleted = any(_without_bullet(line) != line for line in lines)
    for line in lines:
        if mark_of(line) or (items and not bulleted):
            items.append(_without_bullet(line))
        elif items:
            items[-1] += " " + line
        else:
            before.append(line)
    opening = f"<span>{shown_words(' '.join(before), file)}</span>" if before else ""
    listed = "".join(f'<li dir="auto">{shown_words(item, file)}</li>' for item in items)
    return f'{opening}<ul class="items">{listed}</ul>'


def _without_bullet(line: str) -> str:
    """A line without the sign before it, which a list of the page has anyway; a number stays."""
    mark = mark_of(line)
    return line[mark.end :] if mark is not None and mark.kind == "bullet" else line


def _folded(sentence: AnswerSentence, rest: Citation, words: Words) -> str:
    """The rest of a long list, which a click unfolds."""
    left = counted(ANSWER_WORDS[words.language].left, sentence.left)
    return f'<details class="more"><summary>{escape(left)}</summary>{_list(rest.quote, rest.file)}</details>'


def _cells(text: str) -> list[str]:
    """The cells of a row that is written with bars; empty where it is not."""
    line = text.strip()
    if "\n" in line or not _BAR.search(line):
        return []
    return [cell.strip() for cell in _BAR.split(line.removeprefix("|").removesuffix("|"))]


def _table(header: Citation, row: Citation) -> str:
    """A row under its header; where both have other numbers of cells, one line under the other."""
    names, values = _cells(header.quote), _cells(row.quote)
    width = max(len(names), len(values))
    if not names:
        return f"{text_markup(header.quote)}<br>{text_markup(row.quote)}"
    heads, cells = (
        "".join(
            f'<{tag} dir="auto">{shown_words(cell, row.file)}</{tag}>' for cell in [*line, *[""] * (width - len(line))]
        )
        for tag, line in (("th", names), ("td", values))
    )
    return f'<table class="cells"><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>'
