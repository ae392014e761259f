"""The halves of the development documents, and the reader that reads each passage."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.fitting.halves import HALVES, LEARNT, Crosswise, half_of, half_of_file
from rag.errors import PreuveError
from rag.reading.trained.weights import from_eight_bits, read_learnt, write_weights
from rag.settings import make_settings
from rag.types import Passage


@pytest.mark.parametrize(
    ("title", "file"),
    [
        ("Aide à l'innovation en France", "Aide-a-l-innovation-en-France-f90c4b.txt"),
        ("<i>28 jours plus tard</i>", "i-28-jours-plus-tard-i-7c9ac2.txt"),
        ("1973_oil_crisis", "1973-oil-crisis-243eaf.txt"),
        ("Éclipse", "Eclipse-cf3891.txt"),
    ],
)
def test_an_article_and_its_file_are_of_one_half(title: str, file: str) -> None:
    assert half_of(title) == half_of_file(file)


def test_both_halves_have_about_as_many() -> None:
    counts = [sum(half_of(f"Article {at}") == half for at in range(400)) for half in range(HALVES)]
    assert min(counts) > 150


def test_every_development_article_that_is_learnt_from_has_its_file(shared: Path) -> None:
    """Otherwise a reader could be measured on what it has learnt."""
    from eval.fitting.examples import read_rows

    titles = {row.above for row in read_rows(shared / "train").developed if row.source != "cuad"}
    files = {path.name for path in (shared / "eval").glob("*/corpus/*.txt")}
    letters = {"".join(filter(str.isalnum, Path(file).stem[:-7].lower())) for file in files}
    assert len(titles) > 100
    for title in titles:
        assert _letters(title) in letters


def _letters(title: str) -> str:
    bare = unicodedata.normalize("NFKD", title).lower().encode("ascii", "ignore").decode()
    return "".join(filter(str.isalnum, bare))


@pytest.mark.model
def test_each_passage_is_read_by_a_reader_that_has_not_learnt_from_its_document(tmp_path: Path) -> None:
    """The first course is one that says the same of everything, and so is told apart."""
    dumb = {name: np.zeros_like(value) for name, value in from_eight_bits(read_learnt()).items()}
    write_weights({name: torch.from_numpy(value) for name, value in dumb.items()}, tmp_path / "first.safetensors")
    text = "The house is led by Ann. It is old."
    files = [f"Article-{at}-000000.txt" for at in range(1, 5)]
    passages = [Passage("a", file, "0", 0, 0, len(text), text, "en", heading="House") for file in files]
    assert {half_of_file(file) for file in files} == set(range(HALVES))
    found = Crosswise(make_settings(), tmp_path / "first.safetensors").point("Who leads the house?", passages)
    for file, pointed in zip(files, found, strict=True):
        assert (pointed.holds == 0.0) == (half_of_file(file) == LEARNT)


def test_a_first_course_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PreuveError, match=r"first\.safetensors.*make train"):
        Crosswise(make_settings(), tmp_path / "first.safetensors")
