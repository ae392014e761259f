"""Citations that a provider makes by itself, as Anthropic's Messages API gives them, in a stream or as a whole.

An answer comes in blocks of text, each with the places that it is cited from; these may be told before, among or after
the text of their block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rag.proof.pointers import Cited


@dataclass(frozen=True, slots=True)
class Citing:
    """The text that follows belongs to this block of the answer, and the block is cited from these places too.

    `None` is a place that is in no passage.
    """

    block: int
    places: tuple[Cited | None, ...] = ()


def pieces(content: Any) -> Iterator[str | Citing]:
    """What the content of a chunk, or of a whole answer, says: text, each after what is said of its block."""
    for place, block in enumerate(content if isinstance(content, list) else ()):
        if isinstance(block, Mapping) and block.get("type") == "text":
            index = block.get("index")
            number = index if isinstance(index, int) else place
            yield Citing(number, tuple(_cited(citation) for citation in block.get("citations") or ()))
            yield str(block.get("text") or "")


def _cited(citation: Any) -> Cited | None:
    """The place of a citation that names blocks of a document; `None` for every other kind."""
    if not isinstance(citation, Mapping) or citation.get("type") != "content_block_location":
        return None
    named = [citation.get(name) for name in ("document_index", "start_block_index", "end_block_index")]
    passage, start, end = (number if isinstance(number, int) else -1 for number in named)
    return Cited(passage, start, end)
