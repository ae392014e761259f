"""Data as JSON: rows, fields, lines; numbers as they are written; what is none is text."""

from __future__ import annotations

import json

import pytest

from ingest.load.child import read
from rag.errors import FileRefused


def test_records_that_are_alike_are_rows() -> None:
    data = '[{"ville": "Fès", "montant": 42000.50, "payé": true}, {"ville": "طنجة", "montant": 1e3, "payé": null}]'
    extracted = read(data.encode(), "a.json")
    assert extracted.text == "| ville | montant | payé |\n| Fès | 42000.50 | true |\n| طنجة | 1e3 |  |"
    assert [block.above for block in extracted.blocks] == [None, 0, 0]


def test_lines_of_records_are_one_table_too() -> None:
    lines = "\n".join(json.dumps({"name": f"n{at}", "hours": at}) for at in range(3))
    extracted = read(lines.encode(), "a.jsonl")
    assert extracted.text == "| name | hours |\n| n0 | 0 |\n| n1 | 1 |\n| n2 | 2 |"


def test_records_inside_of_each_other_are_fields_below_headings() -> None:
    value = {"titre": "Plan", "budget": {"total": 5, "parts": [{"a": 1, "b": 2}, {"a": 3, "b": 4}]}, "mots": ["x", "y"]}
    extracted = read(json.dumps(value).encode(), "a.json")
    table = "| a | b |\n| 1 | 2 |\n| 3 | 4 |"
    assert extracted.text == f"titre: Plan\nmots: x, y\n\nbudget\n\ntotal: 5\n\nparts\n\n{table}"
    assert [(one.level, extracted.text[one.start : one.end]) for one in extracted.headings] == [
        (1, "budget"),
        (2, "parts"),
    ]


def test_a_long_text_is_a_paragraph_below_its_name() -> None:
    words = "Une phrase entière. " * 30
    extracted = read(json.dumps([{"q": "Pourquoi ?", "r": words}] * 2).encode(), "a.json")
    assert extracted.text.count(words.strip()) == 2
    assert "q: Pourquoi ?\nr:\n\n" in extracted.text


def test_texts_of_a_list_stand_each_by_itself_and_the_data_say_what_they_are_called() -> None:
    value = {
        "Titre": "La charte",
        "règles": ["Le tri est admis.", "La notation est interdite."],
        "pays": ["Maroc", "Mali"],
    }
    extracted = read(json.dumps(value).encode(), "a.json")
    texts = "règles\n\nLe tri est admis.\n\nLa notation est interdite."
    assert extracted.text == f"Titre: La charte\npays: Maroc, Mali\n\n{texts}"
    assert extracted.metadata.title == "La charte"


def test_records_of_one_kind_between_others_are_a_table() -> None:
    text = "Le budget est voté. Il est affiché."
    value = [{"part": "Vote", "texte": text}, {"nom": "Eau", "prix": 5}, {"nom": "Gaz", "prix": 6}, {"part": "Fin"}]
    extracted = read(json.dumps(value).encode(), "a.json")
    table = "| nom | prix |\n| Eau | 5 |\n| Gaz | 6 |"
    assert extracted.text == f"part: Vote\ntexte:\n\n{text}\n\n{table}\n\npart: Fin"


@pytest.mark.parametrize("text", ["12", '"mot"', "{pas du json", "une ligne\nune autre\n", "[" * 100_000])
def test_what_is_no_data_is_text(text: str) -> None:
    extracted = read(text.encode(), "a.json")
    assert (extracted.format, extracted.text) == ("txt", text)


def test_what_lies_too_deep_is_told() -> None:
    with pytest.raises(FileRefused) as caught:
        read(b"[]", "a.json")
    assert caught.value.code == "empty"
    deep = '{"a":' * 200 + '"fond"' + "}" * 200
    extracted = read(f'{{"vu": "ici", "x": {deep}}}'.encode(), "a.json")
    assert extracted.text.startswith("vu: ici") and "fond" not in extracted.text
    assert extracted.warnings == ("data more than 60 levels deep was left out",)
