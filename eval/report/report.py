"""The report as one JSON object and as a table for the terminal.

Nothing in it depends on when it was made: the same predictions give the same bytes, but for seconds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from eval.metrics.bootstrap import LEVEL, ROUNDS, SEED, Interval
from eval.metrics.catalogue import GROUPS, MEASURES
from eval.metrics.items import Item
from eval.metrics.pooled import row_of
from eval.running.score import OUTCOMES, Scores, Table, cluster, outcome
from eval.sets.cases import TestSet
from rag.errors import TestSetError

SCHEMA = 1

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """What gave the predictions: for a run of this program its settings, else the name of the file."""

    predictions: str
    settings: Mapping[str, str] = field(default_factory=dict)


def report_record(scores: Scores, sets: Sequence[TestSet], origin: Origin) -> Record:
    """The whole report as JSON; `questions` hold the shares that `preuve eval compare` pairs."""
    items = scores.items
    counted = Counter(outcome(item) for item in items)
    return {
        "schema": SCHEMA,
        "sets": [
            {
                "name": each.name,
                "digest": each.digest,
                "questions": len(each.questions),
                "answerable": sum(question.answerable for question in each.questions),
                "files": len(each.corpus),
                "moved": len(each.moved),
                "unusable": [question.id for question in each.unusable],
            }
            for each in sets
        ],
        "system": {
            "predictions": origin.predictions,
            "models": sorted({item.prediction.model for item in items if item.prediction and item.prediction.model}),
            "indexes": sorted({item.prediction.index for item in items if item.prediction and item.prediction.index}),
            "settings": dict(sorted(origin.settings.items())),
        },
        "resampling": {"rounds": ROUNDS, "seed": SEED, "level": LEVEL, "unit": "document"},
        "predictions": {
            "expected": len(items),
            "missing": sum(item.prediction is None for item in items),
            "failed": sum(item.prediction is not None and item.prediction.error is not None for item in items),
            "guarded": sum(item.prediction is not None and item.prediction.origin == "guarded" for item in items),
        },
        "outcomes": {name: counted[name] for name in OUTCOMES},
        "metrics": _table_record(scores.metrics),
        "by_kind": {name: _table_record(table) for name, table in scores.by_kind.items()},
        "by_language": {name: _table_record(table) for name, table in scores.by_language.items()},
        "by_format": {name: _table_record(table) for name, table in scores.by_format.items()},
        "by_set": {name: _table_record(table) for name, table in scores.by_set.items()},
        "risk_coverage": [list(point) for point in scores.risk_coverage],
        "questions": [_question_record(scores, row, item) for row, item in enumerate(items)],
    }


def summary_record(report: Record) -> Record:
    """The report without the part that grows with the number of questions."""
    return {name: value for name, value in report.items() if name != "questions"}


def write_json(record: Record, path: Path) -> None:
    """Write a report so that another run can compare with it."""
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_report(path: Path) -> Record:
    """A report that `write_json` wrote; a folder stands for the `report.json` in it.

    Raises `TestSetError` for a file that is no report.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise TestSetError(f"{file}: cannot be read ({error.strerror}); name a report.json or its folder") from error
    except ValueError as error:
        raise TestSetError(
            f"{file}: not JSON ({error}); name a report.json that `preuve eval --report` wrote"
        ) from error
    if not isinstance(record, dict) or record.get("schema") != SCHEMA or "metrics" not in record:
        raise TestSetError(f"{file} is not a report of this version; write it again with `preuve eval --report DIR`")
    return record


def _table_record(table: Table) -> Record:
    return {name: interval.record() for name, interval in table.items()}


def _question_record(scores: Scores, row: int, item: Item) -> Record:
    shares = {
        measure.name: [_plain(scores.numerators[row, column]), _plain(scores.denominators[row, column])]
        for column, measure in enumerate(MEASURES)
        if scores.denominators[row, column]
    }
    return {
        "set": item.pair.set_name,
        "id": item.question.id,
        "cluster": cluster(item).replace("\0", "/"),
        "kind": item.question.kind,
        "language": item.question.language,
        "outcome": outcome(item),
        "row": asdict(row_of(item)),
        "shares": shares,
    }


def _plain(value: float) -> float | int:
    rounded = round(float(value), 9)
    return int(rounded) if rounded.is_integer() else rounded


def table_text(scores: Scores) -> str:
    """All measures with their intervals, grouped, and the main ones by language and kind."""
    lines = [f"{'measure':<26} {'value':>8}  {'95 % interval':<17} {'n':>6}"]
    group = ""
    for name, interval in scores.metrics.items():
        if GROUPS[name] != group:
            group = GROUPS[name]
            lines.append(f"-- {group}")
        lines.append(f"{name:<26} {shown(interval.value):>8}  {shown_range(interval):<17} {interval.n:>6}")
    for title, tables in (("language", scores.by_language), ("kind", scores.by_kind), ("format", scores.by_format)):
        if len(tables) > 1:
            lines += ["", *_group_lines(title, tables)]
    counted = Counter(outcome(item) for item in scores.items)
    lines += ["", "outcomes: " + " · ".join(f"{name} {counted[name]}" for name in OUTCOMES if counted[name])]
    if scores.unusable:
        lines.append(f"not scored: {scores.unusable} unusable questions, whose evidence is not found any more")
    return "\n".join(lines)


GROUP_COLUMNS = ("hit_5", "fact_coverage", "span_precision", "citation_overlap", "error_rate", "hallucination_rate")


def _group_lines(title: str, tables: Mapping[str, Table]) -> list[str]:
    lines = [f"{title:<22}" + "".join(f"{name:>19}" for name in GROUP_COLUMNS)]
    lines += [
        f"{group[:22]:<22}" + "".join(f"{shown(table[name].value):>19}" for name in GROUP_COLUMNS)
        for group, table in tables.items()
    ]
    return lines


def shown(value: float | None) -> str:
    """A value for people: three digits after the point, one for numbers above ten, a dash where undefined."""
    if value is None:
        return "–"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def shown_range(interval: Interval) -> str:
    """An interval for people, a dash where there is none."""
    if interval.low is None or interval.high is None:
        return "–"
    return f"{shown(interval.low)} to {shown(interval.high)}"
