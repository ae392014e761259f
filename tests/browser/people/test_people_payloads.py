"""Hostile names of users, titles of conversations and notes, with one of the two layers switched off at a time."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

import ui.page.markup.history
from rag.settings import make_settings
from tests.browser.test_payloads import harm
from tests.fixtures.browser import Watched
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.payloads import CANARY, PAYLOADS
from tests.fixtures.tab import serving
from ui.page.conversation import Exchange
from ui.page.keeping import turn_record
from ui.server.access import COOKIE
from ui.server.credentials import Sessions
from ui.store import Kind, open_store

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LAW = document("law.md", "# Law\n\nThe committee reviews every model before deployment. It sits in Rabat.\n")
ABOUT = "What does the committee review before deployment?"


@pytest.mark.parametrize("layer", ["neutralising", "policy"])
def test_one_layer_is_enough_for_names_titles_and_notes(
    browser: Browser, layer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if layer == "policy":
        monkeypatch.setattr(ui.page.markup.history, "text_markup", str)
        monkeypatch.setattr(ui.page.markup.history, "name_markup", str)
    assistant = MemoryAssistant([LAW])
    record = turn_record(Exchange(1, ABOUT, assistant.answer(ABOUT, {"committee", "deployment"})))
    with closing(open_store(make_settings(index=tmp_path))) as store:
        person = store.people.add("ada", "no password")
        kept = store.conversations.keep(person, None, 1, record)
        store.feedback.give(person, kept, 1, Kind.UP, [])
        cookie = {
            "name": COOKIE, "value": Sessions(store).open(person), "domain": "127.0.0.1", "path": "/",
            "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Strict",
        }  # fmt: skip
        with serving(assistant, store=store, policy=layer == "policy") as url:
            chat = Watched(browser, url, storage_state={"cookies": [cookie], "origins": []})
            page = chat.page
            page.click("#masthead .history-opener")
            page.wait_for_selector("#history .history")
            for number, payload in enumerate(PAYLOADS):
                with store.people._database.writing() as connection:
                    connection.execute("UPDATE people SET name = ? WHERE id = ?", (f"{number} {payload}", person))
                store.conversations.rename(person, kept, f"{number} {payload}")
                store.feedback.note(person, kept, 1, f"{number} {payload}")
                page.evaluate(f"window.preuve.send('open {kept}', '#go-history')")
                page.wait_for_function(
                    "(start) => ['#masthead', '#history', '#conversation'].every((part) =>"
                    " document.querySelector(part).textContent.includes(start))",
                    arg=f"{number} ",
                )
                page.wait_for_timeout(30)
                done = harm(chat)
                assert [wrong for wrong in done if layer == "neutralising" or not wrong.startswith("<")] == [], payload
            if layer == "neutralising":
                assert chat.complaints == []
            chat.close()


def test_the_login_says_nothing_of_what_was_typed(tmp_path: Path) -> None:
    with closing(open_store(make_settings(index=tmp_path))) as store:
        store.people.add("ada", "no password")
        with serving(MemoryAssistant([LAW]), store=store) as url:
            for payload in PAYLOADS:
                reply = httpx.post(f"{url}/login", data={"name": payload, "password": payload}, timeout=60)
                assert reply.status_code in (401, 429)
                assert CANARY not in reply.text
                assert "PWNED" not in reply.text
            page = httpx.get(f"{url}/login", params={"language": PAYLOADS[0]}, timeout=60)
            assert "PWNED" not in page.text
