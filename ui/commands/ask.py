"""`preuve ask`: one question, one answer with its citations."""

from __future__ import annotations

import argparse
import sys

from rag.answers import About, Answer, AnswerSentence, Citation, Turn
from rag.assistant import Assistant, open_assistant
from rag.conversation import numbered, spot_of
from rag.errors import QuestionError, UsageError
from rag.index.conditions import Condition, condition
from rag.proof.records import answer_from, answer_record
from ui.commands.answers import answers_in
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record, warn
from ui.neutralise import flowing, visible_text
from ui.words.answers import ANSWER_WORDS, instead_words
from ui.words.collection import facts
from ui.words.lexicon import WORDS
from ui.words.places import part_word
from ui.words.reading import recognised_word
from ui.words.words import LANGUAGES, Words, counted, foreign, page_language

CLOSEST = 3
PREVIEW = 200
"""Characters of a closest passage that are shown where the documents do not answer."""


def _place(citation: Citation, words: Words) -> str:
    page = f", {part_word(words, citation.file, citation.page)}" if citation.page is not None else ""
    if citation.recognised is not None:
        page += f", {recognised_word(citation.recognised, words.language)}"
    heading = f", {citation.heading}" if citation.heading else ""
    language = f", {LANGUAGES[other]}" if (other := foreign(citation.language, words.language)) else ""
    return f"{citation.file}{page}{heading}{language}, {citation.start}-{citation.end} ({citation.verdict.value})"


def _about_lines(about: About, words: Words) -> list[str]:
    """What the program says of itself or of the collection, then a line for each document that it names."""
    lines = [about.text]
    for each in about.documents:
        told = ", ".join(facts(each.file, each.date, each.pages, words))
        lines.append(f"  {visible_text(' '.join(each.title.split()))} ({told})")
    more = about.count - len(about.documents)
    return [*lines, f"  … {counted(words.document_count, more)}"] if more else lines


def _said(sentence: AnswerSentence) -> str:
    """The words of a sentence on one line: those of a document never begin a line of their own."""
    lines = [" ".join(line.split()) for line in flowing(sentence.text).splitlines()]
    return visible_text(" / ".join(filter(None, lines)))


def _instead_lines(answer: Answer, words: Words) -> list[str]:
    """What the documents name in the place of something that was asked."""
    told = answer.instead
    return [] if told is None else [visible_text(instead_words(told.found, told.asked, words.language))]


def _abstained_lines(answer: Answer, words: Words) -> list[str]:
    """That the documents do not answer, what comes nearest to an answer, and the closest passages."""
    lines = [words.no_answer]
    own = ANSWER_WORDS[words.language]
    lines += _instead_lines(answer, words)
    if answer.suggestion is not None:
        where = ", ".join(_place(citation, words) for citation in answer.suggestion.citations)
        lines += [f"{own.perhaps} {_said(answer.suggestion)}", f"  {where}", f"  {own.perhaps_more}"]
    if answer.hits:
        lines.append(f"{words.closest}:")
    for hit in answer.hits[:CLOSEST]:
        text = visible_text(" ".join(hit.passage.text.split()))[:PREVIEW]
        lines.append(f"  {hit.passage.file}, {hit.passage.start}-{hit.passage.end}: {text}")
    return lines


def answer_lines(answer: Answer) -> list[str]:
    """An answer as text in its language: sentences with numbers, one for each place, then these places."""
    words = WORDS[page_language("", answer.language)]
    own = ANSWER_WORDS[words.language]
    lines = []
    if answer.completed != answer.question:
        lines.append(f"({words.understood.format(question=visible_text(answer.completed))})")
    if answer.note:
        lines.append(answer.note)
    if answer.about is not None:
        lines += _about_lines(answer.about, words)
    elif answer.abstained:
        lines += _abstained_lines(answer, words)
    if not answer.sentences:
        return lines
    numbers = numbered(answer)
    lines += _instead_lines(answer, words)
    for sentence in answer.sentences:
        marks = "".join(f"[{numbers[spot_of(citation)]}]" for citation in sentence.citations)
        doubt = "" if sentence.supported else f" ({words.unproven}: {sentence.reason or words.unproven_reason})"
        left = f" (… {counted(own.left, sentence.left)})" if sentence.left else ""
        lines.append(f"{_said(sentence)}{left} {marks}{doubt}")
    if answer.certainty is not None:
        lines.append(f"({own.certainty[answer.certainty]})")
    lines.append("")
    places = {spot_of(citation): citation for sentence in answer.sentences for citation in sentence.citations}
    lines += [f"[{number}] {_place(places[spot], words)}" for spot, number in numbers.items()]
    return lines


def _files(assistant: Assistant, wanted: Condition) -> list[str] | None:
    """The documents that a question is asked of, `None` for all; raises `UsageError` where there is none."""
    if wanted == Condition():
        return None
    with assistant.documents() as documents:
        files = documents.files(wanted=wanted)
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
