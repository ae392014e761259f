"""The signs of an RTF file: groups, control words with their numbers, and text in the encodings of its fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<symbol>[^A-Za-z'])"
    rb"|(?P<open>\{)|(?P<close>\})|(?P<break>[\r\n]+)|(?P<text>[^\\{}\r\n]+)|\\",
    re.S,
)
SYMBOLS = {
    "tab": "\t", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emdash": "—", "endash": "–", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
    "ltrmark": "", "rtlmark": "", "zwj": "\u200d", "zwnj": "\u200c", "lbr": "\n", "softline": "\n",
}  # fmt: skip
"""Control words that stand for a character."""

CHARSETS = {
    0: "cp1252", 1: "", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""Encodings by the number that a font gives; empty where it is that of the file."""


class Kind(Enum):
    OPEN = auto()
    CLOSE = auto()
    WORD = auto()
    SYMBOL = auto()
    BYTES = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """`name` is that of a control word or a symbol, `number` what stands behind it, `data` bytes of text."""

    kind: Kind
    name: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of a file in order; binary data behind `bin` are passed over."""
    at = 0
    while found := _TOKEN.match(data, at):
        at = found.end()
        match found.lastgroup:
            case "open":
                yield Token(Kind.OPEN)
            case "close":
                yield Token(Kind.CLOSE)
            case "byte":
                yield Token(Kind.BYTES, data=bytes([int(found["byte"], 16)]))
            case "text":
                yield Token(Kind.BYTES, data=found["text"])
            case "symbol":
                yield Token(Kind.SYMBOL, found["symbol"].decode("latin-1"))
            case "word" | "number":
                number = int(found["number"]) if found["number"] else None
                name = found["word"].decode("ascii")
                if name == "bin" and number:
                    at += max(0, number)
                yield Token(Kind.WORD, name, number)
