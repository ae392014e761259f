"""Texts, slides and books that Pandoc and LibreOffice write, in three languages: what was written is what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.load.child import read
from ingest.load.extracted import Extracted
from ingest.load.kind import kind_of
from tests.fixtures.made.programs import libreoffice, pandoc

pytestmark = [pytest.mark.slow, pytest.mark.process]

MARKDOWN = {
    "fr": """---
title: Le plan de la ville
author: Nadia Berrada
---

# Les mesures

La ville a adopté son plan le 6 mai 2025, à l’unanimité.

1. ouvrir trois centres
2. publier les données

# Les moyens

| Service  | Budget |
|----------|--------|
| Eau      | 63 000 |
| Œuvres   | 18 500 |
""",
    "en": """---
title: The plan of the town
author: Jane Doe
---

# Measures

The town adopted its plan on 6 May 2025, by nine votes.

1. open three centres
2. publish the data

# Means

| Service  | Budget |
|----------|--------|
| Water    | 63,000 |
| Sport    | 18,500 |
""",
    "ar": """---
title: مخطط المدينة
author: نادية برادة
---

# التدابير

اعتمدت المدينة مخططها يوم 6 ماي 2025 بالإجماع.

1. فتح ثلاثة مراكز
2. نشر المعطيات

# الوسائل

| المصلحة  | الميزانية |
|----------|--------|
| الماء     | 63000 |
| الرياضة   | 18500 |
""",
}
WORDS = {
    "fr": ("Les mesures", "La ville a adopté son plan le 6 mai 2025, à l’unanimité.", "publier les données", "Œuvres"),
    "en": ("Measures", "The town adopted its plan on 6 May 2025, by nine votes.", "publish the data", "Sport"),
    "ar": ("التدابير", "اعتمدت المدينة مخططها يوم 6 ماي 2025 بالإجماع.", "نشر المعطيات", "الرياضة"),
}
LANGUAGES = list(MARKDOWN)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """The text of each language in each format: by Pandoc, and from its presentation and text by LibreOffice."""
    folder: Path = tmp_path_factory.mktemp("written")
    made = {
        (language, target): pandoc(text, target, folder / language)
        for language, text in MARKDOWN.items()
        for target in FROM_PANDOC
    }
    for target, source in FROM_LIBREOFFICE.items():
        files = {f"{language}.{source}": made[language, source] for language in LANGUAGES}
        for name, data in libreoffice(files, target, folder).items():
            made[Path(name).stem, f"libreoffice.{target}"] = data
    return made


FROM_PANDOC = ("odt", "pptx", "docx", "epub", "rtf")
FROM_LIBREOFFICE = {"odp": "pptx", "odt": "docx", "rtf": "docx", "epub": "docx"}
MADE = [*FROM_PANDOC, "libreoffice.odp", "libreoffice.odt", "libreoffice.rtf"]


def heard(extracted: Extracted) -> list[tuple[str, str]]:
    return [(block.kind.value, extracted.text[block.start : block.end]) for block in extracted.blocks]


@pytest.mark.parametrize("target", MADE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_written_is_read(written: dict[tuple[str, str], bytes], language: str, target: str) -> None:
    suffix = target.rpartition(".")[2]
    data = written[language, target]
    assert kind_of(data, "a.bin") == suffix
    extracted = read(data, f"a.{suffix}")
    blocks = heard(extracted)
    heading, sentence, item, cell = WORDS[language]
    assert ("heading", heading) in blocks
    assert ("paragraph", sentence) in blocks
    assert [words for kind, words in blocks if kind == "item"][1] == f"2. {item}"
    rows = [block for block in extracted.blocks if block.kind.value == "row"]
    first = rows[-1].cells[0]
    assert extracted.text[first.start : first.end] == cell
    assert rows[-1].above is not None and extracted.blocks[rows[-1].above].kind.value == "header"
    assert extracted.warnings == ()
    # Pandoc writes the title of an RTF file into its text alone.
    assert target == "rtf" or extracted.metadata.title in MARKDOWN[language].split("\n")[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_book_of_which_libreoffice_keeps_the_words_alone(
    written: dict[tuple[str, str], bytes], language: str
) -> None:
    extracted = read(written[language, "libreoffice.epub"], "a.epub")
    heading, sentence, item, cell = WORDS[language]
    assert [words for _, words in heard(extracted)].count(heading) == 1
    assert ("heading", heading) in heard(extracted) and ("paragraph", sentence) in heard(extracted)
    assert item in extracted.text and cell in extracted.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notebook_by_pandoc(tmp_path: Path, language: str) -> None:
    extracted = read(pandoc(MARKDOWN[language], "ipynb", tmp_path), "a.ipynb")
    heading, sentence, item, cell = WORDS[language]
    assert ("heading", heading) in heard(extracted) and ("paragraph", sentence) in heard(extracted)
    assert item in extracted.text and cell in extracted.text


@pytest.mark.parametrize("target", ["pptx", "libreoffice.odp"])
def test_slides_are_pages_and_their_titles_headings(written: dict[tuple[str, str], bytes], target: str) -> None:
    extracted = read(written["fr", target], "a")
    titles = [extracted.text[one.start : one.end] for one in extracted.headings]
    assert titles == ["Le plan de la ville", "Les mesures", "Les moyens"]
    assert [page.number for page in extracted.pages] == [1, 2, 3]
    assert [
        extracted.text[page.start :].startswith(title) for page, title in zip(extracted.pages, titles, strict=True)
    ] == [True] * 3
