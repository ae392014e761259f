"""What nobody waits for is given up, wherever an answer has got to."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.answers import Turn
from rag.assistant import Assistant
from rag.embedding.embedder import HashEmbedder
from rag.errors import Stopped
from rag.events import Done
from rag.settings import make_settings
from rag.stopping import go_on, held
from tests.conftest import SEED_TEXTS
from tests.fixtures.stored import publish

QUESTION = "Et en 2022 ?"
TURNS = [Turn("Quel est le budget du centre AI Movement en 2021 ?", "12 millions de dirhams."), Turn("Pourquoi ?", "")]
MODULES = {"rag.stopping", "rag.search.followups", "rag.search.retrieve", "rag.reading.reading", "rag.reading.extract"}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    index = tmp_path_factory.mktemp("stopping")
    publish(index, SEED_TEXTS)
    opened = Assistant(make_settings(index=index, embedder="hash", tolerated_errors=1.0), HashEmbedder())
    yield opened
    opened.close()


class Signal(threading.Event):
    """A signal that is set at the look with a number; it remembers which modules have looked."""

    def __init__(self, at: float = float("inf")) -> None:
        super().__init__()
        self.at = at
        self.looks: list[str] = []

    def is_set(self) -> bool:
        frame = sys._getframe(1)
        while frame.f_code is go_on.__code__ and frame.f_back is not None:
            frame = frame.f_back
        self.looks.append(str(frame.f_globals["__name__"]))
        return len(self.looks) > self.at


def test_every_step_looks_whether_the_answer_is_wanted(assistant: Assistant) -> None:
    signal = Signal()
    assert isinstance(list(assistant.stream(QUESTION, TURNS, stop=signal))[-1], Done)
    assert set(signal.looks) >= MODULES
    assert signal.looks.count("rag.search.followups") > len(TURNS)


def test_an_answer_ends_at_the_first_look_that_finds_the_signal_set(assistant: Assistant) -> None:
    every = Signal()
    list(assistant.stream(QUESTION, TURNS, stop=every))
    for at in range(len(every.looks)):
        signal = Signal(at)
        assert not any(isinstance(event, Done) for event in assistant.stream(QUESTION, TURNS, stop=signal))
        assert len(signal.looks) == at + 1


def test_a_signal_that_is_never_set_changes_nothing(assistant: Assistant) -> None:
    one, other = (assistant.stream(QUESTION, TURNS, stop=stop) for stop in (None, threading.Event()))
    first, second = (events[-1] for events in (list(one), list(other)))
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert first.answer.sentences == second.answer.sentences
    assert first.answer.hits == second.answer.hits


def test_whoever_waits_for_an_index_that_another_thread_opens_is_given_up(assistant: Assistant) -> None:
    stop = threading.Event()
    events: list[Any] = []
    waiting = threading.Thread(target=lambda: events.extend(assistant.stream(QUESTION, stop=stop)), daemon=True)
    with assistant._lock:
        waiting.start()
        time.sleep(0.05)
        assert waiting.is_alive()
        stop.set()
        waiting.join(10)
        assert not waiting.is_alive()
    assert events == []


def test_a_lock_is_given_back_and_not_taken_for_nothing(tmp_path: Path) -> None:
    lock, stop = threading.Lock(), threading.Event()
    with held(lock, stop):
        assert lock.locked()
    assert not lock.locked()
    stop.set()
    with pytest.raises(Stopped), held(lock, stop):
        raise AssertionError("nobody wants it")
    assert not lock.locked()


def test_an_iterator_that_is_closed_leaves_nothing_open(assistant: Assistant) -> None:
    events = assistant.stream(QUESTION, TURNS)
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert assistant._generation is not None
    assert assistant._generation.users == 0
