"""A pack as Markdown: questions and answers with footnotes, which hold the quotes; its data ends it in a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rag.conversation import Spot
from rag.proof.pack import spot_in
from rag.proof.records import ABOUT, Record
from ui.neutralise import visible_text
from ui.pack.embedded import embedded
from ui.pack.notes import Note, note_of
from ui.words.answers import certainty_word, instead_words, note_words
from ui.words.collection import named_facts
from ui.words.pack import PACK_WORDS
from ui.words.words import Words

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&!$]|:(?=//)")
_LIST_MARK = re.compile(r"^(?:[-+=](?=[\s=-]|$)|\d{1,9}(?=[.)]))")

BEGINNING = "<!-- preuve evidence pack "
END = " -->"


def markdown(pack: Record, words: Words) -> str:
    """The pack as Markdown; texts of documents and models are escaped."""
    numbers = {spot_in(reference): reference["number"] for reference in pack["references"]}
    blocks = [block for turn in pack["turns"] for block in _turn(turn, numbers, words)]
    if pack["references"]:
        blocks += [f"## {words.references}", *(_footnote(note_of(each, words)) for each in pack["references"])]
    blocks += [PACK_WORDS[words.language].check, f"{BEGINNING}{words.language} {embedded(pack)}{END}"]
    return "\n\n".join(blocks) + "\n"


def _turn(turn: Record, numbers: Mapping[Spot, int], words: Words) -> Iterator[str]:
    yield f"## {plain(turn['question'])}"
    if turn.get("kind") == ABOUT:
        yield from _about(turn[ABOUT], words)
    if likely := certainty_word(turn, words.language):
        yield f"*{likely}*"
    for sentence in turn["sentences"]:
        yield _sentence(sentence, numbers, words)
    if turn["abstained"] and not turn.get(ABOUT):
        yield f"*{words.no_answer}*"
    if told := turn.get("instead"):
        yield plain(instead_words(told["found"], told["asked"], words.language))
    if note := note_words(turn, words.language):
        yield plain(note)


def _about(about: Record, words: Words) -> Iterator[str]:
    """What was said of the program or the collection, and the documents that were named."""
    yield plain(about["text"])
    if about["documents"]:
        yield "\n".join(
            f"- {plain(each['title'])} ({plain(', '.join(named_facts(each, words)))})" for each in about["documents"]
        )


def _sentence(sentence: Record, numbers: Mapping[Spot, int], words: Words) -> str:
    marks = dict.fromkeys(numbers[spot_in(citation)] for citation in sentence["citations"])
    reason = plain(sentence.get("reason") or words.unproven_reason)
    doubt = "" if sentence["supported"] else f" *({words.unproven}: {reason})*"
    return plain(sentence["text"]) + "".join(f"[^{number}]" for number in marks) + doubt


def _footnote(note: Note) -> str:
    """On one line of several words, which is a paragraph to who knows no footnotes, and no link."""
    said = " ".join(plain(part) for part in (note.where, note.quote, note.check) if part)
    return f"[^{note.number}]: *{plain(note.title)}* {said}"


def plain(text: str) -> str:
    """A text on one line that Markdown shows as it is: no link, no image and no list comes of it."""
    line = _MARKUP.sub(r"\\\g<0>", " ".join(visible_text(str(text)).split()))
    return _LIST_MARK.sub(lambda found: f"\\{found[0]}" if not found[0][0].isdigit() else f"{found[0]}\\", line)
