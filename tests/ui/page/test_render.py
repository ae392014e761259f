from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from ingest.receipt import FileReceipt, Receipt, Status
from rag.answers import Answer, AnswerOrigin, AnswerSentence, Cause, Citation, Hit, Instead, Verdict
from rag.errors import UsageError
from rag.events import Waiting
from rag.index.contents import Refusal
from rag.types import Detail, Document, Heading, Origin, Page, Passage, Span
from tests.fixtures.infos import info as info_of
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.payloads import PAYLOADS
from ui.commands.ask import answer_lines
from ui.neutralise import visible_text
from ui.page.cards import Card
from ui.page.conversation import KEPT, Conversation, Exchange
from ui.page.markup.chips import asked_of
from ui.page.markup.panel import source_panel
from ui.page.markup.proofs import snippet, where_markup
from ui.page.markup.render import conversation, masthead
from ui.page.markup.scope import chips
from ui.page.markup.sentences import one_line
from ui.page.markup.shelf import library, outcome, tools
from ui.page.markup.start import further, welcome
from ui.page.markup.tools import copy_text
from ui.page.places import Place, places
from ui.page.source import gone_view, source_view
from ui.page.window import WINDOW, window_around
from ui.words.answers import ANSWER_WORDS
from ui.words.lexicon import WORDS
from ui.words.words import Words, counted
from ui.work.ingests import Outcome
from ui.work.shelf import Shelf

EN = WORDS["en"]
TEXT = (
    "# The law\n\nThe law protects personal data. It dates from 2009.\n-----\n## The body\n\nThe body sits in Rabat.\n"
)
ELEMENTS = set(
    "div section article header nav h1 h2 h3 p ol ul li a span bdi button sup mark strong details summary".split()
)


def law() -> Document:
    return document("law.md", TEXT)


def cited(item: Document, *quotes: str, verdict: Verdict = Verdict.EXACT) -> Answer:
    sentences = []
    for quote in quotes:
        start = item.text.index(quote)
        page = next((page.number for page in item.pages if page.start <= start < page.end), None)
        citation = Citation(item.file, item.sha256, start, start + len(quote), quote, page, "The law", verdict)
        sentences.append(AnswerSentence(quote, True, (citation,)))
    return Answer("Q?", "Q?", "en", False, tuple(sentences), (), 0.9, "m", "i", {"total": 0.02})


def talk_of(answer: Answer, question: str = "Q?") -> Conversation:
    return Conversation().asked(question).settled(answer)


def elements(markup: str) -> Iterator[html.HtmlElement]:
    return (element for element in html.fragment_fromstring(markup).iter() if isinstance(element.tag, str))


def marked(markup: str, number: int) -> str:
    tree = html.fragment_fromstring(markup)
    return "".join(mark.text_content() for mark in tree.iter("mark") if f"n-{number}" in mark.get("class", "").split())


def test_a_place_in_another_language_says_in_which() -> None:
    answer = cited(law(), "It dates from 2009.")
    (sentence,) = answer.sentences
    (citation,) = sentence.citations
    for written, names in (("en", []), ("ar", ["العربية"]), ("und", [])):
        one = replace(sentence, citations=(replace(citation, language=written),))
        markup = conversation(talk_of(replace(answer, sentences=(one,))), EN)
        assert sorted(set(html.fragment_fromstring(markup).xpath("//bdi[@class='language']/text()"))) == names


def test_one_number_a_place() -> None:
    answer = cited(law(), "It dates from 2009.", "The body sits in Rabat.", "It dates from 2009.")
    markup = conversation(talk_of(answer), EN)
    numbers = re.findall(r'<a class="cite" href="#cite-1-(\d)-[0-9a-f]{16}-\d+-\d+">', markup)
    assert numbers == ["1", "2"]  # what is said twice is shown once
    assert len(html.fragment_fromstring(markup).xpath("//ol[@class='references']/li")) == 2


def test_what_several_documents_say_in_the_same_words_is_said_once_with_all_its_proofs() -> None:
    answers = [cited(document(f"law.{suffix}", TEXT), "It dates from 2009.") for suffix in ("txt", "md", "pdf")]
    whole = replace(answers[0], sentences=tuple(each for answer in answers for each in answer.sentences))
    tree = html.fragment_fromstring(conversation(talk_of(whole), EN))
    (said,) = tree.find_class("sentence")
    assert [cite.text_content().split()[-1] for cite in said.find_class("cite")] == ["1", "2", "3"]
    assert len(tree.xpath("//ol[@class='references']/li")) == 3


def test_a_place_keeps_its_number_in_later_turns() -> None:
    first = cited(law(), "It dates from 2009.")
    second = cited(law(), "The body sits in Rabat.", "It dates from 2009.")
    talk = talk_of(first).asked("And where?").settled(second)
    markup = conversation(talk, EN)
    assert re.findall(r'<a class="cite" href="#cite-(\d-\d)-[\da-f-]+">', markup) == ["1-1", "2-2", "2-1"]
    panel = html.fragment_fromstring(source_panel(source_view(law(), talk.places(2), 2), talk.places(2), 2, EN))
    assert "Proof 1 of 2" in panel.get_element_by_id("where-2-2").text_content()
    steps = [str(step.get("href")) for step in panel.get_element_by_id("where-2-2").iter("a")]
    assert [step[:9] for step in steps] == ["#cite-2-1", "#cite-2-1"]
    for _ in range(KEPT):
        talk = talk.asked("Again?").settled(second)
    assert [place.number for place in talk.places(talk.exchanges[-1].number)] == [2, 1]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_verdict_is_visible(verdict: Verdict) -> None:
    markup = conversation(talk_of(cited(law(), "It dates from 2009.", verdict=verdict)), EN)
    shown = html.fragment_fromstring(markup).xpath("//span[contains(@class, 'verdict')]")
    assert [item.get("class") for item in shown] == 2 * [f"verdict {verdict.value}"]  # in the preview and in the list
    assert ("cite unsure" in markup) == (verdict is not Verdict.EXACT)


def test_an_unproven_sentence_says_so() -> None:
    answer = replace(cited(law()), sentences=(AnswerSentence("It is new.", False, (), "the number 7 is not there"),))
    markup = conversation(talk_of(answer), EN)
    assert "sentence unproven" in markup
    assert "the number 7 is not there" in markup


def test_an_abstention_shows_the_closest_passages_without_a_verdict() -> None:
    passage = Passage("1", "law.md", law().sha256, 0, 0, 44, TEXT[:44], "en")
    answer = replace(cited(law()), abstained=True, hits=(Hit(passage, 0.2),))
    markup = conversation(talk_of(answer), EN)
    assert unescape(EN.no_answer) in html.fragment_fromstring(markup).text_content()
    assert 'href="#cite-1-1-' in markup
    assert "verdict" not in markup


def test_the_mark_is_the_quote_across_headings_and_pages() -> None:
    quote = TEXT[2:110]
    answer = cited(law(), quote, "It dates from 2009.")
    found = places(answer)
    markup = source_panel(source_view(law(), found, 1), found, 1, EN)
    assert marked(markup, 1) == quote
    assert marked(markup, 2) == "It dates from 2009."
    assert len(re.findall('id="mark-1-1"', markup)) == 1
    assert "page 2" in html.fragment_fromstring(markup).text_content()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_marks_equal_their_quotes(data: st.DataObject) -> None:
    text = data.draw(st.text(min_size=1, max_size=200).map(visible_text).filter(bool))
    cut = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda pair: Span(min(pair), max(pair)))
    spans = [span for span in data.draw(st.lists(cut, max_size=4)) if len(span)]
    headings = tuple(Heading(1, span.start, span.end) for span in data.draw(st.lists(cut, max_size=2)) if len(span))
    middle = len(text) // 2
    item = Document("f", "s", "txt", text, "en", (Page(1, 0, middle), Page(2, middle, len(text))), headings)
    sentences = tuple(
        AnswerSentence(
            "x", True, (Citation("f", "s", s.start, s.end, text[s.start : s.end], None, None, Verdict.EXACT),)
        )
        for s in spans
    )
    found = places(Answer("q", "q", "en", False, sentences, (), 1.0, "m", "i"))
    view = source_view(item, found, 1 if found else 0)
    assert "".join(piece.text for piece in view.pieces) == text
    markup = source_panel(view, found, 1, EN)
    for place in found:
        # The parser drops a line feed at the start of nothing here, since it comes as a reference.
        assert marked(markup, place.number) == place.quote


def test_a_large_document_comes_through_a_window() -> None:
    text = "".join(f"Line {number} of a long document.\n" for number in range(20_000))
    item = document("long.txt", text)
    answer = cited(item, "Line 15000 of a long document.")
    found = places(answer)
    view = source_view(item, found, 1)
    assert len(view.window) < 2 * WINDOW
    assert text[view.window.start - 1] == "\n"
    markup = source_panel(view, found, 1, EN)
    assert marked(markup, 1) == "Line 15000 of a long document."
    assert 'href="#earlier"' in markup
    assert 'href="#later"' in markup


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 200_000), st.integers(1, 40_000), st.integers(1, 300_000))
def test_the_window_holds_its_focus(start: int, length: int, size: int) -> None:
    item = Document("f", "s", "txt", ("x" * 79 + "\n") * (size // 80 + 1))
    focus = Span(min(start, len(item.text)), min(start + length, len(item.text)))
    window = window_around(item, focus)
    assert window.contains(focus)
    assert 0 <= window.start <= window.end <= len(item.text)


def test_a_changed_document_never_shows_the_wrong_text() -> None:
    found = places(cited(law(), "It dates from 2009."))
    changed = document("law.md", TEXT.replace("2009", "2019"))
    markup = source_panel(source_view(changed, found, 1), found, 1, EN)
    assert marked(markup, 1) == "It dates from 2009."
    assert "2019" not in markup
    assert EN.stale.split(":")[0] in html.fragment_fromstring(markup).text_content()
    gone = source_panel(gone_view(found[0], 1), found, 1, EN)
    assert marked(gone, 1) == "It dates from 2009."
    assert EN.gone.split(":")[0] in html.fragment_fromstring(gone).text_content()


def test_a_text_that_is_read_otherwise_now_is_marked_where_the_quote_stands() -> None:
    found = places(cited(law(), "It dates from 2009.", "The body sits in Rabat."))
    read_again = replace(law(), text="A running header that was lost before.\n" + law().text)
    view = source_view(read_again, found, 1)
    assert (view.stale, view.gone, view.reread) == (False, False, False)
    markup = source_panel(view, found, 1, EN)
    assert marked(markup, 1) == "It dates from 2009."
    assert marked(markup, 2) == "The body sits in Rabat."
    assert EN.stale.split(":")[0] not in html.fragment_fromstring(markup).text_content()
    lost = replace(law(), text=law().text.replace("2009", "1999"))
    markup = source_panel(source_view(lost, found, 1), found, 1, EN)
    assert marked(markup, 1) == "It dates from 2009."
    assert EN.reread.split(":")[0] in html.fragment_fromstring(markup).text_content()
    assert "1999" not in markup


def test_copied_text_holds_the_references() -> None:
    answer = cited(law(), "It dates from 2009.", "The body sits in Rabat.")
    text = copy_text(answer, places(answer), EN)
    assert "It dates from 2009. [1]" in text
    assert f"[2] law.md, page 2, The law ({TEXT.index('The body sits')}–{TEXT.index('The body sits') + 23})" in text


def test_a_snippet_ends_at_a_word() -> None:
    assert snippet("a  b\nc") == "a b c"
    assert snippet("word " * 100) == "word " * 55 + "word …"


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_stay_text_everywhere(payload: str, language: str) -> None:
    words = WORDS[language]
    text = f"# {payload}\n\nbefore {payload} after\n"
    item = replace(document(payload, text, warnings=(payload,)), format=payload, language=payload)
    citation = Citation(payload, item.sha256, 0, len(text), text, 3, payload, Verdict.EXACT)
    sentence = AnswerSentence(payload, False, (citation,), payload)
    hit = Hit(Passage("1", payload, item.sha256, 0, 0, len(text), text, payload, 1, payload), 0.1)
    answer = Answer(payload, payload, payload, False, (sentence,), (hit,), 0.5, payload, payload, {"total": 1}, payload)
    talks = [
        talk_of(answer, payload),
        talk_of(replace(answer, abstained=True, sentences=()), payload),
        Conversation().asked(payload).drafted(payload),
        Conversation().asked(payload).settled(problem=payload),
    ]
    found = places(answer)
    infos = MemoryAssistant([item]).infos()
    pages = [conversation(talk, words) for talk in talks]
    pages += [
        source_panel(source_view(item, found, 1), found, 1, words),
        source_panel(gone_view(found[0], 1), found, 1, words),
    ]
    pages += [
        library(Shelf(infos), (payload,), words),
        chips((payload,), words),
        asked_of((payload,), words),
        welcome(words, [Card(replace(infos[0], title=Detail(payload, Origin.TEXT)), payload)], 9, fixed=True),
        welcome(words, [], 0, payload),
        further([payload], True, words),
        masthead(words),
    ]
    shelf = Shelf(infos, [Refusal(payload, "", "damaged", payload)], [payload], "/", 64)
    refused = FileReceipt(payload, Status.REFUSED, None, "damaged", payload, (payload,))
    pages += [library(shelf, (), words), tools(words, shelf), outcome(Outcome(1, Receipt("i", (refused,))), words)]
    pages += [outcome(Outcome(1, problem="failed", error=UsageError(payload)), words)]
    for markup in pages:
        assert "\n" not in markup
        for element in elements(markup):
            assert element.tag in ELEMENTS
            assert not [name for name in element.attrib if name.startswith("on") or name in ("style", "src", "srcset")]
            target = element.get("href")
            assert target is None or re.fullmatch(r"#[a-z]+(-[a-z0-9]+)*|/", target)


def test_the_library_tells_what_is_known() -> None:
    info = info_of("a/b.pdf", format="pdf", pages=3, characters=900, warnings=("no text on page 2",))
    text = html.fragment_fromstring(library(Shelf([info]), (), EN)).text_content()
    for part in (
        "a/",
        "b.pdf",
        "PDF",
        "Français",
        "3 pages",
        "1 extract",
        "1 remark",
        "no text on page 2",
        "1 document",
    ):
        assert part in text


def test_each_of_the_closest_passages_has_its_reason() -> None:
    item = document("law.txt", "The committee reviews models.\nSomething else altogether.\n")
    answer = replace(
        MemoryAssistant([item]).answer("Which committees review ships?", set()), abstained=True, sentences=()
    )
    shown = html.fragment_fromstring(conversation(talk_of(answer, answer.question), EN)).text_content()
    assert "It has of the question: committees, review" in shown
    assert EN.akin in shown


@pytest.mark.parametrize("language", WORDS)
def test_an_abstention_says_what_the_nearest_passage_is_about(language: str) -> None:
    words, own = WORDS[language], ANSWER_WORDS[language]
    item = document("law.md", "# The law\n\n## Fines\n\n| Fine | Sum |\n|------|-----|\n| late | **5** |\n")
    answer = replace(MemoryAssistant([item]).answer("Who won?", set()), abstained=True, sentences=())
    hits = [replace(hit, passage=replace(hit.passage, heading="The law › Fines")) for hit in answer.hits]
    answer = replace(answer, hits=tuple(hits))

    def told(exchange: Exchange, found: Sequence[Place]) -> Sequence[Place]:
        return [replace(place, title="The law") for place in found]

    tree = html.fragment_fromstring(conversation(talk_of(answer), words, told))
    (nearest,) = tree.find_class("nearest")
    assert nearest.text_content() == own.nearest_in.format(subject="Fines", title="The law")
    (folded,) = tree.find_class("nearby")
    assert folded.get("open") is None
    assert folded.find("summary").text_content() == counted(own.closest, len(hits))
    assert "|" not in folded.text_content()
    assert "**" not in folded.text_content()
    alone = html.fragment_fromstring(conversation(talk_of(replace(answer, hits=())), words, told))
    assert alone.find_class("nearest")[0].text_content() == words.no_answer_more
    assert alone.find_class("nearby") == []


def test_the_heading_that_is_the_title_is_not_said_twice() -> None:
    place = replace(cited_place("The law › Fines"), title="The  law")
    assert html.fragment_fromstring(where_markup(place, EN)).text_content() == "The  law · Fines"
    assert html.fragment_fromstring(where_markup(cited_place("Fines"), EN)).text_content() == "law.md · Fines"


def cited_place(heading: str) -> Place:
    return Place(1, "law.md", 64 * "a", 0, 3, "The", None, heading, Verdict.EXACT)


@pytest.mark.parametrize(
    ("text", "file", "shown"),
    [
        ("## Goals\n\n* to **help**;\n* to ask", "a.md", "Goals · to **help**; · to ask"),
        ("| Season | Water |\n|:---|---:|\n| 2024 | 14 % |", "a.md", "Season · Water · 2024 · 14 %"),
        ("A line that\ngoes on.", "a.txt", "A line that goes on."),
        ("# not a heading", "a.txt", "# not a heading"),
        ("", "a.md", ""),
    ],
)
def test_a_quote_on_one_line(text: str, file: str, shown: str) -> None:
    assert one_line(text, file) == shown


def test_the_lines_of_a_page_flow_and_those_of_a_list_stay() -> None:
    for text, shown in (
        ("The fine is 4 % of\nthe turnover.", "The fine is 4 % of the turnover."),
        ("تأسست اللجنة\nسنة 2009.", "تأسست اللجنة سنة 2009."),
        ("Three duties:\nto file\nto answer", "Three duties:\nto file\nto answer"),
        ("Duties\n- to file\n- to answer", "Duties\n- to file\n- to answer"),
        ("Duties\n1. to file\na) to answer\n\nEnd", "Duties\n1. to file\na) to answer\n\nEnd"),
    ):
        answer = Answer("q", "q", "en", False, (AnswerSentence(text, True, ()),), (), 0.9, "m", "i", {})
        markup = conversation(Conversation().asked("q").settled(answer), EN)
        assert html.fragment_fromstring(markup).xpath("string(//p[@class='sentence'])").strip() == shown


def test_why_an_answer_is_not_the_models_is_told_in_the_pages_language() -> None:
    fallen = replace(
        cited(law(), "It dates from 2009."), note="in the question's", origin=AnswerOrigin.FALLBACK,
        cause=Cause("failed", ("500",)),
    )  # fmt: skip
    for language, said in (("en", "without the model: "), ("fr", "sans le modèle : "), ("ar", "من دون النموذج")):
        (note,) = html.fragment_fromstring(conversation(talk_of(fallen), WORDS[language])).find_class("note")
        assert note.text_content().startswith(said)
        assert "fallback" in note.get("class", "").split()
    kept = replace(fallen, cause=None, origin=None)
    (note,) = html.fragment_fromstring(conversation(talk_of(kept), EN)).find_class("note")
    assert note.text_content() == "in the question's"


def test_what_is_waited_for_is_told_with_the_seconds() -> None:
    asked = Conversation().asked("Q?")
    for waiting, said in (
        (Waiting(1), EN.searching),
        (Waiting(34), "The model is still reading the extracts, 34 s…"),
        (Waiting(12, Cause("busy", ("429",))), "too many requests (429): try again later. It is asked again in 12 s."),
    ):
        markup = conversation(asked.drafted("", waiting), EN)
        (status,) = html.fragment_fromstring(markup).find_class("pending")
        assert status.text_content().endswith(said)
    (status,) = html.fragment_fromstring(conversation(asked.drafted("Rabat", Waiting(9)), EN)).find_class("pending")
    assert status.text_content() == EN.writing


def test_two_verdicts_are_apart_and_only_what_is_sure_looks_so() -> None:
    answer = cited(law(), "It dates from 2009.")
    for confidence, told in ((0.9, "sure"), (0.7, "likely"), (0.4, "maybe")):
        tree = html.fragment_fromstring(conversation(talk_of(replace(answer, confidence=confidence)), EN))
        assert tree.xpath("//p[contains(@class, 'certainty')]/@class") == [f"certainty {told}"]
        assert tree.xpath("//span[contains(@class, 'verdict exact')]")


def test_a_suggestion_is_no_answer() -> None:
    found = cited(law(), "It dates from 2009.")
    answer = replace(found, abstained=True, sentences=(), suggestion=found.sentences[0], confidence=0.2)
    tree = html.fragment_fromstring(conversation(talk_of(answer), EN))
    assert tree.xpath("//div[@class='abstained']//div[@class='perhaps']//p[contains(@class, 'sentence')]")
    assert not tree.xpath("//div[@class='answer'] | //p[contains(@class, 'certainty')]")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (EN, "The documents give <b>, not 2019."),
        (WORDS["fr"], "Les documents donnent « <b> », et non « 2019 »."),
        (WORDS["ar"], "تذكر الوثائق «<b>»، لا «2019»."),
    ],
)
def test_what_stands_instead_of_what_was_asked_is_told(words: Words, told: str) -> None:
    found = cited(law(), "It dates from 2009.")
    instead = Instead("year", "2019", "<b>", found.sentences[0].citations[0])
    for answer in (replace(found, instead=instead), replace(found, instead=instead, abstained=True, sentences=())):
        tree = html.fragment_fromstring(conversation(talk_of(answer), words))
        assert tree.xpath("string(//p[contains(@class, 'instead')])") == told
        assert told in answer_lines(replace(answer, language=words.language))
