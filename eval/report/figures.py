"""The table of measured figures in the README: `python -m eval.report.figures REPORT...`, one report a test set.

A report is a folder that `preuve eval SET --report DIR` wrote. Of a set that weights were fitted on, what depends on
weights comes from the cross-validation of the fit, so that nothing is told of what was learnt. The figures are kept in
`docs/figures.json`, and a test compares the README with them, so that no figure is typed by hand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.report.report import read_report
from rag.search.weights import FILES
from rag.settings import TRAINED

FIGURES = Path("docs/figures.json")
README = Path("README.md")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"

COLUMNS = {
    "passage hit@1": "hit_1",
    "@5": "hit_5",
    "@10": "hit_10",
    "citations valid": "citation_validity",
    "verbatim": "quote_fidelity",
    "citations that prove": "citation_overlap",
    "facts covered": "fact_coverage",
    "wrongly silent": "error_rate",
    "hallucinated": "hallucination_rate",
}
"""Head of a column and the measure that stands in it."""

RANKED, DECIDED = "without abstention", "with abstention"
FITTED = {
    "hit_1": (RANKED, "hit@1"),
    "hit_5": (RANKED, "hit@5"),
    "hit_10": (RANKED, "hit@10"),
    "citation_overlap": (DECIDED, "citation overlap"),
    "fact_coverage": (DECIDED, "fact coverage"),
    "error_rate": (DECIDED, "wrongly silent"),
    "hallucination_rate": (DECIDED, "hallucination"),
}
"""Where the report of a fit has a measure: the beginning of a part's name, and the name in it."""


def figures(reports: Sequence[Mapping[str, Any]], fit: Mapping[str, Any]) -> dict[str, dict[str, list[float] | None]]:
    """For each set and measure the value, with the ends of its 95 % interval where it comes from a report.

    `fit` is the report of the fit: a value from there has no interval. `None` where nothing was measured.
    """
    table: dict[str, dict[str, list[float] | None]] = {}
    for report in reports:
        name = ", ".join(each["name"] for each in report["sets"])
        row: dict[str, list[float] | None] = {}
        for measure in COLUMNS.values():
            found = report["metrics"][measure]
            row[measure] = None if found["value"] is None else [found["value"], found["low"], found["high"]]
        table[name] = row | _fitted(name, fit)
    return table


def _fitted(name: str, fit: Mapping[str, Any]) -> dict[str, list[float] | None]:
    """What the fit says of a set in cross-validation; nothing of one that it does not know."""
    parts = {start: next(part for key, part in fit.items() if key.startswith(start)) for start in (RANKED, DECIDED)}
    if name not in parts[RANKED]:
        return {}
    found = {measure: parts[start][name].get(key) for measure, (start, key) in FITTED.items()}
    return {measure: None if value is None else [value] for measure, value in found.items()}


def _cell(value: Sequence[float] | None) -> str:
    if value is None:
        return "–"
    middle, *ends = value
    return f"{middle:.2f}" if len(set(ends)) < 2 else f"{middle:.2f} ({ends[0]:.2f} to {ends[1]:.2f})"


def table_lines(table: Mapping[str, Mapping[str, Sequence[float] | None]]) -> list[str]:
    """The figures as a Markdown table, a row a set."""
    lines = ["| set | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, row in table.items():
        lines.append(f"| {name} | " + " | ".join(_cell(row[measure]) for measure in COLUMNS.values()) + " |")
    return lines


def main() -> int:
    fit = json.loads(FILES[TRAINED].read_text(encoding="utf-8"))["report"]
    table = figures([read_report(Path(path)) for path in sys.argv[1:]], fit)
    FIGURES.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text("\n".join([before + BEGIN, *table_lines(table), END + after]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
