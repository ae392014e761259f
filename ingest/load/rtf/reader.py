"""Rich Text Format: paragraphs, headings, lists, tables and notes as they are shown."""

from __future__ import annotations

import codecs
from dataclasses import replace

from ingest.load.extracted import Extracted
from ingest.load.rtf.state import Fonts, State, Styles
from ingest.load.rtf.tokens import SYMBOLS, Kind, Token, tokens
from ingest.load.rtf.writer import Writer
from rag.errors import FileRefused

FORMAT = "rtf"

DEEPEST = 1_000
"""Groups inside of each other; Word writes a few dozen."""

_TRANSPARENT = frozenset("shpinst shptxt nesttableprops ud".split())
"""Destinations that others may pass over, and that hold text."""
_PASSED = frozenset(
    "colortbl pict objdata themedata colorschememapping datastore latentstyles rsidtbl generator xmlnstbl listtable"
    " listoverridetable revtbl filetbl fldinst sp sn sv shppict nonshppict blipuid bkmkstart bkmkend pnseclvl pgdsctbl"
    " atnid atnauthor atndate atnicn atnref atnparent atntime operator company category keywords comment doccomm"
    " hlinkbase manager userprops template private1 mmathPr wgrffmtfilter xe tc tcn rxe txe formfield ffdeftext".split()
)
_INTO = {
    "fonttbl": "fonts", "stylesheet": "styles", "info": "info", "title": "title", "author": "author",
    "footnote": "note", "annotation": "note", "listtext": "mark", "pntext": "mark", "header": "margin",
    "headerl": "margin", "headerr": "margin", "headerf": "margin", "footer": "margin", "footerl": "margin",
    "footerr": "margin", "footerf": "margin", "ftnsep": "", "ftnsepc": "", "aftnsep": "", "aftnsepc": "",
}  # fmt: skip
"""What the text of a destination goes into; the words of headers and footers are read once, at the end."""
_CODE_PAGES = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850", "ansi": "cp1252"}


def read(data: bytes) -> Extracted:
    """The text of an RTF file.

    Raises `FileRefused`: `damaged` where its groups are nested without end, `empty` where it holds no text.
    """
    reader = _Reader()
    for token in tokens(data):
        reader.take(token)
    writer = reader.finish()
    if not writer.composer.length:
        raise FileRefused("empty", "the RTF document holds no text; nothing can be cited from it")
    warnings = () if reader.closed else ("the RTF document is cut off: its last group does not end",)
    return writer.composer.extracted(FORMAT, writer.metadata(), warnings, reader.hidden)


class _Reader:
    """Goes through the tokens with a stack of states; `hidden` counts characters that are not shown."""

    def __init__(self) -> None:
        self._stack: list[State] = []
        self._state = State()
        self._fonts, self._styles = Fonts(), Styles()
        self._writer = Writer(self._styles)
        self._file_encoding = "cp1252"
        self._bytes = bytearray()
        self._to_skip = 0
        self._optional = False
        self._surrogate = 0
        self.hidden = 0
        self.closed = False

    def take(self, token: Token) -> None:
        """Read one token. Raises `FileRefused` (`damaged`)."""
        if token.kind is Kind.BYTES:
            self._take_bytes(token.data)
            return
        self._flush()
        if token.kind is Kind.OPEN:
            self._open()
        elif token.kind is Kind.CLOSE:
            self._close()
        elif token.kind is Kind.SYMBOL:
            self._symbol(token.name)
        else:
            self._word(token.name, token.number)

    def finish(self) -> Writer:
        """The writer, once all tokens were taken."""
        self._flush()
        self._writer.finish()
        return self._writer

    def _open(self) -> None:
        if len(self._stack) >= DEEPEST:
            raise FileRefused("damaged", f"the RTF document is nested more than {DEEPEST} groups deep; save it again")
        self._stack.append(self._state)
        self._to_skip = 0

    def _close(self) -> None:
        into = self._state.into
        self._state = self._stack.pop() if self._stack else State("")
        self._to_skip = 0
        self._optional = False
        if not self._stack:
            self.closed = True
            self._state = State("")
        if into != self._state.into:
            self._writer.end(into)

    def _take_bytes(self, data: bytes) -> None:
        if self._to_skip:
            passed = min(self._to_skip, len(data))
            self._to_skip -= passed
            data = data[passed:]
        self._optional = False
        self._bytes += data

    def _flush(self) -> None:
        """Hand on the bytes that were read, which only together may be letters."""
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            self._text(data.decode(self._state.encoding or self._file_encoding, "replace"))

    def _text(self, text: str) -> None:
        if not self._state.into or self._state.doubled:
            return
        if self._state.hidden:
            self.hidden += len(text.strip())
        elif self._state.into == "styles":
            self._styles.name(text)
        elif self._state.into not in ("fonts", "info"):
            self._writer.text(text, self._state.into, self._state.bold)

    def _symbol(self, sign: str) -> None:
        if sign == "*":
            self._optional = True
        elif self._to_skip:
            self._to_skip -= 1
        elif sign in "\r\n":
            self._par()
        elif sign in "\\{}":
            self._text(sign)
        elif sign in "~_":
            self._text("\u00a0" if sign == "~" else "\u2011")

    def _word(self, name: str, number: int | None) -> None:
        optional, self._optional = self._optional, False
        if name in _INTO or name in _PASSED or (optional and name not in _TRANSPARENT):
            into = _INTO.get(name, "")
            # What a destination that is passed over holds is passed over too.
            if self._state.into:
                self._state = replace(self._state, into=into, hidden=False)
            return
        if name == "u" and number is not None:
            self._unicode(number)
        elif name in SYMBOLS:
            self._text(SYMBOLS[name])
        elif self._state.into == "body" and self._writer.layout(name, number):
            pass
        elif name in ("par", "sect", "page"):
            self._par()
        else:
            self._format(name, number)

    def _par(self) -> None:
        if self._state.into == "body":
            self._writer.paragraph_end()
        else:
            self._text("\n")

    def _unicode(self, number: int) -> None:
        code = number + 65536 if number < 0 else number
        if 0xD800 <= code < 0xDC00:
            self._surrogate = code
        elif 0xDC00 <= code < 0xE000 and self._surrogate:
            self._text(chr(0x10000 + ((self._surrogate - 0xD800) << 10) + (code - 0xDC00)))
            self._surrogate = 0
        elif 0 < code < 0x110000:
            self._text(chr(code))
        self._to_skip = self._state.skip

    def _format(self, name: str, number: int | None) -> None:
        """Note what a control word says about the text behind it."""
        state = self._state
        match name:
            case "uc" if number is not None:
                self._state = replace(state, skip=max(0, min(number, 100)))
            case "v" | "deleted" | "webhidden":
                self._state = replace(state, hidden=number != 0)
            case "b":
                self._state = replace(state, bold=number != 0)
            case "upr" | "ud":
                self._state = replace(state, doubled=name == "upr")
            case "plain":
                self._state = replace(state, bold=False, hidden=False)
            case _:
                self._describe(name, number, state)

    def _describe(self, name: str, number: int | None, state: State) -> None:
        """Note what a control word says about encodings, fonts and styles."""
        match name:
            case "ansicpg":
                self._file_encoding = _known(f"cp{number}") or self._file_encoding
            case "mac" | "pc" | "pca" | "ansi":
                self._file_encoding = _CODE_PAGES[name]
            case "f" if number is not None and state.into == "fonts":
                self._fonts.current = number
            case "f" if number is not None:
                self._state = replace(state, encoding=self._fonts.encoding(number))
            case "fcharset" if number is not None:
                self._fonts.charset(number)
            case "s" if number is not None and state.into == "styles":
                self._styles.current = number


def _known(encoding: str) -> str:
    """The name of an encoding, empty where nobody has it."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "utf-8" if encoding == "cp65001" else ""
