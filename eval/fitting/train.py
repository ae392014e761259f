"""Train the reader: `make train DATA=FOLDER`, or `python -m eval.fitting.train DATA --output FILE`.

DATA holds `NAME.jsonl.gz`. A first course is of what stands in no development set; a second one goes on from it with
one half of the development documents, and is the reader of the program (`eval.fitting.halves`).

The same data, seed and machine give the same files. What has been learnt is kept every few minutes, so that a run that
was killed goes on where it was; each course's report is printed and written beside its weights.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from eval.fitting.examples import Elsewhere, Example, Rows, epoch, last_epoch, read_rows
from eval.fitting.halves import FIRST, LEARNT, half_of
from eval.fitting.pointer import Lesson, Pointer, lesson, loss_of, together
from eval.fitting.report_of_training import told
from rag.embedding.sources import BundledSource
from rag.embedding.tokens import TokenizerFile
from rag.errors import PreuveError
from rag.reading.trained.weights import FILE, from_eight_bits, read_learnt, write_weights

BATCH = 4096
"""Pieces of a batch, padding included."""
PASSAGE = 208
"""Pieces of a passage that are shown in training."""
KEPT_EVERY = 100
"""Steps from one checkpoint to the next."""
LAST_EPOCHS = 1
"""Epochs of the second course."""
RATE, RATE_OF_HEADS, DECAY, WARMING, STEEPEST = 1e-4, 5e-4, 0.01, 0.06, 1.0


@dataclass(frozen=True, slots=True)
class Course:
    """What is to be learnt: a checkpoint of another course is not gone on with.

    `part` names which of the courses of a training it is, `before` is the sha256 of the weights that it goes on from.
    """

    part: str
    data: str
    seed: int
    epochs: int
    rows: int
    before: str = ""
    batch: int = BATCH
    passage: int = PASSAGE
    rate: float = RATE


class Learning:
    """A pointer, its optimizer and how far it is."""

    def __init__(self, course: Course, folder: str, steps: int, before: Path | None) -> None:
        torch.manual_seed(course.seed)
        self.course, self.step, self.losses = course, 0, list[float]()
        self.pointer = Pointer(folder)
        if before is not None:
            learnt = {name: torch.from_numpy(value) for name, value in from_eight_bits(read_learnt(before)).items()}
            self.pointer.load_state_dict(learnt, strict=False)
        heads = [*self.pointer.points.parameters(), *self.pointer.holds.parameters()]
        groups = [
            {"params": list(self.pointer.upper.parameters()), "lr": RATE},
            {"params": heads, "lr": RATE_OF_HEADS},
        ]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=DECAY)
        warming = max(1, int(WARMING * steps))

        def share(step: int) -> float:
            return min((step + 1) / warming, max(0.0, (steps - step) / max(1, steps - warming)))

        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, share)

    def learn(self, lessons: Sequence[Lesson], padding: int) -> float:
        """One step; returns the loss before it."""
        self.pointer.train()
        ids, mask, free = together(lessons, padding)
        points, holds = self.pointer(ids, mask)
        loss = loss_of(points, holds, free, lessons)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([value for value in self.pointer.parameters() if value.requires_grad], STEEPEST)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.losses.append(float(loss.detach()))
        return self.losses[-1]

    def keep(self, path: Path) -> None:
        """Write everything that is needed to go on; the file is complete or the one before."""
        state = {
            "course": asdict(self.course), "step": self.step, "losses": self.losses,
            "learnt": self.pointer.learnt(), "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(), "chance": torch.get_rng_state(),
        }  # fmt: skip
        draft = path.with_suffix(".draft")
        torch.save(state, draft)
        draft.replace(path)

    def go_on(self, path: Path) -> bool:
        """Take up what was kept, where it is of this course."""
        if not path.is_file():
            return False
        state = torch.load(path, weights_only=True)
        if state["course"] != asdict(self.course):
            return False
        self.pointer.load_state_dict(state["learnt"], strict=False)
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["chance"])
        self.step, self.losses = state["step"], state["losses"]
        return True


def batches(examples: Sequence[Example], tokens: TokenizerFile, rng: random.Random) -> Iterator[list[Lesson]]:
    """Lessons of about one length together, in no order."""
    lessons = sorted((lesson(tokens, each, PASSAGE) for each in examples), key=lambda each: len(each.pair.ids))
    found: list[list[Lesson]] = [[]]
    for each in lessons:
        if len(each.pair.ids) * (len(found[-1]) + 1) > BATCH:
            found.append([])
        found[-1].append(each)
    rng.shuffle(found)
    yield from found


class Training:
    """The courses of a training, with what they share."""

    def __init__(self, data: Path, rows: Rows, seed: int, place: Path) -> None:
        self._data, self._rows, self._seed = data, rows, seed
        self._folder = BundledSource(place).folder()
        self._tokens = TokenizerFile(Path(self._folder) / "tokenizer.json")

    def first(self, epochs: int, output: Path) -> None:
        """Learn what stands in no development set."""
        rows = self._rows.learnt
        elsewhere = Elsewhere(rows)
        course = Course("first", self._data.name, self._seed, epochs, len(rows))
        plan = [
            lessons
            for rng in _chances(f"{self._seed}", epochs)
            for lessons in batches(epoch(rows, elsewhere, rng), self._tokens, rng)
        ]
        self._learn(course, plan, self._rows.kept, output)

    def second(self, before: Path, output: Path) -> None:
        """Go on with half of the development documents, and tell of the other half."""
        rows = [row for row in self._rows.developed if half_of(row.above) == LEARNT]
        others = [row for row in self._rows.developed if half_of(row.above) != LEARNT]
        elsewhere = Elsewhere([*rows, *self._rows.learnt])
        course = Course("second", self._data.name, self._seed, LAST_EPOCHS, len(rows), _sha256(before))
        plan = [
            lessons
            for rng in _chances(f"{self._seed}/second", LAST_EPOCHS)
            for lessons in batches(last_epoch(rows, self._rows.learnt, elsewhere, rng), self._tokens, rng)
        ]
        self._learn(course, plan, others, output, before)

    def _learn(
        self,
        course: Course,
        plan: Sequence[Sequence[Lesson]],
        told_of: Sequence[Example],
        output: Path,
        before: Path | None = None,
    ) -> None:
        """Follow a plan, and write the weights and their report, unless that has been done."""
        output.parent.mkdir(parents=True, exist_ok=True)
        told_in, checkpoint = output.with_suffix(".json"), output.with_suffix(".checkpoint")
        if output.is_file() and told_in.is_file() and json.loads(told_in.read_text())["course"] == asdict(course):
            print(f"{course.part}: learnt before, {output}", flush=True)
            return
        learning = Learning(course, self._folder, len(plan), before)
        resumed = learning.go_on(checkpoint)
        print(f"{course.part}: {len(plan)} steps" + (f", going on at {learning.step}" if resumed else ""), flush=True)
        _follow(learning, plan, checkpoint)
        write_weights(learning.pointer.learnt(), output)
        curve = [round(sum(part) / len(part), 4) for part in _parts(learning.losses)]
        found = told(learning.pointer, told_of, self._tokens)
        report = {"course": asdict(course), "steps": len(plan), "loss": curve, **found}
        told_in.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        checkpoint.unlink(missing_ok=True)
        print(json.dumps(report["kinds"], indent=1), flush=True)


def _chances(name: str, epochs: int) -> Iterator[random.Random]:
    """What is drawn in each epoch of a course; always the same for a name."""
    for number in range(epochs):
        yield random.Random(f"{name}/{number}")  # noqa: S311 - drawn to be drawn again


def _follow(learning: Learning, plan: Sequence[Sequence[Lesson]], checkpoint: Path) -> None:
    """Take the steps that are left, and say how far it is."""
    padding = int(learning.pointer.encoder.config.pad_token_id)
    began, done = time.monotonic(), learning.step
    for lessons in plan[done:]:
        learning.learn(lessons, padding)
        if learning.step % KEPT_EVERY == 0 or learning.step == len(plan):
            learning.keep(checkpoint)
            recent = learning.losses[-KEPT_EVERY:]
            left = (time.monotonic() - began) / (learning.step - done) * (len(plan) - learning.step)
            print(
                f"step {learning.step} of {len(plan)}, loss {sum(recent) / len(recent):.3f}, {left / 60:.0f} min left",
                flush=True,
            )


def train(data: Path, output: Path, seed: int, epochs: int, first: Path) -> None:
    """Learn both courses and write their weights. Raises `PreuveError` where there is nothing to learn from."""
    rows = read_rows(data)
    if not rows.learnt:
        raise PreuveError(f"{data} holds no NAME.jsonl.gz with rows to learn from")
    training = Training(data, rows, seed, first.parent)
    training.first(epochs, first)
    if rows.developed:
        training.second(first, output)
    else:
        for suffix in (".safetensors", ".sha256", ".json"):
            shutil.copyfile(first.with_suffix(suffix), output.with_suffix(suffix))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _parts(values: Sequence[float]) -> Iterator[Sequence[float]]:
    return (values[at : at + KEPT_EVERY] for at in range(0, len(values), KEPT_EVERY))


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: train, and print the report."""
    parser = argparse.ArgumentParser(prog="python -m eval.fitting.train", description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--output", type=Path, default=FILE, metavar="FILE", help="the weights (%(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=2, help="of the first course (%(default)s)")
    parser.add_argument(
        "--first", type=Path, default=FIRST, metavar="FILE", help="the weights of the first course (%(default)s)"
    )
    chosen = parser.parse_args(arguments)
    try:
        train(chosen.data, chosen.output, chosen.seed, chosen.epochs, chosen.first)
    except PreuveError as error:
        print(f"preuve: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("stopped; the same command goes on from the last checkpoint", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
