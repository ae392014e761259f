"""The Python that runs this, and a fix of it that matters where texts come from strangers."""

from __future__ import annotations

import sys

LINEAR = {(3, 11): 16, (3, 12): 14, (3, 13): 14, (3, 14): 6}
"""The first patch level of each series whose `unicodedata.normalize` takes linear time (CVE-2026-3276, gh-149079).

Before, a long row of combining marks takes time that grows with its square, in every form and with the interpreter's
lock held. This program orders such rows itself (`rag.language.composing`); what libraries do with a text is theirs.
"""


def missing_fix(version: tuple[int, int, int] = sys.version_info[:3]) -> str:
    """A line that says what this Python lacks; empty where it has it, as every series from 3.15 on does."""
    major, minor, patch = version
    needed = LINEAR.get((major, minor), 0)
    if patch >= needed:
        return ""
    return (
        f"Python {major}.{minor}.{patch} can be kept busy by a text with long rows of combining marks (CVE-2026-3276): "
        f"use {major}.{minor}.{needed} or later, unless your distributor has added the fix"
    )
