"""HTML: the main text of a page, without navigation, boilerplate and what is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from ingest.load.extracted import Composer, Extracted
from ingest.load.html.boilerplate import Kept, judge
from ingest.load.html.described import described
from ingest.load.html.metadata import metadata
from ingest.load.html.signs import Pruning
from ingest.load.html.writer import Writer
from ingest.load.text.encoding import decode
from rag.errors import FileRefused
from rag.language.text import canonical
from rag.types import LeftOut, Omission

FORMAT = "html"

_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=["']([\w.:-]+)""", re.I
)
_UNDERSTOOD = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "tis-620": "cp874",
}
"""Names of encodings that stand for a larger one, as the Encoding Standard of the WHATWG has it."""
_UNLIKELY = re.compile(r"utf-?(?:7|16|32)|ucs|unicode|raw.unicode|idna|punycode|undefined")
"""Encodings whose page could not have said so in ASCII, and codecs that are no encodings of pages."""

LITTLE_LEFT = (
    "without what looked like menus, notices and links little text was left, so less was taken out: the text may hold"
    " some of them"
)

TOLD_ALONE = "the page shows its text by scripts only: the text is that of its description for search engines"


def read(data: bytes) -> Extracted:
    """The main text of an HTML page, headings, lists and tables in document order.

    Raises `FileRefused` as `read_page`.
    """
    return read_page(data, Pruning.STRICT)


def read_page(data: bytes, pruning: Pruning) -> Extracted:
    """The text of an HTML page of which so much is taken out at most; a chapter of a book has nothing around it.

    Raises `FileRefused`: `binary` and `empty` as `decode`; `no-text` where the page shows no text.
    """
    decoded = decode(data, _declared(data))
    root = _parse(decoded.text)
    if root is None:
        raise FileRefused("empty", "the page has no elements; nothing can be cited from it")
    told = metadata(root)
    body = root.find("body")
    kept = judge(root if body is None else body, pruning)
    composer = Composer()
    Writer(composer, kept.left_out).write(kept.root)
    told_alone = None if composer.length else _described(decoded.text)
    if told_alone is not None:
        Writer(composer, frozenset()).write(told_alone)
    if not composer.length:
        raise FileRefused(
            "no-text", "the page shows no text, all of it is script, navigation or hidden; save it as it is shown"
        )
    return Extracted(
        FORMAT,
        composer.text,
        headings=tuple(composer.headings),
        blocks=composer.blocks,
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        warnings=(*decoded.warnings, *_remarks(kept.pruning is not pruning, told_alone is not None)),
        left_out=tuple(_left_out(kept)),
        metadata=told,
    )


def _remarks(pruned_less: bool, told_alone: bool) -> Iterator[str]:
    if told_alone:
        yield TOLD_ALONE
    elif pruned_less:
        yield LITTLE_LEFT


def _described(text: str) -> lxml_html.HtmlElement | None:
    """The text that a page without any has in its data; parsed again, as the judgement takes scripts out."""
    root = _parse(text)
    return None if root is None else described(root)


def _left_out(kept: Kept) -> Iterator[LeftOut]:
    """What the text does not hold of the page."""
    if kept.hidden:
        yield LeftOut(Omission.HIDDEN, (kept.hidden,))
    if (percent := round(100 * kept.boilerplate)) > 0:
        yield LeftOut(Omission.BOILERPLATE, (percent,))


def _declared(data: bytes) -> str | None:
    """The encoding that a page names, as browsers understand the name."""
    found = _CHARSET.search(data[:4096])
    if found is None:
        return None
    name = (found[1] or found[2]).decode("ascii").lower()
    return None if _UNLIKELY.match(name) else _UNDERSTOOD.get(name, name)


def _parse(text: str, within_frames: bool = True) -> lxml_html.HtmlElement | None:
    # A form feed is a space in HTML. Other controls end the parse early, and a declaration of an encoding contradicts
    # text that is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", canonical(text.replace("\f", " ")), count=1)
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.ParserError:
        return None
    if within_frames:
        _unpack_frames(root)
    return root


def _unpack_frames(root: lxml_html.HtmlElement) -> None:
    """Parse what stands in `noframes`, which the parser takes for text: the page of those who see no frames."""
    for element in list(root.iter("noframes")):
        inside = _parse(element.text or "", within_frames=False)
        element.text = None
        if inside is not None:
            element.extend(inside.findall("body"))
