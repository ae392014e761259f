"""A mail box and a sheet, ingested: `python -m bench.formats`; and a question about a row of the sheet.

    python -m bench.formats                                    5,000 mails, 100,000 rows
    python -m bench.formats --mails 0 --rows 10000
    PREUVE_EMBEDDER=hash python -m bench.formats               what reading, cutting and indexing cost without the model

Each ingest is a whole process, from its start to its exit code; then it runs again without a change. The question asks
for one cell of a sheet of half as many rows, by the name of its row and of its column.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from statistics import median

from bench.figure import Figure, run
from rag.assistant import open_assistant
from rag.settings import quiet_environment, settings_from

TOWNS = "Rabat Fès Tanger Agadir Oujda Taza Safi Tétouan Nador Settat".split()
ASKED = 20
"""Questions about a sheet."""
ATTACHED = 10
"""Of so many mails one has a table attached."""


def write_mails(folder: Path, count: int, seed: int = 7) -> None:
    """So many mails of some sentences, each of its own; a table hangs on every tenth."""
    chance = random.Random(seed)  # noqa: S311 - repeatable files, no secret
    for number in range(1, count + 1):
        town, amount = chance.choice(TOWNS), chance.randrange(10_000, 999_999)
        message = EmailMessage()
        message["Subject"] = f"Dossier {number} : budget de {town}"
        message["From"], message["To"] = f"Agent {number % 97} <agent{number % 97}@a.example>", "archives@a.example"
        message["Date"] = format_datetime(datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=number))
        message.set_content(
            f"Bonjour,\n\nLe dossier {number} de la ville de {town} est complet depuis hier. Le montant accordé est de "
            f"{amount} dirhams, versé en {chance.randrange(2, 9)} parts. La convention porte le numéro C-{number}.\n\n"
            f"Merci de confirmer avant le {chance.randrange(1, 29)} du mois.\n\nL'agent {number % 97}\n"
        )
        if number % ATTACHED == 0:
            table = f"Part;Montant\n1;{amount // 2}\n2;{amount - amount // 2}\n"
            message.add_attachment(table.encode(), maintype="text", subtype="csv", filename=f"parts-{number}.csv")
        (folder / f"{number:05d}.eml").write_bytes(message.as_bytes())


def write_sheet(path: Path, rows: int, seed: int = 7) -> list[tuple[str, str]]:
    """A sheet of so many named rows with amounts of three years; questions about it, each with its answer."""
    chance = random.Random(seed)  # noqa: S311 - repeatable files, no secret
    asked = set(chance.sample(range(1, rows + 1), ASKED))
    questions = []
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow("Ligne|Ville|Service|Montant 2022|Montant 2023|Montant 2024|Agents|Remarque".split("|"))
        for number in range(1, rows + 1):
            amounts = [chance.randrange(10_000, 9_999_999) for _ in range(3)]
            name = f"L-{number:06d}"
            writer.writerow([name, chance.choice(TOWNS), "Eau", *amounts, chance.randrange(1, 99), f"note {number}"])
            if number in asked:
                questions.append((f"Quel est le montant de la ligne {name} en 2023 ?", str(amounts[1])))
    return questions


def measure(work: Path, mails: int, rows: int) -> Iterator[Figure]:
    """The figures as they are found; `work` is an empty folder. Nothing is made of what there is to be none of."""
    box, sheet, small = (work / name for name in ("mails", "sheet", "asked"))
    for folder in (box, sheet, small):
        folder.mkdir()
    if mails:
        write_mails(box, mails)
        yield from _ingested(f"{mails:,} mails", box, work / "index-mails")
    if rows:
        questions = write_sheet(small / "budget.csv", rows // 2)
        yield from _ingested(f"{rows // 2:,} rows", small, work / "index-asked")
        yield from _asked(f"{rows // 2:,} rows", questions, work / "index-asked")
        write_sheet(sheet / "budget.csv", rows)
        yield from _ingested(f"{rows:,} rows", sheet, work / "index-sheet")


def _ingested(what: str, folder: Path, index: Path) -> list[Figure]:
    command = [sys.executable, "-m", "ui.cli", "ingest", str(folder), "--index", str(index), "--json"]
    first, again = run(command), run(command)
    files = json.loads(first.output)["files"]
    passages = sum(file.get("passages", 0) for file in files)
    refused = [file for file in files if file["status"] == "refused"]
    for file in refused:
        print(f"{file['file']}: {file['reason']}", file=sys.stderr)
    return [
        Figure(what, "seconds", first.wall, "s", passages),
        Figure(what, "seconds of a processor", first.processor, "s", passages),
        Figure(what, "peak memory of its largest process", first.peak / 1e6, "MB", passages),
        Figure(what, "again without changes", again.wall, "s", passages),
        Figure(what, "again, seconds of a processor", again.processor, "s", passages),
        Figure(what, "refused", len(refused), "", passages, most=0),
    ]


def _asked(what: str, questions: Sequence[tuple[str, str]], index: Path) -> list[Figure]:
    assistant = open_assistant(settings_from(os.environ, index=index))
    try:
        answers = [(assistant.ask(question), right) for question, right in questions]
    finally:
        assistant.close()
    told = [any(right in each.text for each in answer.sentences) for answer, right in answers]
    return [
        Figure(what, "questions answered with their row", sum(told) / len(told), "", len(told)),
        Figure(what, "a question, median", 1000 * median(answer.seconds["total"] for answer, _ in answers), "ms"),
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 where a file was refused."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.formats", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mails", type=int, default=5_000, help="mails of the box (default: %(default)s)")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the sheet (default: %(default)s)")
    arguments = parser.parse_args(argv)
    quiet_environment()
    with tempfile.TemporaryDirectory(prefix="preuve-formats-") as work:
        figures = []
        for figure in measure(Path(work), arguments.mails, arguments.rows):
            print(f"{figure.group:<14} {figure.name}: {figure.value:.4g} {figure.unit}", flush=True)
            figures.append(figure)
    return 1 if any(figure.kept is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
