"""How a whole file is damaged: in its bytes, its lines, the tree of its XML, its values, or a part of its archive."""

from __future__ import annotations

import io
import json
import random
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

Damage = Callable[[bytes, Sequence[bytes], random.Random], bytes]
"""Makes other bytes of some; the tokens mean something in the format."""

ODD = (
    "", "0", "-1", "2", "1.5", "1e308", "-1e999", "NaN", "9" * 5000, "9999999", "16385", "\u202e", "\u0663\u0664",
    "\u00bd", "A1:XFD1048576", "B2:A1", "true", "x" * 3000, "../../x", "#x", "rgb()", "\u2028", "e\u0301" * 50,
    "&", "<a>",
)  # fmt: skip
"""Values that stand where others are expected."""

DEEP = (2, 3, 40, 400)
"""How often a thing is put into itself."""

HOW_OFTEN = (1, 1, 1, 2, 5, 20)


def damaged(data: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    """The bytes with some of them changed, left out, doubled or replaced by pieces that mean something."""
    content = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20, 80))):
        at = chance.randrange(len(content) + 1)
        match chance.randrange(5):
            case 0:
                content[at:at] = chance.choice(tokens) * chance.choice((1, 1, 1, 50, 2000))
            case 1:
                del content[at : at + chance.choice((1, 10, 500))]
            case 2:
                start = chance.randrange(len(content) + 1)
                content[at:at] = content[start : start + chance.choice((10, 100, 2000))]
            case 3:
                content[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                content[at:at] = chance.choice(tokens)
    return bytes(content)


def damaged_lines(data: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    """Whole lines left out, doubled, moved or put in, and words of a line replaced."""
    lines = data.split(b"\n")
    for _ in range(chance.choice(HOW_OFTEN)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        words = lines[at].split(b" ")
        match chance.randrange(6):
            case 0:
                lines[at:at] = [lines[other]] * chance.choice((1, 1, 2, 500))
            case 1 if len(lines) > 1:
                del lines[at]
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at:at] = [chance.choice(tokens)]
            case 4:
                words[chance.randrange(len(words))] = chance.choice(ODD).encode()
                lines[at] = b" ".join(words)
            case _:
                words[chance.randrange(len(words)) :] = [chance.choice(tokens)]
                lines[at] = b" ".join(words)
    return b"\n".join(lines)


def damaged_tree(data: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    """XML that is still XML, of which elements and values are not those that a reader expects."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return damaged(data, tokens, chance)
    for _ in range(chance.choice(HOW_OFTEN)):
        elements = [each for each in root.iter() if isinstance(each.tag, str)]
        _change(chance.choice(elements), chance.choice(elements), chance)
    changed: bytes = etree.tostring(root)
    return changed if len(changed) < 2_000_000 else data


def _copied(element: Any) -> Any:
    """A copy of an element; that of lxml does not go deep enough."""
    return etree.fromstring(etree.tostring(element, with_tail=False), etree.XMLParser(huge_tree=True))


def _change(one: Any, other: Any, chance: random.Random) -> None:
    """One element is changed, by means of another one of the same tree."""
    parent = one.getparent()
    match chance.randrange(8):
        case 0 if parent is not None:
            parent.remove(one)
        case 1 if parent is not None:
            for _ in range(chance.choice((1, 1, 3, 50))):
                parent.insert(parent.index(one), _copied(one))
        case 2:
            one.append(_copied(other))
        case 3 if parent is not None:
            for _ in range(chance.choice(DEEP)):
                around = etree.Element(other.tag, other.attrib, nsmap=other.nsmap)
                one.getparent().replace(one, around)
                around.append(one)
        case 4 if one.attrib:
            one.set(chance.choice(list(one.attrib)), chance.choice(ODD))
        case 5 if other.attrib:
            name = chance.choice(list(other.attrib))
            one.set(name, chance.choice((other.get(name), *ODD[:8])))
        case 6:
            one.tag = other.tag
        case _:
            one.text = chance.choice((*ODD, other.text or ""))


def damaged_values(data: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    """JSON that is still JSON, of which values are others."""
    try:
        value = json.loads(data)
    except ValueError:
        return damaged_lines(data, tokens, chance)
    for _ in range(chance.choice(HOW_OFTEN)):
        value = _exchanged(value, value, chance)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")


def _exchanged(value: Any, whole: Any, chance: random.Random) -> Any:
    """A value of which a part somewhere inside is another one."""
    if isinstance(value, dict | list) and value and chance.random() < 0.8:
        key = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        if chance.random() < 0.1:
            return value | {chance.choice(ODD): value[key]} if isinstance(value, dict) else value + value
        changed: Any = dict(value) if isinstance(value, dict) else list(value)
        changed[key] = _exchanged(value[key], whole, chance)
        return changed
    odd = chance.choice((*ODD, None, True, -1, 10**400, 1.5, [], {}, whole))
    for _ in range(chance.choice((0, 0, 0, 1, 300))):
        odd = [odd] if chance.random() < 0.5 else {"a": odd}
    return odd


def in_archive(inside: Damage) -> Damage:
    """Damages one part of an archive, before it is packed again, so that the damage reaches the reader."""

    def damage(data: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, zlib.error):
            return damaged(data, tokens, chance)
        inner = [each for each in parts if each.endswith((".xml", ".rels", ".xhtml", ".opf"))] or list(parts)
        if not inner:
            return damaged(data, tokens, chance)
        name = chance.choice(inner)
        if chance.random() < 0.05:
            del parts[name]
        else:
            parts[name] = inside(parts[name], tokens, chance)
        return packed(parts)

    return damage


def packed(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts."""
    content = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, part in parts.items():
            archive.writestr(name or "-", part)
    return content.getvalue()


PACKAGES = frozenset({"docx", "xlsx", "ods", "odt", "odp", "pptx", "epub"})
"""Formats that are archives of XML."""


def damages(kind: str) -> tuple[Damage, ...]:
    """The ways to damage a file of a format, the likelier ones more than once."""
    if kind in PACKAGES:
        return (in_archive(damaged_tree),) * 6 + (in_archive(damaged), damaged)
    if kind == "zip":
        return (damaged, in_archive(damaged))
    if kind in ("json", "ipynb"):
        return (damaged_values, damaged_values, damaged_lines, damaged)
    if kind in ("pdf", "png", "tiff", "jpg"):
        return (damaged,)
    return (damaged, damaged_lines)
