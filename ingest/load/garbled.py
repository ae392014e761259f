"""Does a text look as if its letters had been lost? A warning, never a refusal."""

from __future__ import annotations

import re

_CID = re.compile(r"\(cid:\d+\)")
_MOJIBAKE = re.compile(
    "Ã[\u0080-\u00bf\u0152-\u2122]|â€[™œ\u009d“”˜¢¦\u0080-\u00bf]|Â[«»°\u00a0§©]|(?:[ØÙ][\u0080-\u00bf\u0152-\u2122]){2}"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
# Without soft hyphens, joiners and direction marks, which stand in honest texts.
_INVISIBLE = re.compile(
    "[\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)

LEAST_SHARE = 0.002
"""Share of suspicious places among characters that is worth a sentence; one replaced letter a page is not."""


SAMPLE = 1_000_000
"""Characters that are looked at; garbling seldom begins late."""


def warnings(text: str) -> tuple[str, ...]:
    """A sentence for each sign of garbled text that is not rare at the beginning of `text`."""
    text = text[:SAMPLE]
    found = (
        (len(_CID.findall(text)), 1, "glyph numbers such as (cid:12) instead of letters"),
        (len(_MOJIBAKE.findall(text)), 1, "letter pairs such as Ã© that come from a wrong encoding"),
        (len(_PRIVATE.findall(text)), 3, "private-use characters, which have no agreed meaning"),
        (text.count("\ufffd"), 1, "replacement characters (�) where letters were lost"),
    )
    sentences = [
        f"the text looks garbled: {count} {what}"
        for count, least, what in found
        if count >= least and count >= LEAST_SHARE * len(text)
    ]
    invisible = len(_INVISIBLE.findall(text))
    if invisible:
        sentences.append(f"the text holds {invisible} invisible or direction-changing characters")
    return tuple(sentences)
