"""Where the values of form fields and the notes on a page are read: beside their labels, or at their height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.load.pdf.annotations import CHECKED, UNCHECKED
from ingest.load.pdf.columns import Laid
from ingest.load.pdf.letters.leftward import LEFTWARD
from ingest.load.pdf.runs import Box
from ingest.load.pdf.textlayer import TextLayer, Value
from rag.types import BlockKind

_FURTHEST = 20.0
"""Distance of a label from its field, in heights of the letters, at most."""


@dataclass(slots=True)
class _Placed:
    """A line with the boxes of its visible characters, in reading order."""

    stretches: list[tuple[int, int]]
    kind: BlockKind | None
    box: Box
    middles: dict[int, float]
    leftward: bool

    def gap(self, box: Box) -> float:
        return max(0.0, box.left - self.box.right, self.box.left - box.right)

    def before(self, box: Box) -> bool:
        """Whether the line begins, in reading order, before the box."""
        return self.box.right > box.right if self.leftward else self.box.left < box.left


def with_values(layer: TextLayer, lines: Sequence[Laid]) -> list[Laid]:
    """The lines with the values of the page in the lines of their labels; what has no label has a line of its own."""
    placed = [line for line in (_placed(layer, laid) for laid in lines) if line is not None]
    for value in layer.values:
        label = None if value.note else _label(placed, value, layer.text[value.value : value.end])
        if label is None:
            _stand_alone(layer, placed, value)
        else:
            _insert(layer.text, label, value)
    return [Laid(tuple(line.stretches), line.kind) for line in placed]


def _placed(layer: TextLayer, laid: Laid) -> _Placed | None:
    boxes = {
        index: box
        for start, end in laid.stretches
        for index in range(start, end)
        if not layer.text[index].isspace() and (box := layer.box(index)).right > box.left
    }
    if not boxes:
        return None
    whole = Box(
        min(box.left for box in boxes.values()),
        min(box.bottom for box in boxes.values()),
        max(box.right for box in boxes.values()),
        max(box.top for box in boxes.values()),
    )
    middles = {index: (box.left + box.right) / 2 for index, box in boxes.items()}
    leftward = 2 * sum(LEFTWARD.match(layer.text[index]) is not None for index in boxes) > len(boxes)
    return _Placed(list(laid.stretches), laid.kind, whole, middles, leftward)


def _label(placed: Sequence[_Placed], value: Value, text: str) -> _Placed | None:
    """The line that says what a value is: the next one before it; of a check box, the nearest on either side."""
    beside = [line for line in placed if _beside(line.box, value.box) and line.kind is not BlockKind.NOTE]
    near = [line for line in beside if line.gap(value.box) <= _FURTHEST * (line.box.top - line.box.bottom)]
    if text not in (CHECKED, UNCHECKED):
        near = [line for line in near if line.before(value.box)] or near
    return min(near, key=lambda line: (line.gap(value.box), -line.box.top), default=None)


def _beside(line: Box, box: Box) -> bool:
    common = min(line.top, box.top) - max(line.bottom, box.bottom)
    return 2 * common >= min(line.top - line.bottom, box.top - box.bottom)


def _insert(text: str, line: _Placed, value: Value) -> None:
    """Put a value into a line, before the first character that stands after its field."""
    middle = (value.box.left + value.box.right) / 2
    after = [at for at, place in line.middles.items() if (place < middle if line.leftward else place > middle)]
    order = [index for start, end in line.stretches for index in range(start, end)]
    place = next((index for index in order if index in after), None)
    inserted = (value.value, value.end)
    stretches: list[tuple[int, int]] = []
    for start, end in line.stretches:
        if place is not None and start <= place < end:
            stretches += [(start, place), inserted, (place, end)]
        else:
            stretches.append((start, end))
    if place is None:
        stretches.append(inserted)
    line.stretches = [part for part in (trimmed(text, *part) for part in stretches) if part[1] > part[0]]
    line.middles.update(dict.fromkeys(range(*inserted), middle))
    line.kind = line.kind or BlockKind.FIELD
    line.box = Box(
        min(line.box.left, value.box.left), line.box.bottom, max(line.box.right, value.box.right), line.box.top
    )


def _stand_alone(layer: TextLayer, placed: list[_Placed], value: Value) -> None:
    """Give a value a line of its own, after the last line above it."""
    middle = (value.box.bottom + value.box.top) / 2
    above = [number for number, line in enumerate(placed) if (line.box.bottom + line.box.top) / 2 >= middle]
    lowest = min(above, key=lambda number: (placed[number].box.bottom, -number), default=-1)
    kind = BlockKind.NOTE if value.note else BlockKind.FIELD
    stretches = [(value.value, value.end)]
    if value.value > value.start:
        stretches.insert(0, trimmed(layer.text, value.start, value.value))
    middles = dict.fromkeys(range(value.start, value.end), (value.box.left + value.box.right) / 2)
    placed.insert(lowest + 1, _Placed(stretches, kind, value.box, middles, False))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
