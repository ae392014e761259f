"""Runs and judgements in the form of trec_eval, for tools such as `ir-measures`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from eval.metrics.items import Item
from eval.metrics.retrieval import gains
from rag.errors import UsageError


def export_run(items: Sequence[Item], directory: Path) -> tuple[Path, Path]:
    """Write `qrels.txt` and `run.txt` in the form of trec_eval for the answerable questions.

    A document is a retrieved span, relevant if it is the first to find some fact. Each fact that nothing found is a
    relevant document that was not retrieved. So nDCG, reciprocal rank and success of `ir-measures`
    are those of the report; recall is too where no passage finds two facts.
    """
    qrels, ranking = [], []
    for item in items:
        if not item.facts:
            continue
        topic = _token(f"{item.pair.set_name}/{item.question.id}")
        gained = gains(item)
        retrieved = item.prediction.retrieved if item.prediction else ()
        for rank, (gain, passage) in enumerate(zip(gained, retrieved, strict=True), 1):
            document = _token(f"{rank}/{passage.file}:{passage.start}-{passage.end}")
            ranking.append(f"{topic} Q0 {document} {rank} {len(gained) - rank + 1} preuve")
            if gain:
                qrels.append(f"{topic} 0 {document} 1")
        qrels += [f"{topic} 0 missing/{number} 1" for number in range(1, len(item.facts) - sum(gained) + 1)]
    files = directory / "qrels.txt", directory / "run.txt"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for file, lines in zip(files, (qrels, ranking), strict=True):
            file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{directory}: cannot be written ({error.strerror}); name another folder") from error
    return files


def _token(name: str) -> str:
    """A name without white space, which separates the fields of these files."""
    return quote(name, safe="/:")
