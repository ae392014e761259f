"""PDF: what is written from right to left comes out in the order in which it is read."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ingest.load.pdf.letters.leftward import in_reading_order
from ingest.load.pdf.reader import read
from ingest.load.pdf.runs import Box
from tests.fixtures.files import ligature_font, mapped_pdf, pdf, with_actual_text

PRINTED = (
    "لائحة الإجازات السنوية",
    "السلام عليكم، هذه الآلات والأدوات تباع في المستشفى كل يوم.",
    "لا يجوز للموظف أن يأخذ الإجازة إلا بموافقة المدير.",
    "صدر النظام سنة 2019، وعدل في سنة 2024.",
    "الرسم السنوي (بما فيه التأمين) هو 1 250 درهما، أي 12,5% من الأجر.",
    "يستعمل المركز برنامج Google Cloud Platform (GCP) منذ 2018-2024.",
    "في شركة OCP وحدها (Office Chérifien) 20 ألف عامل.",
    "الاتصال: 05.37.12.34.56 أو contact@exemple.ma قبل 12/03/2024.",
    "يَجِبُ أَنْ يُقَدِّمَ الطَّالِبُ مِلَفَّهُ قَبْلَ السَّاعَةِ 17:00 مِنْ يَوْمِ الْجُمُعَةِ.",
    "قَالَ اللهُ تَعَالَى: لَا إِكْرَاهَ فِي الدِّينِ.",
    "بسم الله الرحمن الرحيم والصلاة على محمد",
    "المادة 5 (مكرر): «لا ضرر ولا ضرار»، كما ورد [1].",
    "The word سلام means peace (السلام عليكم) in Arabic.",
    "Voir l’article « لا يتغير » de la loi 09-08.",
)


def drawn(text: str, glyphs: str, *, mirrored: bool = False) -> str:
    """The text read of a line; `text` is set from left to right, `glyphs` says what one glyph stands for (a|bc|d)."""
    assert glyphs.replace("|", "") == text
    return read(mapped_pdf(glyphs.split("|"), mirrored=mirrored)).text


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("arabic-lam-alef", "الحد الأدنى للرسوم لا يتغير"),
        ("arabic-parentheses-word", "الرسوم (سنويا) ثابتة"),
        ("arabic-parentheses", "المادة (أولى) تطبق"),
    ],
)
def test_shared_lines(shared: Path, file: str, text: str) -> None:
    assert read((shared / "inputs" / "files" / "pdf" / f"{file}.pdf").read_bytes()).text == text


def test_the_shared_page_of_recognised_text_is_not_reversed(shared: Path) -> None:
    text = read((shared / "inputs" / "files" / "pdf" / "arabic-scan-tesseract.pdf").read_bytes()).text
    assert "يوجد مركز" in text
    assert text.index("يوجد مركز") < text.index("وهو تابع لجامعة محمد")
    assert text.endswith("ويعمل المركز في فجالي الذكاء الاصطناعي وعلم البيانات.\n\nالاعتزاف الدولى")
    assert {"مركز", "806067012ى", "بمدينة", "تعريفية"} <= set(re.findall(r"\w+", text))


def test_the_shared_vocalised_line_is_one_line(shared: Path) -> None:
    text = read((shared / "inputs" / "files" / "pdf" / "arabic-vocalised-chromium.pdf").read_bytes()).text
    assert text.splitlines()[2:5] == [
        "الحد الأدنى للرسوم لا يتغير خلال السنة (ما عدا الإدارة)، ويبلغ 250 درهما ابتداء من 1 يناير 2024.",
        unicodedata.normalize("NFC", "وَتُفْتَحُ الْمَكْتَبَةُ مِنَ السَّاعَةِ 9:30 إِلَى السَّاعَةِ 18:00 كُلَّ يَوْمٍ."),
        "المادة 12: لا يجوز إعارة أكثر من 5 كتب في آن واحد.",
    ]


@pytest.mark.parametrize(
    ("glyphs", "text"),
    [
        ("ز|و|ج|ي| |لا", "لا يجوز"),
        ("ة|ي|م|لا|س|لإ|ا", "الإسلامية"),
        ("ت|لا|لآ|ا| |لأ", "لأ الآلات"),
        ("ن|م|ح|ر|ل|ا| |لله|ا", "الله الرحمن"),
        # Files that give the letters of the glyph as they are seen.
        ("ر|ي|غ|ت|ي| |ال", "لا يتغير"),
    ],
)
def test_a_glyph_of_several_letters_keeps_the_order_of_writing(glyphs: str, text: str) -> None:
    assert drawn(glyphs.replace("|", ""), glyphs) == text


@pytest.mark.parametrize(
    ("seen", "text"),
    [
        # What was written, and the shape that is seen.
        (")ةيندملا( ةلاحلا", "الحالة (المدنية)"),
        ("(ةيندملا) ةلاحلا", "الحالة (المدنية)"),
        (".)لجأ نود( لصفي ]5[ دنبلا", "البند [5] يفصل (دون أجل)."),
        ("»رارض الو« لاق )مث( داعو", "وعاد (ثم) قال «ولا ضرار»"),
        ("2024 ةنس (ONU) ةدحتملا ممأ", "أمم المتحدة (ONU) سنة 2024"),
    ],
)
def test_brackets_open_before_they_close(seen: str, text: str) -> None:
    assert drawn(seen, "|".join(seen)) == text


@pytest.mark.parametrize(
    ("seen", "text"),
    [
        ("12/03/2024 ىلإ 9:30 نم", "من 9:30 إلى 12/03/2024"),
        ("2024-2018 نيتنسلا نيب Platform 3 ةمدخ يف", "في خدمة Platform 3 بين السنتين 2018-2024"),
        ("ميهرد 1٫5 مهرد", "درهم 1٫5 درهيم"),
        # A number to be dialled, set apart by its writer; without that it stands the other way round.
        ("ديربلاو +212 5 37 00 فتاهلا", "الهاتف +212 5 37 00 والبريد"),
        ("ديربلاو 212+ فتاهلا", "الهاتف +212 والبريد"),
    ],
)
def test_numbers_and_latin_words_run_rightwards(seen: str, text: str) -> None:
    assert drawn(seen, "|".join(seen)) == text


@pytest.mark.parametrize("text", ["يعمل المركز 2024 في الرباط", "لا يتغير الرسم السنوي", "المادة الأولى"])
def test_invisible_letters_in_mirror_writing_are_not_turned_round(text: str) -> None:
    # As Tesseract writes it: each word from its right end on, in a matrix with a negative determinant.
    words = [word[::-1] if word.isdigit() else word for word in text.split()]
    written = " ".join(words)
    assert drawn(written, "|".join(written), mirrored=True) == text


def test_arabic_in_visual_order_and_presentation_forms_is_read_as_letters() -> None:
    if ligature_font() != "DejaVuSans":
        pytest.skip("no font with Arabic letters on this machine (DejaVu Sans)")
    # The word « السلام » as a typesetter writes it: shaped letters (with the ligature lam-alef) from left to right.
    shaped = "\ufee1\ufefc\ufeb4\ufedf\ufe8d"

    def draw(canvas: object) -> None:
        canvas.setFont(ligature_font(), 14)  # type: ignore[attr-defined]
        canvas.drawString(100, 700, shaped)  # type: ignore[attr-defined]

    assert read(pdf(draw)).text == "السلام"


def test_arabic_whose_glyphs_each_say_their_letter_is_read_from_right_to_left() -> None:
    if ligature_font() != "DejaVuSans":
        pytest.skip("no font with Arabic letters on this machine (DejaVu Sans)")
    assert read(pdf(partial(with_actual_text, "للموظف"))).text == "للموظف"


@pytest.mark.browser
def test_arabic_that_a_browser_printed_has_the_lines_of_its_page(browser: Any) -> None:
    page = browser.new_page()
    for font in ("Noto Naskh Arabic", "Noto Sans Arabic", "DejaVu Sans"):
        style = f'p {{ font: 13pt "{font}", "DejaVu Sans" }}'
        paragraphs = "".join(f"<p dir=auto>{line}</p>" for line in PRINTED)
        page.set_content(f'<html dir="rtl"><style>{style}</style>{paragraphs}')
        found = [line for line in read(page.pdf(format="A4")).text.split("\n") if line]
        assert found == [unicodedata.normalize("NFC", line) for line in PRINTED], font


class Set:
    """Letters of ten points, each with its middle at a place of its own; what has no place stands above the first."""

    def __init__(self, *middles: float) -> None:
        self._middles = middles

    def box(self, index: int) -> Box:
        return Box(self._middles[index] - 5, 0, self._middles[index] + 5, 10)

    def origin(self, index: int) -> tuple[float, float]:
        return self._middles[index] - 5, 0.0

    def size(self, index: int) -> float:
        return 10.0

    def ink(self, index: int) -> Box:
        return self.box(index)

    def slant(self, index: int) -> float:
        return 0.0

    def mirrored(self, index: int) -> bool:
        return False

    def drawn_along(self) -> dict[int, Box]:
        return {}


@pytest.mark.parametrize(
    ("text", "middles", "read_as"),
    [
        # Each letter with its mark above it, word for word from left to right and from right to left.
        ("ب\u064eت\u064f", (10, 11, 20, 21), "ت\u064fب\u064e"),
        ("ت\u064fب\u064e", (20, 21, 10, 11), "ت\u064fب\u064e"),
        # A mark that has a place of its own beside the letter.
        ("نا\u0650", (10, 20, 6), "ان\u0650"),
        # Words apart, the second given first.
        ("بت حد", (20, 10, 45, 60, 50), "حد بت"),
        # A full stop to the left of a number ends an Arabic sentence.
        ("سنة.24", (60, 50, 40, 15, 22, 30), "سنة24."),
    ],
)
def test_letters_are_read_where_they_stand(text: str, middles: tuple[float, ...], read_as: str) -> None:
    found = in_reading_order(text, Set(*middles))
    assert found.text == read_as
    assert all(text[number] == character for character, number in zip(*found, strict=True) if number >= 0)


def test_lines_without_such_letters_stay_as_they_are() -> None:
    text = "ab .24 cd\r\nبت\r\nef 12\ufffegh"
    found = in_reading_order(text, Set(*range(0, 110, 10), 320, 310, *range(600, 700, 10)))
    assert found.text == "ab .24 cd\nبت\nef 12\ufffe\ngh"


def test_a_letter_and_its_mark_that_both_say_that_they_are_the_letter_with_its_mark_are_one() -> None:
    # As LibreOffice writes it: the mark is a glyph of its own, above, with the same words behind it.
    assert in_reading_order("أُعأُ", Set(30, 30, 20, 29, 29)).text == "أُع"
    # A letter that is there twice stays.
    assert in_reading_order("مُعمُ", Set(30, 30, 20, 10, 10)).text == "مُعمُ"


class Flat(Set):
    """Letters of which the second one is a stroke."""

    def ink(self, index: int) -> Box:
        box = self.box(index)
        return Box(box.left, box.bottom, box.right, box.bottom + 1) if index == 1 else box


def test_a_stroke_that_lengthens_a_word_is_no_digit_whatever_its_font_says() -> None:
    assert in_reading_order("ح0د", Flat(30, 20, 10)).text == "ح\u0640د"
    assert in_reading_order("ح0د", Set(30, 20, 10)).text == "ح0د"


class Leaning(Set):
    """Letters that lean to the right by a half, so that each box reaches over the next letters on both sides."""

    def box(self, index: int) -> Box:
        middle = self._middles[index]
        return Box(middle - 5, 0, middle + 10, 10)

    def slant(self, index: int) -> float:
        return 0.5


def test_leaning_letters_have_their_spaces() -> None:
    assert in_reading_order("بتحد", Leaning(60, 50, 37, 27)).text == "بت حد"
