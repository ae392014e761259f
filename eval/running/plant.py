"""Changes a number in copies of files of every format that keeps its text readable, for `eval.running.faithfulness`."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval.sets.source import load_texts
from ingest.load.members import file_of
from rag.answers import Citation

_NUMBER = re.compile(r"(?<![\d.,])\d{2,}(?![\d]|[.,]\d)")
_DOCX_TEXT = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Planted:
    """A number at `start` of a file's text that was replaced by another of the same length."""

    file: str
    start: int
    old: str
    new: str


@dataclass(slots=True)
class Plot:
    """The files of a `corpus` in which numbers are changed: the `texts` that they are to have, and their new bytes.

    `originals` are the texts before any change. Nothing is written before `plant`.
    """

    corpus: Path
    originals: Mapping[str, str]
    texts: dict[str, str] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def change(self, citation: Citation, chance: random.Random) -> Planted | None:
        """Change the first number of a quote that stands once in its file; `None` where there is no such number.

        A document that stands in another file is left as it is.
        """
        file, original = citation.file, self.originals[citation.file]
        text = self.texts.get(file, original)
        if file_of(file) != file or text[citation.start : citation.end] != citation.quote:
            return None
        for match in _NUMBER.finditer(citation.quote):
            old, new = match[0], _other_number(match[0], chance)
            if new in original or original.count(old) != 1:
                continue
            content = replaced(self.contents.get(file) or (self.corpus / file).read_bytes(), old, new)
            if content is not None:
                start = citation.start + match.start()
                self.contents[file] = content
                self.texts[file] = text[:start] + new + text[start + len(old) :]
                return Planted(file, start, old, new)
        return None

    def plant(self) -> frozenset[str]:
        """Write the changed files; those that read as they should, the others are as they were."""
        before = {file: (self.corpus / file).read_bytes() for file in self.contents}
        for file, content in self.contents.items():
            (self.corpus / file).write_bytes(content)
        found = load_texts({file: self.corpus / file for file in self.contents}) if self.contents else {}
        right = frozenset(file for file, text in self.texts.items() if found[file] == text)
        for file in self.contents.keys() - right:
            (self.corpus / file).write_bytes(before[file])
        return right


def replaced(data: bytes, old: str, new: str) -> bytes | None:
    """The bytes of a file with a number replaced; `None` where it does not stand in them exactly once.

    A PDF packs its text, so no number is found in one; a docx is unpacked.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return _once(data, old, new)
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as after:
        if _DOCX_TEXT not in before.namelist():
            return None
        for member in before.infolist():
            content: bytes | None = before.read(member)
            if member.filename == _DOCX_TEXT:
                content = _once(before.read(member), old, new)
            if content is None:
                return None
            after.writestr(member, content)
    return result.getvalue()


def _once(data: bytes, old: str, new: str) -> bytes | None:
    return data.replace(old.encode(), new.encode()) if data.count(old.encode()) == 1 else None


def _other_number(old: str, chance: random.Random) -> str:
    """A number of as many digits, its last two different."""
    return old[:-2] + "".join(str((int(digit) + chance.randint(1, 8)) % 10) for digit in old[-2:])
