"""Numbers and dates as a sheet shows them."""

from __future__ import annotations

import pytest

from ingest.load.sheet.customs import ARABIC, ENGLISH, FRENCH
from ingest.load.sheet.formats import is_moment, shown

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("value", "code", "french", "english"),
    [
        ("0.1", "", "0,1", "0.1"),
        ("1.1000000000000001", "General", "1,1", "1.1"),
        ("12345678901234", "General", "12345678901234", "12345678901234"),
        ("0.000001234", "General", "0,000001234", "0.000001234"),
        ("1e25", "General", "1E+25", "1E+25"),
        ("-0.0", "General", "0", "0"),
        ("12", "00000", "00012", "00012"),
        ("2.675", "0.00", "2,68", "2.68"),
        ("5", "0.##", "5", "5"),
        ("1234567.891", "#,##0.00", f"1{NARROW}234{NARROW}567,89", "1,234,567.89"),
        ("1234567", "#,##0,", f"1{NARROW}235", "1,235"),
        ("1234.5", '#,##0.00 "€"', f"1{NARROW}234,50 €", "1,234.50 €"),
        ("1234.5", "#,##0.00\\ [$MAD]", f"1{NARROW}234,50 MAD", "1,234.50 MAD"),
        ("1234.5", "#,##0.00 [$€-40C]", f"1{NARROW}234,50 €", f"1{NARROW}234,50 €"),
        ("1234.5", '_-* #,##0.00\\ _€_-;\\-* #,##0.00\\ _€_-;_-* "-"??\\ _€_-;_-@_-', f"1{NARROW}234,50", "1,234.50"),
        ("0.125", "0.0%", "12,5%", "12.5%"),
        ("-5", "0", "-5", "-5"),
        ("-0.4", "0", "0", "0"),
        ("-5", "0;(0)", "(5)", "(5)"),
        ("-5", "0;[Red]-0", "-5", "-5"),
        ("0", '0;-0;"néant"', "néant", "néant"),
        ("5", '[>3]"grand";"petit"', "grand", "grand"),
        ("2", '[>3]"grand";"petit"', "petit", "petit"),
        ("12345", "0.00E+00", "1,23E+4", "1.23E+4"),
        ("0.5", "# ?/?", "0,5", "0.5"),
        ("3", '"n° "0', "n° 3", "n° 3"),
        ("45363", "dd/mm/yyyy", "12/03/2024", "12/03/2024"),
        ("45363", "SHORT", "12/03/2024", "2024-03-12"),
        ("45363", "d mmmm yyyy", "12 mars 2024", "12 March 2024"),
        ("45363", "[$-409]d mmmm yyyy", "12 March 2024", "12 March 2024"),
        ("45363", "[$-40C]dddd d mmmm", "mardi 12 mars", "mardi 12 mars"),
        ("45363.75", "h:mm AM/PM", "6:00 PM", "6:00 PM"),
        ("45363.75", "hh:mm:ss", "18:00:00", "18:00:00"),
        ("45363.7512345", "yyyy-mm-dd hh:mm", "2024-03-12 18:01", "2024-03-12 18:01"),
        ("1.5", "[h]:mm", "36:00", "36:00"),
        ("0.000011574", "mm:ss.0", "00:01,0", "00:01.0"),
        ("1", "dd/mm/yyyy", "01/01/1900", "01/01/1900"),
        ("61", "dd/mm/yyyy", "01/03/1900", "01/03/1900"),
        ("-3", "dd/mm/yyyy", "-3", "-3"),
        ("1e12", "dd/mm/yyyy", "1000000000000", "1000000000000"),
        ("abc", "0.00", "abc", "abc"),
        ("nan", "0.00", "nan", "nan"),
        ("1e999999", "0.00", "1e999999", "1e999999"),
        ("3", "@", "3", "3"),
    ],
)
def test_formats(value: str, code: str, french: str, english: str) -> None:
    assert shown(value, code, FRENCH) == french
    assert shown(value, code, ENGLISH) == english


def test_arabic_and_the_other_epoch() -> None:
    assert shown("45363", "d mmmm yyyy", ARABIC) == "12 مارس 2024"
    assert shown("43901", "dd/mm/yyyy", FRENCH, epoch_1904=True) == "12/03/2024"


@pytest.mark.parametrize(
    ("code", "moment"),
    [
        ("dd/mm/yyyy", True),
        ("[h]:mm", True),
        ("SHORT", True),
        ('0 "mètres"', False),
        ("General", False),
        ("#,##0", False),
    ],
)
def test_what_shows_a_date(code: str, moment: bool) -> None:
    assert is_moment(code) is moment
