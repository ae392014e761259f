"""The analysis of a passage: done once, at ingest, and kept in the catalog for the lexical index and the ranking."""

from __future__ import annotations

from functools import lru_cache

from rag.language.language import Token, analyse
from rag.types import HEADING_SEPARATOR, Analysis, Passage


def passage_context(passage: Passage, title: str = "") -> str:
    """What surrounds a passage, a line each: its file's path, the title of its document and its headings."""
    path = passage.file.rpartition(".")[0] or passage.file
    words = path.translate(_PATH_MARKS)
    return "\n".join(filter(None, (words, title, *(passage.heading or "").split(HEADING_SEPARATOR))))


def analyse_passage(passage: Passage, context: str) -> Analysis:
    """Analyse a passage in its language; `context` is the text that surrounds it (see `passage_context`)."""
    tokens = analyse(passage.text, passage.language)
    lines = []
    index = 0
    for span in passage.sentences[1:]:
        first = index
        while index < len(tokens) and tokens[index].start < span.start - passage.start:
            index += 1
        lines.append(_line(tokens[first:index]))
    lines.append(_line(tokens[index:]))
    return Analysis("\n".join(lines), _context_terms(context, passage.language))


_PATH_MARKS = str.maketrans("/-_", "   ")


@lru_cache(maxsize=16)
def _context_terms(context: str, language: str) -> str:
    """The index terms of a context; passages that follow one another mostly share theirs."""
    return _line(analyse(context, language))


def _line(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.term for token in tokens)
