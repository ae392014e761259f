"""The evidence pack: what it holds, that no text of strangers does harm in it, and that `preuve verify` reads it."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from rag.answers import About, Answer, AnswerSentence, Citation, Instead, Listed, Topic, Verdict
from rag.proof.pack import AROUND
from rag.proof.records import answer_from, answer_record
from rag.types import READER, Detail, Document, Origin
from tests.fixtures.payloads import CANARY, PAYLOADS
from ui.cli import main
from ui.pack import FORMS, made_pack, read_pack, without_answer, written
from ui.words.lexicon import WORDS
from ui.words.pack import PACK_WORDS
from ui.words.words import Words

TEXT = (
    "An introduction of some length, so that something stands before it. "
    "The law protects data. It dates from 2009. The body sits in Rabat.\n"
)
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
EN = WORDS["en"]


def citation(quote: str, file: str = "a b/law.txt") -> Citation:
    start = TEXT.index(quote)
    return Citation(file, SHA256, start, start + len(quote), quote, 2, "Law", Verdict.EXACT, READER)


def answer(question: str, *quotes: str, note: str | None = None) -> Answer:
    sentences = tuple(AnswerSentence(quote, True, (citation(quote),)) for quote in quotes)
    return Answer(question, question, "en", not quotes, sentences, (), 0.9, "extractive", "i", note=note)


ANSWERS = (
    answer("When?", "It dates from 2009."),
    answer("Why?", note="the passages do not answer"),
    answer("Where?", "The body sits in Rabat.", "It dates from 2009."),
)


def find(file: str) -> Document | None:
    if file != "a b/law.txt":
        return None
    title, author, date = (Detail(each, Origin.METADATA) for each in ("The law", "Parliament & Co", "2009-02"))
    return Document(file, SHA256, "txt", TEXT, "en", (), (), title=title, author=author, date=date)


def pack_of(*answers: Answer) -> dict[str, Any]:
    return made_pack([answer_record(each) for each in answers], find, {"schema": 1})


PACK = pack_of(*ANSWERS)
READABLE = [name for name, form in FORMS.items() if form.verified]


def text_of(pack: dict[str, Any], form: str, words: Words) -> str:
    return written(pack, form, words).decode()


def test_it_holds_the_answers_and_each_place_once_with_what_stands_around_it() -> None:
    assert PACK["turns"] == [answer_record(each) for each in ANSWERS]
    assert [(each["number"], each["quote"]) for each in PACK["references"]] == [
        (1, "It dates from 2009."),
        (2, "The body sits in Rabat."),
    ]
    for each in PACK["references"]:
        assert TEXT[each["start"] - len(each["prefix"]) :].startswith(each["prefix"] + each["quote"] + each["suffix"])
        assert len(each["prefix"]) == AROUND
    assert (PACK["stamp"], PACK["maker"].split()[0]) == ({"schema": 1}, "preuve")


def test_its_annotations_are_those_of_the_web_annotation_data_model() -> None:
    page = PACK["annotations"]
    assert page["type"] == "AnnotationPage"
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", page["id"])
    first = page["items"][0]
    assert first["type"] == "Annotation"
    assert first["motivation"] == "linking"
    assert first["target"]["source"] == "a%20b/law.txt"
    assert first["body"] == [
        {
            "type": "TextualBody", "value": "It dates from 2009.", "format": "text/plain",
            "model": "extractive", "index": "i",
        }
    ]  # fmt: skip
    quoted, position = first["target"]["selector"]
    assert (quoted["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
    assert TEXT[position["start"] : position["end"]] == quoted["exact"] == "It dates from 2009."
    assert TEXT[: position["start"]].endswith(quoted["prefix"])
    assert TEXT[position["end"] :].startswith(quoted["suffix"])
    known = {"@context", "id", "type", "motivation", "generated", "generator", "body", "target"}
    terms = page["@context"][1]
    assert set(first) <= known | set(terms)
    assert set(first["target"]) <= {"source", "selector"} | set(terms)
    assert len({each["id"] for each in page["items"]}) == 2


def test_another_version_of_the_file_gives_no_surroundings() -> None:
    pack = made_pack([answer_record(ANSWERS[0])], lambda file: Document(file, "other", "txt", TEXT, "en", (), ()))
    assert "prefix" not in pack["references"][0]
    assert "prefix" not in pack["annotations"]["items"][0]["target"]["selector"][0]


def test_markdown_shows_questions_numbers_quotes_and_doubts() -> None:
    sentence = AnswerSentence("It dates from 2010.", False, (citation("It dates from 2009."),), "2010 is not there")
    doubtful = Answer("When?", "When?", "en", False, (sentence,), (), 0, "m", "i")
    shown = text_of(pack_of(*ANSWERS, doubtful), "markdown", EN)
    assert shown.startswith(
        f"## When?\n\n*answers the question*\n\nIt dates from 2009.[^1]\n\n## Why?\n\n*{EN.no_answer}*"
    )
    assert "The body sits in Rabat.[^2]\n\nIt dates from 2009.[^1]" in shown
    assert (
        "[^2]: *The law* (February 2009) page 2, Law “The body sits in Rabat.” \\[a b/law.txt · characters 111" in shown
    )
    assert "It dates from 2010.[^1] *(not proven: 2010 is not there)*" in shown


@pytest.mark.parametrize("form", ["markdown", "html"])
@pytest.mark.parametrize(("confidence", "told"), [(0.9, "answers the question"), (0.4, "may not answer")])
def test_how_likely_an_answer_answers_is_carried(form: str, confidence: float, told: str) -> None:
    found = replace(ANSWERS[0], confidence=confidence)
    assert told in text_of(pack_of(found), form, EN)
    older = {name: value for name, value in answer_record(found).items() if name != "answers"}
    assert told not in text_of(made_pack([older], find, {"schema": 1}), form, EN)


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_what_stands_instead_of_what_was_asked_is_carried(form: str) -> None:
    missed = replace(ANSWERS[1], instead=Instead("year", "2019", "2009", citation("It dates from 2009.")))
    assert "The documents give 2009, not 2019." in text_of(pack_of(missed), form, EN)


def about(topic: Topic, text: str, quotes: tuple[str, ...] = ()) -> Answer:
    documents = (Listed("a b/law.txt", SHA256, "The <b>law</b>", "2009", 12),)
    return replace(answer("Which documents do you have?", *quotes), about=About(topic, text, documents, 1))


REPLIES = (
    about(Topic.DOCUMENTS, "One document is indexed:"),
    about(Topic.SUMMARY, "Extract of *The law*.", ("It dates from 2009.",)),
)


@pytest.mark.parametrize("form", READABLE)
def test_a_reply_about_the_collection_is_carried_in_every_form(form: str) -> None:
    text = text_of(pack_of(*REPLIES), form, EN)
    read = read_pack(text, "pack") if form != "json" else None
    record = read.record if read else json.loads(text)
    assert [answer_from(turn).about for turn in record["turns"]] == [each.about for each in REPLIES]
    if form == "html":
        shown = html.document_fromstring(text).text_content()
        for words in ("One document is indexed:", "The <b>law</b>", "a b/law.txt", "12 pages", "Extract of *The law*."):
            assert words in shown
    elif form == "markdown":
        shown = MarkdownIt().render(text)
        assert "The &lt;b&gt;law&lt;/b&gt; (a b/law.txt, 2009, 12 pages)" in shown
    assert EN.no_answer not in text


@pytest.mark.parametrize("language", WORDS)
def test_the_page_stands_alone_and_marks_the_quotes(language: str) -> None:
    text = text_of(PACK, "html", WORDS[language])
    page = html.document_fromstring(text)
    assert [mark.text_content() for mark in page.iter("mark")] == ["It dates from 2009.", "The body sits in Rabat."]
    assert page.get("dir") == WORDS[language].direction
    assert PACK_WORDS[language].title in page.text_content()
    assert not [e for e in page.iter() if e.get("src") or (e.get("href") or "#")[:1] not in "#d"]
    policy = page.xpath("//meta[@http-equiv]/@content")[0]
    assert policy.startswith("default-src 'none'")


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
    "+ a", "> quote", "~~~", "\n\n    code", "[1]: http://example.org", "</script><script>x</script>", "-->", "--!>",
    "<!-- preuve evidence pack en {} -->",
]  # fmt: skip


def hostile_pack(text: str) -> dict[str, Any]:
    cited = Citation(text, SHA256, 0, 1, text, 1, text, Verdict.EXACT)
    around = Document(text, SHA256, "txt", text * 3, "en", (), ())
    cited = Citation(text, SHA256, len(text), 2 * len(text), text, 1, text, Verdict.EXACT)
    sentence = AnswerSentence(text, False, (cited,), text)
    record = answer_record(Answer(text, text, "en", False, (sentence,), (), 0, text, text, note=text))
    return made_pack([record], lambda _: around, {"schema": text})


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_strangers_stay_text_in_markdown(text: str) -> None:
    page = Shown(MarkdownIt("js-default", {"html": True}).render(text_of(hostile_pack(text), "markdown", EN)))
    assert page.tags <= {"h2", "p", "em", "blockquote"}
    assert page.text.count(" ".join(text.split())) >= 7


@pytest.mark.parametrize("text", [*PAYLOADS, *HOSTILE])
def test_texts_of_strangers_stay_text_in_the_page_and_the_pack_is_read_back(text: str) -> None:
    pack = hostile_pack(text)
    shown = text_of(pack, "html", EN)
    page = html.document_fromstring(shown)
    allowed = "html head body meta title link style header main article section h1 h2 p ol li b bdi dl dt dd div span a"
    assert {e.tag for e in page.iter() if isinstance(e.tag, str)} <= {
        *allowed.split(),
        "blockquote",
        "mark",
        "code",
        "script",
    }
    assert len(page.findall(".//script")) == 1
    assert not [e for e in page.iter() for name in e.attrib if name.startswith("on") or CANARY in e.get(name)]
    for form in ("html", "markdown"):
        back = read_pack(text_of(pack, form, EN), "x")
        assert back is not None
        assert (back.record, back.form, back.language) == (pack, form, "en")


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=30).filter(str.strip))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    page = Shown(MarkdownIt().render(text_of(pack_of(answer(text)), "markdown", EN)))
    assert page.tags <= {"h2", "p", "em"}
    assert re.sub(r"\s+", " ", text).strip() in page.text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "law.txt").write_text(TEXT)
    return tmp_path


def verified(path: Path, *roots: Path) -> int:
    options = [option for root in roots or (path.parent,) for option in ("--root", str(root))]
    return main(["verify", str(path), *options])


@pytest.mark.parametrize("form", READABLE)
@pytest.mark.parametrize("language", WORDS)
@pytest.mark.process
def test_each_form_is_verified(folder: Path, form: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "talk"
    path.write_text(text_of(PACK, form, WORDS[language]), encoding="utf-8")
    assert verified(path) == 0
    assert "3 citations: 3 exact" in capsys.readouterr().out


OLD = Path(__file__).parents[2] / "fixtures" / "packs"
"""A file, and packs of answers about it by the first version of the reader, one of which does not name it."""


@pytest.mark.process
@pytest.mark.parametrize("name", ["reader-1.json", "reader-unnamed.json"])
def test_an_old_pack_is_found_again_in_the_text_of_today(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(OLD / name), "--root", str(OLD), "--json"]) == 1
    record = json.loads(capsys.readouterr().out)
    assert (record["moved"], record["missing"], record["stale"], record["altered"]) == (2, 1, 0, 0)
    assert {check["reason"] for check in record["checks"]} == {"other-reader"}
    first, second, third = record["checks"]
    assert first["message"].startswith("read by another version of the program: found at ")
    assert first["found"]["span"] != [first["start"], first["end"]]
    assert second["found"]["file"] == "reglement.html"
    assert (third["verdict"], third["found"]) == ("missing", None)


@pytest.mark.process
def test_other_surroundings_in_the_text_of_another_reader_are_no_alteration(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = json.loads(json.dumps(PACK).replace("The law protects data.", "A lost line of the law."))
    path = folder / "talk.json"
    path.write_text(json.dumps(pack))
    assert verified(path) == 1
    assert "altered" in capsys.readouterr().out.splitlines()[0]
    path.write_text(json.dumps(pack).replace(f'"reader": {READER}', '"reader": 1'))
    assert verified(path) == 1
    assert "moved    a b/law.txt" in capsys.readouterr().out


@pytest.mark.process
def test_files_of_several_folders_are_verified(folder: Path, tmp_path: Path) -> None:
    other, empty = folder / "other", folder / "empty"
    for place in (other / "a b", empty / "a b"):
        place.mkdir(parents=True)
    (folder / "a b" / "law.txt").rename(other / "a b" / "law.txt")
    (empty / "a b" / "law.txt").write_text("another file of this name")
    path = folder / "talk.json"
    path.write_text(text_of(PACK, "json", EN))
    assert verified(path, empty) == 1
    assert verified(path, empty, other) == 0


def tampered(pack: dict[str, Any], place: str) -> dict[str, Any]:
    changed = copy.deepcopy(pack)
    item = changed["annotations"]["items"][0]["target"]
    match place:
        case "turn":
            changed["turns"][2]["sentences"][1]["citations"][0]["quote"] = "It dates from 2010."
        case "reference":
            changed["references"][0]["quote"] = "It dates from 2010."
        case "prefix" | "suffix":
            changed["references"][0][place] = " no "
        case "exact" | "annotated prefix":
            item["selector"][0][place.split()[-1]] = "It dates from 2010."
        case "position":
            item["selector"][1]["start"] -= 3
        case "source":
            item["source"] = "nowhere.txt"
    return changed


PLACES = ["turn", "reference", "prefix", "suffix", "exact", "annotated prefix", "position", "source"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.process
def test_what_is_altered_is_found_wherever_it_stands(
    folder: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "talk.json"
    path.write_text(text_of(tampered(PACK, place), "json", EN))
    assert verified(path) == 1
    assert re.search(r"[12] (altered|moved|missing)", capsys.readouterr().out)


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.process
def test_a_text_that_says_something_else_than_its_data_is_found(
    folder: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "talk"
    text = text_of(PACK, form, EN)
    path.write_text(text.replace("The body sits in Rabat.", "The body sits in Paris.", 1))
    assert verified(path) == 1
    assert f"differs  {path}: line" in capsys.readouterr().out
    path.write_text(text + "more\n")
    assert verified(path) == 1
    other = {**PACK, "maker": "preuve 9.9"}
    path.write_text(text_of(other, form, EN))
    assert verified(path) == 1
    assert "was written by 'preuve 9.9'" in capsys.readouterr().out


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
        {"turns": [], "annotations": {"items": [1, {"target": {"selector": [{"type": 1}]}}]}},
        {**PACK, "version": 2},
    ],
)
def test_what_is_no_pack_is_told(folder: Path, record: object, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "talk.json"
    path.write_text(json.dumps(record))
    assert verified(path) == 2
    assert capsys.readouterr().err.startswith(f"preuve: {path}")


@pytest.mark.process
def test_a_question_without_an_answer_is_part_of_the_conversation(folder: Path) -> None:
    pack = made_pack([without_answer("What?", "the model is gone"), *PACK["turns"]], find)
    for form in READABLE:
        text = text_of(pack, form, EN)
        assert "the model is gone" in text
        path = folder / "talk"
        path.write_text(text)
        assert verified(path) == 0


def test_the_words_are_there_in_each_language() -> None:
    assert PACK_WORDS.keys() == WORDS.keys()
    for words in PACK_WORDS.values():
        assert "{start}" in words.place
        assert "{end}" in words.place
