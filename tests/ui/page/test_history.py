"""Kept conversations through the page's listeners, without a browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html

from rag.settings import make_settings
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.tab import Tab, serving
from ui.page.conversation import Exchange
from ui.page.markup.history import SHOWN, history, kinds_for, opinion_buttons, remark_markup
from ui.store import LOCAL, Kept, Kind, Store, open_store
from ui.words.lexicon import WORDS
from ui.words.people import PEOPLE_WORDS

pytestmark = pytest.mark.server

EN = PEOPLE_WORDS["en"]
LAW = document("law.md", "# Law\n\nThe committee reviews every model before deployment. It sits in Rabat.\n")
QUESTION = "What does the committee review before deployment?"


@pytest.fixture(scope="module")
def assistant() -> MemoryAssistant:
    return MemoryAssistant([LAW])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(make_settings(index=tmp_path))) as opened:
        yield opened


@pytest.fixture
def url(assistant: MemoryAssistant, store: Store) -> Iterator[str]:
    with serving(assistant, store=store) as address:
        yield address


def named(store: Store) -> str:
    return store.conversations.of(LOCAL)[0].id


def questions(markup: str) -> list[str]:
    return [heading.text_content() for heading in html.fragment_fromstring(markup).xpath("//h2[@class='asked']")]


def test_one_conversation_in_two_tabs_grows_by_the_questions_of_both(url: str, store: Store) -> None:
    first, second = Tab(url), Tab(url)
    first.call("ask", QUESTION)
    second.call("react", f"open {named(store)}")
    first.call("ask", "Who won the cup?")
    assert questions(second.call("ask", "Where does the committee sit?")["conversation"]) == [
        QUESTION,
        "Where does the committee sit?",
    ]
    assert questions(Tab(url).call("react", f"open {named(store)}")["conversation"]) == [
        QUESTION,
        "Who won the cup?",
        "Where does the committee sit?",
    ]


def test_a_question_is_kept_before_its_answer(url: str, store: Store, assistant: MemoryAssistant) -> None:
    tab = Tab(url)
    before = assistant.stopped
    with tab.stream(f"heartbeat/{tab.session}") as heartbeat:
        next(heartbeat.iter_raw())
        body = {"data": ["Be slow about it", None], "fn_index": tab.listeners["ask"]["id"], "session_hash": tab.session}
        tab.post("queue/join", body)
        with tab.stream(f"queue/data?session_hash={tab.session}") as stream:
            assert any("process_generating" in line for line in stream.iter_lines())
    shown = Tab(url).call("react", f"open {named(store)}")["conversation"]
    assert questions(shown) == ["Be slow about it"]
    assert WORDS["en"].searching in shown  # until it is told that nobody waits for the answer any more
    ended = time.monotonic() + 10
    while assistant.stopped == before and time.monotonic() < ended:
        time.sleep(0.05)
    assert assistant.stopped == before + 1
    time.sleep(0.5)
    assert WORDS["en"].stopped in Tab(url).call("react", f"open {named(store)}")["conversation"]


def test_what_is_answered_when_another_conversation_is_opened_stops(url: str, store: Store) -> None:
    tab = Tab(url)
    tab.call("ask", QUESTION)
    kept = named(store)
    tab.call("renew")
    body = {"data": ["Be slow about it", None], "fn_index": tab.listeners["ask"]["id"], "session_hash": tab.session}
    tab.post("queue/join", body)
    with tab.stream(f"queue/data?session_hash={tab.session}") as stream:
        lines = stream.iter_lines()
        assert any("process_generating" in line for line in lines)
        assert questions(tab.call("react", f"open {kept}")["conversation"]) == [QUESTION]
        assert any("process_completed" in line for line in lines)
    assert questions(tab.call("switch", "fr")["conversation"]) == [QUESTION]


def test_an_address_that_names_nothing_gives_the_welcome(url: str, store: Store) -> None:
    for command in ("open", "open nothing", "rename x", "forget", "forget nothing", "older x", "older", "", "x y z"):
        assert "conversation" not in Tab(url).call("react", command), command


def test_a_changed_question_takes_the_place_of_what_followed(url: str, store: Store) -> None:
    tab = Tab(url)
    for question in (QUESTION, "Who won the cup?", "Where does the committee sit?"):
        tab.call("ask", question)
    tab.call("edit", "2")
    tab.call("ask", "Who lost the cup?")
    turns = store.conversations.turns(LOCAL, named(store)) or []
    assert [turn.record["question"] for turn in turns] == [QUESTION, "Who lost the cup?"]


def test_a_document_that_is_gone_is_told(url: str, store: Store, assistant: MemoryAssistant) -> None:
    Tab(url).call("ask", QUESTION)
    files, assistant.files = assistant.files, {}
    try:
        shown = Tab(url).call("react", f"open {named(store)}")
    finally:
        assistant.files = files
    assert 'class="verdict missing"' in shown["conversation"]
    assert WORDS["en"].gone in html.fragment_fromstring(shown["source"]).text_content()
    assert "reviews every model" in shown["source"]


def test_a_long_list_grows_on_demand() -> None:
    kept = [Kept(f"{number:016x}", f"Title {number}", 0.0, 0.0, 1) for number in range(2 * SHOWN + 1)]
    for shown, more in ((SHOWN, f"#older-{2 * SHOWN}"), (2 * SHOWN, f"#older-{3 * SHOWN}"), (3 * SHOWN, None)):
        tree = html.fragment_fromstring(history(kept, None, EN, shown))
        assert len(tree.xpath("//li")) == min(shown, len(kept))
        assert tree.xpath("//a[@class='more']/@href") == ([more] if more else [])
    assert EN.no_conversations in history([], None, EN)


def test_what_can_be_said_depends_on_the_outcome(assistant: MemoryAssistant) -> None:
    answered = Exchange(
        1, QUESTION, assistant.answer(QUESTION, {"committee", "deployment"}), opinion="up", remark="a<b"
    )
    abstained = Exchange(2, "Who?", assistant.answer("Who?", set()))
    assert kinds_for(answered)[-1] is Kind.WRONG_SOURCE
    assert kinds_for(abstained)[-1] is Kind.SHOULD_HAVE_ANSWERED
    assert opinion_buttons(Exchange(3, "x", problem="failed"), EN) == ""
    assert opinion_buttons(Exchange(3, "x"), EN) == ""
    assert opinion_buttons(answered, EN).count("pressed") == 1
    assert "a&#60;b" in remark_markup(answered, EN)
    assert remark_markup(abstained, EN) == ""
