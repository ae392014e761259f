"""The fuzzer of the HTTP surface: what it calls a fault, that it can be repeated, and what is stored for it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import fuzz_http
from tests.attack.test_requests import PATHS
from tests.fuzz_http import SECRET, HttpFuzzer
from tests.fuzz_requests import LONGEST, Sent, mutated, of_the_suite, stored


def test_the_corpus_is_small_and_has_every_address_of_the_suite() -> None:
    requests = stored()
    assert {path.format(digest="0" * 64) for path in PATHS} <= {sent.path for sent in requests}
    assert max(len(sent.line) for sent in requests) <= LONGEST
    assert len(requests) < 1_000


def test_a_request_is_mutated_in_a_way_that_can_be_repeated() -> None:
    pool = list(of_the_suite())
    made = [[mutated(sent, pool, random.Random(at)) for at, sent in enumerate(pool[::7])] for _ in range(2)]
    assert made[0] == made[1]
    assert all(sent.path.startswith("/") and json.loads(sent.line) for sent in made[0])
    assert sum(first != second for first, second in zip(pool[::7], made[0], strict=True)) > len(made[0]) / 2


class Silent:
    """Stands for a server that runs and logs nothing."""

    url, cookies = "http://127.0.0.1:1", ("a=b", "c=d")

    class process:  # noqa: N801
        returncode = -11
        ended: int | None = None

        @classmethod
        def poll(cls) -> int | None:
            return cls.ended

    logged = 0

    def traces(self) -> int:
        return self.logged


@pytest.fixture
def fuzzer(tmp_path: Path) -> Iterator[HttpFuzzer]:
    with HttpFuzzer(Silent(), tmp_path / "home", tmp_path / "kept", 1) as made:  # type: ignore[arg-type]
        yield made


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((500, "x"), "status 500"),
        ((200, "Traceback (most recent call last)"), "the answer says 'Traceback (most'"),
        ((200, "in /usr/lib/site-packages/x.py"), "the answer says 'site-packages'"),
        ((200, f"… {SECRET} …"), "the answer has what somebody else asked"),
        ((200, "{home}/index"), "the answer says where the server keeps its files"),
    ],
)
def test_what_may_not_come_back_is_a_fault_and_its_request_is_kept(
    fuzzer: HttpFuzzer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: tuple[int, str], said: str
) -> None:
    text = answer[1].format(home=tmp_path / "home")
    monkeypatch.setattr(fuzzer, "_answer", lambda client, sent: (answer[0], text, ""))
    sent = Sent("GET", "/x")
    fuzzer.send(sent)
    assert fuzzer.faults == [said]
    assert [path.read_text().strip() for path in (tmp_path / "kept").iterdir()] == [sent.line]


def test_a_traceback_in_the_log_and_an_end_of_the_server_are_faults(
    fuzzer: HttpFuzzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Silent, "logged", 1)
    assert fuzzer.alive()
    monkeypatch.setattr(Silent.process, "ended", -11)
    assert not fuzzer.alive()
    assert fuzzer.faults == ["a traceback is in the log", "the server has ended with -11"]


@pytest.mark.slow
@pytest.mark.process
def test_a_short_run_for_real_replays_the_corpus_and_finds_nothing(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(fuzz_http, "TURN", 20)
    monkeypatch.setattr(fuzz_http, "EXAMPLES", 3)
    assert fuzz_http.fuzz(1.0, 1, tmp_path / "kept"), [path.read_text() for path in tmp_path.glob("kept/*")]
