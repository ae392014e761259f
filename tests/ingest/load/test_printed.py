"""Documents in three languages that LibreOffice and Chromium printed: no words of them are lost."""

from __future__ import annotations

import pytest

from ingest.load.child import read
from tests.fixtures.printed.documents import documents
from tests.fixtures.printed.files import files
from tests.fixtures.printed.measure import Kept, kept, totals

pytestmark = [pytest.mark.slow, pytest.mark.process, pytest.mark.browser]

SHAPES = ("boxes", "lists", "minutes", "notes", "styles")
"""Those that were read worst; `python -m tests.fixtures.printed FOLDER` measures all."""


@pytest.fixture(scope="module")
def found() -> dict[str, Kept]:
    prints = [each for each in documents() if each.name.partition("-")[0] in SHAPES]
    return kept(prints, files(prints), lambda data, name: read(data, name).text)


def test_the_words_that_were_written_are_read(found: dict[str, Kept]) -> None:
    worst = sorted(found.items(), key=lambda each: each[1].recall)[:5]
    for (language, program), recall in totals(found).items():
        assert recall >= (0.998 if program.endswith("docx") else 0.995), (language, program, worst)


def test_no_file_loses_many(found: dict[str, Kept]) -> None:
    assert {name: each.missing for name, each in found.items() if each.recall < 0.97} == {}
