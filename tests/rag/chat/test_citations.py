"""Citations that a provider makes by itself become spans of the documents, and are checked like any other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from rag.answers import Answer
from rag.chat.chain import ChatAnswerer
from rag.chat.dialects.citations import Citing, pieces
from rag.chat.draft import Draft
from rag.chat.model import Exchange, open_model
from rag.events import Done, Event, Sentence, Text
from rag.proof.pointers import Cited, Pointer, cited_pointers
from rag.settings import make_settings
from tests.fixtures.passages import ListSearch, hits_of, no_sentences, passage
from tests.fixtures.servers.chat_server import ChatServer, Reply, Script
from tests.fixtures.servers.messages_api import Block, place, refused, streamed, whole

PLAN = passage("Le Maroc a mobilisé 11 milliards de MAD. Le plan a été adopté en 2024.", "plan.txt")
CENTRE = passage("Le centre est dirigé par Amal El Fallah. Il compte sept personnes.", "centre.txt")
QUESTION = "Quand le plan a-t-il été adopté ?"
ADOPTED = "Le plan a été adopté en 2024."
WITH_ANTECEDENT = "Le centre est dirigé par Amal El Fallah. Il compte sept personnes."
CITED = Block(ADOPTED, (place(0, 1, 2),))


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-of-the-tests-0123456789")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-tests")


def chain_of(server: ChatServer, record: Callable[[Exchange], None] | None = None, **settings: Any) -> ChatAnswerer:
    model = open_model("anthropic:claude-x", server.url.removesuffix("/v1"), record=record)
    return ChatAnswerer(model, ListSearch(hits_of(PLAN, CENTRE)), no_sentences, make_settings(**settings))


def events_of(script: Script, *, question: str = QUESTION) -> tuple[list[Event], ChatServer]:
    with ChatServer(script) as server:
        events = list(chain_of(server).stream(question, "fr"))
        server.finish()
    return events, server


def answer_of(*replies: Reply) -> tuple[Answer, ChatServer]:
    events, server = events_of(replies)
    assert isinstance(events[-1], Done)
    return events[-1].answer, server


def quotes(answer: Answer) -> list[tuple[str, bool, list[str]]]:
    return [(each.text, each.supported, [citation.quote for citation in each.citations]) for each in answer.sentences]


def test_passages_are_sent_as_documents_and_no_pointer_is_asked_for() -> None:
    _, server = answer_of(streamed(CITED))
    request = server.requests[0]
    *documents, asked = request["messages"][0]["content"]
    assert [document["title"] for document in documents] == ["plan.txt", "centre.txt"]
    assert all(document["citations"] == {"enabled": True} for document in documents)
    assert [block["text"] for block in documents[0]["source"]["content"]] == [
        "Le Maroc a mobilisé 11 milliards de MAD.",
        ADOPTED,
    ]
    assert asked["type"] == "text"
    assert asked["text"].endswith(f"Question: {QUESTION}")
    assert "[" not in asked["text"] + str(request["system"])


def test_what_may_be_kept_is_marked_up_to_the_last_passage() -> None:
    _, server = answer_of(streamed(CITED))
    content = server.requests[0]["messages"][0]["content"]
    assert [block.get("cache_control") for block in content] == [None, {"type": "ephemeral"}, None]


@pytest.mark.parametrize(
    "written", [streamed(CITED), streamed(Block(ADOPTED, (place(0, 1, 2),), first=True), offset=1)]
)
def test_a_citation_becomes_the_span_whenever_it_is_told(written: Reply) -> None:
    answer, _ = answer_of(written)
    assert quotes(answer) == [(ADOPTED, True, [ADOPTED])]
    citation = answer.sentences[0].citations[0]
    assert (citation.file, PLAN.text[citation.start : citation.end]) == ("plan.txt", ADOPTED)


def test_text_is_shown_while_it_is_written_and_a_sentence_when_its_block_is_over() -> None:
    second = Block("Le centre compte sept personnes.", (place(1, 1, 2),))
    events, _ = events_of([streamed(CITED, Block(" "), second)])
    kinds = [type(event) for event in events if isinstance(event, Text | Sentence | Done)]
    assert kinds.index(Sentence) < len(kinds) - 1 - kinds[::-1].index(Text), "the first before the last text"
    assert "".join(event.text for event in events if isinstance(event, Text)) == f"{ADOPTED} {second.text}"
    assert isinstance(events[-1], Done)
    assert [each[1:] for each in quotes(events[-1].answer)] == [
        (True, [ADOPTED]),
        (True, [WITH_ANTECEDENT]),
    ]


def test_a_sentence_of_several_blocks_is_cited_from_what_each_of_them_is() -> None:
    parts = (
        Block("Selon les documents, "),
        Block("le plan a été adopté en 2024", (place(0, 1, 2),)),
        Block(" et "),
        Block("le Maroc a mobilisé 11 milliards de MAD", (place(0, 0, 1),)),
        Block("."),
    )
    answer, _ = answer_of(streamed(*parts))
    [(_, supported, cited)] = quotes(answer)
    assert supported
    assert sorted(cited) == sorted(["Le Maroc a mobilisé 11 milliards de MAD.", ADOPTED])


def test_every_sentence_of_a_block_is_cited_from_what_proves_it_of_the_block() -> None:
    both = Block("Le Maroc a mobilisé 11 milliards de MAD. Le plan a été adopté en 2024.", (place(0, 0, 2),))
    answer, _ = answer_of(streamed(both))
    assert [(supported, cited) for _, supported, cited in quotes(answer)] == [
        (True, ["Le Maroc a mobilisé 11 milliards de MAD."]),
        (True, [ADOPTED]),
    ]


def test_a_citation_that_does_not_prove_is_not_believed() -> None:
    answer, server = answer_of(streamed(Block("Le plan a été adopté en 1999.", (place(0, 1, 2),))))
    assert not any(supported for _, supported, _ in quotes(answer))
    assert len(server.requests) == 1, "what is false is not asked for again"


def test_a_citation_of_the_wrong_place_is_put_right_by_code() -> None:
    answer, server = answer_of(streamed(Block(ADOPTED, (place(1, 0, 1),))))
    assert quotes(answer) == [(ADOPTED, True, [ADOPTED])]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        place(7, 0, 1), place(-1, 0, 1), place(0, 5, 6), place(0, 1, 1), place(0, 1, 0), place(None, "a", 2),
        {"type": "char_location", "cited_text": "x", "document_index": 0, "document_title": "t", "file_id": None,
         "start_char_index": 0, "end_char_index": 5},
    ],
)  # fmt: skip
def test_a_citation_of_what_does_not_exist_is_counted_and_code_looks_for_the_proof(wrong: dict[str, Any]) -> None:
    events, _ = events_of([streamed(Block(ADOPTED, (wrong,)))])
    assert isinstance(events[-1], Done)
    assert quotes(events[-1].answer) == [(ADOPTED, True, [ADOPTED])]
    assert events[-1].unknown_pointers == 1


def test_without_citations_code_looks_for_the_proof_and_nobody_is_asked_again() -> None:
    answer, server = answer_of(streamed(Block(f"{ADOPTED} Il a coûté douze francs suisses au total.")))
    assert quotes(answer)[0] == (ADOPTED, True, [ADOPTED])
    assert not quotes(answer)[1][1]
    assert len(server.requests) == 1


def test_a_refusal_is_one() -> None:
    answer, _ = answer_of(streamed(Block("NOT IN THE DOCUMENTS")))
    assert answer.abstained


@pytest.mark.parametrize(
    "message",
    [
        "messages.0.content.0.document.citations: Extra inputs are not permitted",
        "citations are not supported for this model",
        "messages.0.content.0: Input tag 'document' found using 'type' does not match any of the expected tags: 'text'",
        "This model doesn't support documents",
    ],
)
def test_a_model_that_refuses_citations_points_and_that_is_remembered(message: str) -> None:
    def answered(request: dict[str, Any]) -> Reply:
        if any(block["type"] == "document" for block in _blocks(request)):
            return refused(message)
        return streamed(Block(f"{ADOPTED} [1.2]"))

    with ChatServer(answered) as server:
        chain = chain_of(server)
        for _ in range(2):
            done = list(chain.stream(QUESTION, "fr"))[-1]
            assert isinstance(done, Done)
            assert quotes(done.answer) == [(ADOPTED, True, [ADOPTED])]
    assert len(server.requests) == 3
    assert f"[1.2] {ADOPTED}" in server.prompts[-1]


def _blocks(request: dict[str, Any]) -> Sequence[dict[str, Any]]:
    content = request["messages"][0]["content"]
    return content if isinstance(content, list) else ()


def test_a_server_that_keeps_nothing_gets_no_mark_and_one_that_does_not_stream_is_asked_for_the_whole() -> None:
    def answered(request: dict[str, Any]) -> Reply:
        if "cache_control" in str(request):
            return refused("messages.0.content.1.document.cache_control: Extra inputs are not permitted")
        if request.get("stream"):
            return refused("stream: must be false for this model")
        return whole(Block("Voici. "), CITED, Block(" Le centre compte sept personnes.", (place(1, 1, 2),)))

    with ChatServer(answered) as server:
        chain = chain_of(server)
        answers = [list(chain.stream(QUESTION, "fr"))[-1] for _ in range(2)]
    assert len(server.requests) == 4
    for done in answers:
        assert isinstance(done, Done)
        assert [each[1:] for each in quotes(done.answer) if each[1]] == [
            (True, [ADOPTED]),
            (True, [WITH_ANTECEDENT]),
        ]


def test_what_was_sent_and_what_the_cache_took_is_in_the_record() -> None:
    kept: list[Exchange] = []
    with ChatServer([streamed(CITED)]) as server:
        list(chain_of(server, kept.append).stream(QUESTION, "fr"))
    assert kept[0].usage["cache_creation"] == 1500
    assert kept[0].usage["cache_read"] == 0
    assert kept[0].usage["output_tokens"] == 20
    assert '"citations": {"enabled": true}' in dict(kept[0].messages)["human"]


def test_the_end_of_its_room_is_told() -> None:
    answer, _ = answer_of(streamed(CITED, reason="max_tokens"))
    assert answer.cause
    assert answer.cause.code == "cut"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (refused("Your credit balance is too low to access the API."), "quota"),
        (refused("invalid x-api-key", 401, "authentication_error"), "key"),
        (refused("model: claude-x", 404, "not_found_error"), "unknown"),
    ],
)
def test_its_errors_are_told_with_what_to_do(reply: Reply, code: str, caplog: pytest.LogCaptureFixture) -> None:
    answer, _ = answer_of(reply)
    assert answer.cause
    assert answer.cause.code == code
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_the_other_ways_of_asking_are_there_for_this_provider_too() -> None:
    with ChatServer([streamed(Block(f"{ADOPTED} [2]"))]) as server:
        done = list(chain_of(server, prompt="flat").stream(QUESTION, "fr"))[-1]
    assert isinstance(done, Done)
    assert quotes(done.answer) == [(ADOPTED, True, [ADOPTED])]
    assert isinstance(server.requests[0]["messages"][0]["content"], str)


def test_only_providers_that_cite_by_themselves_are_known_to() -> None:
    with ChatServer([]) as server:
        assert open_model("anthropic:claude-x", server.url).cites
    assert not open_model("openai:x", server.url).cites


@pytest.mark.parametrize(
    ("cited", "pointers", "missing"),
    [
        (Cited(0, 0, 1), [(1, 1)], 0),
        (Cited(1, 1, 3), [(2, 2), (2, 3)], 0),
        (Cited(0, 1, 9), [(1, 2)], 1),
        (Cited(2, 0, 1), [], 1),
        (Cited(0, 1, 1), [], 1),
        (Cited(0, -1, 1), [(1, 1)], 1),
        (None, [], 1),
    ],
)
def test_places_count_from_zero_and_their_end_is_left_out(
    cited: Cited | None, pointers: list[tuple[int, int]], missing: int
) -> None:
    assert cited_pointers(cited, (2, 3)) == ([Pointer(*each) for each in pointers], missing)


def test_a_wide_citation_names_few_sentences() -> None:
    assert len(cited_pointers(Cited(0, 0, 400), (400,))[0]) == 8


def test_a_draft_waits_for_the_end_of_a_block() -> None:
    draft = Draft((3, 3), "fr")
    draft.cites(Citing(0))
    draft.feed("Une phrase entière. Une autre phrase. Encore une troisième phrase. ")
    assert list(draft.sentences(final=False)) == []
    draft.cites(Citing(0, (Cited(0, 0, 1),)))
    draft.cites(Citing(1))
    draft.feed("Et la dernière, qui est longue.")
    given = [*draft.sentences(final=False), *draft.sentences(final=True)]
    assert [sentence.pointers for sentence in given] == [(Pointer(1, 1),)] * 3 + [()]


def test_what_is_no_text_says_nothing() -> None:
    content = [{"type": "thinking", "thinking": "x"}, "y", {"type": "text", "text": "z", "citations": None}]
    assert list(pieces(content)) == [Citing(2), "z"]
    assert list(pieces("plain")) == []
