from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.sets.cases import read_set
from ingest.sync import sync
from rag.answers import Verdict
from rag.assistant import open_assistant
from rag.settings import Settings
from tests.fixtures.memory_assistant import MemoryAssistant, document
from ui.cli import main
from ui.page.conversation import Exchange
from ui.page.drafts import CHANGED, CONTRADICTED, NO_EVIDENCE, UNKNOWN, UNPROVEN, drafts_of
from ui.page.keeping import turn_record
from ui.store import LOCAL, Feedback, Kind, open_store

LAW = document("law.md", "# Law\n\nThe committee reviews every model before deployment. It sits in Rabat.\n")
TEXTS = {LAW.file: LAW.text}
DIGESTS = {LAW.file: LAW.sha256}
ANSWERED, UNANSWERED = "What does the committee review before deployment?", "Who won the cup?"


def said(kind: Kind, question: str = ANSWERED, number: int = 1, change: Callable[[Any], Any] = lambda a: a) -> Feedback:
    """Feedback on what the assistant in memory answers; `change` makes another answer of it."""
    assistant = MemoryAssistant([LAW])
    answer = next(event.answer for event in assistant.stream(question) if hasattr(event, "answer"))
    record = turn_record(Exchange(1, question, change(answer)))
    return Feedback(number, "c", 1, kind, "note", (), json.loads(json.dumps(record)), 1.0)


def test_an_answer_called_right_is_a_question_with_its_evidence() -> None:
    (draft,) = drafts_of([said(Kind.UP)], TEXTS, DIGESTS)
    assert draft.missing == ()
    assert draft.record["answerable"] is True
    (fact,) = draft.record["evidence"]
    (place,) = fact
    assert TEXTS[place["file"]][place["start"] : place["end"]] == place["text"]
    assert draft.record["answers"] == ["The committee reviews every model before deployment."]


def test_an_abstention_called_right_is_a_question_that_is_not_answered() -> None:
    (draft,) = drafts_of([said(Kind.UP, UNANSWERED)], TEXTS, DIGESTS)
    assert (draft.missing, draft.record["answerable"], draft.record["evidence"]) == ((), False, [])


@pytest.mark.parametrize(
    ("kind", "question", "missing", "field"),
    [
        (Kind.DOWN, ANSWERED, UNKNOWN, "cited"),
        (Kind.DOWN, UNANSWERED, UNKNOWN, "cited"),
        (Kind.WRONG_SOURCE, ANSWERED, NO_EVIDENCE, "rejected"),
        (Kind.SHOULD_HAVE_ANSWERED, UNANSWERED, NO_EVIDENCE, "closest"),
    ],
)
def test_what_is_not_complete_says_what_it_lacks(kind: Kind, question: str, missing: str, field: str) -> None:
    (draft,) = drafts_of([said(kind, question)], TEXTS, DIGESTS)
    assert draft.missing == (missing,)
    assert isinstance(draft.record[field], list)
    assert draft.record["feedback"]["note"] == "note"


def unproven(answer: Any) -> Any:
    return replace(answer, sentences=tuple(replace(sentence, supported=False) for sentence in answer.sentences))


def altered(answer: Any) -> Any:
    (sentence,) = answer.sentences
    citation = replace(sentence.citations[0], verdict=Verdict.ALTERED)
    return replace(answer, sentences=(replace(sentence, citations=(citation,)),))


def test_only_exact_proofs_become_evidence() -> None:
    for change in (unproven, altered):
        (draft,) = drafts_of([said(Kind.UP, change=change)], TEXTS, DIGESTS)
        assert draft.missing == (UNPROVEN,)
    for texts, digests in (({}, {}), (TEXTS, {LAW.file: "0" * 64}), ({LAW.file: "x" * 100}, DIGESTS)):
        (draft,) = drafts_of([said(Kind.UP)], texts, digests)
        assert draft.missing == (CHANGED,)
        assert draft.record["evidence"] == []


def test_people_who_disagree_make_no_test() -> None:
    drafts = drafts_of([said(Kind.UP), said(Kind.WRONG_SOURCE, number=2)], TEXTS, DIGESTS)
    assert [draft.missing for draft in drafts] == [(CONTRADICTED,), (NO_EVIDENCE,)]
    right_and_silent = [said(Kind.UP), said(Kind.UP, UNANSWERED, 2)]
    for item in right_and_silent:
        item.record["question"] = "The same question?"
    assert {draft.missing for draft in drafts_of(right_and_silent, TEXTS, DIGESTS)} == {(CONTRADICTED,)}
    twice = drafts_of([said(Kind.UP), said(Kind.UP, number=2)], TEXTS, DIGESTS)
    assert [draft.record["id"] for draft in twice] == ["feedback-1"]
    other = said(Kind.UP, UNANSWERED, 3)
    assert [draft.missing for draft in drafts_of([said(Kind.UP), other], TEXTS, DIGESTS)] == [(), ()]


def test_questions_about_some_files_and_follow_ups_stay_what_they_were() -> None:
    item = said(Kind.UP)
    item.record["scope"] = [LAW.file]
    turns = ({"question": "Which committee?", "answer": "That of ethics."},)
    (draft,) = drafts_of([replace(item, turns=turns)], TEXTS, DIGESTS)
    assert draft.record["files"] == [LAW.file]
    assert draft.record["turns"] == list(turns)
    item.record["scope"] = ["gone/", LAW.file]
    (draft,) = drafts_of([item], TEXTS, DIGESTS)
    assert draft.missing == ("files: gone/",)


QUESTIONS = {
    "Qui dirige le centre AI Movement ?": Kind.UP,
    "What is the population of Australia?": Kind.UP,
    "Où siège la CNDP ?": Kind.WRONG_SOURCE,
    "When was the resolution adopted?": Kind.UP,
}


@pytest.mark.slow
def test_the_set_is_one_that_eval_reads(
    corpus: Path,
    settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PREUVE_EMBEDDER", "hash")
    monkeypatch.chdir(tmp_path)
    export = [
        "export",
        "feedback",
        "--index",
        str(settings.index.directory),
        "--output",
        str(tmp_path / "made" / "set"),
    ]
    sync([corpus], settings)
    assert main(export) == 1
    assert "there is no feedback" in capsys.readouterr().err
    assistant = open_assistant(settings)
    with closing(assistant), closing(open_store(settings)) as store:
        for number, (question, kind) in enumerate(QUESTIONS.items(), start=1):
            answer = assistant.ask(question)
            identifier = store.conversations.keep(LOCAL, None, number, turn_record(Exchange(number, question, answer)))
            store.feedback.give(LOCAL, identifier, number, kind, [])
    (corpus / "english.txt").write_text("Something else.\n", encoding="utf-8")
    assert main([*export, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["changed"] == ["english.txt"]
    assert (report["feedback"], report["questions"], report["drafts"]) == (4, 2, 2)
    made = read_set(tmp_path / "made" / "set")
    assert [(question.question, question.answerable) for question in made.questions] == [
        ("Qui dirige le centre AI Movement ?", True),
        ("What is the population of Australia?", False),
    ]
    lines = (tmp_path / "made" / "set" / "drafts.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["missing"] for line in lines] == [[NO_EVIDENCE], [CHANGED]]
    assert main(["eval", str(tmp_path / "made" / "set"), "--json"]) == 0
    capsys.readouterr()
    assert main(export) == 2
    assert "is there already" in capsys.readouterr().err
