"""What is read in one paragraph: its runs with symbols, equations and fields, without what is hidden or deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.load.docx.equations import linear
from ingest.load.docx.names import (
    ALTERNATE,
    BOX,
    CHOICE,
    COMMENT,
    DRAWN_PARAGRAPH,
    DRAWN_TEXT,
    ENDNOTE,
    EQUATION,
    EQUATIONS,
    FALLBACK,
    FOOTNOTE,
    NOT_READ,
    PARAGRAPH,
    PICTURES,
    RUN,
    VALUE,
    is_on,
    w,
)
from ingest.load.docx.styles import Styles
from ingest.load.docx.symbols import is_sign_font, sign, signs

_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_PRIVATE = re.compile("[\uf000-\uf0ff]")
_TEXT, _SYMBOL, _FIELD_MARK = w("t"), w("sym"), w("fldChar")
_FIXED = {
    w("br"): "\n",
    w("cr"): "\n",
    w("tab"): "\t",
    w("ptab"): "\t",
    w("noBreakHyphen"): "\u2011",
    DRAWN_PARAGRAPH: "\n",
}
_REFERENCES = frozenset({FOOTNOTE, ENDNOTE, COMMENT})
_TICKED, _EMPTY = "☒", "☐"


@dataclass(slots=True)
class Read:
    """The text of a paragraph, lines trimmed, and what hangs on it: references to notes, text boxes, pictures.

    `hidden`: it has text and all of it is hidden. `runs` are the pieces of text, each with the run that it is from.
    """

    text: str = ""
    hidden: bool = False
    references: list[Any] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    pictures: list[Any] = field(default_factory=list)
    runs: list[tuple[str, Any | None]] = field(default_factory=list)

    def hanging(self, tag: str) -> list[Any] | None:
        """Where elements of a tag go that hang on a paragraph, `None` for others."""
        if tag == BOX:
            return self.boxes
        return self.pictures if tag in PICTURES else self.references if tag in _REFERENCES else None


class RunReader:
    """Reads paragraphs with the styles of their document; `hidden` are the characters that none of them shows."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.hidden = 0

    def read(self, paragraph: Any, before: Read | None = None) -> Read:
        """The text of a paragraph, or of an equation that stands between paragraphs.

        `before` is what belongs in front of it: a paragraph whose end is deleted, or a large initial.
        """
        read = Read() if before is None else replace(before)
        style = self._styles.of(paragraph)
        fields = _Fields(paragraph)
        # An equation may stand between paragraphs, as one.
        top = [paragraph] if paragraph.tag in (EQUATION, EQUATIONS) else _children(paragraph)
        waiting: list[tuple[Any, Any | None]] = [(child, None) for child in top]
        while waiting:
            element, run = waiting.pop()
            tag = element.tag
            if tag == RUN:
                if self._styles.toggled("vanish", element, style):
                    read.hidden = True
                    self.hidden += sum(len(each.text or "") for each in element.iter(w("t")))
                    continue
                waiting.extend((child, element) for child in _children(element))
            elif tag == _FIELD_MARK:
                fields.pass_(element)
                read.runs.append((_form_value(element), run))
            elif (hanging := read.hanging(tag)) is not None:
                hanging.append(element)
            elif text := self._text(element, run):
                if not fields.in_code:
                    read.runs.append((text, run))
            elif tag not in NOT_READ and tag != PARAGRAPH and tag not in (EQUATION, EQUATIONS):
                waiting.extend((child, run) for child in _children(element))
        lines = (line.strip() for line in "".join(text for text, _ in read.runs).split("\n"))
        read.text = "\n".join(line for line in lines if line)
        read.hidden = read.hidden and not read.text
        return read

    def strong(self, read: Read, paragraph: Any) -> bool:
        """Whether the first line of a paragraph is bold to its end."""
        style = self._styles.of(paragraph)
        for text, run in read.runs:
            line, broken, _ = text.lstrip("\n").partition("\n") if text.strip() else ("", "", "")
            if line.strip() and not self._styles.toggled("b", run, style):
                return False
            if broken and line.strip():
                break
        return bool(read.text)

    def _text(self, element: Any, run: Any | None) -> str:
        """The text that an element is, `""` for one that may hold some."""
        tag = element.tag
        if tag == _TEXT:
            text = _SPACE.sub(" ", element.text or "")
            # Only a run whose letters lie in the private area, or are few, is worth the look at its font.
            font = self._styles.font(run) if run is not None and _maybe_signs(text) else None
            return signs(font, text) if is_sign_font(font) else text
        if tag in _FIXED:
            return _FIXED[tag]
        if tag == _SYMBOL:
            code = element.get(w("char"), "")
            return sign(element.get(w("font")), int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) else ""
        if tag == EQUATIONS:
            return "\n".join(linear(equation).strip() for equation in element.iterchildren(EQUATION))
        if tag == EQUATION:
            return linear(element)
        return _SPACE.sub(" ", element.text or "") if tag == DRAWN_TEXT else ""


class _Fields:
    """Where in a paragraph the code of a field stands, whose nested results are not shown.

    Fields that begin or end in another paragraph (a table of contents) are not followed: a document with a mark
    missing must not lose its text.
    """

    def __init__(self, paragraph: Any) -> None:
        kinds = [mark.get(w("fldCharType")) for mark in paragraph.iter(_FIELD_MARK)]
        self._followed = kinds.count("begin") == kinds.count("end")
        self._codes: list[bool] = []

    @property
    def in_code(self) -> bool:
        return any(self._codes)

    def pass_(self, mark: Any) -> None:
        """Go past the mark that begins, divides or ends a field."""
        if not self._followed:
            return
        kind = mark.get(w("fldCharType"))
        if kind == "begin":
            self._codes.append(True)
        elif self._codes and kind == "separate":
            self._codes[-1] = False
        elif self._codes and kind == "end":
            self._codes.pop()


def _children(element: Any) -> Iterator[Any]:
    """The children of an element, last first; of alternatives the one that holds text."""
    yield from reversed(chosen(element) if element.tag == ALTERNATE else element)


def chosen(alternate: Any) -> Any:
    """The alternative of an element `AlternateContent` that is read: the first one, unless only a later has text."""
    options = [child for child in alternate if child.tag in (CHOICE, FALLBACK)]
    texts = (_TEXT, EQUATION, _SYMBOL, DRAWN_TEXT)
    return next(
        (option for option in options if next(option.iter(*texts), None) is not None), options[0] if options else ()
    )


def _maybe_signs(text: str) -> bool:
    return len(text) <= 2 or _PRIVATE.search(text) is not None


def _form_value(mark: Any) -> str:
    """What a form field of an older document shows without text of its own: a tick box, the choice of a list."""
    box = mark.find(f"{w('ffData')}/{w('checkBox')}")
    if box is not None:
        state = box.find(w("checked"))
        state = box.find(w("default")) if state is None else state
        return _TICKED if state is not None and is_on(state.get(VALUE)) else _EMPTY
    choices = mark.find(f"{w('ffData')}/{w('ddList')}")
    if choices is None:
        return ""
    entries = [entry.get(VALUE, "") for entry in choices.iterchildren(w("listEntry"))]
    chosen_ = choices.find(w("result"))
    chosen_ = choices.find(w("default")) if chosen_ is None else chosen_
    index = chosen_.get(VALUE, "0") if chosen_ is not None else "0"
    return entries[int(index)] if index.isdigit() and int(index) < len(entries) else ""
