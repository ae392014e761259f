"""A pack read again from any of its forms, and whether the text that people see says what its data says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from rag.errors import UsageError
from rag.proof.pack import KIND, VERSION
from rag.proof.records import Record
from ui.pack.forms import written
from ui.pack.making import maker
from ui.words.lexicon import WORDS

_PAGE = re.compile(r'<script type="application/json" id="evidence">(.*?)</script>', re.DOTALL)
_PAGE_LANGUAGE = re.compile(r'<html lang="(\w+)"')
_COMMENT = re.compile(r"^<!-- preuve evidence pack (\w+) (.*) -->$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ReadPack:
    """The data of a pack with the form and the language that it was written in."""

    record: Record
    form: str
    language: str


def is_pack(value: Any) -> bool:
    """Whether a JSON value is a pack."""
    return isinstance(value, dict) and value.get("kind") == KIND


def read_pack(text: str, name: str) -> ReadPack | None:
    """The pack in a web page or a Markdown text; `None` where the text is neither. `name` is for messages.

    Raises `UsageError` where a pack is there and cannot be read.
    """
    page, comments = _PAGE.search(text), list(_COMMENT.finditer(text))
    if page is None and not comments:
        return None
    if page is not None:
        language = _PAGE_LANGUAGE.search(text)
        found = (page[1], "html", language[1] if language else "")
    else:
        # What a document says comes before our own comment, which is the last.
        found = (comments[-1][2], "markdown", comments[-1][1])
    data, form, language_code = found
    try:
        record = json.loads(data)
    except ValueError as error:
        raise UsageError(f"{name}: its evidence cannot be read ({error}): export it again") from error
    if not is_pack(record):
        raise UsageError(f"{name}: its evidence is no evidence pack: export it again")
    return ReadPack(record, form, language_code)


def refuse_newer(record: Record, name: str) -> None:
    """Raise `UsageError` for a pack of a version that this program does not know."""
    if record.get("version") != VERSION:
        raise UsageError(f"{name} is an evidence pack of version {record.get('version')!r}: use a newer preuve")


def differs(text: str, pack: ReadPack) -> str | None:
    """In one line how a text differs from what its data says; `None` where it does not.

    Only the version of the program that wrote it writes it again to the letter.
    """
    if pack.record.get("maker") != maker() or pack.language not in WORDS:
        return f"its text was written by {pack.record.get('maker')!r}, and only its data can be checked"
    try:
        again = written(pack.record, pack.form, WORDS[pack.language]).decode()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return f"its data is not complete ({error!r})"
    lines = zip(text.splitlines(), again.splitlines(), strict=False)
    number = next((number for number, (there, ours) in enumerate(lines, 1) if there != ours), None)
    if number is None and text.splitlines() != again.splitlines():
        number = min(len(text.splitlines()), len(again.splitlines())) + 1
    return None if number is None else f"line {number} does not say what its data says"
