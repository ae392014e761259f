"""Arabic as a page shows it: letters in the form that their neighbours ask for, in the order of the eye.

Enough for the manuscripts of the bundled test set, which have no vowel signs and no Latin words: a PDF library without
a text shaper draws what it is given from left to right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_MIRRORED = str.maketrans("()«»[]", ")(»«][")


@cache
def _forms() -> dict[str, dict[str, str]]:
    """For each letter, and lam with alef, its presentation forms (`isolated`, `final`, `initial`, `medial`)."""
    forms: dict[str, dict[str, str]] = {}
    for code in range(0xFE80, 0xFEFD):
        shape, *letters = unicodedata.decomposition(chr(code)).split()
        forms.setdefault("".join(chr(int(letter, 16)) for letter in letters), {})[shape.strip("<>")] = chr(code)
    return forms


def joined(text: str) -> str:
    """Arabic letters as presentation forms, lam and alef as one sign."""
    forms = _forms()
    units = re.findall("|".join(sorted(forms, key=len, reverse=True)) + "|.", text, re.DOTALL)
    result = []
    for position, unit in enumerate(units):
        shapes = forms.get(unit)
        if shapes is None:
            result.append(unit)
            continue
        before = forms.get(units[position - 1], {}) if position else {}
        after = forms.get(units[position + 1], {}) if position + 1 < len(units) else {}
        back, forward = "initial" in before and "final" in shapes, "initial" in shapes and "final" in after
        shape = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get((back, forward))
        result.append(shapes[shape or "isolated"])
    return "".join(result)


def visual_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """`text` as lines of at most `width`, each in the order in which it is drawn, letters joined.

    `measure` gives the width of a drawn text. A word that is wider than `width` has a line of its own.
    """
    lines: list[str] = []
    for word in text.split():
        if lines and measure(joined(f"{lines[-1]} {word}")) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [_reversed(joined(line)) for line in lines]


def _reversed(line: str) -> str:
    return _NUMBER.sub(lambda number: number[0][::-1], line[::-1]).translate(_MIRRORED)
