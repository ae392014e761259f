"""PDF: the order of columns and of the rows of tables, whatever the order in which they were drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.load.pdf.reader import read
from tests.fixtures.files import LEFT_COLUMN, RIGHT_COLUMN, Draw, both, lines, pdf, two_columns

WIDE = [
    f"Article {number}. Le prêt est consenti pour une durée de {number} semaines et peut être prolongé sur demande."
    for number in range(1, 13)
]
SITES = (("Musée des arts", "4 210", "12"), ("Jardin des plantes", "8 930", "0"), ("Médiathèque", "15 402", "3"))
PRICES = (("Adulte", "12,50 €"), ("Enfant de moins de douze ans", "6 €"), ("Groupe", "90 €"), ("École", "gratuit"))


def cells(rows: Sequence[Sequence[str]], order: Sequence[int], lefts: Sequence[float] = (60, 260, 360)) -> Draw:
    """Draws a table column by column, in the given order of columns."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for column in order:
            for number, row in enumerate(rows):
                canvas.drawString(lefts[column], 720 - 18 * number, row[column])

    return draw


def plain(texts: Sequence[str]) -> str:
    return "\n".join(texts).replace("ﬃ", "ffi").replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff")


def test_shared_columns_above_wide_text(shared: Path) -> None:
    text = read((shared / "inputs" / "files" / "pdf" / "columns-above-wide-text.pdf").read_bytes()).text
    left, right = (
        text.index("Les inscriptions à l’école de\nmusique"),
        text.index("Les répétitions de l’orchestre\nont"),
    )
    assert left < text.index("première échéance du trimestre.") < right < text.index("générale de juin.\n\nInstrument")


@pytest.mark.parametrize("above", [False, True], ids=["wide text below", "wide text above"])
def test_columns_beside_text_over_the_whole_page(above: bool) -> None:
    wide = lines(*WIDE, size=10, top=500 if not above else 810)
    page = both(wide, lower_columns) if above else both(two_columns(True), wide)
    columns = f"{plain(LEFT_COLUMN)}\n\n{plain(RIGHT_COLUMN)}"
    whole = "\n".join(WIDE)
    assert read(pdf(page)).text == (f"{whole}\n\n{columns}" if above else f"{columns}\n\n{whole}")


def lower_columns(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(0, -300)
    two_columns(True)(canvas)
    canvas.restoreState()


def test_shared_table_whose_labels_are_drawn_last(shared: Path) -> None:
    text = read((shared / "inputs" / "files" / "pdf" / "table-labels-last.pdf").read_bytes()).text
    assert text.splitlines()[2:] == [" ".join(row) for row in SITES]
    text = read((shared / "inputs" / "files" / "pdf" / "small-gaps.pdf").read_bytes()).text
    assert text == "Le groupe a choisi un autre lieu ; il y a deux salles."


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_a_table_that_is_drawn_column_by_column_is_read_row_by_row(order: Sequence[int]) -> None:
    assert read(pdf(cells(SITES, order))).text == "\n".join(" ".join(row) for row in SITES)


def test_prices_drawn_before_their_labels_stand_after_them() -> None:
    page = both(lines("Tarifs de la saison", top=780), cells(PRICES, (1, 0)), lines("Les tarifs sont fixes.", top=600))
    expected = "\n".join(" ".join(row) for row in PRICES)
    assert read(pdf(page)).text == f"Tarifs de la saison\n\n{expected}\n\nLes tarifs sont fixes."


def test_labels_with_a_colon_that_are_drawn_last_stand_before_their_values() -> None:
    rows = (("Nom :", "Durand"), ("Prénom :", "Camille"), ("Ville :", "Valmont"))
    extracted = read(pdf(cells(rows, (1, 0))))
    assert extracted.text == "Nom : Durand\nPrénom : Camille\nVille : Valmont"


def test_columns_above_and_below_wide_text_and_three_of_them() -> None:
    thirds = [[f"Colonne {'une deux trois'.split()[at]}, ligne {line}, texte" for line in "abcdef"] for at in range(3)]
    page = both(
        cells(list(zip(*thirds, strict=True)), (0, 1, 2), (40, 215, 390)),
        lines(*WIDE[:4], size=10, top=560),
        lower_columns,
    )
    text = read(pdf(page)).text
    places = [text.index(words) for words in (*(part for third in thirds for part in third), WIDE[0], WIDE[3])]
    assert places == sorted(places)
    assert text.endswith(f"{plain(LEFT_COLUMN)}\n\n{plain(RIGHT_COLUMN)}")


def test_two_addresses_beside_each_other_stay_whole() -> None:
    sender = ("Mairie de Valmont", "12, place de la République", "Service des écoles")
    receiver = ("Madame Aïcha Benali", "rue des Lilas, bâtiment C", "Valmont")
    page = both(lines(*sender), lines(*receiver, left=330))
    assert read(pdf(page)).text == "\n".join(sender) + "\n" + "\n".join(receiver)


def test_a_numbered_list_is_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for row, text in enumerate(("ouvrir le dossier", "payer la caution", "signer le registre")):
            canvas.drawString(80, 700 - 15 * row, text)
        for row in range(3):
            canvas.drawString(60, 700 - 15 * row, f"{row + 1}.")

    assert "ouvrir le dossier\npayer la caution\nsigner le registre" in read(pdf(draw)).text
