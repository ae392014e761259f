"""The checker of citations is tested too: true citations are altered, and it must see which alterations matter.

A false accept is a harmful alteration that the checker lets pass, a false reject a harmless one that it does not.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eval.checker.mutate import HARMFUL, HARMLESS
from eval.metrics.bootstrap import SEED
from eval.metrics.items import script_language
from eval.metrics.spans import widened
from eval.sets.cases import TestSet
from eval.sets.source import Corpus
from rag.answers import Citation, Verdict
from rag.language.folding import fold_plain
from rag.language.sentences import sentences
from rag.proof.citations import Check, Verifier
from rag.types import Document, Span

ENOUGH = 2000
MOST_ROUNDS = 25
TOLERATED_REJECTS = 0.02
SHOWN_FAULTS = 3

SHIFTED, OTHER_FILE, UNCHANGED = "shifted by a sentence", "other file", "unchanged"
MUST_BE_REJECTED = frozenset({*HARMFUL, SHIFTED, OTHER_FILE})
KINDS = (*HARMFUL, SHIFTED, OTHER_FILE, UNCHANGED, *HARMLESS)


@dataclass(frozen=True, slots=True)
class Trial:
    """An altered citation, the true one it was made from, and what the checker said."""

    kind: str
    truth: Citation
    altered: Citation
    check: Check

    @property
    def harmful(self) -> bool:
        return self.kind in MUST_BE_REJECTED

    @property
    def wrong(self) -> bool:
        """A false accept of a harmful alteration, or a false reject of a harmless one.

        A quote with other words must not be found at all; one at a wrong place must not be confirmed there. A
        harmless alteration must be found where the true quote stands.
        """
        if self.kind in HARMFUL:
            return self.check.verdict in (Verdict.EXACT, Verdict.MOVED)
        at = self.check.found_file, self.check.found_span
        if self.harmful:
            claimed = self.altered.file, Span(self.altered.start, self.altered.end)
            return self.check.verdict is Verdict.EXACT or at == claimed
        found = self.check.verdict in (Verdict.EXACT, Verdict.MOVED) and at[0] == self.truth.file and at[1] is not None
        return not found or at[1] is None or not at[1].overlaps(Span(self.truth.start, self.truth.end))


@dataclass(frozen=True, slots=True)
class MutationReport:
    """All trials, in the order in which they were made."""

    trials: tuple[Trial, ...]

    def rates(self) -> Mapping[str, tuple[int, int]]:
        """For each kind how many trials, and how many of them were judged wrongly."""
        counts = {kind: [0, 0] for kind in KINDS}
        for trial in self.trials:
            counts[trial.kind][0] += 1
            counts[trial.kind][1] += trial.wrong
        return {kind: (total, wrong) for kind, (total, wrong) in counts.items()}

    def share(self, harmful: bool) -> float:
        """The false-accept rate (harmful) or the false-reject rate; 0 without trials."""
        chosen = [trial for trial in self.trials if trial.harmful is harmful]
        return sum(trial.wrong for trial in chosen) / len(chosen) if chosen else 0.0

    @property
    def passed(self) -> bool:
        """Enough trials, no false accept, and hardly a false reject."""
        return len(self.trials) >= ENOUGH and not self.share(True) and self.share(False) <= TOLERATED_REJECTS

    def faults(self) -> Iterator[Trial]:
        """The trials that were judged wrongly."""
        return (trial for trial in self.trials if trial.wrong)

    def record(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "trials": len(self.trials),
            "false_accept_rate": round(self.share(True), 6),
            "false_reject_rate": round(self.share(False), 6),
            "passed": self.passed,
            "kinds": {
                kind: {"harmful": kind in MUST_BE_REJECTED, "trials": total, "wrong": wrong}
                for kind, (total, wrong) in self.rates().items()
            },
            "faults": [
                {
                    "kind": fault.kind,
                    "file": fault.truth.file,
                    "true": fault.truth.quote,
                    "altered": fault.altered.quote,
                }
                | {"verdict": fault.check.verdict.value}
                for fault in self.faults()
            ],
        }

    def text(self) -> str:
        """As a table for the terminal."""
        lines = [f"{'alteration':<34} {'must be':<10} {'trials':>7} {'wrong':>6}"]
        for kind, (total, wrong) in self.rates().items():
            lines.append(
                f"{kind:<34} {'rejected' if kind in MUST_BE_REJECTED else 'accepted':<10} {total:>7} {wrong:>6}"
            )
        lines.append(
            f"{len(self.trials)} trials (at least {ENOUGH} are asked for): "
            f"false accepts {self.share(True):.2%} (limit 0), "
            f"false rejects {self.share(False):.2%} (limit {TOLERATED_REJECTS:.0%})"
        )
        lines += [
            f"  {fault.kind}: {fault.altered.quote!r} was judged {fault.check.verdict.value}"
            for fault in list(self.faults())[:SHOWN_FAULTS]
        ]
        return "\n".join(lines)


def try_mutations(sets: Sequence[TestSet], enough: int = ENOUGH, seed: int = SEED) -> MutationReport:
    """Alter the evidence of `sets` in every way, in rounds with other choices until there are `enough` trials."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, no secret
    benches = [_Bench(each.corpus) for each in sets]
    truths = [(bench, truth) for bench, each in zip(benches, sets, strict=True) for truth in bench.truths(each)]
    trials: list[Trial] = []
    seen: set[tuple[str, Citation]] = set()
    for _ in range(MOST_ROUNDS):
        for bench, truth in truths:
            for kind, altered in bench.altered(truth, chance):
                if (kind, altered) not in seen:
                    seen.add((kind, altered))
                    trials.append(Trial(kind, truth, altered, bench.verifier.check(altered)))
        if len(trials) >= enough:
            break
    return MutationReport(tuple(trials))


class _Bench:
    """One corpus with its checker, folded texts and sentences."""

    def __init__(self, corpus: Corpus) -> None:
        self._documents = {
            file: Document(file, corpus.digests[file], file.rsplit(".", 1)[-1], corpus[file]) for file in corpus
        }
        self.verifier = Verifier(self._documents)
        self._folded = {file: fold_plain(text) for file, text in corpus.items()}
        self._sentences = {file: sentences(text, script_language(text)) for file, text in corpus.items()}

    def truths(self, test_set: TestSet) -> list[Citation]:
        """The sentences around the places of a set, as true citations, each once."""
        spans = {
            (place.file, widened(place.span, self._sentences[place.file])): None
            for question in test_set.questions
            for place in question.places
        }
        return [self._citation(file, span) for file, span in spans]

    def _citation(self, file: str, span: Span) -> Citation:
        document = self._documents[file]
        quote = document.text[span.start : span.end]
        return Citation(file, document.sha256, span.start, span.end, quote, None, None, Verdict.EXACT, document.reader)

    def altered(self, truth: Citation, chance: random.Random) -> Iterator[tuple[str, Citation]]:
        """Every alteration that applies to a true citation, with its kind."""
        for kind, mutation in HARMFUL.items():
            quote = mutation(truth.quote, chance)
            if quote is not None and not self._stands_somewhere(quote):
                yield kind, replace(truth, quote=quote)
        yield from self._misplaced(truth, chance)
        yield UNCHANGED, truth
        for kind, mutation in HARMLESS.items():
            quote = mutation(truth.quote, chance)
            if quote is not None:
                yield kind, replace(truth, quote=quote)

    def _stands_somewhere(self, quote: str) -> bool:
        """Whether an altered quote is true by accident, in this file or another."""
        needle = fold_plain(quote).strip()
        return any(occurs(needle, text) for text in self._folded.values())

    def _misplaced(self, truth: Citation, chance: random.Random) -> Iterator[tuple[str, Citation]]:
        place = Span(truth.start, truth.end)
        others = [span for span in self._sentences[truth.file] if not span.overlaps(place)]
        if others:
            near = min(others, key=lambda span: abs(span.start - truth.start))
            start = max(0, near.start)
            end = min(len(self._documents[truth.file].text), start + len(place))
            yield SHIFTED, replace(truth, start=start, end=end)
        needle = fold_plain(truth.quote).strip()
        files = [file for file in sorted(self._documents) if file != truth.file and needle not in self._folded[file]]
        if files:
            file = chance.choice(files)
            yield OTHER_FILE, replace(truth, file=file, sha256=self._documents[file].sha256)


def occurs(needle: str, text: str) -> bool:
    """Whether folded `needle` stands in folded `text` without cutting a word or number of it in two.

    Written apart from the checker, which is on trial here.
    """
    at = text.find(needle)
    while at >= 0:
        end = at + len(needle)
        cut_left = at > 0 and text[at - 1].isalnum() and needle[0].isalnum()
        cut_right = end < len(text) and text[end].isalnum() and needle[-1].isalnum()
        if not cut_left and not cut_right:
            return True
        at = text.find(needle, at + 1)
    return False
