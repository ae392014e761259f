"""The support check, measured: which wrong statements it accepts and which faithful ones it flags, by kind.

    python -m eval.checker.support PAIRS.jsonl

A line of the file is a claim as `preuve support` takes it, with its `kind`, its `language` and the verdict that is
`right`; `part` names the lines that were written together.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.proof.support import Finding, Source, Support, check


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with what the check found of it."""

    pair: Mapping[str, str]
    finding: Finding

    @property
    def faithful(self) -> bool:
        return self.pair["right"] == Support.PROVEN

    @property
    def accepted(self) -> bool:
        return self.finding.verdict is Support.PROVEN


@dataclass(frozen=True, slots=True)
class Rates:
    """Wrong statements that are accepted, and faithful ones that are flagged, each of how many."""

    accepted: int
    wrong: int
    flagged: int
    faithful: int

    @property
    def false_accepts(self) -> float:
        return self.accepted / self.wrong if self.wrong else 0.0

    @property
    def false_alarms(self) -> float:
        return self.flagged / self.faithful if self.faithful else 0.0


def judge(path: Path) -> list[Judged]:
    """Every pair of a file, checked."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        pair: dict[str, str] = json.loads(line)
        language = pair["language"]
        sources = [Source(pair["source"], language, pair["context"])]
        found.append(Judged(pair, check(pair["claim"], language, sources, pair["question"])))
    return found


def rates(judged: Sequence[Judged]) -> Rates:
    """How often the check is wrong, in each of the two ways."""
    counts = Counter((each.faithful, each.accepted) for each in judged)
    return Rates(
        accepted=counts[False, True],
        wrong=counts[False, True] + counts[False, False],
        flagged=counts[True, False],
        faithful=counts[True, True] + counts[True, False],
    )


def table(judged: Sequence[Judged]) -> Iterator[str]:
    """Lines of a table by part, language and kind."""
    yield f"{'':<24}{'wrong accepted':>18}{'faithful flagged':>20}"
    for field in ("part", "language", "kind"):
        for name in sorted({each.pair.get(field, "") for each in judged} - {""}):
            yield _line(name, rates([each for each in judged if each.pair.get(field) == name]))
    yield _line("all", rates(judged))


def _line(name: str, found: Rates) -> str:
    accepted, flagged = f"{found.accepted} of {found.wrong}", f"{found.flagged} of {found.faithful}"
    return f"{name:<24}{accepted:>18}{flagged:>20}"


def main(paths: Sequence[str]) -> None:
    judged = [each for path in paths for each in judge(Path(path))]
    for each in judged:
        if each.accepted != each.faithful:
            pair = each.pair
            print(
                f"{pair['language']} {pair['kind']}: {pair['claim']} | {pair['source']} | {each.finding.reason or ''}"
            )
    print("\n".join(table(judged)))


if __name__ == "__main__":
    main(sys.argv[1:])
