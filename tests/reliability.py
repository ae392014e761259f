"""Counts what the fault tests did, row by row of the promises, and writes `docs/reliability.md` from it.

A pytest plugin (loaded by `tests/conftest.py`): a test asks for the fixture `fault_row` and says how often it caused a
fault and how often that fault really happened. Tests that show a row by themselves are named in `ROWS`; there a test
counts as one repetition. With `--reliability` only tests of rows are run, and a run of all of them fails where a row
has fewer faults than were promised.
"""

from __future__ import annotations

import platform
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROPERTY = "fault"
HEADER = """# What happens when something goes wrong

Written by `make test-faults` from one run of the tests, down to the soak; do not edit that part. A fault counts as
fired only where the test saw it happen, and a test whose faults did not fire fails. A violation is a broken promise;
there must be none. The column *promised* is the size of the test that was asked for. Each line comes from one run; a
line can be run again alone.

"""

FAILED, NOT_RUN = "Failed in this run:", "Not run here:"
SOAK = "## Soak"
"""Where the part of the page begins that is written by hand, after a soak; it is kept."""


@dataclass(frozen=True, slots=True)
class Row:
    """A promise.

    needed: how many faults must fire.
    modules: tests (`file` or `file::name`) that show it by passing.
    note: what the figures alone do not say.
    """

    title: str
    needed: int
    modules: tuple[str, ...] = ()
    note: str = ""


ROWS = {
    1: Row("kill -9 at any instant of an ingest", 60,
           note="44 aimed at the milliseconds in which engines, catalog or pointer write"),
    2: Row("two ingests at once", 20, ("test_sync.py::test_one_ingest_at_a_time",)),
    3: Row("ingest while the chat runs", 500, ("test_assistant.py::test_a_publication_is_seen_at_the_next_question",)),
    4: Row("a document gives orders to the model", 244, ("test_chain.py::test_documents_that_give_orders",)),
    5: Row("script or HTML in any text", 61, ("test_neutralise.py", "test_render.py")),
    6: Row("pointers to what was not retrieved", 40, ("test_pointers.py", "test_chain.py::test_pointers_to_nothing")),
    7: Row("an invented quote", 100),
    8: Row("damaged, cut or missing index files", 28),
    9: Row("disk full during an ingest", 11),
    10: Row("embedding model or settings changed", 8),
    11: Row("dimension of the embedding changed", 2),
    12: Row("index of a newer or older program", 4, ("test_catalog.py::test_another_schema_is_refused",)),
    13: Row("model server down", 5, ("test_model.py::test_a_server_that_is_not_there",
                                     "test_model.py::test_a_connection_that_is_cut", "test_chain.py::test_where_the")),
    14: Row("model slow, stalled, endless", 6, ("test_model.py::test_slow_streams",
                                                "test_chain.py::test_an_answer_that")),
    15: Row("429, 503, 500", 8, ("test_model.py::test_a_server_that_recovers", "test_model.py::test_calls_are_counted",
                                 "test_model.py::test_retry_after", "test_model.py::test_the_circuit_opens")),
    16: Row("garbage from the model", 15, ("test_model.py::test_garbage", "test_model.py::test_an_answer_of_two",
                                           "test_model.py::test_a_model_that_repeats")),
    17: Row("question outside the corpus, empty index", 50, ("test_assistant.py::test_an_empty_index",)),
    18: Row("bombs", 12, ("test_load_loader.py::test_bombs", "test_load_html.py::test_floods",
                          "test_load_markdown.py::test_a_flood")),
    19: Row("a parser that crashes, hangs or recurses", 4, ("test_load_loader.py::test_a_parser_that_misbehaves",)),
    20: Row("a file that changes while it is read", 5, ("test_load_loader.py::test_a_file_that_changes",)),
    21: Row("files edited, renamed, deleted", 200, ("test_sync.py::test_unchanged_files",)),
    22: Row("crash between the removal and the addition of a file", 10),
    23: Row("links, pipes, devices, loops", 12),
    24: Row("questions that are none", 20, ("test_app.py::test_bad_questions", "test_app.py::test_bodies_that",
                                            "test_app.py::test_large_bodies", "test_app.py::test_lone_surrogates")),
    25: Row("sixty questions at once", 60),
    26: Row("stop, or a closed tab", 20, ("test_app.py::test_stopping", "test_app.py::test_closing")),
    27: Row("source files through the web server", 12, ("test_app.py::test_no_listener",)),
    28: Row("paths out of the served folder", 12, ("test_app.py::test_what_the_page_does_not_need",)),
    29: Row("addresses as documents", 15),
    30: Row("connections to elsewhere", 5, ("test_settings.py::test_an_inherited_tracing",)),
    31: Row("the key in any output", 25),
    32: Row("protected PDF", 3),
    33: Row("damaged PDF, docx, html", 200),
    34: Row("scans without text", 2),
    35: Row("empty files", 6, ("test_load_encoding.py::test_nothing_but", "test_load_plain.py::test_an_empty_file")),
    36: Row("names that do not fit the content", 8, ("test_load_kind.py",)),
    37: Row("encodings", 960),
    38: Row("forms of the same letters", 220, ("test_text.py",)),
    39: Row("invisible and direction characters", 30, ("test_neutralise.py", "test_prompts.py::test_one_line")),
    40: Row("delimiters of the prompt in documents", 500),
    41: Row("braces and templates", 20, ("test_prompts.py::test_braces",)),
    42: Row("copies", 5),
    43: Row("poisoned corpus", 10),
    44: Row("very large files, very many files", 3),
    45: Row("index removed under a running chat", 3, ("test_assistant.py::test_an_index_that_is_gone",)),
    46: Row("start-up faults", 15),
    47: Row("SIGTERM and Ctrl-C", 10),
    48: Row("what a reboot leaves behind", 6),
    49: Row("clocks and times of files", 4),
    50: Row("an index that somebody else made", 1),
    51: Row("altered weights, pickle", 3, ("test_embedder.py::test_weights_in", "test_embedder.py::test_altered",
                                           "test_embedder.py::test_an_export_that_cannot")),
    52: Row("vectors that are none", 3, ("test_embedder.py::test_vectors_that", "test_sync.py::test_a_text_that")),
    53: Row("the evaluation's own faults", 12, ("test_judge.py", "test_run.py")),
    54: Row("closed or full output", 2),
    55: Row("other versions of the libraries", 3,
            note="of each, the lowest version that is allowed was also the newest on 27 November 2026"),
}  # fmt: skip
"""The rows of the list of faults that this project promises to survive."""


@dataclass(slots=True)
class Count:
    """What one test reports for one row."""

    row: int
    repetitions: int = 0
    fired: int = 0
    measured: str = ""
    """What it measured, in words for the table."""

    def happened(self, fired: bool = True, times: int = 1) -> None:
        """So many repetitions; `fired` says whether their faults were seen to happen."""
        self.repetitions += times
        self.fired += times * fired


CountRow = Callable[[int], Count]


@pytest.fixture
def fault_row(request: pytest.FixtureRequest) -> Iterator[CountRow]:
    """Makes the counter of a row; a test whose faults never fired fails."""
    counts: list[Count] = []

    def count(row: int) -> Count:
        counts.append(Count(row))
        return counts[-1]

    yield count
    for each in counts:
        request.node.user_properties.append((PROPERTY, [each.row, each.repetitions, each.fired, each.measured]))
    silent = [each.row for each in counts if not each.fired]
    assert not silent, f"no fault fired for row {silent}"


def _shows_a_row(name: str) -> bool:
    return any(name.startswith(row.modules) for row in ROWS.values())


@dataclass(slots=True)
class _Total:
    repetitions: int = 0
    fired: int = 0
    violations: int = 0
    tests: set[str] = field(default_factory=set)
    measured: list[str] = field(default_factory=list)


class Report:
    """Keeps the tests of rows, adds up what they report, and writes the table."""

    def __init__(self, path: Path, whole: bool, again: set[int]) -> None:
        self._path = path
        self._whole = whole
        self._again = again
        self._totals: dict[int, _Total] = defaultdict(_Total)
        self._failed: set[str] = set()
        self._skipped: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.removeprefix("tests/")
        test = name.partition("[")[0]
        if report.failed:
            self._failed.add(name)
        if report.skipped:
            self._skipped[name] = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)
        if report.when != "teardown" or name in self._skipped:
            return
        counted = [value for key, value in report.user_properties if key == PROPERTY]
        for row, repetitions, fired, measured in counted:
            self._add(row, test, name, (repetitions, fired))
            self._totals[row].measured += [measured] if measured else []
        for row, promise in ROWS.items():
            if test.startswith(promise.modules) and row not in [each[0] for each in counted]:
                self._add(row, test, name, (1, 1))

    def _add(self, row: int, test: str, name: str, happened: tuple[int, int]) -> None:
        total = self._totals[row]
        total.tests.add(test)
        total.repetitions += happened[0]
        total.fired += happened[1]
        total.violations += name in self._failed

    def _line(self, number: int, row: Row) -> str:
        total = self._totals[number]
        tests = sorted(total.tests)
        shown = ", ".join(f"`{test.partition('::')[2]}`" for test in tests[:3])
        more = f" and {len(tests) - 3} more" if len(tests) > 3 else ""
        said = "; ".join(filter(None, [row.note, *total.measured, "" if tests else "not run"]))
        figures = f"{row.needed} | {total.repetitions} | {total.fired} | {total.violations}"
        return f"| {number} | {row.title} | {figures} | {shown}{more}{': ' if tests and said else ''}{said} |"

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        before = self._path.read_text(encoding="utf-8") if self._path.exists() else ""
        table, mark, soak = before.partition(SOAK)
        lines = [HEADER + f"Python {platform.python_version()}, {platform.system()} {platform.machine()}.\n"]
        lines += ["| # | fault | promised | repetitions | fired | violations | shown by |", "|---" * 7 + "|"]
        lines += [self._line(number, row) for number, row in ROWS.items()]
        if self._again:
            # What failed and what was not run is told of the last run; the lines of the table keep what they counted.
            for heading in (FAILED, NOT_RUN):
                table = table.partition(f"\n{heading}\n")[0]
            lines = table.rstrip().splitlines()
            for at, line in enumerate(lines):
                number = line.removeprefix("| ").partition(" ")[0]
                if line.startswith("| ") and number.isdecimal() and int(number) in self._again:
                    lines[at] = self._line(int(number), ROWS[int(number)])
        if self._failed:
            lines += ["", FAILED, "", *(f"- `{name}`" for name in sorted(self._failed))]
        if self._skipped:
            lines += ["", NOT_RUN, ""]
            lines += [f"- `{name}`: {reason}" for name, reason in sorted(self._skipped.items())]
        lines += ["", mark + soak.rstrip()] if mark else []
        self._path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if self._whole and any(self._totals[number].fired < row.needed for number, row in ROWS.items()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for number, row in ROWS.items():
            fired = self._totals[number].fired
            if self._whole and fired < row.needed:
                terminalreporter.write_line(f"row {number} ({row.title}): {fired} faults of {row.needed} promised")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reliability", type=Path, metavar="FILE", help="run the tests of rows, write the table here")
    parser.addoption(
        "--rows", default="", metavar="N,…", help="replace these lines of the table only: name their files"
    )


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--reliability")
    if path is not None and not hasattr(config, "workerinput"):
        whole = config.args_source == pytest.Config.ArgsSource.TESTPATHS and not config.getoption("-m")
        again = {int(number) for number in config.getoption("--rows").split(",") if number}
        config.pluginmanager.register(Report(path, whole and not again, again), "reliability")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--reliability`, the tests of rows only."""
    if config.getoption("--reliability") is None:
        return
    kept, left = [], []
    for item in items:
        named = _shows_a_row(item.nodeid.removeprefix("tests/").partition("[")[0])
        (kept if named or "fault_row" in getattr(item, "fixturenames", ()) else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept
