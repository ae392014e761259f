"""Reports: figures as JSON, and as Markdown with plots in SVG files beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from bench.figure import Figure

WIDTH, HEIGHT = 560, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 150, 16, 40
_COLOURS = ("#1f6f8b", "#c8553d", "#588157", "#6d597a")
PLOTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "query": ("milliseconds", ("p50", "p50 of the raw libraries")),
    "ingest": ("passages a second", ("passages a second", "bare encoder, passages a second")),
    "memory": ("MB", ("peak of a process that answers",)),
    "disk": ("bytes a passage", ("bytes a passage",)),
}
"""Groups that are drawn over the number of passages: label of the axis, names of the figures."""


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _bar(figure: Figure) -> str:
    if figure.most is not None:
        return f"at most {_number(figure.most)}"
    return f"at least {_number(figure.least)}" if figure.least is not None else ""


def markdown(figures: Sequence[Figure], machine: Mapping[str, str], profiles: Mapping[str, str]) -> str:
    """The report as text; plots are linked by the names that `write` gives them."""
    lines = ["# Speed, memory and size", "", ", ".join(f"{name}: {value}" for name, value in machine.items()), ""]
    for group in dict.fromkeys(figure.group for figure in figures):
        lines += [f"## {group}", "", "| passages | what | value | bar | kept |", "|---|---|---|---|---|"]
        for figure in (each for each in figures if each.group == group):
            size = f"{figure.passages:,}" if figure.passages is not None else ""
            kept = {True: "yes", False: "**no**", None: ""}[figure.kept]
            value = f"{_number(figure.value)} {figure.unit}".strip()
            lines.append(f"| {size} | {figure.name} | {value} | {_bar(figure)} | {kept} |")
        if plot(figures, group):
            lines += ["", f"![{group}]({group}.svg)"]
        lines.append("")
    for name, text in profiles.items():
        lines += [f"## Where the time goes: {name}", "", "```", text.rstrip(), "```", ""]
    return "\n".join(lines)


def plot(figures: Sequence[Figure], group: str) -> str | None:
    """Lines over the number of passages, both axes logarithmic; `None` where there is nothing to draw."""
    label, names = PLOTS.get(group, ("", ()))
    series = {
        name: sorted(
            (each.passages, each.value)
            for each in figures
            if (each.group, each.name) == (group, name) and each.passages
        )
        for name in names
    }
    points = [point for several in series.values() for point in several]
    if len({size for size, _ in points}) < 2:
        return None
    across = _Scale([float(size) for size, _ in points], _LEFT, WIDTH - _RIGHT)
    up = _Scale([value for _, value in points], HEIGHT - _BOTTOM, _TOP)
    parts = [f'<path d="M{_LEFT} {_TOP}V{HEIGHT - _BOTTOM}H{WIDTH - _RIGHT}" fill="none" stroke="#888"/>']
    parts += [_text(across.place(tick), HEIGHT - _BOTTOM + 16, _number(tick), "middle") for tick in across.ticks]
    parts += [_text(_LEFT - 6, up.place(tick) + 4, _number(tick), "end") for tick in up.ticks]
    parts.append(_text((_LEFT + WIDTH - _RIGHT) / 2, HEIGHT - 6, "passages", "middle"))
    parts.append(_text(_LEFT + 6, _TOP + 4, label, "start"))
    for number, (name, several) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [f"{across.place(size):.1f} {up.place(value):.1f}" for size, value in several]
        parts.append(f'<path d="M{"L".join(places)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{place.split()[0]}" cy="{place.split()[1]}" r="3" fill="{colour}"/>' for place in places
        ]
        parts.append(_text(WIDTH - _RIGHT + 8, _TOP + 14 + 16 * number, name, "start", colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        f' font-size="11" role="img" aria-label="{escape(group)}">{"".join(parts)}</svg>\n'
    )


class _Scale:
    """A logarithmic axis from `low` to `high` in pixels, with ticks at powers of ten and at both ends."""

    def __init__(self, values: Sequence[float], low: float, high: float) -> None:
        self._low, self._high = low, high
        self._first, self._last = math.log10(min(values)), math.log10(max(values))
        inside = range(math.ceil(self._first), math.floor(self._last) + 1)
        self.ticks = sorted({min(values), max(values), *(10.0**power for power in inside)})

    def place(self, value: float) -> float:
        width = (self._last - self._first) or 1.0
        return self._low + (math.log10(value) - self._first) / width * (self._high - self._low)


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#444") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def write(folder: Path, figures: Sequence[Figure], machine: Mapping[str, str], profiles: Mapping[str, str]) -> None:
    """Write `bench.json`, `bench.md` and the plots."""
    folder.mkdir(parents=True, exist_ok=True)
    record = {"machine": dict(machine), "figures": [figure.record() for figure in figures], "profiles": dict(profiles)}
    (folder / "bench.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    (folder / "bench.md").write_text(markdown(figures, machine, profiles), encoding="utf-8")
    for group in PLOTS:
        if drawn := plot(figures, group):
            (folder / f"{group}.svg").write_text(drawn, encoding="utf-8")
