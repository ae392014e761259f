"""The HTTP surface is fuzzed: `make fuzz ARGS="--formats http"`, a real `preuve chat` in a process of its own.

The API gets what schemathesis makes of its description, everything else stored requests that are mutated; what is
answered in a way not seen before is mutated further. Two people have accounts; the requests come from one of them, or
from nobody. A fault is a status of 500 or more, a traceback in an answer or in the log, a path of the server, a word of
the other person, an answer that the description does not allow, a request that hangs, a server that is dead, memory
that keeps growing.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import httpx

from bench.soak.record import growth
from bench.soak.served import Served, served
from rag.settings import make_settings
from tests import CHECKOUT
from tests.conftest import SEED_TEXTS, write_files
from tests.fixtures.tab import Tab
from tests.fuzz_requests import LONGEST, STORE, Sent, mutated, of_the_page, of_the_suite, stored

LIMIT = 60.0
"""Seconds after which a request hangs, on a machine that does much else; most take some milliseconds."""

GROWN = 30.0
"""Megabytes in ten minutes that are more than caches which fill; they are looked at where ten minutes were fuzzed."""

SECRET = "quivarelle"
"""A word of what the other person has asked, which nobody else may see."""

EXAMPLES = 15
"""Requests of an operation of the API between two turns of everything else."""

TURN = 150
"""Requests of a turn of everything else."""

POOL = 4_000
"""Requests at most of which others are made."""

NOWHERE = (404, 405)
"""Statuses of what goes no further than a list of addresses: not mutated again."""

PRIVATE = ("/logout", "/password")
"""Where the person who is used would lose the session: sent by nobody only."""

_PLACES = re.compile(
    "|".join(map(re.escape, (str(CHECKOUT), sys.prefix, "site-packages", "Traceback (most", '.py", line')))
)


class HttpFuzzer:
    """Sends requests to `server` and notes what may not come back; whatever does is kept in a folder."""

    def __init__(self, server: Served, home: Path, keep: Path, seed: int) -> None:
        self._server = server
        self._home = str(home)
        self._keep = keep
        self._chance = random.Random(seed)
        self._known: set[tuple[object, ...]] = set()
        self._traces = server.traces()
        self._memory: list[tuple[float, float]] = []
        self._began = time.monotonic()
        self.pool: list[Sent] = []
        self.fresh: list[Sent] = []
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        cookie = {"cookie": server.cookies[1]}
        options: dict[str, Any] = {"base_url": server.url, "timeout": LIMIT, "follow_redirects": False}
        self._open = ExitStack()
        self._person = self._open.enter_context(httpx.Client(headers=cookie, **options))
        self._nobody = self._open.enter_context(httpx.Client(**options))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def run(self, seconds: float) -> None:
        """Replay what is stored, then go on with what that becomes until the time is over."""
        ada = Tab(self._server.url, self._server.cookies[0])
        ada.call("ask", f"Qui dirige le centre {SECRET} ?")
        until = time.monotonic() + seconds
        api = self._api()
        for sent in stored():
            self.send(sent)
        own = Tab(self._server.url, self._server.cookies[1])
        config = self._person.get("/config").json()
        self.pool += [*stored(), *of_the_page(config, own.session)]
        while time.monotonic() < until and self.alive():
            self.turn()
            next(api)
        if seconds >= 600 and (grown := growth(self._memory)) > GROWN:
            self.faults.append(f"memory grows by {grown:.0f} MB in ten minutes")

    def turn(self) -> None:
        """Some mutated requests, then a look at the server."""
        for _ in range(TURN):
            first = self._chance.choice(self.pool)
            self.send(mutated(first, self.pool, self._chance) if self._chance.random() < 0.95 else first)
        self._memory.append((time.monotonic() - self._began, self._server.megabytes()))

    def send(self, sent: Sent) -> None:
        """One request, and what came of it; one that was answered in a new way is mutated from now on too."""
        client = self._nobody if sent.path.startswith(PRIVATE) or self._chance.random() < 0.1 else self._person
        began = time.monotonic()
        try:
            status, text, shape = self._answer(client, sent)
        except httpx.TimeoutException:
            self._fault(f"no answer within {LIMIT:.0f} s", sent)
            return
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as problem:
            self.counts[f"cut or never sent: {type(problem).__name__}"] += 1
            self.alive(sent)
            return
        self.counts[f"{status}"] += 1
        for said in self._wrong(status, text, time.monotonic() - began):
            self._fault(said, sent)
        seen = (sent.method, _address(sent.path), status, shape)
        if seen not in self._known and len(self.pool) < POOL:
            self._known.add(seen)
            self.fresh.append(sent)
            if status not in NOWHERE:
                self.pool.append(sent)

    def _answer(self, client: httpx.Client, sent: Sent) -> tuple[int, str, str]:
        """Status, text and kind of an answer; of a stream only the beginning is read."""
        path = sent.path if sent.path.startswith("/") else f"/{sent.path}"
        url = f"{path}?{sent.query}" if sent.query else path
        headers = [(name.encode(), value.encode("latin-1", "ignore")) for name, value in sent.headers.items()]
        body = sent.body.encode("latin-1", "backslashreplace")
        with client.stream(sent.method, url, headers=headers, content=body) as reply:
            lasting = "event-stream" in reply.headers.get("content-type", "")
            text = next(reply.iter_text(), "") if lasting else reply.read().decode(errors="replace")
        return reply.status_code, f"{reply.headers}{text}", re.sub(r"[\d\W]+", " ", text)[:40]

    def _wrong(self, status: int, text: str, seconds: float) -> Iterator[str]:
        if status >= 500:
            yield f"status {status}"
        if found := _PLACES.search(text):
            yield f"the answer says {found[0]!r}"
        if self._home in text:
            yield "the answer says where the server keeps its files"
        if SECRET in text:
            yield "the answer has what somebody else asked"
        if seconds > LIMIT:
            yield f"the answer took {seconds:.0f} s"
        if (traces := self._server.traces()) > self._traces:
            self._traces = traces
            yield "a traceback is in the log"

    def alive(self, sent: Sent | None = None) -> bool:
        """Whether the server still runs and has logged nothing; a fault where it does not."""
        if self._server.process.poll() is not None:
            self._fault(f"the server has ended with {self._server.process.returncode}", sent)
            return False
        for said in self._wrong(0, "", 0.0):
            self._fault(said, sent)
        return True

    def _fault(self, said: str, sent: Sent | None) -> None:
        self.faults.append(said)
        self._keep.mkdir(parents=True, exist_ok=True)
        kept = self._keep / f"http-{len(self.faults):04d}.json"
        kept.write_text((sent.line if sent else "") + "\n", encoding="ascii")
        print(f"{kept}: {said}", flush=True)

    def _api(self) -> Iterator[None]:
        """Each time some requests of what schemathesis makes of the API's description, checked against it."""
        # schemathesis takes a second to import, and is needed here alone.
        import requests
        import schemathesis
        from hypothesis import HealthCheck, Phase, given, settings
        from hypothesis import seed as seeded
        from hypothesis.errors import Unsatisfiable
        from schemathesis.checks import not_a_server_error
        from schemathesis.core.failures import FailureGroup
        from schemathesis.specs.openapi import checks

        description = self._person.get("/api/openapi.json").json()
        schema = schemathesis.openapi.from_dict(description)
        promised = [not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
                    checks.response_schema_conformance]  # fmt: skip
        calm = settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
                        suppress_health_check=list(HealthCheck))  # fmt: skip
        headers = {"cookie": self._server.cookies[1]}
        session = self._open.enter_context(requests.Session())
        while True:
            for found in schema.get_all_operations():
                operation = found.ok()
                for mode in schemathesis.GenerationMode:

                    @calm
                    @seeded(self._chance.randrange(2**32))
                    @given(case=operation.as_strategy(generation_mode=mode))
                    def one(case: schemathesis.Case) -> None:
                        asked = Sent(case.method, case.path, "", {}, repr(case.body)[:4_000])
                        began = time.monotonic()
                        try:
                            reply = case.call(self._server.url, session, headers, timeout=LIMIT)
                        except requests.Timeout:
                            self._fault(f"no answer within {LIMIT:.0f} s", asked)
                            return
                        self.counts[f"api {reply.status_code}"] += 1
                        for said in self._wrong(reply.status_code, reply.text, time.monotonic() - began):
                            self._fault(said, asked)
                        try:
                            case.validate_response(reply, checks=promised)
                        except FailureGroup as failures:
                            for each in failures.exceptions:
                                self._fault(f"not as described: {' '.join(str(each).split())[:300]}", asked)

                    with suppress(Unsatisfiable):  # nothing can be wrong with a request that takes nothing
                        one()
            yield


def _address(path: str) -> str:
    """A path without what differs in each."""
    return re.sub(r"[0-9a-f]{8,}|\d+", "0", path)[:60]


@contextmanager
def target(seed: Mapping[str, str] = SEED_TEXTS) -> Iterator[tuple[Served, Path]]:
    """A server with two people over small documents, and the folder that holds all of it."""
    settings = {"PREUVE_EMBEDDER": "hash", "PREUVE_READER": "words", "PREUVE_QUESTIONS_PER_MINUTE": "100000"}
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        with tempfile.TemporaryDirectory(prefix="preuve-fuzz-") as folder:
            home = Path(folder)
            write_files(home / "corpus", seed)
            made = make_settings(index=home / "index", embedder="hash")
            with served(home, home / "corpus", made, 2) as server:
                yield server, home
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def renew() -> None:
    """Make the stored corpus anew: of what the suite of attacks sends, one request for each way of being answered."""
    with target() as (server, home), HttpFuzzer(server, home, Path("reports/fuzz"), 1) as fuzzer:
        for sent in of_the_suite():
            fuzzer.send(sent)
    lines = [sent.line for sent in fuzzer.fresh if len(sent.line) <= LONGEST]
    STORE.write_text("\n".join(lines) + "\n", encoding="ascii")


def fuzz(seconds: float, seed: int, keep: Path) -> bool:
    """Fuzz for so long and print what came of it; whether nothing was found."""
    with target() as (server, home), HttpFuzzer(server, home, keep, seed) as fuzzer, suppress(KeyboardInterrupt):
        fuzzer.run(seconds)
    for name, count in sorted(fuzzer.counts.items()):
        print(f"{count:8d}  http {name}")
    for name, count in Counter(fuzzer.faults).most_common():
        print(f"{count:8d}  FAULT {name}")
    return not fuzzer.faults


if __name__ == "__main__":
    renew()
