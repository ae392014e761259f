"""What the chain adds to the time of the model and of retrieval: `python -m bench.chain`.

A chat model of LangChain's own kind that takes no time is asked with the chain and without it, by turns; the
difference is the chain's: numbering sentences, prompts, pointers, the support check, citations. Passages are there
before the clock starts. Prints milliseconds and exits with 1 above the limits; writes nothing.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from eval.sets.cases import CORPUS
from ingest.load import Loader
from ingest.split import split
from rag.answers import AnswerSentence, Hit
from rag.chat.chain import ChatAnswerer
from rag.chat.guard import Opinion
from rag.chat.model import ChatModel
from rag.errors import PreuveError
from rag.events import Done, Text
from rag.language.language import detect
from rag.proof.evidence import Evidence, gather
from rag.search.prompts import answer_messages
from rag.settings import Settings

DATA = Path(__file__).parents[1] / "eval" / "data" / CORPUS / "fr"
QUESTION = "Que prévoit la stratégie nationale, et quelle autorité contrôle les données personnelles ?"
ROUNDS = 60
FIRST_LIMIT, CHUNK_LIMIT = 5.0, 1.0
"""Milliseconds that the chain may add before the first text and to each chunk."""
_CHUNK = 4  # characters, about a token
_SENTENCES = 8
_PAUSE = 0.01  # seconds; part of the model's own time, which is taken off


class InstantModel(BaseChatModel):
    """Writes `chunks` at once, with one pause after the first."""

    chunks: tuple[str, ...]

    @property
    def _llm_type(self) -> str:
        return "instant"

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage("".join(self.chunks)))])

    async def _astream(self, *_: Any, **__: Any) -> AsyncIterator[ChatGenerationChunk]:
        for place, chunk in enumerate(self.chunks):
            yield ChatGenerationChunk(message=AIMessageChunk(content=chunk))
            # It waits as one that reads a socket does: Python lets a thread that never waits run on for 5 ms.
            await asyncio.sleep(0 if place else _PAUSE)


class Found:
    """Search that has found already."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = hits

    def retrieve(self, *_: object, **__: object) -> Sequence[Hit]:
        return self._hits


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds until the first text, and from there to the end."""

    first: float
    rest: float


def passages(folder: Path, settings: Settings) -> tuple[Hit, ...]:
    """As many passages of the folder's text files as an answer may draw on, some of each file."""
    with Loader() as loader:
        files = [loader.load(path, path.name) for path in sorted(folder.glob("*.txt"))]
    texts = [islice(split(file, settings.index.passage_characters), 2) for file in files]
    found = [passage for several in texts for passage in several]
    return tuple(Hit(passage, 1.0) for passage in found[: settings.answer.passages])


def written(evidence: Evidence) -> tuple[str, ...]:
    """An answer of sentences of the passages, each with its pointer, in chunks."""
    lines = [
        f"{' '.join(place.text.split()).rstrip('.')} [{p}.{s}]. "
        for p, stretch in enumerate(evidence.stretches, 1)
        for s, place in enumerate(stretch, 1)
        if len(place.text) > 40 and place.text.rstrip().endswith(".")
    ]
    text = "".join(lines[:: max(1, len(lines) // _SENTENCES)][:_SENTENCES])
    return tuple(text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK))


def timed(texts: Iterator[str]) -> Timing:
    """Run an iterator to its end; its first item that is not empty is the first text."""
    started = time.perf_counter()
    first = next((time.perf_counter() for text in texts if text), started)
    for _ in texts:
        pass
    return Timing(first - started, time.perf_counter() - first)


async def _alone(model: InstantModel, messages: list[BaseMessage]) -> Timing:
    """The model's and LangChain's own time."""
    started = time.perf_counter()
    first = 0.0
    async for chunk in model.astream(messages):
        first = first or time.perf_counter() * bool(chunk.text)
    return Timing(first - started, time.perf_counter() - first)


def _through(chain: ChatAnswerer, expected: int) -> Iterator[str]:
    """The text of an answer; raises `PreuveError` where it is not the one that was to be measured."""
    for event in chain.stream(QUESTION, "fr"):
        if isinstance(event, Text):
            yield event.text
        elif isinstance(event, Done):
            proven: list[AnswerSentence] = [each for each in event.answer.sentences if each.supported]
            if len(proven) != expected:
                raise PreuveError(f"{len(proven)} of {expected} sentences were proven: the benchmark is out of date")


def measure(hits: Sequence[Hit], rounds: int) -> tuple[list[Timing], list[Timing], int]:
    """Timings with the chain and of the model alone, and the number of chunks."""
    settings = Settings()
    evidence = gather(hits, settings.chat.context_tokens, settings.chat.passages_per_file)
    model = InstantModel(chunks=written(evidence))
    chain = ChatAnswerer(ChatModel("instant", model), Found(hits), lambda *_: Opinion(), settings)
    messages = answer_messages(QUESTION, evidence.numbered(), detect(QUESTION), "mark")
    expected = "".join(model.chunks).count("]. ")
    with_chain, alone = [], []
    for _ in range(rounds + 2):
        alone.append(asyncio.run(_alone(model, messages)))
        with_chain.append(timed(_through(chain, expected)))
    # The first two rounds load what is loaded once.
    return with_chain[2:], alone[2:], len(model.chunks)


def _line(name: str, whole: Sequence[float], model: Sequence[float], limit: float) -> tuple[str, bool]:
    """What is told of one measure, in milliseconds, and whether its median keeps the limit.

    The least, of both sides, is what remains on a machine that has other work too.
    """
    added, least = (1000 * (of(whole) - of(model)) for of in (median, min))
    spread = f"least {least:.3f}, nine of ten {1000 * (quantiles(whole, n=10)[-1] - median(model)):.3f}"
    ratio = median(whole) / median(model)
    return (
        f"{name:<10}  {added:.3f} ms added ({spread}), {ratio:.1f} times the model; limit {limit:g} ms",
        added <= limit,
    )


def main(printed: Callable[[str], None] = print, rounds: int = ROUNDS) -> int:
    with_chain, alone, chunks = measure(passages(DATA, Settings()), rounds)
    lines = [
        _line("first text", [each.first for each in with_chain], [each.first for each in alone], FIRST_LIMIT),
        _line(
            "each chunk",
            [each.rest / chunks for each in with_chain],
            [each.rest / chunks for each in alone],
            CHUNK_LIMIT,
        ),
    ]
    printed(f"{rounds} answers of {chunks} chunks")
    for line, _ in lines:
        printed(line)
    return 0 if all(kept for _, kept in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
