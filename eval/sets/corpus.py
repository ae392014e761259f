"""Makes the bundled test set from its readable sources: `python -m eval.sets.corpus`.

`eval/data/sources/` holds the documents that are kept in a format which people cannot edit (PDF, DOCX) or in all five
formats, as manuscripts (see `eval.sets.manuscript`), and in `questions.txt` the questions, with quotes for evidence
(see `eval.sets.gold`). The other documents stand in `eval/data/corpus/` as they are. Needs the `dev` extra.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from eval.sets.cases import CORPUS, QUESTIONS
from eval.sets.gold import resolve
from eval.sets.manuscript import read_sources
from eval.sets.source import Corpus
from eval.sets.typeset import render
from rag.errors import PreuveError

DATA = Path(__file__).parents[1] / "data"


def make_documents(data: Path, target: Path) -> list[Path]:
    """Writes every document that `data/sources` describes below `target`; their paths, in order."""
    paths = []
    for source in read_sources(data / "sources"):
        for suffix in source.formats:
            path = target / f"{source.name}.{suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(render(source, suffix))
            paths.append(path)
    return paths


def make_questions(data: Path, texts: Mapping[str, str]) -> str:
    """The lines of `questions.jsonl`: the quotes of the source resolved against the texts of the corpus."""
    records = resolve((data / "sources" / "questions.txt").read_text("utf-8"), texts)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def main() -> int:
    """Makes documents and questions anew; 2 with one line on stderr where a source is wrong."""
    try:
        documents = make_documents(DATA, DATA / CORPUS)
        questions = make_questions(DATA, Corpus(DATA / CORPUS))
    except PreuveError as error:
        print(f"eval.sets.corpus: {error}", file=sys.stderr)
        return 2
    (DATA / QUESTIONS).write_text(questions, "utf-8")
    print(f"{len(documents)} documents and {questions.count(chr(10))} questions in {DATA}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
