"""A pack as Markdown: questions and answers with numbers, then the quotes; its data stands at the end in a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rag.conversation import Spot
from rag.proof.pack import spot_in
from rag.proof.records import Record
from ui.neutralise import visible_name, visible_text
from ui.pack.embedded import embedded
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
        blocks += [f"## {words.references}", *(_reference(reference, words) for reference in pack["references"])]
    blocks += [PACK_WORDS[words.language].check, f"{BEGINNING}{words.language} {embedded(pack)}{END}"]
    return "\n\n".join(blocks) + "\n"


def _turn(turn: Record, numbers: Mapping[Spot, int], words: Words) -> Iterator[str]:
    yield f"## {plain(turn['question'])}"
    for sentence in turn["sentences"]:
        yield _sentence(sentence, numbers, words)
    if turn["abstained"]:
        yield f"*{words.no_answer}*"
    if turn.get("note"):
        yield plain(turn["note"])


def _sentence(sentence: Record, numbers: Mapping[Spot, int], words: Words) -> str:
    marks = dict.fromkeys(numbers[spot_in(citation)] for citation in sentence["citations"])
    reason = plain(sentence.get("reason") or words.unproven_reason)
    doubt = "" if sentence["supported"] else f" *({words.unproven}: {reason})*"
    return " ".join([plain(sentence["text"]), *(f"\\[{number}\\]" for number in marks)]) + doubt


def _reference(reference: Record, words: Words) -> str:
    parts = [plain(visible_name(reference["file"]))]
    if reference["page"] is not None:
        parts.append(plain(words.page.format(number=reference["page"])))
    if reference["heading"]:
        parts.append(plain(reference["heading"]))
    place = f"{', '.join(parts)} ({reference['start']}–{reference['end']}, {plain(reference['verdict'])})"
    return f"\\[{reference['number']}\\] {place}\n\n> {plain(reference['quote'])}"


def plain(text: str) -> str:
    """A text on one line that Markdown shows as it is: no link, no image and no list comes of it."""
    line = _MARKUP.sub(r"\\\g<0>", " ".join(visible_text(str(text)).split()))
    return _LIST_MARK.sub(lambda found: f"\\{found[0]}" if not found[0][0].isdigit() else f"{found[0]}\\", line)
