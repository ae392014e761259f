"""What the front matter of a Markdown file says about it."""

from __future__ import annotations

import re

from ingest.load.metadata import SILENT, Metadata

_FRONT = re.compile(r"---[ \t]*\n((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|$)")
_LINE = re.compile(r"([A-Za-z_-]+)[ \t]*:[ \t]*(\S.*?)[ \t]*$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(\S.*?)[ \t]*$")


def metadata(text: str) -> Metadata:
    """Title, author and date of lines `key: value`; of several authors, in brackets or below each other, all."""
    front = _FRONT.match(text)
    if front is None:
        return SILENT
    told: dict[str, str] = {}
    key = ""
    for line in front[1].splitlines():
        if match := _LINE.match(line):
            key = ""
            told.setdefault(match[1].lower(), ", ".join(map(_bare, match[2].strip("[]").split(","))))
        elif opened := re.match(r"([A-Za-z_-]+)[ \t]*:[ \t]*$", line):
            key = opened[1].lower()
        elif key and (item := _ITEM.match(line)):
            told[key] = f"{told[key]}, {_bare(item[1])}" if key in told else _bare(item[1])
    title = re.search(r"^title[ \t]*:[ \t]*(\S.*?)[ \t]*$", front[1], re.M | re.I)
    return Metadata(
        _bare(title[1]) if title else None,
        told.get("author") or told.get("authors"),
        told.get("updated") or told.get("lastmod") or told.get("date"),
    )


def _bare(value: str) -> str:
    """A value without the quotation marks around it."""
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
