"""Tables as text: what divides their values, quotation marks, encodings, and what is no table."""

from __future__ import annotations

import pytest

from ingest.load.child import read
from rag.errors import FileRefused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ville;Montant\nRabat;3,50\nFès;4,20\n", "| Ville | Montant |\n| Rabat | 3,50 |\n| Fès | 4,20 |"),
        ("City,Amount\nRabat,3.50\nFez,4.20\n", "| City | Amount |\n| Rabat | 3.50 |\n| Fez | 4.20 |"),
        ("City\tAmount\nRabat\t3\nFez\t4\n", "| City | Amount |\n| Rabat | 3 |\n| Fez | 4 |"),
        ("المدينة;المبلغ\nالرباط;5\nفاس;6\n", "| المدينة | المبلغ |\n| الرباط | 5 |\n| فاس | 6 |"),
        ('a,b\n"x, ""y""\nz",1\nu,2\n', '| a | b |\n| x, "y" z | 1 |\n| u | 2 |'),
        ("sep=|\na|b\nc|1\nd|2\n", "| a | b |\n| c | 1 |\n| d | 2 |"),
        ('a;b\n5";x\n7";y\n', '| a | b |\n| 5" | x |\n| 7" | y |'),
        ("\ufeffa;b\r\nc;1\r\nd;2\r\n", "| a | b |\n| c | 1 |\n| d | 2 |"),
    ],
)
def test_tables(text: str, expected: str) -> None:
    extracted = read(text.encode(), "a.csv")
    assert (extracted.format, extracted.text) == ("csv", expected)
    assert [block.kind.value for block in extracted.blocks] == ["header", "row", "row"]
    assert [page.number for page in extracted.pages] == [1, 2, 3]


def test_the_encoding_is_told_and_rows_keep_their_numbers() -> None:
    extracted = read("Café;Prix\n\nÉté;5\n\n\nHiver;6\n".encode("cp1252"), "a.csv")
    assert (extracted.encoding, extracted.encoding_guessed) == ("cp1252", True)
    assert extracted.text == "| Café | Prix |\n| Été | 5 |\n| Hiver | 6 |"
    assert [page.number for page in extracted.pages] == [1, 3, 6]


def test_what_no_sign_divides_is_text() -> None:
    text = "Un texte, et rien d’autre.\nIl a des virgules, deux, trois.\nOu aucune.\n"
    assert (read(text.encode(), "a.csv").format, read(text.encode(), "a.csv").text) == ("txt", text)


@pytest.mark.parametrize(("data", "code"), [(b" \n", "empty"), (b"\x00\x01\x02\xff" * 50, "binary")])
def test_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(data, "a.csv")
    assert caught.value.code == code


@pytest.mark.slow
def test_quotation_marks_that_do_not_close_cost_no_time() -> None:
    text = 'a;b\n"' + "x;y\n" * 50_000
    assert read(text.encode(), "a.csv").text.count("\n") > 49_000
