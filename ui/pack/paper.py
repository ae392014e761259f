"""What Word and PDF say of a pack, before either sets it: questions, paragraphs with the numbers of their footnotes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.answers import EXTRACTIVE
from rag.conversation import Spot
from rag.proof.pack import spot_in
from rag.proof.records import ABOUT, Record
from ui.neutralise import flowing, visible_text
from ui.pack.notes import Note, day_words, note_of, one_line
from ui.words.answers import certainty_word, note_words
from ui.words.collection import named_facts
from ui.words.pack import PACK_WORDS
from ui.words.words import Words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `kind` is question, sentence, aside (words of ours or of the program) or item.

    `lines` are those of a list or of rows, else one. `doubt` says why a sentence is not proven.
    """

    kind: str
    lines: tuple[str, ...]
    right_to_left: bool
    notes: tuple[int, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A pack to be set on paper, in the language of its headings."""

    title: str
    about: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Note, ...]
    language: str
    right_to_left: bool


def paper(pack: Record, words: Words) -> Paper:
    """What is said on paper of a pack; nothing in it is invisible or turns the direction of reading."""
    own = PACK_WORDS[words.language]
    numbers = {spot_in(reference): reference["number"] for reference in pack["references"]}
    models = sorted({one_line(str(turn["model"])) for turn in pack["turns"]} - {"", EXTRACTIVE})
    facts = [(own.made, f"{day_words(pack['made'], words)}, {one_line(str(pack['maker']))}")]
    facts += [(own.model, ", ".join(models))] * bool(models)
    colon = " : " if words.language == "fr" else ": "
    return Paper(
        own.title,
        (*(colon.join(fact) for fact in facts), own.check),
        tuple(each for turn in pack["turns"] for each in _turn(turn, numbers, words)),
        tuple(note_of(reference, words) for reference in pack["references"]),
        words.language,
        words.direction == "rtl",
    )


def _turn(turn: Record, numbers: Mapping[Spot, int], words: Words) -> Iterator[Paragraph]:
    yield _paragraph("question", turn["question"])
    if turn.get("kind") == ABOUT:
        yield _paragraph("aside", turn[ABOUT]["text"])
        for each in turn[ABOUT]["documents"]:
            yield _paragraph("item", f"{each['title']} ({', '.join(named_facts(each, words))})")
    if likely := certainty_word(turn, words.language):
        yield _paragraph("aside", likely)
    for sentence in turn["sentences"]:
        yield _sentence(sentence, numbers, words)
    if turn["abstained"] and not turn.get(ABOUT):
        yield _paragraph("aside", words.no_answer)
    if note := note_words(turn, words.language):
        yield _paragraph("aside", note)


def _sentence(sentence: Record, numbers: Mapping[Spot, int], words: Words) -> Paragraph:
    notes = dict.fromkeys(numbers[spot_in(citation)] for citation in sentence["citations"])
    reason = one_line(sentence.get("reason") or words.unproven_reason)
    doubt = "" if sentence["supported"] else f"{words.unproven}: {reason}"
    return _paragraph("sentence", flowing(str(sentence["text"])), tuple(notes), doubt)


def _paragraph(kind: str, text: object, notes: tuple[int, ...] = (), doubt: str = "") -> Paragraph:
    lines = tuple(line for line in map(one_line, visible_text(str(text)).splitlines()) if line)
    return Paragraph(kind, lines or ("",), reads_right_to_left(" ".join(lines)), notes, doubt)


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter of a text that has a direction is written from right to left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((each in ("R", "AL") for each in directions if each in ("L", "R", "AL")), False)
