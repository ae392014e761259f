"""What a footnote says of a cited place: the same words in Word, PDF and Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answers import Verdict
from rag.language.numbers.calendar import date_words
from rag.proof.records import Record
from ui.neutralise import visible_name, visible_text
from ui.words.pack import PACK_WORDS
from ui.words.places import part_word
from ui.words.reading import recognised_word
from ui.words.words import Words, verdict_word

QUOTES = {"en": ("“", "”"), "fr": ("« ", " »"), "ar": ("«", "»")}
"""What stands around a quote, by the language of the headings; French has no-break spaces there."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: the title of its document, where in it, the quote in quotation marks, and what it is checked by."""

    number: int
    title: str
    where: str
    quote: str
    check: str

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " ".join(part for part in (self.title, self.where, self.quote, self.check) if part)


def title_of(reference: Record) -> str:
    """The title of the cited document, else the name of its file."""
    return one_line(str(reference.get("title") or "")) or visible_name(reference["file"])


def note_of(reference: Record, words: Words) -> Note:
    """The footnote of a reference of a pack."""
    parts = [] if reference["page"] is None else [part_word(words, reference["file"], reference["page"])]
    parts += recognised_words(reference, words)
    if reference["heading"]:
        parts.append(one_line(str(reference["heading"])))
    date = f"({day_words(reference['date'], words)})" if reference.get("date") else ""
    before, after = QUOTES[words.language]
    place = PACK_WORDS[words.language].place.format(start=reference["start"], end=reference["end"])
    checked = (
        visible_name(reference["file"]),
        place,
        f"SHA-256 {one_line(str(reference['sha256']))}",
        verdict_word(Verdict(reference["verdict"]), words),
    )
    return Note(
        reference["number"],
        title_of(reference),
        " ".join(part for part in (date, ", ".join(parts)) if part),
        f"{before}{one_line(str(reference['quote']))}{after}",
        f"[{' · '.join(checked)}]",
    )


def recognised_words(reference: Record, words: Words) -> list[str]:
    """That the words of a reference were recognised, and how sure they are; nothing where they were read."""
    percent = (reference.get("recognised") or {}).get("percent")
    return [] if percent is None else [recognised_word(int(percent), words.language)]


def one_line(text: str) -> str:
    """A text of a stranger on one line, with nothing in it that is not seen or turns the direction of reading."""
    return " ".join(visible_text(text).split())


def day_words(moment: object, words: Words) -> str:
    """The day of a date or a time of a pack, written out."""
    return date_words(one_line(str(moment))[: len("2024-03-12")], words.language)
