"""Counts what the fault tests did, row by row of the promises, and writes `docs/reliability.md` from it.

A pytest plugin (loaded by `tests/conftest.py`): a test asks for the fixture `fault_row` and says how often it caused a
fault, how often that fault really happened, and how often a promise was broken. Tests of whole modules that show a row
by themselves are named in `ROWS`; there a passed test counts as one repetition.
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

Written by `make test-faults` from the run of the tests; do not edit. A fault counts as fired only where the test saw
it happen. A violation is a broken promise; there must be none. Rows that a run leaves out keep their last figures.

"""


@dataclass(frozen=True, slots=True)
class Row:
    """A promise. `modules`: tests (`file` or `file::name`) that show it by passing; `open`: why it cannot be shown."""

    title: str
    modules: tuple[str, ...] = ()
    open: str = ""


ROWS = {
    1: Row("kill -9 at any instant of an ingest"),
    2: Row("two ingests at once", ("test_sync.py::test_one_ingest_at_a_time",)),
    3: Row("ingest while the chat runs", ("test_assistant.py::test_a_publication_is_seen_at_the_next_question",)),
    4: Row("a document gives orders to the model", ("test_chain.py::test_documents_that_give_orders", "test_browser")),
    5: Row("script or HTML in any text", ("test_neutralise.py", "test_render.py", "test_browser")),
    6: Row("pointers to what was not retrieved", ("test_pointers.py", "test_chain.py::test_pointers_to_nothing")),
    7: Row("an invented quote", ("test_mutations.py", "test_citations.py")),
    8: Row("damaged, cut or missing index files"),
    9: Row("disk full during an ingest"),
    10: Row("embedding model or settings changed"),
    11: Row("dimension of the embedding changed"),
    12: Row("index of a newer or older program", ("test_catalog.py::test_another_schema_is_refused",)),
    13: Row("model server down", ("test_model.py::test_a_server_that_is_not_there", "test_chain.py::test_where_the")),
    14: Row("model slow, stalled, endless", ("test_model.py::test_slow_streams", "test_chain.py::test_an_answer_that")),
    15: Row("429, 503, 500", ("test_model.py::test_a_server_that_recovers", "test_model.py::test_calls_are_counted",
                              "test_model.py::test_retry_after", "test_model.py::test_the_circuit_opens")),
    16: Row("garbage from the model", ("test_model.py::test_garbage", "test_model.py::test_an_answer_of_two",
                                       "test_model.py::test_a_model_that_repeats")),
    17: Row("question outside the corpus, empty index", ("test_assistant.py::test_what_the_documents_do_not_say",
                                                         "test_assistant.py::test_an_empty_index")),
    18: Row("bombs", ("test_load_loader.py::test_bombs", "test_load_html.py::test_floods",
                      "test_load_markdown.py::test_a_flood")),
    19: Row("a parser that crashes, hangs or recurses", ("test_load_loader.py::test_a_parser_that_misbehaves",)),
    20: Row("a file that changes while it is read", ("test_load_loader.py::test_a_file_that_changes",)),
    21: Row("files edited, renamed, deleted", ("test_sync.py::test_any_sequence_of_edits",
                                               "test_sync.py::test_unchanged_files")),
    22: Row("crash between the removal and the addition of a file"),
    23: Row("links, pipes, devices, loops", ("test_walk.py",)),
    24: Row("questions that are none", ("test_app.py::test_bad_questions", "test_app.py::test_bodies_that",
                                        "test_app.py::test_large_bodies", "test_app.py::test_lone_surrogates")),
    25: Row("sixty questions at once", ("test_app.py::test_sixty_questions",)),
    26: Row("stop, or a closed tab", ("test_app.py::test_stopping", "test_app.py::test_closing",
                                      "test_model.py::test_giving_up")),
    27: Row("source files through the web server", ("test_app.py::test_no_listener",)),
    28: Row("paths out of the served folder", ("test_app.py::test_what_the_page_does_not_need",)),
    29: Row("addresses as documents"),
    30: Row("connections to elsewhere", ("test_settings.py::test_an_inherited_tracing",)),
    31: Row("the key in any output", ("test_model.py::test_the_key_goes",)),
    32: Row("protected PDF", ("test_load_pdf.py::test_protected_files",)),
    33: Row("damaged PDF, docx, html"),
    34: Row("scans without text", ("test_load_pdf.py::test_scanned_pages",)),
    35: Row("empty files", ("test_load_encoding.py::test_nothing_but_space", "test_load_plain.py::test_an_empty_file")),
    36: Row("names that do not fit the content", ("test_load_kind.py",)),
    37: Row("encodings", ("test_load_encoding.py",)),
    38: Row("forms of the same letters", ("test_text.py", "test_language.py")),
    39: Row("invisible and direction characters", ("test_neutralise.py", "test_prompts.py::test_one_line")),
    40: Row("delimiters of the prompt in documents", ("test_prompts.py::test_as_many_passages",)),
    41: Row("braces and templates", ("test_prompts.py::test_braces",)),
    42: Row("copies", ("test_sync.py::test_copies",)),
    43: Row("poisoned corpus", (), "no test yet: passages are bounded per file by a setting; the rate is not measured"),
    44: Row("very large files, very many files", (), "limits are tested (row 18); the nightly full sizes are not run"),
    45: Row("index removed under a running chat", ("test_assistant.py::test_an_index_that_is_gone",)),
    46: Row("start-up faults"),
    47: Row("SIGTERM and Ctrl-C"),
    48: Row("what a reboot leaves behind"),
    49: Row("clocks and times of files", ("test_sync.py::test_the_content_decides",)),
    50: Row("an index that somebody else made"),
    51: Row("altered weights, pickle", ("test_embedder.py::test_weights_in", "test_embedder.py::test_altered_weights")),
    52: Row("vectors that are none", ("test_embedder.py::test_vectors_that", "test_sync.py::test_a_text_that_cannot")),
    53: Row("the evaluation's own faults", ("test_judge.py", "test_run.py")),
    54: Row("closed or full output"),
    55: Row("other versions of the libraries", (), "every version is pinned; a run against other pins needs a network"),
}  # fmt: skip
"""The rows of the list of faults that this project promises to survive."""


@dataclass(slots=True)
class Count:
    """What one test reports for one row."""

    row: int
    repetitions: int = 0
    fired: int = 0

    def happened(self, fired: bool = True) -> None:
        """One repetition; `fired` says whether its fault was seen to happen."""
        self.repetitions += 1
        self.fired += fired


@pytest.fixture
def fault_row(request: pytest.FixtureRequest) -> Iterator[Callable[[int], Count]]:
    """Makes the counter of a row; a test whose faults never fired fails."""
    counts: list[Count] = []

    def count(row: int) -> Count:
        counts.append(Count(row))
        return counts[-1]

    yield count
    for each in counts:
        request.node.user_properties.append((PROPERTY, [each.row, each.repetitions, each.fired]))
    silent = [each.row for each in counts if not each.fired]
    assert not silent, f"no fault fired for row {silent}"


@dataclass(slots=True)
class _Total:
    repetitions: int = 0
    fired: int = 0
    violations: int = 0
    tests: set[str] = field(default_factory=set)


class Report:
    """Adds up what the tests of a session report, and writes the table."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._totals: dict[int, _Total] = defaultdict(_Total)
        self._failed: set[str] = set()
        self._skipped: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.removeprefix("tests/")
        test = name.partition("[")[0]
        if report.failed:
            self._failed.add(name)
        if report.skipped:
            self._skipped.add(name)
        if report.when != "teardown" or name in self._skipped:
            return
        counted = [value for key, value in report.user_properties if key == PROPERTY]
        for row, repetitions, fired in counted:
            self._add(row, test, name, repetitions, fired)
        if not counted:
            for row, promise in ROWS.items():
                if test.startswith(promise.modules):
                    self._add(row, test, name, 1, 1)

    def _add(self, row: int, test: str, name: str, repetitions: int, fired: int) -> None:
        total = self._totals[row]
        total.tests.add(test)
        total.repetitions += repetitions
        total.fired += fired
        total.violations += name in self._failed

    def _before(self) -> dict[int, str]:
        """The lines with figures of the table that is there already."""
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        cells = [(line.split(" | ")[0].removeprefix("| "), line) for line in lines]
        return {int(number): line for number, line in cells if number.isdecimal() and " | 0 | 0 | " not in line}

    def pytest_sessionfinish(self) -> None:
        lines = [HEADER + f"Python {platform.python_version()}, {platform.system()} {platform.machine()}.\n",
                 "| # | fault | repetitions | fired | violations | shown by |", "|---" * 6 + "|"]  # fmt: skip
        before = self._before()
        for number, row in ROWS.items():
            total = self._totals.get(number)
            if total is None and number in before:
                lines.append(before[number])
                continue
            if total is None:
                lines.append(f"| {number} | {row.title} | 0 | 0 | – | {row.open or 'not run'} |")
                continue
            tests = sorted(total.tests)
            shown = ", ".join(f"`{test.partition('::')[2]}`" for test in tests[:3])
            more = f" and {len(tests) - 3} more" if len(tests) > 3 else ""
            figures = f"{total.repetitions} | {total.fired} | {total.violations}"
            lines.append(f"| {number} | {row.title} | {figures} | {shown}{more} |")
        self._path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reliability", type=Path, metavar="FILE", help="write the table of faults here")


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--reliability")
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Report(path), "reliability")
