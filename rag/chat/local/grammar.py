"""A grammar for servers that obey one (GBNF of llama.cpp): an answer in which no pointer to nothing can be written."""

from __future__ import annotations

from collections.abc import Sequence

from rag.search.refusals import REFUSAL
from rag.search.styles import Style

MOST_SENTENCES = 5
"""Sentences of an answer, as in the rules that the model is told."""
MOST_POINTERS = 3
"""Pointers of one sentence."""
_OPEN = r"\[\]【】［］〔〕\n\t.!?؟"
"""What does not stand in a sentence by itself. A bracket with a digit behind it would be read as a pointer too."""


def answer_grammar(sizes: Sequence[int], style: Style) -> str:
    """The grammar of answers from passages with so many sentences each.

    An answer is the refusal, or a few sentences that each end with pointers to what there is. A point in the middle of
    a word or number is part of the sentence; one with a space after it ends it.
    """
    pointer = f'pointer ::= "[" ({_numbers(sizes, style)}) "]"'
    if style is Style.SELECT:
        return f'root ::= "{REFUSAL}" | pointer{{1,4}}\n{pointer}\n'
    return "\n".join(
        (
            f'root ::= "{REFUSAL}" | sentence (" " sentence){{0,{MOST_SENTENCES - 1}}}',
            f'sentence ::= [^{_OPEN} (] text* [.!?؟] " " pointer{{1,{MOST_POINTERS}}}',
            # No two of these begin alike, or a server compares ever more ways to read what was written.
            f"text ::= [^{_OPEN}(] | [.!?؟] [^{_OPEN} (] | " + '"(" [^' + _OPEN + "(0-9٠-٩,]",
            pointer,
            "",
        )
    )


def _numbers(sizes: Sequence[int], style: Style) -> str:
    """The alternatives of what stands between the brackets of a pointer."""
    if style is Style.FLAT:
        return _one_of(range(1, sum(sizes) + 1))
    if style is Style.PASSAGES:
        return _one_of(range(1, len(sizes) + 1))
    return " | ".join(f'"{passage}." ({_one_of(range(1, size + 1))})' for passage, size in enumerate(sizes, start=1))


def _one_of(numbers: Sequence[int]) -> str:
    return " | ".join(f'"{number}"' for number in numbers)
