"""The picture is set straight, and what is found on it is told where it stands on the page as it was."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ingest.load.recognition.picture import Prepared, prepared, scaled, tilt_of


def striped() -> Image.Image:
    """A page with lines of ink, like text."""
    image = Image.new("L", (800, 1100), 255)
    drawing = ImageDraw.Draw(image)
    for top in range(120, 1000, 40):
        drawing.rectangle((100, top, 700, top + 12), fill=0)
    return image


@pytest.mark.parametrize("tilt", [0.0, 2.0, -3.5])
def test_the_tilt_of_lines_is_found(tilt: float) -> None:
    assert tilt_of(striped().rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255)) == pytest.approx(-tilt, abs=0.11)


@pytest.mark.parametrize("tilt", [0.0, 2.0, -2.0])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_box_goes_back_to_where_it_was(turn: int, tilt: float) -> None:
    page = Image.new("L", (900, 1200), 255)
    ImageDraw.Draw(page).rectangle((200, 300, 260, 320), fill=0)
    upright = page.rotate(-turn, expand=True) if turn else page
    straight = upright.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255) if tilt else upright
    found = Image.eval(straight, lambda grey: 255 - grey).point(lambda ink: 255 * (ink > 128)).getbbox()
    assert found is not None
    left, top, right, bottom = Prepared(straight, turn, tilt).back(found)
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((230 / 900, 310 / 1200), abs=0.003)
    assert left <= 203 / 900 and right >= 257 / 900 and top <= 303 / 1200 and bottom >= 317 / 1200


def test_a_tilted_page_is_set_straight() -> None:
    made = prepared(striped().rotate(2, Image.Resampling.BICUBIC, fillcolor=255))
    assert made.tilt == pytest.approx(-2.0, abs=0.11) and tilt_of(made.image) == pytest.approx(0.0, abs=0.11)
    assert prepared(striped()).tilt == 0.0


def test_another_resolution() -> None:
    image = striped()
    assert scaled(image, 150, 300).size == (1600, 2200)
    assert scaled(image, 299, 300) is image
