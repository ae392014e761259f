"""Do answers come from the cited files? Without a judge: change what is cited, and ask again.

A cited file is taken away: the answer must become an abstention, change, or rest on another file that says the same.
A number is changed in a copy of the file: the answer and its quote must follow. Counterfactual tests of this kind are
described for models by Longpre et al. (2021); here the whole program is tested, with its index.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.metrics.bootstrap import SEED
from eval.running.plant import Planted, Plot
from eval.running.run import FolderOpener, Progress, System, failure_of
from eval.sets.cases import CORPUS, Question, TestSet
from ingest.load.members import file_of
from rag.answers import Answer, Citation
from rag.errors import PreuveError

SAMPLE = 20
"""Answered questions of a set that are probed."""

REMOVED = ("abstained", "changed", "same from another file", "unfaithful", "failed")
PLANTED = ("followed", "abstained", "other evidence", "unfaithful", "failed")


@dataclass(frozen=True, slots=True)
class Probe:
    """One question that was asked again; `test` is `removed` or `planted`, `detail` what was done."""

    test: str
    question: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class FaithfulnessReport:
    """The probes of one test set."""

    set_name: str
    probes: tuple[Probe, ...]

    def count(self, test: str, outcome: str) -> int:
        return sum(probe.test == test and probe.outcome == outcome for probe in self.probes)

    def share(self, test: str, *outcomes: str) -> float | None:
        """The share of a test's probes with one of these outcomes; `None` without probes."""
        total = sum(probe.test == test for probe in self.probes)
        return sum(self.count(test, outcome) for outcome in outcomes) / total if total else None

    def record(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "set": self.set_name,
            "removed": {outcome: self.count("removed", outcome) for outcome in REMOVED},
            "planted": {outcome: self.count("planted", outcome) for outcome in PLANTED},
            "removed_unfaithful_rate": self.share("removed", "unfaithful"),
            "planted_followed_rate": self.share("planted", "followed"),
            "planted_unfaithful_rate": self.share("planted", "unfaithful"),
            "probes": [
                {"test": probe.test, "id": probe.question, "outcome": probe.outcome, "detail": probe.detail}
                for probe in self.probes
            ],
        }

    def text(self) -> str:
        """For the terminal."""
        lines = [f"{self.set_name}"]
        for test, meaning, outcomes in (
            ("removed", "cited files removed", REMOVED),
            ("planted", "number changed in the file", PLANTED),
        ):
            counts = " · ".join(f"{outcome} {self.count(test, outcome)}" for outcome in outcomes)
            lines.append(f"  {meaning:<28} {counts}")
        lines += [
            f"  unfaithful: {probe.question} ({probe.test}: {probe.detail})"
            for probe in self.probes
            if probe.outcome == "unfaithful"
        ]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Asked:
    question: Question
    answer: Answer

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(citation for sentence in self.answer.sentences for citation in sentence.citations)

    @property
    def files(self) -> frozenset[str]:
        """The files of the folder that are cited, also by a document that stands in them."""
        return frozenset(file_of(citation.file) for citation in self.citations)


def faithfulness(
    test_set: TestSet, open_on: FolderOpener, progress: Progress, sample: int = SAMPLE
) -> FaithfulnessReport:
    """Probe up to `sample` questions of a set that the system answers with citations, on a copy of its corpus."""
    with tempfile.TemporaryDirectory(prefix="preuve-faithfulness-") as folder:
        corpus, index = Path(folder) / CORPUS, Path(folder) / "index"
        shutil.copytree(test_set.directory / CORPUS, corpus)
        with open_on(corpus, index) as system:
            asked = _answered(test_set, system, sample)
        probes: list[Probe] = []

        def told(probe: Probe) -> None:
            probes.append(probe)
            progress(len(probes), 2 * len(asked))

        for batch in _batches(asked, len(test_set.corpus.files)):
            gone = frozenset().union(*(each.files for each in batch))
            for file in gone:
                (corpus / file).unlink()
            with open_on(corpus, index) as system:
                for each in batch:
                    told(_removed(each, _again(system, each)))
            for file in gone:
                shutil.copy2(test_set.directory / CORPUS / file, corpus / file)
        _plant(test_set, asked, (corpus, index), open_on, told)
        progress(1, 1)
    return FaithfulnessReport(test_set.name, tuple(probes))


def _answered(test_set: TestSet, system: System, sample: int) -> list[_Asked]:
    """Answered questions that stand on their own, in a repeatable random order."""
    questions = [each for each in test_set.questions if each.answerable and not each.turns and each.files is None]
    random.Random(SEED).shuffle(questions)  # noqa: S311 - a repeatable order, no secret
    asked: list[_Asked] = []
    for question in questions:
        if len(asked) >= sample:
            break
        try:
            found = _Asked(question, system.ask(question.question))
        except PreuveError:
            continue
        answer = found.answer
        if not answer.abstained and answer.about is None and found.files and failure_of(answer) is None:
            asked.append(found)
    return asked


def _again(system: System, each: _Asked) -> _Asked | str:
    try:
        answer = system.ask(each.question.question)
    except PreuveError as error:
        return str(error)
    return failure_of(answer) or _Asked(each.question, answer)


def _batches(asked: Iterable[_Asked], files: int) -> list[list[_Asked]]:
    """Questions whose cited files can be gone at once, at most half of all; each batch is one synchronisation."""
    batches: list[tuple[list[_Asked], set[str]]] = []
    for each in asked:
        if len(each.files) >= files:
            continue
        for members, gone in batches:
            if len(gone | each.files) <= files // 2:
                members.append(each)
                gone |= each.files
                break
        else:
            batches.append(([each], set(each.files)))
    return [members for members, _ in batches]


def _removed(before: _Asked, after: _Asked | str) -> Probe:
    """The outcome of a question whose cited files are gone."""
    detail = ", ".join(sorted(before.files))
    if isinstance(after, str):
        outcome, detail = "failed", after
    elif after.answer.abstained:
        outcome = "abstained"
    elif after.files & before.files:
        outcome = "unfaithful"
    elif after.answer.text != before.answer.text:
        outcome = "changed"
    else:
        outcome = "same from another file" if after.files else "unfaithful"
    return Probe("removed", before.question.id, outcome, detail)


def _plant(
    test_set: TestSet,
    asked: Sequence[_Asked],
    folders: tuple[Path, Path],
    open_on: FolderOpener,
    told: Callable[[Probe], None],
) -> None:
    """Change a cited number of each question that has one, all at once, and ask again."""
    corpus, index = folders
    chance = random.Random(SEED)  # noqa: S311 - a repeatable choice, no secret
    plot = Plot(corpus, test_set.corpus)
    changes = [(each, change) for each in asked if (change := _change(plot, each, chance)) is not None]
    right = plot.plant()
    planted = [(each, change) for each, change in changes if change.file in right]
    if not planted:
        return
    with open_on(corpus, index) as system:
        for each, change in planted:
            told(_followed(each, _again(system, each), change, plot.texts))


def _change(plot: Plot, each: _Asked, chance: random.Random) -> Planted | None:
    changes = (plot.change(citation, chance) for citation in each.citations)
    return next((change for change in changes if change is not None), None)


def _followed(before: _Asked, after: _Asked | str, change: Planted, texts: dict[str, str]) -> Probe:
    """The outcome of a question after a number was changed in what it cites."""
    detail = f"{change.file}: {change.old} became {change.new}"
    if isinstance(after, str):
        return Probe("planted", before.question.id, "failed", after)
    untrue = any(
        citation.file in texts and texts[citation.file][citation.start : citation.end] != citation.quote
        for citation in after.citations
    )
    quotes = " ".join(citation.quote for citation in after.citations)
    if after.answer.abstained:
        outcome = "abstained"
    elif untrue or (change.old in after.answer.text and change.old not in quotes):
        outcome = "unfaithful"
    elif change.new in quotes and change.old not in after.answer.text:
        outcome = "followed"
    else:
        outcome = "other evidence"
    return Probe("planted", before.question.id, outcome, detail)
