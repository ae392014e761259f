"""The assistant for other LangChain programs: a runnable that gives the passages first, then the message.

The message carries LangChain's own citation annotations: `start_index` and `end_index` are offsets in the message's
text, as LangChain defines them; the place in the file is in `extras`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.messages.content import Citation as CitationAnnotation
from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda
from langchain_core.runnables.utils import AddableDict

from rag.answers import Answer, Citation
from rag.errors import QuestionError
from rag.events import Done, Event, Passages
from rag.search.documents import passage_document

Stream = Callable[[str], Iterator[Event]]
"""Question to events, such as `lambda question: answerer.stream(question, detect(question))`."""


def as_runnable(stream: Stream) -> Runnable[Any, dict[str, Any]]:
    """A chain from a question, or `{"question": …}`, to `{"question", "passages", "answer"}`.

    Streaming gives the question, the passages as LangChain documents as soon as they are found, and the answer as an
    `AIMessage` once it is checked.
    """

    def events(questions: Iterator[Any]) -> Iterator[dict[str, Any]]:
        for question in map(_question, questions):
            yield AddableDict(question=question)
            for event in stream(question):
                if isinstance(event, Passages):
                    yield AddableDict(passages=[passage_document(hit) for hit in event.hits])
                elif isinstance(event, Done):
                    yield AddableDict(answer=message(event.answer))

    return RunnableLambda(_question) | RunnableGenerator(events)


def _question(asked: Any) -> str:
    question = asked.get("question") if isinstance(asked, dict) else asked
    if not isinstance(question, str) or not question.strip():
        raise QuestionError("the question is empty or not text: pass a string, or an object with the key 'question'")
    return question


def message(answer: Answer) -> AIMessage:
    """The answer as a message of one text block, with a citation annotation for each citation of each sentence."""
    annotations: list[Any] = []
    at = len(answer.text) - len(answer.quoted)
    for sentence in answer.sentences:
        end = at + len(sentence.text)
        annotations += [_annotation(citation, at, end, sentence.supported) for citation in sentence.citations]
        at = end + 1
    block: dict[str, Any] = {"type": "text", "text": answer.text, "annotations": annotations}
    metadata = {"model_name": answer.model, "abstained": answer.abstained, "index": answer.index}
    return AIMessage(content=[block], response_metadata=metadata)


def _annotation(citation: Citation, start: int, end: int, supported: bool) -> CitationAnnotation:
    return {
        "type": "citation",
        "title": citation.file,
        "start_index": start,
        "end_index": end,
        "cited_text": citation.quote,
        "extras": {
            "file": citation.file,
            "sha256": citation.sha256,
            "start": citation.start,
            "end": citation.end,
            "page": citation.page,
            "heading": citation.heading,
            "verdict": citation.verdict.value,
            "recognised": citation.recognised,
            "supported": supported,
        },
    }
