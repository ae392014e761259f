"""Text of strangers made harmless for the page: documents, file names, headings, questions, models and errors.

Everything that is shown passes through here. What cannot be seen or turns the direction of reading is dropped from
text, and shown as its code point in names, where it hides a lie (`invoice⟦U+202E⟧fdp.exe`). Then every character
with a meaning in HTML or Markdown becomes a character reference, so that the result is one line of plain words to
either reader. A Content-Security-Policy stands behind this (`ui.server.security`).
"""

from __future__ import annotations

import json
import re

_INVISIBLE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for tab and line feed
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiner, fillers, separators of one script
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"  # zero width, bidi, annotations
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U00013430-\U0001343f"  # format signs of notations
    "\U000e0000-\U000e0fff"  # tags, which spell hidden words, and supplementary variation selectors
)
_DANGEROUS = re.compile(f"[{_INVISIBLE}]")
_DANGEROUS_IN_NAMES = re.compile(f"[\t\n\u2028\u2029\u200c\u200d{_INVISIBLE}]")
_DANGEROUS_IN_LINES = re.compile(f"[\t\n\u2028\u2029{_INVISIBLE}]")
_LINE_SEPARATOR = re.compile("[\u2028\u2029]")
_UNUSABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Joiners shape words between letters of Arabic and Indic scripts and inside emoji; elsewhere they only hide.
_STRAY_JOINER = re.compile(
    "(?<![\u0600-\u08ff\u0900-\u0dff\u2600-\u27bf\ufb50-\ufdff\ufe0f\ufe70-\ufefc\U0001f300-\U0001faff])[\u200c\u200d]"
    "|[\u200c\u200d](?![\u0600-\u08ff\u0900-\u0dff\u2600-\u27bf\ufb50-\ufdff\ufe70-\ufefc\U0001f300-\U0001faff])"
)
# Marks heaped on one letter paint over the lines above and below it; no script needs more than a few.
_HEAP = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]+"
)
_WRAPPED = re.compile(r"(?<![;\n])\n(?!\s|[-–—•*‣◦·|#>]|\w{1,3}[.)])")
"""Where a page has ended a line inside of a sentence; items of a list stay on lines of their own."""

_LIST = re.compile(r":\s*\n")

_PLACE = re.compile(r"(?<![\w/.:…~])~?/(?!api/)(?:[^/\n:'\"`,;()]*[^/\s:'\"`,;()]/)*(?=[^\s/])")
"""The folders of an absolute path, names with spaces among them; not those of an address, nor of the API."""

# What HTML, Markdown and its extensions read as more than a character; line ends and tabs too, since Gradio expands
# tabs and a blank line would end a block of HTML.
_MEANINGFUL = str.maketrans({character: f"&#{ord(character)};" for character in "<>&\"'`*_[]!#|~$\\{}:/@=\n\t"})


def visible_text(text: str) -> str:
    """Text as the page may show it: nothing in it is invisible, and nothing turns the direction of reading."""
    text = _LINE_SEPARATOR.sub("\n", text)
    text = _UNUSABLE.sub("\ufffd", _DANGEROUS.sub("", text))
    return _HEAP.sub(r"\1", _STRAY_JOINER.sub("", text))


def visible_name(name: str) -> str:
    """A file name or the like, with what is invisible in it shown as its code point: `⟦U+202E⟧`."""
    shown = _DANGEROUS_IN_NAMES.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", name)
    return _HEAP.sub(r"\1", _UNUSABLE.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", shown))


def visible_line(line: str) -> str:
    """A line of a terminal, with what is invisible in it, or would end it, as its code point; joiners of words stay."""
    shown = _DANGEROUS_IN_LINES.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", line)
    return _HEAP.sub(r"\1", _UNUSABLE.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", _STRAY_JOINER.sub("", shown)))


def escaped_json(text: str) -> str:
    """A line of JSON with what is invisible in it written as escapes, which mean the same to who reads it."""
    return _DANGEROUS_IN_LINES.sub(lambda match: json.dumps(match[0])[1:-1], text)


def reason_of(error: object) -> str:
    """What is wrong, as users of the server are told it: of a file of the server its name, and not where it stands."""
    return _PLACE.sub("…/", str(error))


def escape(text: str) -> str:
    """Plain text as one line of HTML that neither HTML nor Markdown reads as anything but these characters."""
    return text.translate(_MEANINGFUL)


def text_markup(text: str) -> str:
    """Neutralised markup of running text."""
    return escape(visible_text(text))


def name_markup(name: str) -> str:
    """Neutralised markup of a name."""
    return escape(visible_name(name))


def flowing(text: str) -> str:
    """A sentence without the line ends of the page that it stands on; those of a list stay."""
    return text if _LIST.search(text) else _WRAPPED.sub(" ", text)
