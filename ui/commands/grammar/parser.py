"""The grammar of the command line: every command with its arguments and what `--help` teaches about it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ui.commands.grammar.forms import add_export, add_store, add_user
from ui.commands.grammar.parts import OneLineParser, command_parser, with_index, with_json

if TYPE_CHECKING:
    from ui.commands.grammar.parts import Commands

DESCRIPTION = """\
Ask your documents; every sentence of the answer points to the exact characters that prove it.

  preuve ingest docs/            read a folder of documents into the index
  preuve ask "Qui dirige AI Movement ?"
  preuve chat docs/              the same in a browser
  preuve verify answer.json      re-check an answer against the files, without the index
"""

EPILOG = """\
exit codes: 0 done · 1 the answer is no (a failed check, a gate not met) · 2 wrong use or bad input · 3 busy
settings are environment variables: PREUVE_INDEX, PREUVE_EMBEDDER, PREUVE_MODEL, … (see the README)
"""


def _add_ingest(commands: Commands) -> None:
    parser = command_parser(
        commands,
        "ingest",
        "bring the index in line with files: added, changed, removed, unchanged, refused (with reasons)",
        "A folder is synchronised as a whole: files that are gone from it disappear from the index. A single file is\n"
        "added or replaced. Unchanged files are not read twice. Refused files never stop the others.\n\n"
        "  preuve ingest docs/\n  preuve ingest report.pdf --index /srv/index --json",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a folder or a file")
    parser.add_argument(
        "--rebuild", action="store_true", help="embed everything again, after a change of embedder or settings"
    )
    with_index(parser)
    with_json(parser)


def _add_ask(commands: Commands) -> None:
    parser = command_parser(
        commands,
        "ask",
        "answer one question, with citations",
        '  preuve ask "Que fait la CNDP ?"\n  preuve ask "Who chairs AI Movement?" --json > answer.json\n'
        '  preuve ask "Since when does she?" --after answer.json\n'
        '  preuve ask "Quel est le tarif ?" --since 2024-01-01 --author Mairie',
    )
    parser.add_argument("question", metavar="QUESTION", help="in French, English or Arabic; `-` reads standard input")
    parser.add_argument(
        "--since", metavar="DATE", help="answer only from documents dated since then (2024-03-12, 2024)"
    )
    parser.add_argument(
        "--author", action="append", default=[], metavar="NAME", help="only from documents by them; may be repeated"
    )
    parser.add_argument(
        "--after",
        type=Path,
        action="append",
        default=[],
        metavar="ANSWER.json",
        help="the answer before, as `--json` printed it, for a question that leans on it; again for each, oldest first",
    )
    with_index(parser)
    with_json(parser)


def _add_text(commands: Commands) -> None:
    parser = command_parser(
        commands,
        "text",
        "show what is read of a file, without an index",
        "Prints the canonical text, whose characters citations count. --json adds pages, headings, blocks (items,\n"
        "rows, …), title, author, date, warnings and what was left out.\n\n"
        "  preuve text report.pdf\n  preuve text page.html --json",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a document of any format that is read")
    with_json(parser)


def _add_chat(commands: Commands) -> None:
    parser = command_parser(
        commands,
        "chat",
        "open the web chat, ingesting PATH first",
        "  preuve chat docs/\n  preuve chat --no-browser --port 7860",
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="folders or files to ingest first")
    with_index(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, help="port to listen on (default: 7860, or the next one that is free)")
    parser.add_argument(
        "--proxy",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="address or network of a proxy that says for whom it asks (X-Forwarded-For); nobody else is believed",
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--no-uploads", action="store_true", help="nobody can change the documents on the page")
    parser.add_argument(
        "--test-set",
        type=Path,
        action="append",
        default=[],
        metavar="SET",
        help="a test set that can be run on the page, besides the bundled one",
    )


def _add_eval(commands: Commands) -> None:
    parser = command_parser(
        commands,
        "eval",
        "ask every question of test sets and score the answers; exit 1 if a gate is not met",
        "  preuve eval SET                                ask, score, print the table\n"
        "  preuve eval SET --report DIR                   … and write report.json and report.html\n"
        "  preuve eval SET --score FILE                   score what any system predicted; no index, no model\n"
        "  preuve eval compare A B [--set SET]            two reports, or two predictions files\n"
        "  preuve eval import FORMAT SOURCE FOLDER        a test set from squad, beir or legalbench-rag data\n"
        "  preuve eval export SET PREDICTIONS FOLDER      qrels and run for trec_eval and ir-measures\n"
        "  preuve eval move SET                           write the offsets at which its evidence stands now\n"
        "  preuve eval prompts SET --model NAME           ways of asking a chat model, compared with it\n"
        "  preuve eval recall FOLDER                      words that other readers find and ours do not\n\n"
        "  A folder that is called like one of these words is written ./compare.",
    )
    parser.add_argument("sets", nargs="+", metavar="SET", help="folder with corpus/ and questions.jsonl")
    parser.add_argument(
        "--index", type=Path, metavar="DIR", help="index of the set's corpus (default: its own below .preuve/eval)"
    )
    parser.add_argument("--predictions", type=Path, metavar="FILE", help="write the answers here, one JSON a line")
    parser.add_argument("--score", type=Path, metavar="FILE", help="score these predictions instead of asking")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write report.json and report.html here")
    parser.add_argument("--set", type=Path, action="append", metavar="SET", help="compare: the set of the predictions")
    for option, meaning in (
        ("--fail-under", "exit 1 if the measure is below the value"),
        ("--fail-over", "exit 1 if the measure is above the value"),
        ("--fail-drop", "exit 1 if it is worse than --against by more than the value"),
    ):
        parser.add_argument(option, action="append", default=[], metavar="METRIC=VALUE", help=meaning)
    parser.add_argument("--against", type=Path, metavar="REPORT", help="earlier report.json for --fail-drop")
    parser.add_argument("--faithfulness", action="store_true", help="change and remove cited files and ask again")
    parser.add_argument("--mutations", action="store_true", help="test the checker of citations with altered quotes")
    parser.add_argument("--judge", metavar="MODEL", help="also let a model judge support: provider:name or nli:PATH")
    parser.add_argument("--model", help="chat model that answers, as provider:name (default: $PREUVE_MODEL)")
    parser.add_argument(
        "--strict-model", action="store_true", help="stop at the first question at which the chat model fails"
    )
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="append every prompt and raw answer of the chat model, without keys"
    )
    parser.add_argument(
        "--limit",
        type=int,
        metavar="N",
        help="only the first N questions of each set (--faithfulness: N questions of each)",
    )
    with_json(parser)


def _add_verify(commands: Commands) -> None:
    parser = command_parser(
        commands,
        "verify",
        "re-check every citation against the files, without the index; exit 1 if any is not exact",
        "  preuve ask --json QUESTION > answer.json\n  preuve verify answer.json --root docs/",
    )
    parser.add_argument(
        "answers",
        nargs="+",
        type=Path,
        metavar="ANSWER.json",
        help="written by `ask --json` or `export` (JSON, Markdown or a web page), or JSON lines",
    )
    parser.add_argument(
        "--root",
        type=Path,
        action="append",
        metavar="DIR",
        help="folder of the files (default: .); give it again for files of several folders",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="exit 1 also for an exact quote that is cut so that its meaning turns: a negation or condition left out",
    )
    parser.add_argument(
        "--index",
        type=Path,
        metavar="DIR",
        help="index for what was recognised on scans, and for nothing else (default: $PREUVE_INDEX or .preuve)",
    )
    with_json(parser)


def _add_support(commands: Commands) -> None:
    parser = command_parser(
        commands,
        "support",
        "say whether a source proves a claim: proven, unproven or contradicted, and why; no index, no model",
        "A line of the file is one claim; the question it answers and the text around its source"
        " help, if there are any:\n\n"
        '  {"claim": "The fee is 12 euros.", "source": "Members pay 12 euros.", "question": "…", "context": "…"}\n\n'
        "With --json each line comes back with its verdict and its reason. The verdict is found by comparing numbers,\n"
        "dates, names, negations, roles, modality, quantities and conditions; what needs reasoning is not seen.\n\n"
        "  preuve support claims.jsonl\n"
        "  preuve support claims.jsonl --json | jq -r 'select(.verdict != \"proven\") | .reason'",
    )
    parser.add_argument("claims", type=Path, metavar="CLAIMS.jsonl", help="claims with their sources, one a line")
    parser.add_argument("--json", action="store_true", help="print each line as JSON with its verdict and its reason")


def _add_status(commands: Commands) -> None:
    parser = command_parser(commands, "status", "say what is indexed, with which model, and whether it is in order")
    with_index(parser)
    with_json(parser)


def _add_check(commands: Commands) -> None:
    parser = command_parser(commands, "check", "validate the whole index; exit 1 if it is damaged")
    with_index(parser)
    with_json(parser)
    parser.add_argument(
        "--repair", action="store_true", help="build the derived parts again from the catalog, without embedding again"
    )


def _add_clean(commands: Commands) -> None:
    parser = command_parser(
        commands,
        "clean",
        "remove what was made of the bundled embedder for this user; it is made again when it is needed",
    )
    with_index(parser)


def build_parser() -> argparse.ArgumentParser:
    """The grammar of the whole command line."""
    parser = OneLineParser(
        prog="preuve", description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        _add_ingest,
        _add_ask,
        _add_text,
        _add_chat,
        _add_eval,
        _add_verify,
        _add_support,
        _add_status,
        _add_check,
        _add_clean,
        add_export,
        add_user,
        add_store,
    ):
        add(commands)
    return parser
