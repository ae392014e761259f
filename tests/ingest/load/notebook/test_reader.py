"""Notebooks: texts as Markdown, code and what it printed; older ones; damage."""

from __future__ import annotations

import json

import pytest

from ingest.load import child
from ingest.load.extracted import Extracted
from rag.errors import FileRefused


def read(notebook: object) -> Extracted:
    return child.read(json.dumps(notebook).encode(), "a.ipynb")


def test_texts_code_and_what_it_printed() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Les budgets\n", "\n", "Le total est de 5.\n"]},
        {
            "cell_type": "code",
            "source": "print(2 + 3)",
            "outputs": [
                {"text": ["5\n"]},
                {"data": {"text/plain": "الجواب", "image/png": "AAAA"}},
                {"traceback": ["x"]},
            ],
        },
        {"cell_type": "raw", "source": "Brut."},
    ]
    extracted = read({"cells": cells, "metadata": {"title": "Budgets", "authors": [{"name": "Nadia"}]}})
    assert extracted.text == "# Les budgets\n\nLe total est de 5.\n\nprint(2 + 3)\n\n5\n\nالجواب\n\nBrut."
    assert [block.kind.value for block in extracted.blocks] == [
        "heading",
        "paragraph",
        "code",
        "code",
        "code",
        "paragraph",
    ]
    assert (extracted.metadata.title, extracted.metadata.author) == ("Budgets", "Nadia")


def test_an_older_notebook_and_an_output_without_end() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Vieux"},
        {"cell_type": "code", "input": "x", "outputs": [{"text": "9" * 50_000}]},
    ]
    extracted = read({"worksheets": [{"cells": cells}]})
    assert extracted.text.startswith("Vieux\n\nx\n\n999")
    assert len(extracted.text) < 21_000
    assert extracted.warnings == ("of 1 outputs only the first 20000 characters are read",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"cells": [', "damaged"),
        (b'{"nbformat": 4}', "damaged"),
        (b'{"cells": []}', "empty"),
        (b'{"cells": [{"cell_type": "markdown", "source": 5}, 7]}', "empty"),
        (b"[" * 100_000, "damaged"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        child.read(data, "a.ipynb")
    assert caught.value.code == code


def test_a_number_of_more_digits_than_python_reads_costs_nothing() -> None:
    data = b'{"nbformat": %s, "cells": [{"cell_type": "heading", "level": %s, "source": "Titre"}]}' % (
        (b"9" * 5000,) * 2
    )
    assert child.read(data, "a.ipynb").text == "Titre"
