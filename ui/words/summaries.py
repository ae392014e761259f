"""The words of summaries: a document's own sentences, asked for from the list of documents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SummaryWords:
    """Words in one language; the questions are such as `rag.about` replies to with extracts."""

    one: str
    two: str
    ask_one: str
    ask_two: str


SUMMARY_WORDS = {
    "en": SummaryWords("Summarise", "Compare the two chosen", "Summarise this document", "Summarise these documents"),
    "fr": SummaryWords("Résumer", "Comparer les deux choisis", "Résume ce document", "Résume ces documents"),
    "ar": SummaryWords("تلخيص", "مقارنة الوثيقتين المختارتين", "لخص هذه الوثيقة", "لخص هذه الوثائق"),
}
"""By the code of the language."""
