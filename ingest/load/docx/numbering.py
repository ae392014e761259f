"""Automatic numbers of paragraphs, as Word displays them: `Article 2`, `1.1`, `a)`, `- ` for any bullet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.load.docx.counting import numeral
from ingest.load.docx.names import ALTERNATE, CHOICE, RUN_PROPERTIES, VALUE, is_on, w
from ingest.load.docx.styles import Styles

LEVELS = 9
"""Levels that a list of Word has."""

BULLET = "- "
"""What stands for any bullet; the signs themselves come from fonts of signs and say nothing."""

_PLACE = re.compile(r"%([1-9])")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before a numbered paragraph (`text`, with the space behind it), and how deep its list is, from 1."""

    text: str
    depth: int


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 0
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"
    hidden: bool = False
    pictured: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    """A `w:num`: the abstract list whose counts it goes on with, and what it says otherwise."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)


class Numbering:
    """The lists of a document, which count as its paragraphs go by."""

    def __init__(self, root: Any | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, dict[int, Any]] = {}
        self._read: dict[tuple[str, int], _Level] = {}
        self._linked: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        if root is not None:
            for element in root.iterchildren(w("abstractNum")):
                self._add_abstract(element)
            for element in root.iterchildren(w("num")):
                self._add_list(element)

    def restarted(self) -> Numbering:
        """The same lists with nothing counted: notes, headers and footers count for themselves."""
        other = Numbering(None, self._styles)
        other._abstract, other._linked = self._abstract, self._linked
        other._lists = {number: replace(found, begun=set()) for number, found in self._lists.items()}
        return other

    def mark(self, paragraph: Any) -> Mark | None:
        """Count a paragraph, and say what stands before it; `None` where it belongs to no list or shows nothing."""
        number, level, style = self._styles.numbered(paragraph)
        if number is None or number == "0":
            return None
        found = self._resolved(number)
        if found is None:
            # The list is named and not defined: Word shows the paragraph without a number, inside a list all the same.
            return Mark(BULLET, (level or 0) + 1)
        if level is None:
            level = self._level_of_style(found, style)
        at = min(level, LEVELS - 1)
        text = self._displayed(found, at)
        return Mark(text, max(at + 1, self._styles.depth(paragraph))) if text else None

    def _displayed(self, list_: _List, at: int) -> str:
        level = self._level(list_, at)
        self._count(list_, at, level)
        if level.form == "bullet":
            shown = bool(level.text.strip()) or level.pictured
            return BULLET if shown and not level.hidden else ""
        text = _SPACE.sub(" ", _PLACE.sub(lambda place: self._place(list_, int(place[1]) - 1, level), level.text))
        if level.hidden or not text.strip():
            return ""
        return text.lstrip() if level.suffix == "nothing" else f"{text.strip()} "

    def _place(self, list_: _List, at: int, shown: _Level) -> str:
        level = self._level(list_, at)
        count = self._counts[list_.abstract][at]
        number = list_.starts.get(at, level.start) if count is None else count
        form = "decimal" if shown.legal and level.form != "none" else level.form
        return "" if form == "bullet" else numeral(number, form, self._styles.language)

    def _count(self, list_: _List, at: int, level: _Level) -> None:
        counts = self._counts.setdefault(list_.abstract, [None] * LEVELS)
        count = counts[at]
        start = list_.starts.get(at, level.start)
        if count is None or (at in list_.starts and at not in list_.begun):
            counts[at] = start
        else:
            counts[at] = count + 1
        list_.begun.add(at)
        for deeper in range(at + 1, LEVELS):
            restart = self._level(list_, deeper).restart
            if restart is None or at < restart:
                counts[deeper] = None

    def _level(self, list_: _List, at: int) -> _Level:
        """A level as the list has it; a document defines many more than it uses, so one is read at its first use."""
        own = list_.levels.get(at)
        if own is not None:
            return own
        key = (list_.abstract, at)
        if key not in self._read:
            element = self._abstract.get(list_.abstract, {}).get(at)
            self._read[key] = _Level() if element is None else _read(element)
        return self._read[key]

    def _level_of_style(self, list_: _List, style: str) -> int:
        return next((at for at in range(LEVELS) if style and self._level(list_, at).style == style), 0)

    def _resolved(self, number: str) -> _List | None:
        """The list of a number; an abstract list that only names a numbering style stands for that style's list."""
        found = self._lists.get(number)
        linked = self._linked.get(found.abstract) if found else None
        if found and linked and (target := self._lists.get(self._styles.number_of(linked) or "")):
            found.abstract = target.abstract
        return found

    def _add_abstract(self, element: Any) -> None:
        identifier = element.get(w("abstractNumId"), "")
        self._abstract[identifier] = {_index(level): level for level in element.iterchildren(w("lvl"))}
        link = element.find(w("numStyleLink"))
        if link is not None:
            self._linked[identifier] = link.get(VALUE, "")

    def _add_list(self, element: Any) -> None:
        abstract = element.find(w("abstractNumId"))
        found = _List("" if abstract is None else abstract.get(VALUE, ""))
        for override in element.iterchildren(w("lvlOverride")):
            at = _index(override)
            start, level = override.find(w("startOverride")), override.find(w("lvl"))
            if level is not None:
                found.levels[at] = _read(level)
            if start is not None:
                found.starts[at] = _whole(start, 0)
        self._lists[element.get(w("numId"), "")] = found


def _read(element: Any) -> _Level:
    form, form_name = element.find(w("numFmt")), "decimal"
    if form is None:
        # Forms that came later stand in an alternative: `<numFmt val="custom" format="001, 002, 003, …"/>`.
        form = element.find(f"{ALTERNATE}/{CHOICE}/{w('numFmt')}")
    if form is not None:
        form_name = form.get(VALUE, "decimal")
        if form_name == "custom":
            form_name = form.get(w("format"), "").partition(",")[0].strip()
    text, restart, style = element.find(w("lvlText")), element.find(w("lvlRestart")), element.find(w("pStyle"))
    legal, suffix = element.find(w("isLgl")), element.find(w("suff"))
    hidden = element.find(f"{RUN_PROPERTIES}/{w('vanish')}")
    return _Level(
        start=_whole(element.find(w("start")), 0),
        form=form_name,
        text="" if text is None else text.get(VALUE, ""),
        restart=None if restart is None else _whole(restart, 0),
        legal=legal is not None and is_on(legal.get(VALUE)),
        suffix="tab" if suffix is None else suffix.get(VALUE, "tab"),
        hidden=hidden is not None and is_on(hidden.get(VALUE)),
        pictured=element.find(w("lvlPicBulletId")) is not None,
        style="" if style is None else style.get(VALUE, ""),
    )


def _index(element: Any) -> int:
    value = element.get(w("ilvl"), "0")
    return int(value) if value.isdigit() and int(value) < LEVELS else 0


def _whole(element: Any | None, default: int) -> int:
    value = "" if element is None else element.get(VALUE, "")
    return int(value) if value.lstrip("-").isdigit() and len(value) < 10 else default
