"""Test sets from other people's data.

SQuAD 1.1 and 2.0 (Rajpurkar et al. 2016, 2018; also PIAF, FQuAD, XQuAD), BEIR (Thakur et al. 2021) and LegalBench-RAG
(Pipitone and Alami 2024) become a folder with `corpus/` and `questions.jsonl`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.sets.cases import CORPUS, QUESTIONS, read_set
from eval.sets.lines import read_lines
from rag.errors import TestSetError, UsageError
from rag.language.text import canonical
from rag.types import UNDETERMINED

Record = dict[str, Any]

LANGUAGE_QUESTIONS = 50
"""So many questions are read to tell the language of a set."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made; `dropped` counts questions whose evidence could not be found in the text."""

    directory: Path
    files: int
    questions: int
    dropped: int

    def record(self) -> Record:
        """As JSON."""
        return {"set": str(self.directory), "files": self.files, "questions": self.questions, "dropped": self.dropped}

    def text(self) -> str:
        """For the terminal."""
        lost = f"; {self.dropped} left out, their evidence is not in the text" if self.dropped else ""
        return f"{self.directory}: {self.files} files, {self.questions} questions{lost}"


@dataclass(slots=True)
class _Draft:
    """A set that is being made: texts by file name, question records."""

    texts: dict[str, str]
    questions: list[Record]
    dropped: int = 0

    def place(self, file: str, start: int, end: int) -> Record:
        return {"file": file, "start": start, "end": end, "text": self.texts[file][start:end]}

    def add(self, identifier: str, question: str, evidence: list[list[Record]], answers: Iterable[str]) -> None:
        self.questions.append(
            {
                "id": identifier,
                "question": question,
                "language": UNDETERMINED,
                "answerable": bool(evidence),
                "evidence": evidence,
                "answers": list(dict.fromkeys(answers)),
            }
        )


def import_set(format_name: str, source: Path, directory: Path, detect: Callable[[str], str]) -> Imported:
    """Write the data at `source` as a test set into the new folder `directory`, and read it back as a check.

    `detect` tells the language of the questions, taken together.

    Raises `TestSetError` where the source is not of that format, `UsageError` where the folder is in use.
    """
    if directory.exists() and any(directory.iterdir()):
        raise UsageError(f"{directory} is not empty; name a new folder for the test set")
    try:
        draft = IMPORTS[format_name](source)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise TestSetError(f"{source} is not {format_name} data ({type(error).__name__}: {error})") from error
    if not draft.questions:
        raise TestSetError(f"{source} holds no question whose evidence is in the text; check the format {format_name}")
    language = detect("\n".join(question["question"] for question in draft.questions[:LANGUAGE_QUESTIONS]))
    for question in draft.questions:
        question["language"] = language
    try:
        for file, text in draft.texts.items():
            path = directory / CORPUS / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        lines = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in draft.questions)
        (directory / QUESTIONS).write_text(lines, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{directory}: cannot be written ({error.strerror}); name another folder") from error
    made = read_set(directory)
    return Imported(directory, len(made.corpus), len(made.questions), draft.dropped)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise TestSetError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise TestSetError(f"{path}: not JSON in UTF-8 ({error})") from error


def file_name(title: str, number: int) -> str:
    """A portable file name for a title; `number` keeps equal titles apart."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:60]
    return f"{number:04d}{'-' if words else ''}{words}.txt"


def _moved(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets in the canonical form of `text`."""
    return len(canonical(text[:start]).removesuffix("\ufeff")), len(canonical(text[:end]))


def _squad(source: Path) -> _Draft:
    """One file an article, its paragraphs joined by empty lines; every reference answer is a place of one fact."""
    draft = _Draft({}, [])
    for number, article in enumerate(_json(source)["data"], 1):
        file, text = file_name(article.get("title", ""), number), ""
        found: list[tuple[Record, list[tuple[int, int]]]] = []
        for paragraph in article["paragraphs"]:
            context: str = paragraph["context"]
            for question in paragraph["qas"]:
                spans = []
                for answer in question.get("answers", []):
                    start, words = answer["answer_start"], answer["text"]
                    if words.strip() and context[start : start + len(words)] == words:
                        shifted = _moved(context, start, start + len(words))
                        spans.append((len(text) + shifted[0], len(text) + shifted[1]))
                found.append((question, sorted(set(spans))))
            text += canonical(context) + "\n\n"
        draft.texts[file] = text
        for question, spans in found:
            unanswerable = question.get("is_impossible", False)
            if not spans and not unanswerable:
                draft.dropped += 1
                continue
            fact = [draft.place(file, start, end) for start, end in spans]
            words = [] if unanswerable else [answer["text"] for answer in question["answers"]]
            draft.add(question["id"], question["question"], [] if unanswerable else [fact], words)
    return draft


def _beir(source: Path) -> _Draft:
    """One file a document, which as a whole is a place; each document judged above 0 is a fact of its own."""
    documents, queries = (
        {str(line.record["_id"]): line.record for line in read_lines(source / name)} for name in _BEIR
    )
    draft = _Draft({}, [])
    files: dict[str, str] = {}
    for number, (identifier, document) in enumerate(documents.items(), 1):
        text = canonical(f"{document.get('title', '')}\n\n{document['text']}".strip() + "\n")
        files[identifier] = file_name(document.get("title") or identifier, number)
        draft.texts[files[identifier]] = text
    for query, relevant in _judged(source).items():
        places = [
            draft.place(files[document], 0, len(draft.texts[files[document]]))
            for document in relevant
            if document in files and draft.texts[files[document]].strip()
        ]
        if not places or query not in queries:
            draft.dropped += 1
            continue
        draft.add(query, queries[query]["text"], [[place] for place in places], [])
    return draft


_BEIR = ("corpus.jsonl", "queries.jsonl")


def _judged(source: Path) -> dict[str, list[str]]:
    """Relevant documents of each query, from `qrels/test.tsv` or the first other file of judgements."""
    files = sorted((source / "qrels").glob("*.tsv"), key=lambda file: file.name != "test.tsv")
    if not files:
        raise TestSetError(f"{source}/qrels holds no .tsv file; BEIR data has corpus.jsonl, queries.jsonl and qrels/")
    relevant: dict[str, list[str]] = {}
    for number, line in enumerate(files[0].read_text(encoding="utf-8").splitlines(), 1):
        fields = line.split("\t")
        if number == 1 and not fields[-1].lstrip("-").isdigit():
            continue
        if len(fields) != 3 or not fields[2].lstrip("-").isdigit():
            raise TestSetError(f"{files[0]}, line {number}: expected query-id, corpus-id and score between tabs")
        if int(fields[2]) > 0:
            relevant.setdefault(fields[0], []).append(fields[1])
    return relevant


def _legalbench(source: Path) -> _Draft:
    """`source` is a benchmark file; `corpus/` lies beside it or beside its folder. Every snippet is a fact."""
    root = next(
        (folder / CORPUS for folder in (source.parent, source.parent.parent) if (folder / CORPUS).is_dir()), None
    )
    if root is None:
        raise TestSetError(f"{source}: no folder corpus/ beside it or beside its folder")
    draft = _Draft({}, [])
    originals: dict[str, str] = {}
    for number, test in enumerate(_json(source)["tests"], 1):
        evidence: list[list[Record]] = []
        for snippet in test["snippets"]:
            file = snippet["file_path"]
            if file not in originals:
                originals[file] = _original(root, file)
                draft.texts[file] = canonical(originals[file])
            start, end = _moved(originals[file], *snippet["span"])
            evidence.append([draft.place(file, start, end)])
        if not evidence or any(not fact[0]["text"].strip() for fact in evidence):
            draft.dropped += 1
            continue
        draft.add(f"{source.stem}-{number}", test["query"], evidence, [])
    return draft


def _original(root: Path, file: str) -> str:
    path = (root / file).resolve()
    if not path.is_relative_to(root.resolve()):
        raise TestSetError(f"{file!r} leads out of {root}; a snippet must name a file of the corpus")
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TestSetError(f"{path}: cannot be read as UTF-8 ({error})") from error


IMPORTS: Mapping[str, Callable[[Path], _Draft]] = {"squad": _squad, "beir": _beir, "legalbench-rag": _legalbench}
