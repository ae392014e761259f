"""Passages tile the document; headings open them; sentences and pages are where they should be."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.split import split
from ingest.structure import LONGEST_ABOVE
from rag.types import Block, BlockKind, Document, Heading, Page, Span


def document(text, **values):
    headings = tuple(
        Heading(len(match[1]), match.start(2), match.end(2)) for match in re.finditer(r"(?m)^(#+) (\S.*)$", text)
    )
    return Document("a/b.md", "0" * 64, "md", text, language="fr", **{"headings": headings, **values})


_PIECES = st.sampled_from(
    [
        *("# Un titre\n", "## Sous-titre\n", "\n", "\n\n", "   ", "\t", "\u00a0", "Petit titre\n\n"),
        *("Une phrase. ", "Et une autre ! ", "mot " * 30, "x" * 40, "é", "e\u0301", "M. X ", "1. ", "فقرة قصيرة. "),
    ]
)


@given(st.lists(_PIECES, max_size=30).map("".join), st.integers(1, 120))
@settings(max_examples=250, deadline=None)
def test_passages_tile_the_document(text, limit):
    passages = split(document(text), limit)
    assert "".join(passage.text for passage in passages) == text
    at = 0
    for ordinal, passage in enumerate(passages):
        assert passage.ordinal == ordinal
        assert passage.start == at < passage.end
        assert passage.text == text[passage.start : passage.end]
        assert len(passage.text) <= limit
        at = passage.end


@given(st.lists(_PIECES, max_size=30).map("".join), st.integers(20, 120))
@settings(max_examples=200, deadline=None)
def test_sentences_of_passages_are_trimmed_in_order_and_leave_only_white_space_out(text, limit):
    for passage in split(document(text), limit):
        at = passage.start
        for span in passage.sentences:
            assert not text[at : span.start].strip()
            assert text[span.start : span.end] == text[span.start : span.end].strip() != ""
            at = span.end
        assert at <= passage.end
        assert not text[at : passage.end].strip()


@given(st.lists(_PIECES, max_size=40).map("".join), st.integers(1, 120), st.sets(st.integers(0, 400)))
@settings(max_examples=250, deadline=None)
def test_blocks_never_break_the_tiling(text, limit, borders):
    edges = sorted(border for border in borders if border < len(text))
    blocks = tuple(
        Block(BlockKind.ROW, start, end, above=number - 1 if number else None)
        for number, (start, end) in enumerate(itertools.pairwise([*edges, len(text)]))
    )
    passages = split(document(text, blocks=blocks), limit)
    assert "".join(passage.text for passage in passages) == text
    assert all(0 < len(passage.text) <= limit for passage in passages)
    for passage in passages:
        assert passage.blocks == tuple(b for b in blocks if b.start < passage.end and passage.start < b.end)
        assert not passage.blocks or blocks[passage.first_block] == passage.blocks[0]
        assert [each.number for each in passage.above] == (list(range(passage.first_block)) if passage.blocks else [])
        assert all(each.text == text[each.block.start : each.block.end] for each in passage.above)


HEAD = "| Prestation | Tarif |"
ROWS = [f"| Carte de lecteur no {number}. Valable un an. | {number} euros |" for number in range(1, 31)]


def table() -> Document:
    text = "\n".join(["Avant le tableau.", "", HEAD, *ROWS, ""])
    header = Block(BlockKind.HEADER, text.index(HEAD), text.index(HEAD) + len(HEAD))
    rows = [Block(BlockKind.ROW, text.index(row) + 2, text.index(row) + len(row), above=1) for row in ROWS]
    return document(text, blocks=(Block(BlockKind.PARAGRAPH, 0, 17), header, *rows))


def test_passages_end_between_the_rows_of_a_table_and_know_its_header():
    passages = split(table(), 300)
    assert len(passages) > 5
    for passage in passages[1:]:
        assert passage.text.startswith("| Carte")
        assert passage.text.endswith("euros |\n")
        ((number, block, text),) = [(each.number, each.block, each.text) for each in passage.above]
        assert (number, block.kind, text) == (1, BlockKind.HEADER, HEAD)
    assert passages[0].above == ()


def test_without_blocks_the_same_table_is_cut_within_its_rows():
    cut = [passage.text for passage in split(document(table().text), 300)[1:]]
    assert not all(text.startswith("| Carte") for text in cut)


def test_an_announcement_that_is_long_is_not_kept_with_every_passage():
    text = "x" * (LONGEST_ABOVE + 1) + "\n\n" + "- un point\n" * 50
    items = [
        Block(BlockKind.ITEM, start.start(), start.start() + 10, 1, 0) for start in re.finditer("- un point", text)
    ]
    blocks = (Block(BlockKind.PARAGRAPH, 0, LONGEST_ABOVE + 1), *items)
    assert all(passage.above == () for passage in split(document(text, blocks=blocks), 300))


SECTIONS = (
    "Avant-propos bref.\n\n# Rapport\n\n## Budget\n\nLe budget est de 11 milliards. Il augmente.\n\nIl sera voté.\n\n"
    "## Calendrier\n\nLe vote a lieu en mars.\n"
)


def test_headings_open_a_passage_and_stay_with_what_follows():
    passages = split(document(SECTIONS), 200)
    assert [passage.text for passage in passages] == [
        "Avant-propos bref.\n\n",
        "# Rapport\n\n## Budget\n\nLe budget est de 11 milliards. Il augmente.\n\nIl sera voté.\n\n",
        "## Calendrier\n\nLe vote a lieu en mars.\n",
    ]
    assert [passage.heading for passage in passages] == [None, "Rapport › Budget", "Rapport › Calendrier"]


@pytest.mark.parametrize("limit", [40, 60, 100, 1000])
def test_no_passage_ends_with_a_heading(limit):
    for passage in split(document(SECTIONS), limit):
        assert not passage.text.rstrip().endswith(("Rapport", "Budget", "Calendrier"))


def test_a_title_without_marks_stays_with_its_paragraph():
    text = "Premier paragraphe. " * 4 + "\n\nUn centre d'excellence\n\n" + "Deuxième paragraphe. " * 4
    assert [passage.text[:9] for passage in split(document(text), 120)] == ["Premier p", "Un centre"]


def test_short_paragraphs_share_a_passage_and_long_ones_are_divided_evenly_between_sentences():
    short = "Un paragraphe court.\n\n" * 4
    assert len(split(document(short), 100)) == 1
    long = "Cette phrase a trente lettres. " * 40
    lengths = [len(passage.text) for passage in split(document(long), 1000)]
    assert len(lengths) == 2
    assert max(lengths) - min(lengths) <= 2 * 31
    assert all(passage.text.endswith("lettres. ") for passage in split(document(long), 1000))


def test_a_sentence_over_the_limit_is_cut_at_a_space():
    text = "mot " * 100
    assert all(passage.text.endswith(" ") for passage in split(document(text), 50))


def test_the_page_is_the_one_on_which_the_passage_starts():
    text = "Page une. " * 10 + "Page deux. " * 10
    pages = (Page(1, 0, 100), Page(2, 100, len(text)))
    for passage in split(document(text, pages=pages), 60):
        assert passage.page == (1 if passage.start < 100 else 2)


def test_identity_depends_on_file_and_bytes_and_counts():
    one = split(document("Un. " * 50), 60)
    assert [passage.id for passage in one] == [passage.id for passage in split(document("Un. " * 50), 60)]
    assert re.fullmatch(r"[0-9a-f]{16}:00001", one[1].id)
    other = split(Document("c.md", "0" * 64, "md", "Un. " * 50), 60)
    assert one[0].id != other[0].id


def test_a_passage_in_another_language_says_so():
    arabic = "افتتح المركز الدولي للذكاء الاصطناعي في مدينة الرباط بحضور عدد كبير من الضيوف. " * 8
    french = "Le centre international d'intelligence artificielle a été inauguré dans la ville de Rabat. " * 8
    assert [passage.language for passage in split(document(f"{french}\n\n{arabic}"), 800)] == ["fr", "ar"]


def test_an_empty_text_gives_no_passage_and_white_space_tiles():
    assert split(document(""), 10) == ()
    blank = split(document(" \n" * 20), 10)
    assert "".join(passage.text for passage in blank) == " \n" * 20
    assert all(passage.sentences == () for passage in blank)


def test_a_heading_is_one_sentence():
    text = "# 1. Le M. A.I. Movement. Suite\n\nTexte."
    spans = split(document(text), 100)[0].sentences
    assert spans[0] == Span(0, len("# 1. Le M. A.I. Movement. Suite"))


def test_a_limit_below_one_is_an_error():
    with pytest.raises(ValueError, match="limited to 0 characters"):
        split(document("a"), 0)


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_list_stays_with_the_sentence_that_announces_it(between: str) -> None:
    items = [f"- le point numéro {number} du programme est suivi par un comité" for number in range(1, 5)]
    before = "Le programme est public. " * 12
    text = f"{before}Le programme a quatre points :{between}{between.join(items)}\n\nIl est révisé chaque année."
    passages = split(document(text), 400)
    (holding,) = [passage for passage in passages if "quatre points" in passage.text]
    assert all(item in holding.text for item in items)
    long = split(document(text), 150)
    assert max(len(passage.text) for passage in long) <= 150
