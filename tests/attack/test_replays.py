"""Names of somebody else's things, sent by a person who has learnt them."""

from __future__ import annotations

import pytest

from tests.attack.conftest import Target
from tests.fixtures.tab import Tab
from ui.server.access import COOKIE


@pytest.fixture(scope="module")
def theirs(shared_by_two: Target) -> tuple[Tab, str]:
    """Ada's tab, and the name of her conversation."""
    tab = Tab(shared_by_two.url, f"{COOKIE}={shared_by_two.people['ada']}")
    tab.call("arrive")
    tab.call("ask", "Qui dirige le centre AI Movement ?")
    ada = shared_by_two.store.people.named("ada")
    assert ada is not None
    (kept,) = shared_by_two.store.conversations.of(ada.id)
    return tab, kept.id


def test_their_conversation_is_not_shown_changed_or_continued(shared_by_two: Target, theirs: tuple[Tab, str]) -> None:
    _, conversation = theirs
    bob = Tab(shared_by_two.url, f"{COOKIE}={shared_by_two.people['bob']}")
    bob.call("arrive")
    for command in ("open", "rename", "forget", "older"):
        (listener,) = {
            name for name, each in bob.listeners.items() if each["targets"] == [[_id(bob, "go-history"), "click"]]
        }
        assert "Nadia" not in str(bob.call(listener, f"{command} {conversation} stolen"))
    with shared_by_two.client("bob") as client:
        reply = client.post("/api/ask", json={"question": "Qui ?", "conversation": conversation})
        assert reply.status_code == 422
        assert "Nadia" not in client.get(f"/?c={conversation}").text
    ada = shared_by_two.store.people.named("ada")
    assert ada is not None
    (kept,) = shared_by_two.store.conversations.of(ada.id)
    assert (kept.id, kept.title, kept.turns) == (conversation, "Qui dirige le centre AI Movement ?", 1)


def _id(tab: Tab, name: str) -> int:
    return next(identifier for identifier, each in tab.names.items() if each == name)


def test_their_tab_cannot_be_used(shared_by_two: Target, theirs: tuple[Tab, str]) -> None:
    tab, _ = theirs
    with shared_by_two.client("bob") as client:
        for path, query in (("queue/data", f"?session_hash={tab.session}"), (f"heartbeat/{tab.session}", "")):
            assert client.get(f"/gradio_api/{path}{query}").status_code == 403
        listener = tab.listeners["renew"]
        body = {"data": [None] * len(listener["inputs"]), "fn_index": listener["id"], "session_hash": tab.session}
        for path in ("queue/join", "run/predict"):
            assert client.post(f"/gradio_api/{path}", json=body).status_code == 403
        for path in ("cancel", "reset"):
            names = {"event_id": "x", "fn_index": listener["id"], "session_hash": tab.session}
            assert client.post(f"/gradio_api/{path}", json=names).status_code == 403


def test_a_session_that_has_ended_and_a_token_that_was_revoked_are_worth_nothing(shared_by_two: Target) -> None:
    with shared_by_two.client("bob") as client:
        assert client.get("/api/documents").status_code == 200
        cookie = shared_by_two.people["bob"]
        assert client.post("/logout").status_code == 303
    with shared_by_two.client("") as again:
        assert again.get("/api/documents", headers={"cookie": f"{COOKIE}={cookie}"}).status_code == 401
