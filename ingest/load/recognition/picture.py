"""The picture of a page as it is best recognised: grey, upright, at the resolution that letters were learnt at.

Every step can be gone back, so that a word is told where it stands on the page as it is.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image

LEAST_TILT = 0.2
"""Degrees below which a page counts as straight: a line of it rises by less than a letter."""

MOST_TILT = 6.0
"""Degrees up to which a tilt is looked for; more is seen by those who lay the page on the scanner."""

_COARSE, _FINE = 0.5, 0.1
_LOOKED_AT = 900
"""Pixels of the longer side of the picture on which the tilt is looked for."""

WHITE = 255


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture with the way back: it was turned by `turn` degrees clockwise, then by `tilt` the other way round."""

    image: Image.Image
    turn: int = 0
    tilt: float = 0.0

    def back(self, box: tuple[int, int, int, int]) -> tuple[float, float, float, float]:
        """A box in pixels as left, top, right, bottom in parts of the page as it was."""
        left, top, right, bottom = box
        width, height = self.image.size
        places = [self._straight(x, y, width, height) for x in (left, right) for y in (top, bottom)]
        shares = [_unturned(x / width, y / height, self.turn) for x, y in places]
        across, down = [x for x, _ in shares], [y for _, y in shares]
        return tuple(min(max(edge, 0.0), 1.0) for edge in (min(across), min(down), max(across), max(down)))  # type: ignore[return-value]

    def _straight(self, x: float, y: float, width: int, height: int) -> tuple[float, float]:
        """Where a pixel stood before the tilt was taken out."""
        angle = -math.radians(self.tilt)
        across, down = x - width / 2, y - height / 2
        return (
            width / 2 + math.cos(angle) * across + math.sin(angle) * down,
            height / 2 - math.sin(angle) * across + math.cos(angle) * down,
        )


def _unturned(x: float, y: float, turn: int) -> tuple[float, float]:
    """A place, in parts of a page that was turned clockwise, on the page before."""
    return {0: (x, y), 90: (y, 1 - x), 180: (1 - x, 1 - y), 270: (1 - y, x)}[turn]


def scaled(image: Image.Image, dpi: float, wanted: float) -> Image.Image:
    """A grey picture at another resolution."""
    factor = wanted / dpi
    if abs(factor - 1) < 0.02:
        return image
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)


def prepared(image: Image.Image, turn: int = 0) -> Prepared:
    """A grey picture turned clockwise by a multiple of 90 degrees and then straight."""
    if turn:
        image = image.rotate(-turn, expand=True)
    tilt = tilt_of(image)
    if abs(tilt) < LEAST_TILT:
        return Prepared(image, turn)
    return Prepared(image.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=WHITE), turn, tilt)


def tilt_of(image: Image.Image) -> float:
    """By how many degrees a page is to be turned, against the clock, so that its lines run straight across it."""
    small = image.copy()
    small.thumbnail((_LOOKED_AT, _LOOKED_AT))
    dark = Image.eval(small, lambda grey: WHITE - grey)
    steps = round(MOST_TILT / _COARSE)
    coarse = max((_COARSE * step for step in range(-steps, steps + 1)), key=lambda angle: _sharpness(dark, angle))
    around = round(_COARSE / _FINE)
    fine = max(
        (coarse + _FINE * step for step in range(-around, around + 1)), key=lambda angle: _sharpness(dark, angle)
    )
    return round(fine, 1)


def _sharpness(dark: Image.Image, angle: float) -> float:
    """How much the ink of neighbouring rows of pixels differs: most where lines of text run along them."""
    turned = dark.rotate(angle, Image.Resampling.BILINEAR)
    rows = array("f", turned.convert("F").resize((1, turned.height), Image.Resampling.BOX).tobytes())
    return sum((one - other) ** 2 for one, other in pairwise(rows))
