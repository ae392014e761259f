"""The canonical text of a document or a question: the form that offsets count."""

from __future__ import annotations

import re

from rag.language.composing import compose

_LINE_END = re.compile("\r\n?")
_BREAKS = "\v\f\x85\u2028\u2029"
"""Further characters at which every reader begins a new line (BK and NL of Unicode's UAX 14)."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical(text: str) -> str:
    """Decoded text in the form that offsets count.

    Line ends, form feeds, vertical tabs, next lines and Unicode's own separators become a line feed; control characters
    other than line feed and tab and a byte order mark at the start are dropped; the rest is composed (NFC). Lone
    surrogates, which no file can hold in UTF-8, become U+FFFD. Nothing is trimmed. A canonical text stays as it is.
    """
    for sign in _BREAKS:
        text = text.replace(sign, "\n")
    text = _CONTROL.sub("", _LINE_END.sub("\n", text)).lstrip("\ufeff")
    return compose(_SURROGATE.sub("\ufffd", text))
