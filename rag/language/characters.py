"""What single characters and their clusters become in search text and in its skeleton."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rag.language.composing import COMPOSING, compose

# Written differently, read the same. Acute and grave accents stand alone here: people type them for apostrophes.
_ALIKE = {
    **dict.fromkeys("‘’‚‛ʼʹ′`´‹›＇ꞌ", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "⁄": "/",
}
_TATWEEL = "\u0640"
_HARAKAT = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]")
# Signs of category Cf that are seen on the page: Arabic number and verse signs, and their like in other scripts.
_VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Default-ignorable characters that are not of category Cf: grapheme joiner, fillers, variation selectors.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff\x7f-\x84\x86-\x9f]"
)
_COMPOSING = re.compile(f"[{COMPOSING}]")
_SHORT = 8  # characters of a cluster up to which its folded form is remembered


@lru_cache(maxsize=4096)
def invisible(character: str) -> bool:
    """Whether the character is invisible: format and bidi controls, tags, variation selectors, soft hyphens."""
    if character in _VISIBLE_FORMAT:
        return False
    return unicodedata.category(character) == "Cf" or bool(_IGNORABLE.match(character))


@lru_cache(maxsize=4096)
def joins(character: str) -> bool:
    """Whether the character belongs to the one before it."""
    return unicodedata.combining(character) != 0 or invisible(character) or bool(_COMPOSING.match(character))


@lru_cache(maxsize=4096)
def _compatible(character: str) -> str:
    """The compatibility form of one character, unless it would run into a number or a space before it."""
    if character in _ALIKE:
        return _ALIKE[character]
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.decimal(character))
    normal = unicodedata.normalize("NFKC", character)
    if normal[:1].isdigit() or normal[:1].isspace():
        return " " if character.isspace() else character
    return normal


def fold_cluster(cluster: str) -> str:
    """The folded form of a base character with all that joins it."""
    return _remembered(cluster) if len(cluster) <= _SHORT else _fold_cluster(cluster)


@lru_cache(maxsize=65536)
def _remembered(cluster: str) -> str:
    return _fold_cluster(cluster)


def _fold_cluster(cluster: str) -> str:
    """The folded form, by folding until nothing changes."""
    while True:
        folded = "".join(_compatible(character) for character in cluster if not invisible(character))
        folded = compose(compose(folded).casefold())
        folded = _HARAKAT.sub("", folded.replace(_TATWEEL, ""))
        if folded == cluster:
            return folded
        cluster = folded


def straighten(text: str) -> str:
    """The text as it is typed on a plain keyboard: straight quotes and dashes, no tatweel, vowel or invisible signs.

    Case and accents stay.
    """
    seen = (character for character in compose(text) if not invisible(character))
    plain = "".join(_ALIKE.get(character, character) for character in seen)
    return _HARAKAT.sub("", plain.replace(_TATWEEL, ""))


def _plain_table() -> dict[int, str]:
    """The characters of common scripts that fold one to one, whatever stands before or after them."""
    ranges = (range(0x09, 0x0B), range(0x20, 0x250), range(0x370, 0x460), range(0x600, 0x6FF), range(0x2000, 0x20C0))
    table = {}
    for code in (code for codes in ranges for code in codes):
        character = chr(code)
        if joins(character):
            continue
        folded = " " if character.isspace() else fold_cluster(character)
        if len(folded) == 1:
            table[code] = folded
    return table


PLAIN = _plain_table()
"""Code points that fold one to one, with their folded form."""


def _skeleton_table() -> dict[int, str]:
    table = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x2000)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code):
            table[code] = base
    return table | {ord(written): plain for written, plain in zip("أإآٱىةؤئکیłøđı", "اااايهويكيlodi", strict=True)}


SKELETON = _skeleton_table()
"""Code points of folded letters that have a plainer form: without accent, hamza or dots."""
