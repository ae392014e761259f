"""The library behind the page: uploads by HTTP, ingests told as they advance, deleting, and questions of a choice."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from ingest.sync import sync
from rag.assistant import Assistant, open_assistant
from rag.index.embedded.lock import write_lock
from rag.index.parts import key_of
from rag.language.numbers.calendar import date_words
from rag.settings import Settings, make_settings
from rag.types import Detail, LeftOut, Omission, Origin
from tests.conftest import SEED_TEXTS, write_files
from tests.fixtures.infos import MemoryDocuments, info
from tests.fixtures.tab import Tab, serving
from tests.ui.words.test_words import placeholders
from ui.page.markup.scope import chips
from ui.page.markup.shelf import library
from ui.page.scope import BY, MOST, SINCE, conditions_of, files_in, toggled
from ui.words.lexicon import WORDS
from ui.words.library import LIBRARY_WORDS, LibraryWords
from ui.words.reading import ORIGINS
from ui.words.words import LANGUAGES
from ui.work.shelf import Shelf

pytestmark = [pytest.mark.usefixtures("fewer_processes"), pytest.mark.process]

EN = LIBRARY_WORDS["en"]
BATCH = "0123456789abcdef"


@dataclass(frozen=True)
class Served:
    """A page over a real index, with uploads of at most 1 MB."""

    url: str
    settings: Settings
    assistant: Assistant
    corpus: Path

    def upload(self, name: str, content: bytes, **options: Any) -> httpx.Response:
        query = {"name": name, "batch": BATCH, "language": "en", **options.pop("query", {})}
        return httpx.post(f"{self.url}/preuve/upload", params=query, content=content, timeout=60, **options)

    def names(self) -> list[str]:
        with self.assistant.documents() as documents:
            return documents.files()


@contextmanager
def limited(megabytes: int) -> Iterator[None]:
    """Another limit for servers that are started meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.work.intake.MEGABYTES", megabytes)
        yield


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    write_files(folder / "corpus", {f"own/{name}": text for name, text in SEED_TEXTS.items()})
    settings = make_settings(index=folder / "index", embedder="hash")
    sync([folder / "corpus"], settings)
    with (
        closing(open_assistant(settings)) as assistant,
        limited(1),
        serving(assistant, settings) as url,
    ):
        yield Served(url, settings, assistant, folder / "corpus")


def text_of(markup: str) -> str:
    return html.fragment_fromstring(markup).text_content()


def test_a_file_is_uploaded_ingested_asked_and_deleted(served: Served) -> None:
    reply = served.upload("../Zellige report.TXT", b"Le chiffre d'affaires de Zellige est de 42 millions.\n")
    assert reply.json() == {"file": "uploads/Zellige report.txt"}
    tab = Tab(served.url)
    changed = tab.call("ingest", "batch")
    assert "1 added" in text_of(changed["library-activity"])
    assert "Zellige report.txt" in text_of(changed["library"])
    started = time.monotonic()
    answer = Tab(served.url).call("ask", "Quel est le chiffre d'affaires de Zellige ?")
    assert "42 millions" in text_of(answer["conversation"])
    assert time.monotonic() - started < 5
    assert served.upload("other.txt", b"Le chiffre d'affaires de Zellige est de 42 millions.\n").json() == {
        "refused": EN.refused["same"].format(file="uploads/Zellige report.txt"),
        "code": "same",
        "same": "uploads/Zellige report.txt",
    }
    changed = tab.call("ingest", f"delete {key_of('uploads/Zellige report.txt')}")
    assert "1 removed" in text_of(changed["library-activity"])
    assert "Zellige" not in text_of(changed["library"])
    assert not any(name.startswith("uploads/") for name in served.names())


def test_a_file_that_cannot_be_read_is_told_and_kept_nowhere(served: Served) -> None:
    assert served.upload("broken.pdf", b"%PDF-1.7 nothing").json() == {"file": "uploads/broken.pdf"}
    changed = Tab(served.url).call("ingest", "batch")
    assert "1 refused" in text_of(changed["library-activity"])
    assert "broken.pdf" in text_of(changed["library-activity"])
    assert "broken.pdf" in text_of(changed["library"]).partition(EN.not_indexed)[2]
    changed = Tab(served.url).call("ingest", f"delete {key_of('uploads/broken.pdf')}")
    assert "broken.pdf" not in text_of(changed["library"])
    assert list((served.settings.index.directory / "uploads" / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.exe", b"MZ", "unsupported"),
        ("x", b"x", "unsupported"),
        ("", b"x", "unsupported"),
        ("x.svg", b"<svg/>", "unsupported"),
        ("x.txt", b"", "empty"),
        ("x.txt", b"x" * (2**20 + 1), "too-large"),
    ],
)
def test_refusals_are_one_polite_line(served: Served, name: str, content: bytes, code: str) -> None:
    reply = served.upload(name, content)
    assert (reply.status_code, reply.json()) == (422, {"refused": EN.refused[code].format(size=1), "code": code})
    for language in LANGUAGES:
        refused = served.upload(name, content, query={"language": language}).json()["refused"]
        assert refused == LIBRARY_WORDS[language].refused[code].format(size=1)


def test_more_than_was_announced_is_refused_and_half_a_file_leaves_nothing(served: Served) -> None:
    unannounced: Any = (bytes(2**16) for _ in range(4))
    assert "refused" in served.upload("x.txt", unannounced).json()
    with httpx.Client() as client, pytest.raises(Exception, match="Too little data"):
        request = client.build_request(
            "POST", f"{served.url}/preuve/upload", params={"name": "x.txt", "batch": BATCH},
            headers={"content-length": "5000"}, content=(b"half" for _ in range(1)),
        )  # fmt: skip
        client.send(request)
    folder = served.settings.index.directory / "uploads" / "uploads"
    # The server may not have begun with the half when its sender is gone: nothing has to be left for a whole second.
    deadline, empty = time.monotonic() + 60, 0
    while empty < 20 and time.monotonic() < deadline:
        empty = 0 if any(folder.glob("*")) else empty + 1
        time.sleep(0.05)
    assert empty == 20, list(folder.glob("*"))


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({"host": "evil.example"}, {}, 421),
        ({"origin": "http://evil.example"}, {}, 403),
        ({"sec-fetch-site": "cross-site"}, {}, 403),
        ({}, {"batch": "../../x"}, 422),
        ({}, {"batch": ""}, 422),
    ],
)
def test_uploads_come_from_the_page_alone(
    served: Served, headers: dict[str, str], query: dict[str, str], status: int
) -> None:
    assert served.upload("x.txt", b"text", headers=headers, query=query).status_code == status


def test_nothing_that_was_uploaded_is_served(served: Served) -> None:
    assert "file" in served.upload("page.html", b"<html><body><p>Some text of a page.</p></body></html>").json()
    path = served.settings.index.directory / "uploads" / "uploads" / "page.html"
    assert path.exists()
    probes = [
        "/preuve/upload", "/preuve/upload/page.html", "/uploads/page.html", f"/gradio_api/file={path}",
        f"/file={path}", "/gradio_api/upload", "/preuve/../uploads/page.html", "/preuve/uploads/page.html",
    ]  # fmt: skip
    for probe in probes:
        assert httpx.get(served.url + probe).status_code in (404, 405), probe
    assert httpx.post(f"{served.url}/gradio_api/upload", files={"files": b"x"}).status_code == 404
    Tab(served.url).call("ingest", f"delete {key_of('uploads/page.html')}")
    assert not path.exists()


def test_files_of_the_owner_can_be_read_again_and_not_deleted(served: Served) -> None:
    tab = Tab(served.url)
    before = served.names()
    file = served.corpus / "own" / "english.txt"
    content = file.read_bytes()
    tab.call("ingest", f"delete {key_of('own/english.txt')}")
    assert file.exists()
    assert served.names() == before
    file.write_text("Another sentence about the harbour of Tangier.\n")
    changed = tab.call("ingest", f"again {key_of('own/english.txt')}")
    assert "1 changed" in text_of(changed["library-activity"])
    file.write_bytes(content)
    changed = tab.call("ingest", "renew")
    assert "1 changed" in text_of(changed["library-activity"])
    assert "2 unchanged" in text_of(changed["library-activity"])


def test_an_ingest_of_another_process_is_waited_for(served: Served) -> None:
    tab = Tab(served.url)
    done: list[dict[str, Any]] = []
    with write_lock(served.settings.index.directory):
        thread = threading.Thread(target=lambda: done.append(tab.call("ingest", "renew")))
        thread.start()
        time.sleep(1.5)
        assert not done
    thread.join(60)
    assert "3 unchanged" in text_of(done[0]["library-activity"])


def test_an_ingest_can_be_stopped_and_then_leaves_nothing(served: Served) -> None:
    before = served.names()
    tab, done = Tab(served.url), []
    with write_lock(served.settings.index.directory):
        served.upload("halted.txt", b"A text that is not wanted any more.\n")
        thread = threading.Thread(target=lambda: done.append(tab.call("ingest", "batch")))
        thread.start()
        time.sleep(1.5)
        Tab(served.url).call("change", "halt")
        thread.join(30)
    assert EN.stopped in text_of(done[0]["library-activity"])
    assert not (served.settings.index.directory / "uploads" / "uploads" / "halted.txt").exists()
    assert served.names() == before


@pytest.mark.parametrize(
    "command", ["", "x", "delete", "delete ../x", "again 0", "pick", "pick 0", "batch ../x", "halt x", "front"]
)
def test_senseless_commands_change_nothing(served: Served, command: str) -> None:
    before = served.names()
    tab = Tab(served.url)
    for listener in ("change", "ingest"):
        tab.call(listener, command)
    assert served.names() == before


def test_questions_are_asked_of_the_documents_that_were_chosen(served: Served) -> None:
    question = "De quand date la loi 09-08 ?"
    tab = Tab(served.url)
    assert "own/law.md" in text_of(tab.call("ask", question)["conversation"])
    changed = tab.call("change", f"pick {key_of('own/english.txt')}")
    assert "english.txt" in text_of(changed["scope"])
    asked = tab.call("ask", question)["conversation"]
    assert "own/law.md" not in asked.split('id="exchange-2"')[1].replace("&#47;", "/")
    assert f"{EN.asked_of} english.txt" in text_of(asked)
    tab.call("change", f"pick {key_of('own/english.txt')}")
    changed = tab.call("change", f"pick {key_of('own/')}")
    assert "own/" in text_of(changed["scope"])
    asked = tab.call("ask", question)["conversation"]
    assert "own/law.md" in asked.split('id="exchange-3"')[1].replace("&#47;", "/")
    assert EN.everything in text_of(tab.call("change", "widen")["scope"])


def test_a_choice_of_which_nothing_is_left_is_told(served: Served) -> None:
    served.upload("gone.txt", b"A text that will be gone.\n")
    tab = Tab(served.url)
    tab.call("ingest", "batch")
    tab.call("change", f"pick {key_of('uploads/gone.txt')}")
    Tab(served.url).call("ingest", f"delete {key_of('uploads/gone.txt')}")
    assert EN.none_left in text_of(tab.call("ask", "What will be gone?")["conversation"])


def test_where_nothing_may_be_uploaded_nothing_is_changed_on_the_page(tmp_path: Path, corpus: Path) -> None:
    settings = make_settings(index=tmp_path / "index", embedder="hash")
    sync([corpus], settings)
    with closing(open_assistant(settings)) as assistant, serving(assistant, settings, uploads=False) as url:
        fixed = Served(url, settings, assistant, corpus)
        assert "refused" in fixed.upload("x.txt", b"text").json()
        tab = Tab(url)
        (corpus / "law.md").unlink()
        shown = tab.call("arrive")
        assert "drop" not in shown["library-tools"]
        assert "renew" not in shown["library"]
        tab.call("ingest", "renew")
        assert len(fixed.names()) == 3
    assert not (settings.index.directory / "uploads").exists()


def test_the_first_documents_of_an_empty_index_can_be_uploaded(
    tmp_path: Path, settings: Settings, corpus: Path
) -> None:
    sync([corpus], settings)
    for path in corpus.iterdir():
        path.unlink()
    sync([corpus], settings)
    with closing(open_assistant(settings)) as assistant, serving(assistant, settings) as url:
        empty = Served(url, settings, assistant, corpus)
        tab = Tab(url)
        assert empty.names() == []
        empty.upload("first.txt", b"The first document of all.\n")
        tab.call("ingest", "batch")
        assert empty.names() == ["uploads/first.txt"]
        tab.call("ingest", f"delete {key_of('uploads/first.txt')}")
        assert empty.names() == []


# The choice


def infos(*files: str) -> MemoryDocuments:
    return MemoryDocuments([info(file) for file in files])


def test_a_choice_holds_documents_and_whole_folders() -> None:
    documents = infos("a.txt", "fr/b.txt", "fr/c/d.txt", "frx/e.txt")
    assert files_in((), documents) is None
    assert files_in(("fr/",), documents) == ["fr/b.txt", "fr/c/d.txt"]
    assert files_in(("fr/c/", "a.txt"), documents) == ["a.txt", "fr/c/d.txt"]
    assert files_in(("gone.txt",), documents) == []
    scope = toggled((), key_of("fr/"), documents)
    assert scope == ("fr/",)
    assert toggled(scope, key_of("a.txt"), documents) == ("fr/", "a.txt")
    assert toggled(scope, key_of("fr/"), documents) == ()
    assert toggled(scope, "nothing", documents) == scope
    full = tuple(f"{n}.txt" for n in range(MOST))
    assert toggled(full, key_of("a.txt"), documents) == full


DATED = [
    info("a.txt", date=Detail("2022-05-01", Origin.TEXT), author=Detail("Ville de Rabat", Origin.METADATA)),
    info("fr/b.txt", date=Detail("2024", Origin.METADATA), author=Detail("Amal", Origin.TEXT)),
    info("fr/c.txt", author=Detail("Amal", Origin.METADATA)),
    info("d.txt"),
]


def test_a_choice_holds_conditions_on_dates_and_authors() -> None:
    documents = MemoryDocuments(DATED)
    assert conditions_of(documents) == [f"{SINCE}2024", f"{SINCE}2022", f"{BY}Amal", f"{BY}Ville de Rabat"]
    assert conditions_of(MemoryDocuments(DATED[:1])) == []
    assert files_in((f"{SINCE}2022",), documents) == ["a.txt", "fr/b.txt"]
    assert files_in((f"{SINCE}2022", f"{SINCE}2024"), documents) == ["fr/b.txt"]
    assert files_in((f"{BY}Amal",), documents) == ["fr/b.txt", "fr/c.txt"]
    assert files_in((f"{BY}Amal", f"{BY}Ville de Rabat", "fr/b.txt", "a.txt"), documents) == ["a.txt", "fr/b.txt"]
    assert files_in((f"{SINCE}2024", "a.txt"), documents) == []
    scope = toggled((), key_of(f"{BY}Amal"), documents)
    assert scope == (f"{BY}Amal",)
    assert toggled(scope, key_of(f"{BY}Amal"), documents) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_library_shows_what_is_known_and_offers_it_as_a_choice(language: str) -> None:
    words, own = WORDS[language], LIBRARY_WORDS[language]
    hostile = info("x.txt", title=Detail("<b>T</b>", Origin.HEADING), left_out=(LeftOut(Omission.HIDDEN, (7,)),))
    page = html.fromstring(library(Shelf([*DATED, hostile], conditions=[f"{SINCE}2022"]), (f"{SINCE}2024",), words))
    conditions = page.find_class("conditions")[0]
    assert conditions.get("open") is not None
    assert own.since.format(date="2022") in conditions.text_content()
    assert page.get_element_by_id(f"pick-{key_of(f'{SINCE}2024')}").get("class") == "pick picked"
    details = [each.text_content() for each in page.find_class("details")]
    assert details == [f"Ville de Rabat · {date_words('2022-05-01', language)}", "<b>T</b>", "Amal · 2024", "Amal"]
    assert page.find_class("details")[0][0].get("title") == ORIGINS[language][Origin.METADATA]
    assert any("7" in each.text_content() for each in page.find_class("remarks") if each is not conditions)
    chosen = html.fromstring(chips((f"{BY}Amal",), words)).text_content()
    assert own.by.format(name="Amal") in chosen
    assert BY not in chosen


def test_the_words_are_there_in_each_language() -> None:
    assert LIBRARY_WORDS.keys() == set(LANGUAGES)
    for field in fields(LibraryWords):
        english = getattr(EN, field.name)
        for words in LIBRARY_WORDS.values():
            ours = getattr(words, field.name)
            if isinstance(english, dict):
                assert ours.keys() == english.keys()
                assert all(ours.values())
            else:
                assert placeholders(ours) == placeholders(english), field.name
