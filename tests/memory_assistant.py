"""An assistant in memory for tests of the page: it answers with the sentences that share most words with a question."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.errors import ModelError
from rag.events import Done, Event, Passages, Text
from rag.index.rows import DocumentInfo
from rag.types import Answer, AnswerSentence, Citation, Document, Heading, Hit, Page, Passage, Turn, Verdict

_SENTENCE = re.compile(r"[^\n.?!؟]+[.?!؟]?")
_WORD = re.compile(r"\w{4,}")


def document(file: str, text: str, language: str = "en", warnings: tuple[str, ...] = ()) -> Document:
    """A document whose headings are its lines that start with `#` and whose pages end at form feeds."""
    headings = tuple(
        Heading(len(match[1]), match.start(2), match.end(2)) for match in re.finditer(r"(?m)^(#+) (.+)$", text)
    )
    borders = [0, *(match.start() for match in re.finditer(r"(?m)^-----$", text)), len(text)]
    pages = tuple(Page(n, a, b) for n, (a, b) in enumerate(pairwise(borders), 1))
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    shown = pages if len(pages) > 1 else ()
    return Document(file, sha256, file.rsplit(".", 1)[-1], text, language, shown, headings, warnings=warnings)


class MemoryAssistant:
    """Answers from `files`; a question with the word `broken` finds no model, one with `crash` a
    bug; one with `slow` is written for 20 s.

    `gate`, where given, is waited for before every answer. `asked` are the questions so far, `stopped` counts those
    that were stopped.
    """

    def __init__(self, files: Sequence[Document], gate: threading.Event | None = None) -> None:
        self.files = {item.file: item for item in files}
        self.asked: list[str] = []
        self.gate = gate
        self.stopped = 0

    def documents(self) -> list[DocumentInfo]:
        return [
            DocumentInfo(
                item.file, item.file, item.sha256, "/", item.format, item.language, "utf-8", False,
                len(item.pages) or None, len(item.text), 3, item.warnings, item.sha256,
            )
            for item in self.files.values()
        ]  # fmt: skip

    def document(self, file: str) -> Document | None:
        return self.files.get(file)

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        files: Sequence[str] | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        self.asked.append(question)
        words = {word.lower() for word in _WORD.findall(question)}
        yield Passages((), question)
        if "slow" in words:
            for number in range(1000):
                if stop is not None and stop.wait(0.02):
                    self.stopped += 1
                    return
                yield Text(f"word {number} ")
        if self.gate is not None:
            assert self.gate.wait(30)
        if "broken" in words:
            raise ModelError("the model at http://localhost:1 cannot be reached: start it")
        if "crash" in words:
            raise RuntimeError("a bug")
        yield Done(self.answer(question, words))

    def answer(self, question: str, words: set[str]) -> Answer:
        scored = sorted(self._scored(words), key=lambda item: -item[0])
        best = [item for item in scored if item[0] >= 2][:3]
        hits = tuple(self._hit(item, start, end, score) for score, item, start, end in scored[:4])
        sentences = tuple(self._sentence(item, start, end) for _, item, start, end in best)
        seconds = {"retrieve": 0.004, "answer": 0.01, "total": 0.014}
        return Answer(question, question, "en", not best, sentences, hits, 0.9, "memory", "i1", seconds)

    def _scored(self, words: set[str]) -> list[tuple[int, Document, int, int]]:
        found = []
        for item in self.files.values():
            for match in _SENTENCE.finditer(item.text):
                shared = words & {word.lower() for word in _WORD.findall(match[0])}
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                if start < match.end():
                    found.append((len(shared), item, start, match.end()))
        return found

    def _sentence(self, item: Document, start: int, end: int) -> AnswerSentence:
        text = item.text[start:end]
        above = [heading for heading in item.headings if heading.start <= start]
        heading = item.text[above[-1].start : above[-1].end] if above else None
        page = next((page.number for page in item.pages if page.start <= start < page.end), None)
        citation = Citation(item.file, item.sha256, start, end, text, page, heading, Verdict.EXACT)
        return AnswerSentence(text, True, (citation,))

    def _hit(self, item: Document, start: int, end: int, score: float) -> Hit:
        text = item.text[start:end]
        return Hit(Passage("0", item.file, item.sha256, 0, start, end, text, item.language), score)
