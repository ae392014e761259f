"""A page recognised: set straight, looked at in the likeliest languages, and in others where those fail."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence

from PIL import Image

from ingest.load.recognition.picture import Prepared, prepared, scaled
from ingest.load.recognition.tesseract import Engine, SeenLine, look, turn_and_script
from ingest.load.recognition.words import RecognisedPage, Word, WordLine

LATIN_DPI, ARABIC_DPI = 300, 250
"""Resolution at which letters of 12 points are recognised best; see decision 0020."""

SCRIPT_DPI = 150
"""Resolution at which script and orientation are told: the smallest at which both were right."""

SURE = 75
"""Percent from which on a page counts as recognised: right ones had 91 or more, wrong scripts 55 or less."""

LEAST_SURE = 30
"""Percent below which a line is taken for the noise of a picture, not for text."""

LARGER = 1.25
"""From how many times the usual size of the page's letters on those of a line are told as larger.

Sizes are measured on ink: lines of one font differ by a fifth.
"""


def recognise(program: Engine, image: Image.Image, dpi: float) -> RecognisedPage:
    """What stands on the grey picture of a page. Raises `FileRefused` (`timeout`, `crashed`)."""
    width, height = 72 * image.width / dpi, 72 * image.height / dpi
    best: tuple[float, int, Sequence[WordLine]] = (-1.0, 0, ())
    if program.latin:
        best = _looked_at(program, image, dpi, 0, program.latin)
    if best[0] < SURE:
        turn, script = turn_and_script(program, scaled(image, dpi, SCRIPT_DPI), SCRIPT_DPI)
        languages = program.arabic if program.arabic and script in ("Arabic", "") else program.latin
        if languages and (turn or languages != program.latin):
            best = max(best, _looked_at(program, image, dpi, turn, languages), key=lambda each: each[0])
    return RecognisedPage(width, height, tuple(best[2]), best[1])


def _looked_at(
    program: Engine, image: Image.Image, dpi: float, turn: int, languages: tuple[str, ...]
) -> tuple[float, int, list[WordLine]]:
    """How sure the words are on average, the turn, and the lines; `image` is turned by `turn` degrees clockwise."""
    wanted = ARABIC_DPI if languages == program.arabic else LATIN_DPI
    picture = prepared(scaled(image, dpi, wanted), turn)
    found = [line for line in look(program, picture.image, wanted, languages) if _is_text(line)]
    sure = [word.percent for line in found for word in line.words]
    return (statistics.fmean(sure) if sure else 0.0), turn, list(_lines(found, picture, wanted))


def _is_text(line: SeenLine) -> bool:
    letters = any(character.isalnum() for word in line.words for character in word.text)
    return letters and statistics.fmean(word.percent for word in line.words) >= LEAST_SURE


def _lines(found: Sequence[SeenLine], picture: Prepared, dpi: int) -> Iterator[WordLine]:
    usual = statistics.median([line.size for line in found for _ in line.words] or [1.0])
    for line in found:
        size = usual if usual / LARGER < line.size < usual * LARGER else line.size
        words = tuple(Word(word.text, *picture.back(word.box), word.percent) for word in line.words)
        yield WordLine(72 * size / dpi, words)
