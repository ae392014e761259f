"""`preuve export feedback`: what people said about answers, as a draft test set that `preuve eval` reads."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from eval.sets.cases import CORPUS, QUESTIONS
from eval.sets.source import Corpus
from rag.errors import UsageError
from rag.index.choice import library_in
from rag.index.contents import DocumentInfo
from rag.index.library import each_document
from rag.proof.records import Record
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record, warn
from ui.page.drafts import Draft, drafts_of
from ui.store import open_store

DRAFTS = "drafts.jsonl"


def copy_corpus(documents: Iterable[DocumentInfo], target: Path) -> tuple[int, list[str]]:
    """Copy the files that are still what was indexed; how many these are, and the names of those that are not."""
    target.mkdir()
    copied, changed = 0, []
    for document in documents:
        root = Path(document.root)
        source = root if root.is_file() else root / document.file
        try:
            content = source.read_bytes()
        except OSError:
            content = None
        if content is None or hashlib.sha256(content).hexdigest() != document.sha256:
            changed.append(document.file)
            continue
        place = target / document.file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        copied += 1
    return copied, changed


def _write_lines(path: Path, records: Iterable[Record]) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


def _write(folder: Path, drafts: Sequence[Draft]) -> None:
    _write_lines(folder / QUESTIONS, (draft.record for draft in drafts if not draft.missing))
    _write_lines(
        folder / DRAFTS, ({**draft.record, "missing": list(draft.missing)} for draft in drafts if draft.missing)
    )


def _free(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(f"{folder} is there already: name a new folder with --output")
    folder.parent.mkdir(parents=True, exist_ok=True)


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    folder: Path = arguments.output
    with closing(open_store(settings)) as store:
        feedback = store.feedback.all()
        path = store.path
    if not feedback:
        warn(f"there is no feedback in {path} yet: it is given below the answers on the page")
        return 1
    _free(folder)
    with (
        library_in(settings.index.directory).documents() as documents,
        tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as draft_folder,
    ):
        made = Path(draft_folder) / "set"
        made.mkdir()
        copied, changed = copy_corpus(each_document(documents), made / CORPUS)
        corpus = Corpus(made / CORPUS)
        drafts = drafts_of(feedback, corpus, corpus.digests)
        _write(made, drafts)
        made.replace(folder)
    complete = sum(not draft.missing for draft in drafts)
    counts = {"feedback": len(feedback), "questions": complete, "drafts": len(drafts) - complete}
    if arguments.json:
        say_record({"folder": str(folder), **counts, "files": copied, "changed": changed})
        return 0
    for file in changed:
        warn(f"{file} has changed since it was indexed and is left out: run `preuve ingest`")
    say(f"{len(feedback)} feedback: {complete} questions in {folder / QUESTIONS}")
    if len(drafts) > complete:
        say(f"{len(drafts) - complete} drafts in {folder / DRAFTS} lack something: each says what")
    if complete:
        say(f"next: preuve eval {folder}")
    return 0
