"""Bytes to text: a byte order mark decides, then UTF-8, then the candidate whose letters look most like language.

A library that guesses among all encodings reads short French, English and Arabic texts wrongly in one of four cases;
a few candidates and the letters of these languages do better, and say that they guessed.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from ingest.load.kind import READ
from ingest.load.text.letters import likelihood
from rag.errors import FileRefused

CANDIDATES = {
    "cp1252": 0.0,
    "cp1256": -1.0,
    "iso-8859-6": -1.5,
    "iso-8859-15": -2.0,
    "mac-roman": -3.0,
    "cp1251": -3.0,
    "koi8-r": -4.0,
    "cp850": -4.0,
    "cp437": -4.5,
    "cp720": -5.0,
    "cp866": -4.5,
}
"""Eight-bit encodings that are tried, with what speaks against each before a letter is seen (natural logarithm).

Those of DOS come last: cp850 and cp437 hold Western letters, cp866 Russian and cp720 Arabic ones beside é, à and ç.
"""

SAMPLE = 20_000
"""Bytes from the first that is not ASCII on which candidates are judged; more does not change a decision."""

MOST_CONTROLS = 0.1
"""Share of control characters up to which valid UTF-8 is a text with rubbish in it, and no binary file."""

LEAST_COMMON = 0.85
"""Share of characters of the expected scripts from which text of two or four bytes a character is one."""

MOST_CONTROLS_GUESSED = 0.005
"""The same for other encodings, of which nearly any byte is valid: random bytes hold 0.11."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL_BYTES = bytes(code for code in range(32) if code not in b"\t\n\r\f\v\x1b") + b"\x7f"
_ASCII = bytes(range(128))
_EURO = 0xD5
"""The only byte in which cp858 differs from cp850: a euro sign, and no dotless i, which its languages lack."""

_SEEN = re.compile("[^\\s\\0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""A character that shows something; white space and what directs or joins others do not."""

_EXPECTED = re.compile("[\u00a0-\u024f\u0400-\u045f\u0600-\u06ff\u2010-\u203a€]")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text; `guessed` where neither a mark nor the validity of UTF-8 nor a declaration told the encoding."""

    text: str
    encoding: str
    guessed: bool = False
    warnings: tuple[str, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`; `declared` is the encoding that the file itself names, which UTF-8 wins over.

    Raises:
        FileRefused: `empty` where nothing but white space is there, `binary` where the bytes are no text.
    """
    decoded = _decode(data, declared)
    if not _SEEN.search(decoded.text):
        raise FileRefused("empty", "the file holds no text; nothing can be cited from it")
    return decoded


def _decode(data: bytes, declared: str | None) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding)
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if controls and (wide := _utf32(data) or _utf16(data)):
        return wide
    share = controls / max(1, len(data.rstrip(b"\0")))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if share > MOST_CONTROLS_GUESSED:
            raise _binary() from None
        return _eight_bit(data, declared)
    if share > MOST_CONTROLS:
        raise _binary()
    return Decoded(text, "utf-8", False, _dropped(controls))


def _binary() -> FileRefused:
    return FileRefused("binary", f"the content is binary data, not text; give a {READ} file")


def _dropped(controls: int) -> tuple[str, ...]:
    if not controls:
        return ()
    what = "1 control character (such as NUL) was" if controls == 1 else f"{controls} control characters were"
    return (f"{what} dropped from the text",)


def _marked(data: bytes, encoding: str) -> Decoded:
    """Text after a byte order mark, with replacement characters where it is damaged."""
    text = data.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    controls = len(text) - len(text.translate(dict.fromkeys(_CONTROL_BYTES)))
    if broken + controls > MOST_CONTROLS * len(text):
        raise _binary()
    warnings = _dropped(controls)
    if broken:
        warnings += (f"{broken} places are not valid {encoding} and are shown as �",)
    return Decoded(text, encoding, False, warnings)


def _utf32(data: bytes) -> Decoded | None:
    """UTF-32 without a mark: no other bytes are four by four numbers of characters, all of them assigned."""
    if len(data) % 4:
        return None
    for encoding in ("utf-32-le", "utf-32-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _common_share(text[: SAMPLE // 4]) >= LEAST_COMMON:
            return Decoded(text, encoding, guessed=True)
    return None


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: the byte order in which all is assigned, free of controls, and mostly one script."""
    if len(data) % 2:
        return None
    best: tuple[float, str] | None = None
    for encoding in ("utf-16-le", "utf-16-be"):
        start = data[:SAMPLE]
        try:
            sample = start.decode(encoding, errors="strict")
        except UnicodeDecodeError as error:
            if error.start < len(start) - 2:
                continue
            sample = start[: error.start].decode(encoding)
        share = _common_share(sample)
        if share >= LEAST_COMMON and (best is None or share > best[0]):
            best = (share, encoding)
    if best is None:
        return None
    try:
        return Decoded(data.decode(best[1]), best[1], guessed=True)
    except UnicodeDecodeError:
        return None


def _common_share(text: str) -> float:
    """Share of characters of the scripts that are expected; 0 where a character speaks against text."""
    common = 0
    for character in text:
        if character in "\n\r\t" or " " <= character <= "~":
            common += 1
        elif unicodedata.category(character) in ("Cc", "Cn", "Co"):
            return 0.0
        elif _EXPECTED.match(character):
            common += 1
    return common / max(1, len(text))


def _eight_bit(data: bytes, declared: str | None) -> Decoded:
    mixed = _mixed(data)
    if mixed:
        return mixed
    if declared:
        try:
            return Decoded(data.decode(declared), codecs.lookup(declared).name)
        except (LookupError, UnicodeError):
            declared = None
    high = set(data.translate(None, _ASCII))
    first = next(index for index, byte in enumerate(data) if byte >= 128)
    sample = data[max(0, first - 2) : first + SAMPLE]
    scores = {}
    for encoding, prior in CANDIDATES.items():
        if _defined(high, encoding):
            scores[encoding] = prior + likelihood(sample.decode(encoding))
    if not scores:
        raise _binary()
    chosen = max(scores, key=lambda encoding: scores[encoding])
    if chosen == "cp850" and _EURO in high:
        chosen = "cp858"
    return Decoded(data.decode(chosen), chosen, guessed=True)


def _defined(high: set[int], encoding: str) -> bool:
    """Whether the encoding gives every one of the bytes a character that is no control."""
    try:
        return all(unicodedata.category(bytes([byte]).decode(encoding)) != "Cc" for byte in high)
    except UnicodeDecodeError:
        return False


def _mixed(data: bytes) -> Decoded | None:
    """UTF-8 with stray bytes of cp1252, as files have that were pasted together; `None` where UTF-8 is not the rule."""
    if len(_MULTIBYTE.findall(data)) * 4 < len(data.translate(None, _ASCII)):
        return None
    stray = 0

    def replaced(error: UnicodeError) -> tuple[str, int]:
        nonlocal stray
        if not isinstance(error, UnicodeDecodeError):
            raise error
        stray += 1
        character = error.object[error.start : error.start + 1].decode("cp1252", errors="replace")
        return character, error.start + 1

    text = _decode_with(data, replaced)
    valid = sum(1 for character in text if character >= "\x80") - stray
    if stray > valid:
        return None
    places = "1 byte that is" if stray == 1 else f"{stray} bytes that are"
    return Decoded(text, "utf-8", True, (f"{places} not valid UTF-8 were read as cp1252",))


def _decode_with(data: bytes, handler: Callable[[UnicodeError], tuple[str, int]]) -> str:
    codecs.register_error("preuve-stray", handler)
    return data.decode("utf-8", errors="preuve-stray")
