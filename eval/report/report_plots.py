"""Plots of the report as inline SVG; colours come from classes in `report.css`, so that both themes fit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

Interval = Mapping[str, float | int | None]

WIDTH, BAR, LABEL = 560, 24, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 34
_HEIGHT = 260


def bars(title: str, rows: Mapping[str, Interval]) -> str:
    """Horizontal bars from 0 to 1 with their intervals; a row without a value has a dash."""
    span = WIDTH - LABEL - 90
    parts: list[str] = []
    for number, (name, interval) in enumerate(rows.items()):
        top, value = number * BAR, interval["value"]
        parts.append(
            f'<text class="label" x="{LABEL - 8}" y="{top + 16}" text-anchor="end">{escape(_short(name))}</text>'
        )
        parts.append(f'<rect class="track" x="{LABEL}" y="{top + 5}" width="{span}" height="14"/>')
        if value is None:
            parts.append(f'<text class="value" x="{LABEL + 6}" y="{top + 16}">–</text>')
            continue
        parts.append(f'<rect class="bar" x="{LABEL}" y="{top + 5}" width="{_clip(value) * span:.1f}" height="14"/>')
        low, high = interval["low"], interval["high"]
        if low is not None and high is not None:
            left, right, middle = LABEL + _clip(low) * span, LABEL + _clip(high) * span, top + 12
            parts.append(
                f'<path class="whisker" d="M{left:.1f} {middle}H{right:.1f}M{left:.1f} {middle - 4}v8'
                f'M{right:.1f} {middle - 4}v8"/>'
            )
        parts.append(
            f'<text class="value" x="{LABEL + span + 6}" y="{top + 16}">{value:.2f} · n {interval["n"]}</text>'
        )
    return _svg(title, WIDTH, max(BAR, len(rows) * BAR), parts)


def curve(title: str, points: Sequence[Sequence[float]], axes: tuple[str, str]) -> str:
    """A line through points in the unit square."""
    width, height = WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    parts = _frame([0.0, 0.25, 0.5, 0.75, 1.0], axes, "{:.2f}")
    places = [f"{_LEFT + _clip(x) * width:.1f} {_TOP + (1 - _clip(y)) * height:.1f}" for x, y in points]
    if places:
        parts.append(f'<path class="line" d="M{"L".join(places)}"/>')
        if len(places) == 1:
            x, y = places[0].split()
            parts.append(f'<circle class="dot" cx="{x}" cy="{y}" r="4"/>')
    return _svg(title, WIDTH, _HEIGHT, parts)


def histogram(title: str, values: Sequence[float], axes: tuple[str, str]) -> str:
    """How many values fall into each of 24 equal bins from 0 to the largest."""
    bins = 24
    largest = max(values, default=0.0) or 1.0
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(value / largest * bins))] += 1
    width, height, most = WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM, max(counts) or 1
    parts = _frame([], axes, "")
    for number, count in enumerate(counts):
        tall = count / most * height
        parts.append(
            f'<rect class="bar" x="{_LEFT + number * width / bins + 1:.1f}" y="{_TOP + height - tall:.1f}" '
            f'width="{width / bins - 2:.1f}" height="{tall:.1f}"/>'
        )
    for share in (0.0, 0.5, 1.0):
        parts.append(
            f'<text class="tick" x="{_LEFT + share * width:.1f}" y="{_HEIGHT - 18}" text-anchor="middle">'
            f"{largest * share:.3g}</text>"
        )
    parts.append(f'<text class="tick" x="{_LEFT - 6}" y="{_TOP + 8}" text-anchor="end">{most}</text>')
    return _svg(title, WIDTH, _HEIGHT, parts)


def _frame(ticks: Sequence[float], axes: tuple[str, str], form: str) -> list[str]:
    width, height = WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    parts = [f'<path class="axis" d="M{_LEFT} {_TOP}v{height}h{width}"/>']
    for tick in ticks:
        x, y = _LEFT + tick * width, _TOP + (1 - tick) * height
        parts.append(f'<path class="grid" d="M{_LEFT} {y:.1f}h{width}"/>')
        parts.append(f'<text class="tick" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{form.format(tick)}</text>')
        parts.append(
            f'<text class="tick" x="{x:.1f}" y="{_HEIGHT - 18}" text-anchor="middle">{form.format(tick)}</text>'
        )
    parts.append(
        f'<text class="tick" x="{_LEFT + width / 2}" y="{_HEIGHT - 3}" text-anchor="middle">{escape(axes[0])}</text>'
    )
    parts.append(f'<text class="tick" x="{_LEFT + 6}" y="{_TOP + 10}">{escape(axes[1])}</text>')
    return parts


def _svg(title: str, width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<figure><figcaption>{escape(title)}</figcaption><svg viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg></figure>'
    )


def _clip(value: float) -> float:
    return 0.0 if math.isnan(value) else min(1.0, max(0.0, float(value)))


def _short(name: str) -> str:
    return name if len(name) <= 24 else name[:23] + "…"
