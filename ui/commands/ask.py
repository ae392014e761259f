"""`preuve ask`: one question, one answer with its citations."""

from __future__ import annotations

import argparse
import json
import sys

from rag.assistant import open_assistant
from rag.errors import QuestionError
from rag.records import answer_record
from rag.types import Answer, Citation
from ui.cli import settings_of

PREVIEW = 200
"""Characters of a closest passage that are shown where the documents do not answer."""


def _place(citation: Citation) -> str:
    page = f", page {citation.page}" if citation.page is not None else ""
    heading = f", {citation.heading}" if citation.heading else ""
    return f"{citation.file}{page}{heading}, {citation.start}-{citation.end} ({citation.verdict.value})"


def answer_lines(answer: Answer) -> list[str]:
    """An answer as text: sentences with numbers, then the places that prove them."""
    lines = [f"({answer.completed})"] if answer.completed != answer.question else []
    if answer.note:
        lines.append(answer.note)
    if answer.abstained:
        lines.append("The documents do not answer this question." if answer.language != "fr" else NO_ANSWER_FR)
        for hit in answer.hits[:3]:
            text = " ".join(hit.passage.text.split())[:PREVIEW]
            lines.append(f"  closest: {hit.passage.file}, {hit.passage.start}-{hit.passage.end}: {text}")
        return lines
    places: list[Citation] = []
    for sentence in answer.sentences:
        numbers = "".join(f"[{len(places) + at}]" for at in range(1, len(sentence.citations) + 1))
        places.extend(sentence.citations)
        doubt = "" if sentence.supported else f" (unproven: {sentence.reason or 'no citation'})"
        lines.append(f"{sentence.text} {numbers}{doubt}")
    lines.append("")
    lines += [f"[{number}] {_place(citation)}" for number, citation in enumerate(places, start=1)]
    return lines


NO_ANSWER_FR = "Les documents ne répondent pas à cette question."


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
