"""`preuve ask`: one question, one answer with its citations."""

from __future__ import annotations

import argparse
import json
import sys

from rag.assistant import open_assistant
from rag.conversation import numbered, spot_of
from rag.errors import QuestionError
from rag.proof.records import answer_record
from rag.types import Answer, Citation
from ui.commands.configuration import settings_of
from ui.words.lexicon import WORDS
from ui.words.words import LANGUAGES, Words, foreign, page_language

CLOSEST = 3
PREVIEW = 200
"""Characters of a closest passage that are shown where the documents do not answer."""


def _place(citation: Citation, words: Words) -> str:
    page = f", {words.page.format(number=citation.page)}" if citation.page is not None else ""
    heading = f", {citation.heading}" if citation.heading else ""
    language = f", {LANGUAGES[other]}" if (other := foreign(citation.language, words.language)) else ""
    return f"{citation.file}{page}{heading}{language}, {citation.start}-{citation.end} ({citation.verdict.value})"


def answer_lines(answer: Answer) -> list[str]:
    """An answer as text in its language: sentences with numbers, one for each place, then these places."""
    words = WORDS[page_language("", answer.language)]
    lines = [f"({answer.completed})"] if answer.completed != answer.question else []
    if answer.note:
        lines.append(answer.note)
    if answer.abstained:
        lines.append(words.no_answer)
        if answer.hits:
            lines.append(f"{words.closest}:")
        for hit in answer.hits[:CLOSEST]:
            text = " ".join(hit.passage.text.split())[:PREVIEW]
            lines.append(f"  {hit.passage.file}, {hit.passage.start}-{hit.passage.end}: {text}")
        return lines
    numbers = numbered(answer)
    for sentence in answer.sentences:
        marks = "".join(f"[{numbers[spot_of(citation)]}]" for citation in sentence.citations)
        doubt = "" if sentence.supported else f" ({words.unproven}: {sentence.reason or words.unproven_reason})"
        lines.append(f"{sentence.text} {marks}{doubt}")
    lines.append("")
    places = {spot_of(citation): citation for sentence in answer.sentences for citation in sentence.citations}
    lines += [f"[{number}] {_place(places[spot], words)}" for spot, number in numbers.items()]
    return lines


def run(arguments: argparse.Namespace) -> int:
    # Bytes that are not text must reach the check of the question, not end the reading of it.
    question = arguments.question
    if question == "-":
        if sys.stdin is None:
            raise QuestionError("there is no standard input to read the question from: give it as an argument")
        sys.stdin.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
        question = sys.stdin.read()
    assistant = open_assistant(settings_of(arguments))
    try:
        answer = assistant.ask(question)
    finally:
        assistant.close()
    if assistant.notice:
        print(f"preuve: {assistant.notice}", file=sys.stderr)
    if arguments.json:
        print(json.dumps(answer_record(answer), ensure_ascii=False))
    else:
        print("\n".join(answer_lines(answer)))
    return 0
