"""A test set: a corpus, and questions with the places that prove their answers. Read strictly.

A set is a folder with `corpus/` and `questions.jsonl`; the format is described in `docs/evaluation.md`.
"""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from eval.sets.lines import Line, read_lines
from eval.sets.source import PLAIN, load_texts, read_plain
from rag.errors import TestSetError
from rag.types import UNDETERMINED, Span, Turn

QUESTIONS, CORPUS = "questions.jsonl", "corpus"


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a corpus file that proves a fact; `text` is what stands there."""

    file: str
    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


Fact = tuple[Place, ...]
"""The places that prove one and the same fact; any one of them is enough."""


@dataclass(frozen=True, slots=True)
class Question:
    """A test question.

    `evidence` lists the facts that the answer needs, empty where the corpus does not answer. `turns` are the
    earlier turns of a follow-up; `files` restricts the question to some files; `parity` names a group of questions
    that differ only in the format of the file which answers them.
    """

    id: str
    question: str
    language: str
    answerable: bool
    evidence: tuple[Fact, ...]
    answers: tuple[str, ...]
    kind: str = ""
    turns: tuple[Turn, ...] = ()
    files: tuple[str, ...] | None = None
    parity: str | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for fact in self.evidence for place in fact)

    @property
    def document(self) -> str | None:
        """The file that resampling keeps together: that of the first place."""
        return self.evidence[0][0].file if self.evidence else None

    @property
    def format(self) -> str | None:
        """Suffix without the dot where all places, or else all files asked about, are of one format."""
        files = [place.file for place in self.places] or self.files or ()
        formats = {Path(file).suffix.lower().removeprefix(".") for file in files}
        return formats.pop() if len(formats) == 1 else None


class Corpus(Mapping[str, str]):
    """Canonical texts of the files of a corpus by their path in it, each read when it is first asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._paths = {path.relative_to(root).as_posix(): path for path in _corpus_files(root)}
        self._texts: dict[str, str] = {}

    def __getitem__(self, file: str) -> str:
        if file not in self._texts:
            text = read_plain(self._paths[file])
            self._texts |= self._loaded(file) if text is None else {file: text}
        return self._texts[file]

    def _loaded(self, file: str) -> dict[str, str]:
        """The texts of `file` and of all files that are not plain: starting a loader costs more than they do."""
        return load_texts(
            {name: path for name, path in self._paths.items() if name == file or path.suffix.lower() not in PLAIN}
        )

    def __contains__(self, file: object) -> bool:
        return file in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def marked(self, file: str) -> bool:
        """Whether the file begins with a byte order mark in UTF-8, which is no character of the canonical text."""
        with self._paths[file].open("rb") as stream:
            return stream.read(len(BOM_UTF8)) == BOM_UTF8

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of the bytes of each file, in hexadecimal."""
        return {file: hashlib.sha256(path.read_bytes()).hexdigest() for file, path in self._paths.items()}


@dataclass(frozen=True, slots=True)
class TestSet:
    """A test set that has been read and checked against its corpus."""

    __test__ = False

    name: str
    directory: Path
    questions: tuple[Question, ...]
    corpus: Corpus

    def first(self, limit: int | None) -> TestSet:
        """The set with its first `limit` questions only, all of them without a limit."""
        return self if limit is None else replace(self, questions=self.questions[:limit])

    @property
    def digest(self) -> str:
        """Changes when a question or a byte of the corpus changes."""
        digest = hashlib.sha256((self.directory / QUESTIONS).read_bytes())
        for file, sha256 in sorted(self.corpus.digests.items()):
            digest.update(f"{file}\0{sha256}\n".encode())
        return digest.hexdigest()[:16]


def read_set(directory: Path) -> TestSet:
    """The test set in `directory`.

    Raises `TestSetError` naming file, line and id for a part that is missing, a duplicate id, a question without
    evidence, or evidence that does not stand in the corpus where it says.
    """
    if not (directory / CORPUS).is_dir() or not (directory / QUESTIONS).is_file():
        raise TestSetError(f"{directory} is not a test set: it must hold {QUESTIONS} and a folder {CORPUS}/")
    corpus = Corpus(directory / CORPUS)
    questions: dict[str, Question] = {}
    for line in read_lines(directory / QUESTIONS):
        question = _question(line, corpus)
        if question.id in questions:
            raise line.error("this id stands on an earlier line too; ids must be unique")
        questions[question.id] = question
    if not questions:
        raise TestSetError(f"{directory / QUESTIONS} holds no question; write one JSON object a line")
    return TestSet(directory.resolve().name, directory, tuple(questions.values()), corpus)


def _corpus_files(root: Path) -> list[Path]:
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    )


def _question(line: Line, corpus: Corpus) -> Question:
    record = line.record
    identifier, words = line.text(record, "id"), line.text(record, "question")
    if not identifier or not words.strip():
        raise line.error("'id' and 'question' must not be empty")
    answerable = line.flag(record, "answerable")
    evidence = tuple(
        _fact(line, fact, number, corpus) for number, fact in enumerate(line.items(record, "evidence", ()), 1)
    )
    if answerable and not evidence:
        raise line.error("answerable, but 'evidence' is empty; list the facts, or set 'answerable' to false")
    if not answerable and evidence:
        raise line.error("not answerable, but it has 'evidence'; remove it, or set 'answerable' to true")
    files = line.items(record, "files", None)
    if files is not None:
        _known_files(line, files, corpus)
    return Question(
        identifier,
        words,
        line.text(record, "language", UNDETERMINED),
        answerable,
        evidence,
        _strings(line, "answers"),
        line.text(record, "kind", ""),
        tuple(
            Turn(line.text(turn, "question"), line.text(turn, "answer", "")) for turn in line.items(record, "turns", ())
        ),
        None if files is None else tuple(files),
        line.text(record, "parity", None),
    )


def _strings(line: Line, name: str) -> tuple[str, ...]:
    values = line.items(line.record, name, ())
    if not all(isinstance(value, str) for value in values):
        raise line.error(f"{name!r} must be a list of strings")
    return tuple(values)


def _known_files(line: Line, files: Sequence[Any], corpus: Corpus) -> None:
    for file in files:
        if not isinstance(file, str) or file not in corpus:
            raise line.error(f"'files' names {file!r}, which is not in {corpus.root}")


def _fact(line: Line, fact: Any, number: int, corpus: Corpus) -> Fact:
    if not isinstance(fact, list) or not fact:
        raise line.error(f"evidence {number} must be a list of at least one place")
    return tuple(
        _place(line, place, f"evidence {number}, place {count}", corpus) for count, place in enumerate(fact, 1)
    )


def _place(line: Line, record: Any, name: str, corpus: Corpus) -> Place:
    file, start, end = line.text(record, "file"), line.offset(record, "start"), line.offset(record, "end")
    if file not in corpus:
        raise line.error(f"{name}: {file} is not in {corpus.root}; add the file or correct its name")
    text, claimed = corpus[file], line.text(record, "text", None)
    # Some public sets count a byte order mark as a character: such a place moves by one, if that makes it right.
    counts_mark = claimed is not None and text[start:end] != claimed and corpus.marked(file)
    if counts_mark and start > 0 and text[start - 1 : end - 1] == claimed:
        start, end = start - 1, end - 1
    if not 0 <= start < end <= len(text):
        raise line.error(f"{name}: {start} to {end} is not a span of {file}, which has {len(text)} characters")
    found = text[start:end]
    if claimed is not None and claimed != found:
        raise line.error(f"{name}: {file} holds {found[:60]!r} at {start} to {end}, not {claimed[:60]!r}")
    return Place(file, start, end, found)
