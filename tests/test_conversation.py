"""A conversation keeps one number a place over its turns, and can be checked again after it was saved."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.conversation import Conversation, numbered, spot_of
from rag.records import answer_record, citation_record
from rag.types import Answer, AnswerSentence, Citation, Verdict
from ui.cli import main

TEXT = "The law protects data. It dates from 2009. The body sits in Rabat.\n"
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()


def citation(quote: str, file: str = "law.txt") -> Citation:
    start = TEXT.index(quote)
    return Citation(file, SHA256, start, start + len(quote), quote, None, "Law", Verdict.EXACT)


def answer(question: str, *quotes: str, note: str | None = None) -> Answer:
    sentences = tuple(AnswerSentence(quote, True, (citation(quote),)) for quote in quotes)
    return Answer(question, question, "en", not quotes, sentences, (), 0.9, "extractive", "i", note=note)


TALK = Conversation(
    (
        answer("When?", "It dates from 2009."),
        answer("Why?", note="the passages do not answer"),
        answer("Where?", "The body sits in Rabat.", "It dates from 2009."),
    )
)


def test_a_place_keeps_its_number_over_the_turns() -> None:
    assert [(each.number, each.citation.quote) for each in TALK.references] == [
        (1, "It dates from 2009."),
        (2, "The body sits in Rabat."),
    ]
    assert TALK.numbers == {
        spot_of(citation("It dates from 2009.")): 1,
        spot_of(citation("The body sits in Rabat.")): 2,
    }


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3)), max_size=4), max_size=5))
def test_numbers_never_change_and_have_no_gap(turns: list[list[tuple[str, int]]]) -> None:
    numbers: dict[tuple[str, str, int, int], int] = {}
    for cited in turns:
        citations = tuple(Citation(f, "s", s, s + 1, "x", None, None, Verdict.EXACT) for f, s in cited)
        later = numbered(
            Answer("q", "q", "en", False, (AnswerSentence("x", True, citations),), (), 1, "m", "i"), numbers
        )
        assert numbers.items() <= later.items()
        assert list(later.values()) == list(range(1, len(later) + 1))
        numbers = later
    assert numbers.keys() == {(file, "s", start, start + 1) for turn in turns for file, start in turn}


def test_the_record_holds_the_answers_and_the_references() -> None:
    record = json.loads(json.dumps(TALK.record()))
    assert record["turns"] == [answer_record(each) for each in TALK.answers]
    assert record["references"][1] == {"number": 2, **citation_record(citation("The body sits in Rabat."))}
    assert Conversation().record() == {"turns": [], "references": []}


def test_markdown_shows_questions_numbers_and_quotes() -> None:
    shown = TALK.markdown()
    assert shown.startswith("## When?\n\nIt dates from 2009. \\[1\\]\n\n## Why?\n\n*The documents do not answer.*")
    assert "The body sits in Rabat. \\[2\\]\n\nIt dates from 2009. \\[1\\]\n\n## References" in shown
    assert "\\[2\\] law.txt, Law (43–66, exact)\n\n> The body sits in Rabat.\n" in shown
    assert Conversation().markdown() == ""


def test_markdown_tells_what_is_not_proven() -> None:
    sentence = AnswerSentence("It dates from 2010.", False, (citation("It dates from 2009."),), "2010 is not there")
    shown = Conversation((Answer("When?", "When?", "en", False, (sentence,), (), 0, "m", "i"),)).markdown()
    assert "It dates from 2010. \\[1\\] *(unproven: 2010 is not there)*" in shown


class Shown(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = [
    "![x](http://example.org/a.png)", "<img src=//example.org>", "[a](javascript:alert(1))", "# title", "- item",
    "1. x", "2) x", "`code`", "***", "---", "===", "| a | b |", "&lt;b&gt;", "<!-- x -->", "http://example.org", "a\\",
    "+ a", "> quote", "~~~", "\n\n    code", "[1]: http://example.org",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_strangers_stay_text(text: str) -> None:
    cited = Citation(text, SHA256, 0, 1, text, 1, text, Verdict.EXACT)
    hostile = Answer(
        text, text, "en", False, (AnswerSentence(text, False, (cited,), text),), (), 0, "m", "i", note=text
    )
    page = Shown(MarkdownIt("js-default", {"html": True}).render(Conversation((hostile,)).markdown()))
    assert page.tags <= {"h2", "p", "em", "blockquote"}
    assert page.text.count(" ".join(text.split())) >= 7


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=30).filter(str.strip))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    page = Shown(MarkdownIt().render(Conversation((answer(text),)).markdown()))
    assert page.tags <= {"h2", "p", "em"}
    assert re.sub(r"\s+", " ", text).strip() in page.text


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    (tmp_path / "law.txt").write_text(TEXT)
    path = tmp_path / "talk.json"
    path.write_text(json.dumps(TALK.record()))
    return path


def verified(path: Path) -> int:
    return main(["verify", str(path), "--root", str(path.parent)])


def test_a_saved_conversation_is_verified(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(saved) == 0
    assert "3 citations: 3 exact" in capsys.readouterr().out


@pytest.mark.parametrize("place", ["turns", "references"])
def test_an_altered_quote_is_found_wherever_it_stands(
    saved: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads(saved.read_text())
    cited = record["references"][0] if place == "references" else record["turns"][2]["sentences"][1]["citations"][0]
    cited["quote"] = "It dates from 2010."
    saved.write_text(json.dumps(record))
    assert verified(saved) == 1
    assert "1 altered" in capsys.readouterr().out


@pytest.mark.parametrize(
    "record",
    [
        {"turns": 1},
        {"turns": [1]},
        {"turns": [{}]},
        {"turns": [{"sentences": [{"citations": 1}]}]},
        {"turns": [], "references": 1},
        {"turns": [], "references": [{}]},
        {"turns": [], "references": [1]},
    ],
)
def test_what_is_no_conversation_is_told(saved: Path, record: object, capsys: pytest.CaptureFixture[str]) -> None:
    saved.write_text(json.dumps(record))
    assert verified(saved) == 2
    assert capsys.readouterr().err.startswith(f"preuve: {saved}")
