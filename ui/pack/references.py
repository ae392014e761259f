"""The cited documents as references for those who write: BibTeX, and CSL-JSON for Zotero, Mendeley and pandoc."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from rag.proof.records import Record
from ui.neutralise import visible_name
from ui.pack.notes import one_line, title_of
from ui.words.places import part_word
from ui.words.words import Words

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_LATEX: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    **{mark: f"\\{mark}" for mark in "$&#%_"},
}


@dataclass(frozen=True, slots=True)
class Source:
    """A cited document with the parts of it that are cited."""

    key: str
    title: str
    author: str
    date: tuple[int, ...]
    file: str
    sha256: str
    parts: tuple[str, ...]

    def note(self) -> str:
        return ", ".join((self.file, *self.parts, f"SHA-256 {self.sha256}"))


def sources(pack: Record, words: Words) -> list[Source]:
    """Each version of a document that a pack cites, once, in the order of its first mention."""
    cited: dict[tuple[str, str], list[Record]] = {}
    for reference in pack["references"]:
        cited.setdefault((reference["file"], reference["sha256"]), []).append(reference)
    return [_source(references, words) for references in cited.values()]


def _source(references: list[Record], words: Words) -> Source:
    first = references[0]
    pages = dict.fromkeys(each["page"] for each in references if each["page"] is not None)
    found = _DATE.match(str(first.get("date") or ""))
    sha256 = one_line(str(first["sha256"]))
    # ASCII: not every program that reads BibTeX takes another key, and the digest tells versions apart.
    plain = unicodedata.normalize("NFKD", title_of(first)).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall(r"[a-z0-9]+", plain)[:4])
    return Source(
        "-".join(filter(None, (name or "document", re.sub(r"\W", "", sha256)[:8]))),
        title_of(first),
        one_line(str(first.get("author") or "")),
        tuple(int(part) for part in found.groups() if part) if found else (),
        visible_name(first["file"]),
        sha256,
        tuple(part_word(words, first["file"], page) for page in pages),
    )


def bibtex(pack: Record, words: Words) -> str:
    """One `@misc` a document; titles and authors in two braces, since both stand as they are written."""
    return "\n".join(_entry(source) for source in sources(pack, words))


def _entry(source: Source) -> str:
    fields = {
        "title": f"{{{_latex(source.title)}}}",
        "author": f"{{{_latex(source.author)}}}" if source.author else "",
        "year": str(source.date[0]) if source.date else "",
        "month": str(source.date[1]) if len(source.date) > 1 else "",
        "note": _latex(source.note()),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{source.key},\n{lines}}}\n"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in text)


def csl(pack: Record, words: Words) -> str:
    """The CSL-JSON that citation processors read."""
    items = [_item(source) for source in sources(pack, words)]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _item(source: Source) -> Record:
    item: Record = {"id": source.key, "type": "document", "title": source.title, "note": source.note()}
    if source.author:
        item["author"] = [{"literal": source.author}]
    if source.date:
        item["issued"] = {"date-parts": [list(source.date)]}
    return item
