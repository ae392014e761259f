"""Our own system on the corpora of test sets: an index for each, brought in line with its files, and asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from eval.running.run import FolderOpener, Opener, Progress, Run, System, run
from eval.sets.cases import CORPUS, TestSet
from ingest.sync import sync
from rag.assistant import open_assistant
from rag.chat.model import Record
from rag.errors import IndexMismatch
from rag.settings import Settings
from rag.types import READER

CACHE = Path(".preuve") / "eval"
"""Indexes and predictions that nobody gave a place."""


def ask_sets(
    sets: Sequence[TestSet],
    settings: Settings,
    index: Path | None,
    file: Path,
    progress: Progress,
    record: Record | None = None,
    strict: bool = False,
) -> Run:
    """Ask our system every question of `sets`, each on an index of its corpus, and write predictions to `file`.

    `record` is told every prompt and answer of the chat model, where there is one; `strict` raises `ModelError` where
    that fails for the first time.
    """
    stamp = {"reader": str(READER)}
    stamp |= {f"set {each.name}": f"{each.digest}, {len(each.questions)} questions" for each in sets}
    return run(sets, opener(settings, index, record), file, stamp | dict(shown_settings(settings)), progress, strict)


def opener(settings: Settings, index: Path | None = None, record: Record | None = None) -> Opener:
    """Opens our system on the corpus of a test set; in `index`, or a cached index of the set's own."""

    @contextmanager
    def opened(test_set: TestSet) -> Iterator[System]:
        chosen = settings.changed(index=index or cached_index(test_set.directory, settings))
        with system_on(test_set.directory / CORPUS, chosen, record, renewed=index is None) as system:
            yield system

    return opened


@contextmanager
def system_on(
    corpus: Path, settings: Settings, record: Record | None = None, renewed: bool = False
) -> Iterator[System]:
    """Our system on `settings.index.directory`, after bringing that in line with the folder `corpus`.

    `renewed`: where another version of the program built that index, it is built anew instead of being refused.
    """
    try:
        sync([corpus], settings)
    except IndexMismatch:
        if not renewed:
            raise
        sync([corpus], settings, rebuild=True)
    assistant = open_assistant(settings, record)
    try:
        yield assistant
    finally:
        assistant.close()


def on_folder(settings: Settings, record: Record | None = None) -> FolderOpener:
    """Opens our system on any folder, with an index in another one."""
    return lambda corpus, index: system_on(corpus, settings.changed(index=index), record)


def cached_index(directory: Path, settings: Settings) -> Path:
    """Where the index of a test set lies: apart for each folder, embedder and passage length."""
    key = f"{directory.resolve()}\0{settings.embedding.embedder}\0{settings.index.passage_characters}"
    return CACHE / f"{directory.resolve().name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def predictions_file(sets: Sequence[TestSet], settings: Settings) -> Path:
    """Where predictions go that nobody asked for, so that an interrupted run can go on."""
    first = cached_index(sets[0].directory, settings)
    names = "+".join(each.name for each in sets)
    return first.with_name(f"{names[:80]}-{first.name[-12:]}.jsonl")


def shown_settings(settings: Settings) -> Mapping[str, str]:
    """The settings that shape answers, as text; no path of this machine and nothing secret of an address."""
    shown = {name: str(value) for name, value in settings.named().items() if name != "index"}
    if settings.chat.model_url:
        parts = urlsplit(settings.chat.model_url)
        shown["model_url"] = (
            f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
        )
    return shown
