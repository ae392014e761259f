"""The analysis of a passage: done once, at ingest, and kept in the catalog for the lexical index and the ranking."""

from __future__ import annotations

from functools import lru_cache

from rag.language.language import Token, analyse
from rag.types import Analysis, Passage


def passage_context(passage: Passage) -> str:
    """What surrounds a passage: its headings and the words of its file's name."""
    name = passage.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return " ".join(filter(None, (name.replace("-", " ").replace("_", " "), passage.heading)))


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


@lru_cache(maxsize=16)
def _context_terms(context: str, language: str) -> str:
    """The index terms of a context; passages that follow one another mostly share theirs."""
    return _line(analyse(context, language))


def _line(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.term for token in tokens)
