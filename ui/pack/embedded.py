"""The data of a pack inside a text that people read: ASCII JSON in which nothing can end the element around it."""

from __future__ import annotations

import json
import re

from rag.proof.records import Record

_UNSAFE = re.compile(r"[<>&'\-]")


def embedded(pack: Record) -> str:
    """JSON on one line that can stand in an HTML comment or a script element.

    A hyphen outside of numbers is escaped, since two of them end a comment.
    """
    text = json.dumps(pack, ensure_ascii=True, separators=(",", ":"))
    parts = re.split(r'("(?:[^"\\]|\\.)*")', text)
    return "".join(
        _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", part) if part.startswith('"') else part for part in parts
    )
