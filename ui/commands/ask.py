"""`preuve ask`: one question, one answer with its citations."""

from __future__ import annotations

import argparse
import sys

from rag.answers import Answer, Citation, Turn
from rag.assistant import Assistant, open_assistant
from rag.conversation import numbered, spot_of
from rag.errors import QuestionError, UsageError
from rag.index.conditions import Condition, condition
from rag.proof.records import answer_from, answer_record
from ui.commands.answers import answers_in
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record, warn
from ui.neutralise import visible_text
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
    lines = []
    if answer.completed != answer.question:
        lines.append(f"({words.understood.format(question=visible_text(answer.completed))})")
    if answer.note:
        lines.append(answer.note)
    if answer.abstained:
        lines.append(words.no_answer)
        if answer.hits:
            lines.append(f"{words.closest}:")
        for hit in answer.hits[:CLOSEST]:
            text = visible_text(" ".join(hit.passage.text.split()))[:PREVIEW]
            lines.append(f"  {hit.passage.file}, {hit.passage.start}-{hit.passage.end}: {text}")
        return lines
    numbers = numbered(answer)
    for sentence in answer.sentences:
        marks = "".join(f"[{numbers[spot_of(citation)]}]" for citation in sentence.citations)
        doubt = "" if sentence.supported else f" ({words.unproven}: {sentence.reason or words.unproven_reason})"
        lines.append(f"{visible_text(' '.join(sentence.text.split()))} {marks}{doubt}")
    lines.append("")
    places = {spot_of(citation): citation for sentence in answer.sentences for citation in sentence.citations}
    lines += [f"[{number}] {_place(places[spot], words)}" for spot, number in numbers.items()]
    return lines


def _files(assistant: Assistant, wanted: Condition) -> list[str] | None:
    """The documents that a question is asked of, `None` for all; raises `UsageError` where there is none."""
    if wanted == Condition():
        return None
    files = [document.file for document in assistant.documents() if wanted.holds(document)]
    if not files:
        told = [f"dated {wanted.since} or later"] if wanted.since else []
        told += [f"by {' or '.join(wanted.authors)}"] if wanted.authors else []
        raise UsageError(f"no document is known to be {' and '.join(told)}: `preuve status` shows dates and authors")
    return files


def run(arguments: argparse.Namespace) -> int:
    # Bytes that are not text must reach the check of the question, not end the reading of it.
    question = arguments.question
    if question == "-":
        if sys.stdin is None:
            raise QuestionError("there is no standard input to read the question from: give it as an argument")
        sys.stdin.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
        question = sys.stdin.read()
    before = [answer_from(record) for path in arguments.after for record in answers_in(path)]
    turns = [Turn(answer.completed, answer.text) for answer in before]
    assistant = open_assistant(settings_of(arguments))
    try:
        wanted = condition(arguments.since, tuple(arguments.author))
        answer = assistant.ask(question, turns, _files(assistant, wanted))
    finally:
        assistant.close()
    if assistant.notice:
        warn(assistant.notice)
    if arguments.json:
        say_record(answer_record(answer))
    else:
        say(*answer_lines(answer))
    return 0
