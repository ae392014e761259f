"""What a file claims of documents: the citations of its answers, and all else in an evidence pack that names places."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import unquote

from rag.proof.pack import UNNAMED_READER

_SAME = ("file", "sha256", "start", "end", "quote")


def claims(value: Any) -> list[Any]:
    """The answers in a JSON value: those of a pack or of anything with turns; another value is taken for an answer.

    Citations of answers get what references and annotations say stands around them; places that only these name, or
    name otherwise, come as an answer of their own. Citations of a pack that name no reader get the first one.
    """
    if not isinstance(value, dict) or not isinstance(value.get("turns"), list):
        return [value]
    references = value.get("references", [])
    if not isinstance(references, list):
        return [references]
    turns = deepcopy(value["turns"])
    known = [
        citation
        for turn in turns
        for sentence in _items(turn, "sentences")
        for citation in _items(sentence, "citations")
    ]
    others: list[Any] = []
    for each in (*map(_bare, references), *_annotated(value.get("annotations"))):
        if not [other for other in known if _joined(other, each)]:
            others.append(each)
            known.append(each)
    for each in known:
        if isinstance(each, dict) and each.get("reader") is None:
            each["reader"] = UNNAMED_READER
    return [*turns, *([{"sentences": [{"citations": others}]}] if others else [])]


def _joined(known: Any, other: Any) -> bool:
    """Whether two citations are one; then what stands around it is known too."""
    if not (isinstance(known, dict) and isinstance(other, dict)):
        return bool(known == other)
    around = {name: other[name] for name in ("prefix", "suffix") if other.get(name)}
    if any(known.get(name) != other.get(name) for name in _SAME):
        return False
    if any(known.get(name, text) != text for name, text in around.items()):
        return False
    known |= around
    return True


def _items(record: Any, name: str) -> list[Any]:
    value = record.get(name) if isinstance(record, dict) else None
    return value if isinstance(value, list) else []


def _bare(reference: Any) -> Any:
    if not isinstance(reference, dict):
        return reference
    return {name: value for name, value in reference.items() if name != "number"}


def _annotated(page: Any) -> Iterator[Any]:
    """The places that annotations select, as citations; a selector that is not ours gives what cannot be checked."""
    for item in _items(page, "items"):
        target = item.get("target") if isinstance(item, dict) else None
        if not isinstance(target, dict):
            yield item
            continue
        citation: dict[str, Any] = {"file": unquote(str(target.get("source")))}
        citation |= {name: target.get(name) for name in ("sha256", "reader")}
        for selector in _items(target, "selector"):
            if isinstance(selector, dict) and selector.get("type") == "TextPositionSelector":
                citation |= {"start": selector.get("start"), "end": selector.get("end")}
            elif isinstance(selector, dict):
                citation |= {"quote": selector.get("exact")}
                citation |= {name: selector[name] for name in ("prefix", "suffix") if name in selector}
        yield citation
