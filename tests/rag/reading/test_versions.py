"""Of several versions of a text the one that counts is cited first, and the other is told; other texts stay alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag.language.remarks import remark
from rag.language.senses.replacing import asks_for_the_one_in_force, replaces
from rag.reading.versions import Preferred, preferred
from tests.fixtures.searched import READER, searched

CASES = [
    json.loads(line) for line in Path(__file__).with_name("versions.jsonl").read_text(encoding="utf-8").splitlines()
]
"""A question, files with their texts, and the file that goes first with the one that is told; neither where no version
goes before the other."""


def preference(question: str, files: dict[str, str], first: str) -> Preferred:
    """What is preferred where the sentence of one file is the likeliest."""
    search = searched(question, files)
    chosen = READER.chosen(search)
    best = next(each for each in search.sentences if each.hit.passage.file == first)
    return preferred(search, [best, *(each for each in chosen if each is not best)])


@pytest.mark.parametrize("case", [case for case in CASES if "first" in case], ids=lambda case: case["question"])
def test_the_version_that_counts_goes_first_whatever_is_likeliest(case: dict[str, str | dict[str, str]]) -> None:
    files = dict(case["files"])
    for likeliest in files:
        found = preference(str(case["question"]), files, likeliest)
        assert found.chosen[0].hit.passage.file == case["first"]
        assert found.cause is not None
        assert str(case["told"]) in " ".join(found.cause.values)


@pytest.mark.parametrize("case", [case for case in CASES if "first" not in case], ids=lambda case: case["question"])
def test_no_version_goes_before_what_is_none_or_is_asked_for(case: dict[str, str | dict[str, str]]) -> None:
    files = dict(case["files"])
    for likeliest in files:
        found = preference(str(case["question"]), files, likeliest)
        assert found.cause is None
        assert found.chosen[0].hit.passage.file == likeliest


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Quelle version du contrat est en vigueur ?", "annule et remplace"),
        ("Which version of the contract is in force?", "supersedes"),
        ("أي نسخة من العقد سارية؟", "تلغي"),
    ],
)
def test_which_one_is_in_force_is_said_by_what_replaces_the_other(question: str, words: str) -> None:
    files = {
        "contrat-v1.md": "# Contrat, version 1\n\nLe contrat dure un an.",
        "contrat-v2.md": "# Contrat, version 2\n\nIl dure deux ans. Cette version annule et remplace la version 1.",
        "contract-v1.md": "# Contract, version 1\n\nThe contract lasts one year.",
        "contract-v2.md": "# Contract, version 2\n\nThe contract lasts two years. This version supersedes version 1.",
        "aqd-v1.md": "# العقد، النسخة 1\n\nيدوم العقد سنة.",
        "aqd-v2.md": "# العقد، النسخة 2\n\nيدوم العقد سنتين. هذه النسخة تلغي النسخة 1 من العقد.",
    }
    kept = {"supersedes": "contract", "annule et remplace": "contrat", "تلغي": "aqd"}[words]
    reading = READER.read(searched(question, {file: text for file, text in files.items() if file.startswith(kept)}))
    assert any(words in sentence.text for sentence in reading.sentences)


def test_the_version_before_the_year_that_is_asked_for_is_that_of_the_year() -> None:
    files = {
        f"cantine-{year}.md": f"# Tarifs de la cantine {year}\n\nLe repas de la cantine coûte {price} euros."
        for year, price in ((2021, "3,20"), (2023, "3,60"), (2025, "3,95"))
    }
    reading = READER.read(searched("Combien coûtait le repas à la cantine en 2022 ?", files))
    assert [sentence.citations[0].file for sentence in reading.sentences] == ["cantine-2021.md"]
    assert reading.instead is None
    assert reading.cause is not None
    assert remark(reading.cause, "fr") == "En 2022 valait la version précédente : cantine-2021.md (2021)."


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Le présent accord annule l'accord de 2019.", True),
        ("Cette version remplace la version 1.", True),
        ("Elle abroge la décision de 2022.", True),
        ("These rules replace those of 2019.", True),
        ("تلغي هذه النسخة النسخة الأولى.", True),
        ("Les salariés posent leurs congés un mois avant.", False),
    ],
)
def test_what_says_that_a_text_takes_the_place_of_another(sentence: str, expected: bool) -> None:
    assert replaces(sentence) is expected


@pytest.mark.parametrize(
    "question",
    [
        "Quel accord sur les congés est en vigueur ?",
        "Quelle version du contrat est en vigueur ?",
        "Which lease is in force?",
        "ما هو العقد الساري المفعول؟",
        "أي نظام داخلي ساري المفعول؟",
    ],
)
def test_what_asks_for_the_one_in_force(question: str) -> None:
    assert asks_for_the_one_in_force(question)


@pytest.mark.parametrize("newer", ["txt", "md"])
def test_a_text_in_another_format_is_no_version_of_itself(newer: str) -> None:
    """The PDF of a text may say that it was made in 2000, and its Word file of last year: they say the same."""
    question = "Quel est le délai de réponse de la charte ?"
    files = {
        "charte.txt": "Charte de la médiathèque\n\nLe délai de réponse de la charte est de vingt jours.",
        "charte.md": "# Charte de la médiathèque\n\nLe délai de **réponse** de la charte est de *vingt jours*.",
    }
    for likeliest in files:
        search = searched(question, files)
        dates = {file: "2025-06-01" if file.endswith(newer) else "2000-01-01" for file in files}
        search = replace(search, dates=dates, titles=dict.fromkeys(files, "Charte de la médiathèque"))
        best = next(each for each in search.sentences if each.hit.passage.file == likeliest)
        found = preferred(search, [best])
        assert found.cause is None
        assert {each.hit.passage.file for each in found.chosen} == {f"charte.{newer}"}


def test_a_version_whose_number_differs_is_still_told_with_its_date() -> None:
    files = {
        "charte-a.txt": "Charte de la médiathèque\n\nLe délai de réponse de la charte est de vingt jours.",
        "charte-b.txt": "Charte de la médiathèque\n\nLe délai de réponse de la charte est de trente jours.",
    }
    search = searched("Quel est le délai de réponse de la charte ?", files)
    dates = {"charte-a.txt": "2024-03-12", "charte-b.txt": "2025-06-01"}
    search = replace(search, dates=dates, titles=dict.fromkeys(files, "Charte de la médiathèque"))
    stems = preferred(search, [search.sentences[0]])
    assert stems.cause is None  # two names that differ in a word are two texts
    same = {f"{year}/charte.txt": text for year, text in zip(("2024", "2025"), files.values(), strict=True)}
    search = searched("Quel est le délai de réponse de la charte ?", same)
    search = replace(search, dates=dict(zip(same, dates.values(), strict=True)))
    found = preferred(search, [search.sentences[0]])
    assert found.cause is not None
    assert remark(found.cause, "fr").endswith("dit autre chose : 2024/charte.txt (12 mars 2024).")
    assert remark(found.cause, "ar").endswith("2024/charte.txt (12 مارس 2024).")
