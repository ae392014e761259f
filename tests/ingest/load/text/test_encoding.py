"""Bytes to text: marks, UTF-8, guesses among eight-bit encodings, and what is no text."""

from __future__ import annotations

import random
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.load.text.encoding import decode
from rag.errors import FileRefused
from tests.fixtures.reliability import CountRow

TEXTS = {
    "fr": (
        "L’été dernier, à Marrakech, près de mille élèves ont présenté leurs œuvres : « des idées neuves », a noté la"
        " présidente. Où sera créé le futur pôle ? Le décret n° 12 prévoit déjà trois sites, dont l’un à Fès, grâce à"
        " une aide de 40 000 €. Les députés ont voté le texte après un débat animé ; la ministre s’est dite très"
        " honorée. Ça suffit… Être prêt, voilà la tâche. Noël approche, et le maïs mûrit dans l’île."
    ),
    "en": (
        "The committee’s report – the second one – says “no” to a new levy. It didn’t name the firm, whose café cost"
        " £40 million. Readers’ letters call the idea naïve… The minister’s reply: “We’re looking into it.” Nobody’s"
        " sure what it’ll mean for next year’s plan — or for the town’s own façade."
    ),
    "ar": (
        "أعلنت الوزارة عن إطلاق برنامج جديد لتكوين الشباب في مجال الذكاء الاصطناعي، ويهدف البرنامج إلى تعزيز قدرات"
        " الجامعات. هل تكفي هذه الموارد؟ يرى الخبراء أن النتائج ستظهر خلال سنتين؛ ثم يبدأ تقييم المشروع من طرف"
        " لجنة مستقلة تضم أساتذة وباحثين من مختلف الجهات، وقد خصصت لها ميزانية سنوية كافية."
    ),
}
EIGHT_BIT = {
    "fr": ("cp1252", "mac-roman", "cp850", "cp437"),
    "en": ("cp1252", "mac-roman", "cp850"),
    "ar": ("cp1256", "iso-8859-6", "cp720"),
}
WITHOUT_QUOTES = ("iso-8859-6", "cp850", "cp437", "cp720")
"""Encodings that have no typographic quotes, dashes, œ and euro; texts in them are written without."""
PLAIN = str.maketrans(
    {"’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "€": "F", "œ": "oe", "Ê": "E"}
    | {"،": ",", "؟": "?", "؛": ";"}
)
SIZES = (40, 80, 150, 300)


def samples(language: str, size: int, encoding: str, count: int) -> list[str]:
    """Pieces of the text that begin and end at words, and hold a character beyond ASCII."""
    text = TEXTS[language]
    if encoding in WITHOUT_QUOTES:
        text = text.translate(PLAIN)
    choose = random.Random(f"{language} {size} {encoding}")
    found: list[str] = []
    while len(found) < count:
        start = text.rfind(" ", 0, choose.randrange(len(text) - min(size, len(text)) + 1)) + 1
        piece = text[start : start + size]
        if not piece.isascii():
            found.append(piece)
    return found


def test_a_matrix_of_languages_sizes_and_eight_bit_encodings(fault_row: CountRow) -> None:
    wrong: list[tuple[str, str, int]] = []
    tried = 0
    for language, encodings in EIGHT_BIT.items():
        for encoding in encodings:
            for size in SIZES:
                for piece in samples(language, size, encoding, 40):
                    tried += 1
                    decoded = decode(piece.encode(encoding))
                    assert decoded.guessed
                    if decoded.text != piece:
                        wrong.append((language, encoding, size))
    assert len(wrong) <= 0.03 * tried, wrong
    assert sum(1 for _, _, size in wrong if size >= 300) <= 0.01 * tried / len(SIZES), wrong
    row = fault_row(37)
    row.happened(times=tried)
    row.measured = f"{tried - len(wrong)} of {tried} short samples without a mark exact"


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(language: str, encoding: str, fault_row: CountRow) -> None:
    row = fault_row(37)
    for size in SIZES:
        for piece in samples(language, size, encoding, 10):
            decoded = decode(piece.encode(encoding))
            assert (decoded.text, decoded.encoding, decoded.guessed) == (piece, encoding, True)
            row.happened()


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_utf32_without_a_mark(language: str, encoding: str) -> None:
    for size in SIZES:
        for piece in samples(language, size, encoding, 5):
            decoded = decode(piece.encode(encoding))
            assert (decoded.text, decoded.encoding, decoded.guessed) == (piece, encoding, True)


@pytest.mark.parametrize(
    ("file", "encoding", "text"),
    [
        (
            "cp850",
            "cp850",
            "Le préfet a signé l'arrêté du 3 août ; l'élève reçoit une convocation à l'école, au collège ou au lycée",
        ),
        ("cp1256", "cp1256", "الحد الأدنى للرسوم 250 درهما في السنة، ولا يتغير."),
    ],
)
def test_shared_files(shared: Path, file: str, encoding: str, text: str) -> None:
    decoded = decode((shared / f"inputs/files/txt/{file}.txt").read_bytes())
    assert (decoded.text[: len(text)], decoded.encoding, decoded.guessed) == (text, encoding, True)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp850", "┌──────┬────────┐\n│ Élève│ Reçu   │\n├──────┼────────┤\n│ Noël │ 12     │\n└──────┴────────┘\n"),
        ("cp437", "╓──────╥────────╖\n║ Ville║ Délai  ║\n╟──────╨────────╢\n╙───────────────╜\nFait à Sète.\n"),
        ("cp866", "Комитет собирается каждый понедельник и публикует свои решения."),
        ("cp1252", "La température est de 20° à 25°, soit ± 3° ; les travaux durent 1 ½ an. Élevé."),
        ("cp1252", "¿Qué año? ¡Mañana! Él está aquí; «sí», dijo la señora García."),
    ],
)
def test_tables_of_dos_and_what_looks_like_them(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_dos_with_a_euro_sign() -> None:
    text = "Le préfet a reçu les élus dès l'été : l'entrée coûte 5 €, à régler sur place."
    assert decode(text.encode("cp858")).text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@settings(max_examples=60, deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1).filter(
        lambda text: any(category(letter)[0] not in "CZ" for letter in text)  # else it holds nothing that is seen
    )
)
def test_a_byte_order_mark_decides(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert not decoded.guessed


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"])).map(lambda text: text + "é."))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    if text.startswith("\ufeff"):
        text = "a" + text
    decoded = decode(text.encode("utf-8"))
    assert (decoded.text, decoded.encoding, decoded.guessed, decoded.warnings) == (text, "utf-8", False, ())


@settings(max_examples=150, deadline=None)
@given(data=st.binary())
def test_any_bytes_give_text_or_a_refusal(data: bytes) -> None:
    try:
        decoded = decode(data)
    except FileRefused as refused:
        assert refused.code in ("binary", "empty")
    else:
        assert decoded.text.strip()


def test_utf8_with_stray_bytes_of_cp1252_keeps_both() -> None:
    data = "Une idée née à Rabat, déjà éprouvée.".encode() + " Un été doré".encode("cp1252")
    decoded = decode(data)
    assert decoded.text == "Une idée née à Rabat, déjà éprouvée. Un été doré"
    assert decoded.guessed
    assert decoded.warnings == ("3 bytes that are not valid UTF-8 were read as cp1252",)


def test_a_declaration_wins_over_a_guess_but_not_over_utf8() -> None:
    assert decode("ışık ve ağaç".encode("iso-8859-9"), "iso-8859-9").text == "ışık ve ağaç"
    assert decode("été".encode(), "iso-8859-1").text == "été"
    assert decode("L’été".encode("cp1252"), "no-such-encoding").text == "L’été"


def test_a_few_nul_bytes_are_dropped_with_a_warning() -> None:
    decoded = decode(b"Le comite s'est reuni\0 quatre fois\0.")
    assert decoded.warnings == ("2 control characters were dropped from the text",)
    assert not decoded.guessed


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 4, b"\0" * 500, random.Random(7).randbytes(3000), b"\x01\x02\x03\x04abc" * 50],
    ids=["all bytes", "nul", "random", "controls"],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused) as caught:
        decode(data)
    assert caught.value.code in ("binary", "empty")


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b" \r\n\t\n",
        "\u00a0\u00a0\n".encode(),
        b"\xff\xfe \0",
        # What a fuzzer found: these are white space, or show nothing, as well.
        "\u2028".encode(),
        "\u2029\v\u3000".encode(),
        "\u200f\u202b \u2067\u00ad".encode(),
    ],
)
def test_nothing_but_space_is_empty(data: bytes) -> None:
    with pytest.raises(FileRefused) as caught:
        decode(data)
    assert caught.value.code == "empty"


def test_utf16_with_a_mark_that_is_cut_off_says_so() -> None:
    decoded = decode("Bonjour à tous, à demain".encode("utf-16")[:-1])
    assert decoded.text == "Bonjour à tous, à demai\ufffd"
    assert decoded.warnings == ("1 places are not valid utf-16-le and are shown as �",)
