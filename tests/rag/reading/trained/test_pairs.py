"""A question and a passage side by side, as the trained reader is given them."""

from __future__ import annotations

from rag.embedding.tokens import NOWHERE, Pieces
from rag.reading.trained.pairs import MOST_ABOVE, MOST_ASKED, MOST_PIECES, above_pieces, pair_of, question_pieces


class Letters:
    """A vocabulary in which every character is a piece, 1 and 2 the marks."""

    marks = 2

    def encode(self, text: str, limit: int | None = None) -> Pieces:
        kept = text if limit is None else text[: max(0, limit - self.marks)]
        spans = [(at, at + 1) for at in range(len(kept))]
        return Pieces([1, *map(ord, kept), 2], [NOWHERE, *spans, NOWHERE])


def test_the_passage_stands_behind_the_question_and_what_is_above_it() -> None:
    tokens = Letters()
    question, above = question_pieces(tokens, "who?"), above_pieces(tokens, "Top")
    pair = pair_of(question, above, tokens.encode("It is."))
    assert pair.ids == [1, *map(ord, "query: who?"), 2, 2, *map(ord, "Top"), *map(ord, "It is."), 2]
    assert pair.ids[pair.first] == ord("I")
    assert pair.offsets == [(at, at + 1) for at in range(6)]


def test_without_anything_above_the_passage_follows_the_question() -> None:
    tokens = Letters()
    question = question_pieces(tokens, "who?")
    assert pair_of(question, above_pieces(tokens, ""), tokens.encode("It.")).first == len(question) + 1


def test_what_is_too_long_is_cut_and_the_passage_gets_the_room_that_is_left() -> None:
    tokens = Letters()
    question, above = question_pieces(tokens, "q" * 999), above_pieces(tokens, "a" * 999)
    pair = pair_of(question, above, tokens.encode("p" * 999))
    assert len(question) == MOST_ASKED
    assert len(above) == MOST_ABOVE - 2
    assert len(pair.ids) == MOST_PIECES
    assert pair.ids[-1] == 2
    assert len(pair.offsets) == MOST_PIECES - pair.first - 1
