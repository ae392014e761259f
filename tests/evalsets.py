"""Small test sets and predictions for the tests of the evaluation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.metrics.items import Item, examine
from eval.sets.cases import Question, TestSet, read_set
from eval.sets.predictions import Cited, Pair, PredictedSentence, Prediction, Retrieved

Record = dict[str, Any]
Where = tuple[str, int, int]

FRENCH = (
    "La CNDP a été créée en 2009. Elle veille sur les données personnelles. "
    "Son siège est à Rabat. « L’éthique d’abord », dit-elle.\n"
)
ENGLISH = "The centre opened in 2023. Its chair is Amal El Fallah. It has 54 members."
ARABIC = "أسست اللجنة سنة 2009. مقرها في الرباط.\n"
CORPUS = {"fr/cndp.txt": FRENCH, "en/centre.md": ENGLISH, "ar/lajna.txt": ARABIC}


def place(file: str, words: str, texts: Mapping[str, str] = CORPUS) -> Record:
    """The first place of `words` in a file."""
    start = texts[file].index(words)
    return {"file": file, "start": start, "end": start + len(words), "text": words}


def question(identifier: str, *facts: Sequence[Record], **fields: Any) -> Record:
    """A question of a set; answerable where it has facts."""
    record = {
        "id": identifier,
        "question": f"Question {identifier} ?",
        "language": "fr",
        "answerable": bool(facts),
        "evidence": [list(fact) for fact in facts],
        "answers": [],
    }
    return record | fields


QUESTIONS = (
    question("year", [place("fr/cndp.txt", "2009"), place("ar/lajna.txt", "2009")], answers=["2009"], kind="one fact"),
    question(
        "both",
        [place("fr/cndp.txt", "Rabat")],
        [place("en/centre.md", "Amal El Fallah")],
        answers=["Rabat, Amal El Fallah"],
        kind="several files",
        language="en",
    ),
    question("seat", [place("ar/lajna.txt", "الرباط")], answers=["الرباط"], language="ar", kind="one fact"),
    question("never", kind="off topic"),
)


def write_set(folder: Path, questions: Sequence[Record] = QUESTIONS, texts: Mapping[str, str] = CORPUS) -> Path:
    """A test set on disk."""
    for file, text in texts.items():
        path = folder / "corpus" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    write_lines(folder / "questions.jsonl", questions)
    return folder


def write_lines(path: Path, records: Sequence[Record]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def cited(file: str, start: int, end: int, quote: str | None = None, texts: Mapping[str, str] = CORPUS) -> Cited:
    """A citation, with the true quote unless another is given."""
    return Cited(file, start, end, texts.get(file, "")[start:end] if quote is None else quote)


def cite(file: str, words: str, texts: Mapping[str, str] = CORPUS) -> Cited:
    """A true citation of the first place of `words`."""
    start = texts[file].index(words)
    return Cited(file, start, start + len(words), words)


def answer(identifier: str, *sentences: Sequence[Cited], text: str = "…", **fields: Any) -> Prediction:
    """A prediction whose sentences carry the given citations."""
    return Prediction(
        identifier, False, text, tuple(PredictedSentence(text, tuple(citations)) for citations in sentences), **fields
    )


def silence(identifier: str, **fields: Any) -> Prediction:
    return Prediction(identifier, True, "", **fields)


def retrieved(*places: Where) -> tuple[Retrieved, ...]:
    return tuple(Retrieved(*each) for each in places)


def item_of(test_set: TestSet, identifier: str, prediction: Prediction | None) -> Item:
    """One examined question."""
    chosen: Question = next(each for each in test_set.questions if each.id == identifier)
    return examine([Pair(test_set.name, chosen, prediction)], {test_set.name: test_set.corpus})[0]


def oracle(test_set: TestSet) -> dict[tuple[str, str], Prediction]:
    """Predictions of a system that knows: it cites the sentence around one place of each fact."""
    predictions = {}
    for each in test_set.questions:
        item = item_of(test_set, each.id, None)
        spots = [(fact[0].file, fact[0].sentence.start, fact[0].sentence.end) for fact in item.facts]
        proofs = list(dict.fromkeys(spots))
        citations = [Cited(file, start, end, test_set.corpus[file][start:end]) for file, start, end in proofs]
        predictions[test_set.name, each.id] = (
            Prediction(
                each.id,
                False,
                each.answers[0] if each.answers else "…",
                tuple(PredictedSentence(citation.quote, (citation,)) for citation in citations),
                retrieved(*proofs),
                0.9,
                0.01,
            )
            if each.answerable
            else silence(each.id, confidence=0.1, seconds=0.01)
        )
    return predictions


def small_set(folder: Path) -> TestSet:
    return read_set(write_set(folder / "small"))
