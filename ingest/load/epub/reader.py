"""Books: the chapters of the spine, each read as the page that it is, below the title that the contents give it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from ingest.load.archive.archive import UNREADABLE, Archive, local
from ingest.load.extracted import Composer, Extracted
from ingest.load.html.reader import read_page
from ingest.load.html.signs import Pruning
from ingest.load.metadata import Metadata
from rag.errors import FileRefused
from rag.types import BlockKind, Heading

FORMAT = "epub"

_CONTAINER = "META-INF/container.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways of hiding fonts, which take nothing from the text."""
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})


@dataclass(frozen=True, slots=True)
class _Chapter:
    """A part of the book: where it stands, and what the contents call it."""

    part: str
    title: str


def read(data: bytes) -> Extracted:
    """The text of a book.

    Raises `FileRefused`: `archive-bomb`, `damaged`, `encrypted` where its text is locked, `empty`.
    """
    book = Archive(data, "book")
    if any(not each.startswith(_FONTS) for each in _locks(book)):
        raise FileRefused("encrypted", "the book is protected against copying; ask its seller for one that is not")
    package = _package(book)
    root = book.root(package)
    composer = Composer()
    for chapter in _chapters(book, root, posixpath.dirname(package)):
        _add(composer, book, chapter)
    if not composer.length:
        raise book.empty()
    return composer.extracted(FORMAT, _metadata(root), book.problems)


def _locks(book: Archive) -> Iterator[str]:
    """The ways in which parts of a book are encrypted."""
    root = book.part("META-INF/encryption.xml")
    for each in () if root is None else root.iter("{*}EncryptionMethod"):
        yield each.get("Algorithm", "")


def _package(book: Archive) -> str:
    """The part that lists the others."""
    root = book.part(_CONTAINER)
    stated = (each.get("full-path", "") for each in (() if root is None else root.iter("{*}rootfile")))
    found = next((path for path in stated if path in book), None)
    found = found or next((name for name in book.names() if name.endswith(".opf")), None)
    if found is None:
        raise book.damaged("it does not say what it holds")
    return found


def _chapters(book: Archive, root: Any, folder: str) -> Iterator[_Chapter]:
    """The chapters in the order of reading, without the contents and what is not part of that order."""
    items = {each.get("id", ""): each for each in root.iter("{*}item")}
    titles = _titles(book, items.values(), folder)
    for reference in root.iter("{*}itemref"):
        item = items.get(reference.get("idref", ""))
        if item is None or reference.get("linear") == "no" or "nav" in item.get("properties", "").split():
            continue
        if item.get("media-type", "") in _PAGES:
            part = _place(folder, item.get("href", ""))
            yield _Chapter(part, titles.get(part.lower(), ""))


def _titles(book: Archive, items: Any, folder: str) -> dict[str, str]:
    """What the contents call each part, by its name in small letters; of several names the first."""
    found: dict[str, str] = {}
    for item in items:
        part = _place(folder, item.get("href", ""))
        if "nav" in item.get("properties", "").split() and (root := book.part(part)) is not None:
            links = ((link.get("href", ""), "".join(link.itertext())) for link in root.iter("{*}a"))
        elif item.get("media-type") == "application/x-dtbncx+xml" and (root := book.part(part)) is not None:
            links = (_point(point) for point in root.iter("{*}navPoint"))
        else:
            continue
        for href, words in links:
            place = _place(posixpath.dirname(part), href)
            if words.strip():
                found.setdefault(place.lower(), " ".join(words.split()))
    return found


def _point(point: Any) -> tuple[str, str]:
    """Where a line of the older form of contents leads, and its words."""
    label = next((each for each in point if local(each) == "navLabel"), None)
    content = next((each for each in point if local(each) == "content"), None)
    words = "" if label is None else "".join(label.itertext())
    return ("" if content is None else content.get("src", "")), words


def _place(folder: str, href: str) -> str:
    """The name of a part that a link leads to."""
    return posixpath.normpath(posixpath.join("/", folder, unquote(href.partition("#")[0]))).lstrip("/")


def _add(composer: Composer, book: Archive, chapter: _Chapter) -> None:
    """Append a chapter; where it has no heading, its name in the contents is one."""
    try:
        read = read_page(book.data(chapter.part), Pruning.NONE)
    except KeyError:
        book.problems.append(f"the chapter {posixpath.basename(chapter.part)} is missing")
        return
    except UNREADABLE:
        book.lost(chapter.part)
        return
    except FileRefused as refused:
        # A chapter that is a picture, such as the cover, holds no text.
        if refused.code not in ("no-text", "empty"):
            book.problems.append(f"the chapter {posixpath.basename(chapter.part)} was not read: {refused}")
        return
    if not read.headings and chapter.title:
        read = _headed(composer, read, chapter.title)
    composer.include(read)


def _headed(composer: Composer, read: Extracted, title: str) -> Extracted:
    """A chapter with a heading: its first line where that is its title, else the title above it."""
    first = read.blocks[0]
    if " ".join(read.text[first.start : first.end].split()).casefold() != title.casefold():
        composer.add(title, level=1)
        return read
    heading = Heading(1, first.start, first.end)
    return replace(
        read, headings=(heading,), blocks=(replace(first, kind=BlockKind.HEADING, level=1), *read.blocks[1:])
    )


def _metadata(root: Any) -> Metadata:
    told: dict[str, str] = {}
    for each in root.iter("{http://purl.org/dc/elements/1.1/}*"):
        if each.text:
            told.setdefault(local(each), each.text)
    return Metadata(told.get("title"), told.get("creator"), told.get("date"))
