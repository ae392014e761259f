"""What the trained reader learns from: honest rows, near misses that nothing answers, questions as people type them."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from eval.fitting.examples import Elsewhere, Example, epoch, last_epoch, read_rows
from eval.fitting.near_misses import changed_question
from eval.fitting.pointer import lesson
from eval.fitting.wordings import as_people_type
from rag.reading.trained.pairs import NONE
from tests.rag.reading.trained.test_pairs import Letters


def row(question: str, context: str, answer: str | None, title: str = "Page", **more: Any) -> dict[str, Any]:
    answers = [] if answer is None else [{"start": context.index(answer), "text": answer}]
    return {
        "id": question, "language": "en", "question": question, "context": context, "title": title,
        "answers": answers, "answerable": answer is not None, **more,
    }  # fmt: skip


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    folder.mkdir(exist_ok=True)
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(each) + "\n" for each in rows)


def test_rows_of_the_development_sets_are_apart(tmp_path: Path) -> None:
    rows = [row("Who?", "It is Ann.", "Ann"), row("When?", "In 1999.", "1999", in_eval=True)]
    write(tmp_path, "some", rows)
    found = read_rows(tmp_path)
    assert [each.question for each in (*found.learnt, *found.kept)] == ["Who?"]
    assert [each.question for each in found.developed] == ["When?"]


def test_a_document_is_learnt_from_or_kept_for_the_report_never_both(tmp_path: Path) -> None:
    write(tmp_path, "some", [row(f"Q{at}?", f"Text {at}.", "Text", title=f"T{at % 90}") for at in range(270)])
    found = read_rows(tmp_path)
    assert found.learnt
    assert found.kept
    assert {each.above for each in found.learnt}.isdisjoint({each.above for each in found.kept})


def example(question: str, passage: str, answers: tuple[tuple[int, int], ...] = (), **more: str) -> Example:
    given = {"source": "some", "language": "en", "kind": "faq", "above": "Page", **more}
    return Example(question=question, passage=passage, answers=answers, **given)


def test_another_passage_of_the_document_does_not_have_the_answer() -> None:
    rows = [
        example("Who leads the centre?", "Ann leads the centre.", ((0, 3),)),
        example("Where is it?", "The centre where Ann works is in Rabat."),
        example("What else?", "The centre has a garden."),
        example("Elsewhere?", "Another document.", above="Other"),
    ]
    miss = Elsewhere(rows).miss(rows[0], random.Random(1))
    assert miss is not None
    assert miss.passage == "The centre has a garden."
    assert miss.answers == ()


@pytest.mark.parametrize(
    ("question", "passage", "language"),
    [
        ("What was decided in 2019?", "In 2019 the council decided. In 2020 it did not.", "en"),
        ("Que dit l’article 12 ?", "Article 12. Le trésorier tient les comptes.", "fr"),
        ("ماذا تقرر سنة 2019؟", "تقرر ذلك سنة 2019.", "ar"),
    ],
)
def test_another_number_is_one_that_the_passage_does_not_have(question: str, passage: str, language: str) -> None:
    for seed in range(30):
        changed = changed_question(question, passage, language, random.Random(seed))
        assert changed is not None
        assert changed != question
        number = "".join(filter(str.isdigit, changed))
        assert number not in passage


def test_another_name_is_one_of_the_passage() -> None:
    passage = "The tower of Paris is high. In London and in Madrid are others."
    changed = {
        changed_question("How high is the tower of Paris?", passage, "en", random.Random(at)) for at in range(20)
    }
    assert changed == {"How high is the tower of London?", "How high is the tower of Madrid?"}


@pytest.mark.parametrize(
    ("question", "passage", "language"),
    [
        ("How high is it?", "It is 30 metres high.", "en"),
        ("Who is Ann?", "A passage of somebody else.", "en"),
        ("من هو كريم؟", "كريم هو المدير.", "ar"),
    ],
)
def test_what_cannot_be_changed_is_left_alone(question: str, passage: str, language: str) -> None:
    assert changed_question(question, passage, language, random.Random(0)) is None


def test_questions_are_typed_in_a_hurry_now_and_then() -> None:
    question = "Où est-ce que l’Université d’été a été créée ?"
    typed = {as_people_type(question, "fr", random.Random(seed)) for seed in range(200)}
    assert question in typed
    assert any(each == each.lower() and "?" not in each for each in typed)
    assert any("e" in each and "é" not in each for each in typed)
    assert len(typed) > 10


def test_an_epoch_is_drawn_alike_from_the_same_seed() -> None:
    rows = [example(f"Who is number {at}?", f"Number {at} is Ann. She leads.", ((12, 15),)) for at in range(40)]
    first, again = (epoch(rows, Elsewhere(rows), random.Random(3)) for _ in range(2))
    assert first == again
    assert epoch(rows, Elsewhere(rows), random.Random(4)) != first


def test_a_lesson_shows_the_answer_wherever_it_stands() -> None:
    filling = "Nothing is said here at all. " * 12
    passage = f"{filling}The chair is Ann. {filling}"
    start = passage.index("Ann")
    for most in (60, 120, 10_000):
        learnt = lesson(Letters(), example("Who?", passage, ((start, start + 3),), above=""), most)
        assert learnt.answered
        assert [end - start for start, end in learnt.spans] == [2]


def test_every_sentence_of_a_long_answer_may_be_named() -> None:
    passage = "Ask the office in writing first. Then wait for four weeks at most."
    learnt = lesson(Letters(), example("How?", passage, ((0, len(passage)),), above=""), 300)
    assert len(learnt.spans) == 2


def test_a_question_without_an_answer_points_at_nothing() -> None:
    learnt = lesson(Letters(), example("Who?", "Nothing is said."), 300)
    assert learnt.spans == ((NONE, NONE),)
    assert not learnt.answered


def test_the_second_course_shows_some_of_the_first_again() -> None:
    old = [example(f"Old {at}?", "It was Ann.", ((7, 10),)) for at in range(100)]
    new = [example(f"New {at}?", "It is Bob.", ((6, 9),)) for at in range(100)]
    found = last_epoch(new, old, Elsewhere([*new, *old]), random.Random(1))
    asked = [each.question.casefold() for each in found if each.answers]
    assert sum(each.startswith("new") for each in asked) >= 90
    assert 0 < sum(each.startswith("old") for each in asked) <= 30
