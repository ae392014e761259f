"""The table of measured figures in the README: `python -m eval.report.figures REPORT...`, one report a test set.

A report is a folder that `preuve eval SET --report DIR` wrote. The figures are kept in `docs/figures.json`, and a test
compares the README with them, so that no figure is typed by hand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.report.report import read_report

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


def figures(reports: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, list[float] | None]]:
    """For each set and measure the value with the ends of its 95 % interval; `None` where nothing was measured."""
    table: dict[str, dict[str, list[float] | None]] = {}
    for report in reports:
        row: dict[str, list[float] | None] = {}
        for measure in COLUMNS.values():
            found = report["metrics"][measure]
            row[measure] = None if found["value"] is None else [found["value"], found["low"], found["high"]]
        table[", ".join(each["name"] for each in report["sets"])] = row
    return table


def _cell(value: Sequence[float] | None) -> str:
    if value is None:
        return "–"
    middle, low, high = value
    return f"{middle:.2f}" if low == high else f"{middle:.2f} ({low:.2f} to {high:.2f})"


def table_lines(table: Mapping[str, Mapping[str, Sequence[float] | None]]) -> list[str]:
    """The figures as a Markdown table, a row a set."""
    lines = ["| set | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, row in table.items():
        lines.append(f"| {name} | " + " | ".join(_cell(row[measure]) for measure in COLUMNS.values()) + " |")
    return lines


def main() -> int:
    table = figures([read_report(Path(path)) for path in sys.argv[1:]])
    FIGURES.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text("\n".join([before + BEGIN, *table_lines(table), END + after]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
