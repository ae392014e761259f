"""The tab for evaluators: a test set is run, stopped, its report kept and served where it can do no harm."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from eval.report.report_page import HEADLINES
from ingest.sync import sync
from rag.assistant import open_assistant
from rag.settings import make_settings
from tests.conftest import SEED_TEXTS, write_files
from tests.fixtures.tab import Tab, serving
from tests.ui.words.test_words import placeholders
from ui.words.reports import REPORT_PHRASES
from ui.words.trials import TRIAL_WORDS, TrialWords
from ui.words.words import LANGUAGES

pytestmark = pytest.mark.process

EN = TRIAL_WORDS["en"]
TEXT = SEED_TEXTS["law.md"]
FACTS = ["La loi 09-08 protège les données personnelles.", "Elle date de 2009.", "La CNDP contrôle son application."]


def write_set(folder: Path, repeated: int = 1) -> Path:
    """A test set of three questions, asked so many times."""
    write_files(folder / "corpus", SEED_TEXTS)
    lines = []
    for number in range(repeated):
        for place, fact in enumerate(FACTS):
            start = TEXT.index(fact)
            span = {"file": "law.md", "start": start, "end": start + len(fact), "text": fact}
            lines.append(
                {
                    "id": f"q{number}-{place}", "question": f"{fact[:-1]} ?", "language": "fr", "answerable": True,
                    "evidence": [[span]], "answers": [fact],
                }
            )  # fmt: skip
    (folder / "questions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("trials")
    small, large = write_set(folder / "small"), write_set(folder / "large", 400)
    settings = make_settings(index=folder / "index", embedder="hash")
    sync([small / "corpus"], settings)
    sets = (small, large, folder / "gone")
    with closing(open_assistant(settings)) as assistant, serving(assistant, settings, test_sets=sets) as address:
        yield address


def text_of(markup: str) -> str:
    return html.fragment_fromstring(markup).text_content()


def test_a_test_set_is_run_and_its_report_shown(url: str) -> None:
    tab = Tab(url)
    listed = text_of(tab.call("arrive")["trials"])
    assert EN.about.format(questions=3, answerable=3, files=3) in listed
    result = tab.call("run", "0")["trial-result"]
    assert all(EN.measures[name] in text_of(result) for name, _ in HEADLINES)
    assert "1.00" in text_of(result)
    found = re.search(r'id="report-([0-9a-f]{16})"', result)
    assert found
    reply = httpx.get(f"{url}/preuve/report/{found[1]}")
    assert reply.status_code == 200
    assert "Citation accuracy" in reply.text
    for language in LANGUAGES:
        page = httpx.get(f"{url}/preuve/report/{found[1]}?language={language}").text
        assert f'<html lang="{language}"' in page
        assert REPORT_PHRASES[language]("All measures") in page
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'")
    assert reply.headers["x-frame-options"] == "SAMEORIGIN"
    for other in ("0" * 16, "x", "../x", found[1] + "0"):
        assert httpx.get(f"{url}/preuve/report/{other}").status_code == 404


def test_only_one_is_run_at_a_time_and_it_can_be_stopped_and_goes_on(url: str) -> None:
    tab = Tab(url)
    done: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: done.append(tab.call("run", "1")))
    thread.start()
    time.sleep(1.0)
    assert EN.busy in text_of(Tab(url).call("run", "0")["trial-result"])
    tab.call("stop_1")
    thread.join(60)
    assert EN.stopped in text_of(done[0]["trial-result"])
    assert "trial-result" in Tab(url).call("run", "0")["trial-result"]


@pytest.mark.parametrize("command", ["", "9", "-1", "x", "٠", "0 0", "9" * 40])
def test_senseless_commands_run_nothing(url: str, command: str) -> None:
    assert "trial-result" not in Tab(url).call("run", command)


def test_the_words_are_there_in_each_language() -> None:
    assert TRIAL_WORDS.keys() == set(LANGUAGES)
    for words in TRIAL_WORDS.values():
        assert words.measures.keys() == {name for name, _ in HEADLINES}
        for field in fields(TrialWords):
            if field.name != "measures":
                assert placeholders(getattr(words, field.name)) == placeholders(getattr(EN, field.name))
