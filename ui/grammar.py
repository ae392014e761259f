"""The grammar of the command line: every command with its arguments and what `--help` teaches about it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["OneLineParser"]

DESCRIPTION = """\
Ask your documents; every sentence of the answer points to the exact characters that prove it.

  preuve ingest docs/            read a folder (.txt .md .html .pdf .docx) into the index
  preuve ask "Qui dirige AI Movement ?"
  preuve chat docs/              the same in a browser
  preuve verify answer.json      re-check an answer against the files, without the index
"""

EPILOG = """\
exit codes: 0 done · 1 the answer is no (a failed check, a gate not met) · 2 wrong use or bad input · 3 busy
settings are environment variables: PREUVE_INDEX, PREUVE_EMBEDDER, PREUVE_MODEL, … (see the README)
"""


class OneLineParser(argparse.ArgumentParser):
    """Tells a wrong use in one line, as every other error."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"preuve: {' '.join(message.split())}: see `{self.prog} --help`\n")


def _command(commands: Commands, name: str, summary: str, examples: str = "") -> OneLineParser:
    parser = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=name)
    return parser


def _with_index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--index", type=Path, metavar="DIR", help="directory of the index (default: $PREUVE_INDEX or .preuve)"
    )


def _with_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def _add_ingest(commands: Commands) -> None:
    parser = _command(
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
    _with_index(parser)
    _with_json(parser)


def _add_ask(commands: Commands) -> None:
    parser = _command(
        commands,
        "ask",
        "answer one question, with citations",
        '  preuve ask "Que fait la CNDP ?"\n  preuve ask "Who chairs AI Movement?" --json > answer.json',
    )
    parser.add_argument("question", metavar="QUESTION", help="in French, English or Arabic; `-` reads standard input")
    _with_index(parser)
    _with_json(parser)


def _add_chat(commands: Commands) -> None:
    parser = _command(
        commands,
        "chat",
        "open the web chat, ingesting PATH first",
        "  preuve chat docs/\n  preuve chat --no-browser --port 7860",
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="folders or files to ingest first")
    _with_index(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, help="port to listen on (default: 7860, or the next one that is free)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")


def _add_eval(commands: Commands) -> None:
    parser = _command(
        commands,
        "eval",
        "ask every question of test sets and score the answers; exit 1 if a gate is not met",
        "  preuve eval SET                                ask, score, print the table\n"
        "  preuve eval SET --report DIR                   … and write report.json and report.html\n"
        "  preuve eval SET --score FILE                   score what any system predicted; no index, no model\n"
        "  preuve eval compare A B [--set SET]            two reports, or two predictions files\n"
        "  preuve eval import FORMAT SOURCE FOLDER        a test set from squad, beir or legalbench-rag data\n"
        "  preuve eval export SET PREDICTIONS FOLDER      qrels and run for trec_eval and ir-measures\n\n"
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
        "--record", type=Path, metavar="FILE", help="append every prompt and raw answer of the chat model, without keys"
    )
    parser.add_argument(
        "--limit",
        type=int,
        metavar="N",
        help="only the first N questions of each set (--faithfulness: N questions of each)",
    )
    _with_json(parser)


def _add_verify(commands: Commands) -> None:
    parser = _command(
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
    _with_json(parser)


def _add_status(commands: Commands) -> None:
    parser = _command(commands, "status", "say what is indexed, with which model, and whether it is in order")
    _with_index(parser)
    _with_json(parser)


def _add_check(commands: Commands) -> None:
    parser = _command(commands, "check", "validate the whole index; exit 1 if it is damaged")
    _with_index(parser)
    _with_json(parser)
    parser.add_argument(
        "--repair", action="store_true", help="build the derived parts again from the catalog, without embedding again"
    )


def _forms(parser: OneLineParser, name: str) -> Commands:
    """The words that may follow a command, such as `add` after `user`; `name` is what the arguments call the word."""
    return parser.add_subparsers(title="what follows", dest=name, metavar=name.upper(), required=True)


def _form(forms: Commands, command: str, name: str, summary: str, examples: str = "") -> OneLineParser:
    parser = _command(forms, name, summary, examples)
    parser.set_defaults(command=command)
    return parser


def _add_export(commands: Commands) -> None:
    forms = _forms(
        _command(
            commands,
            "export",
            "write answers, conversations and feedback to files",
            "  preuve export conversation --format html --output talk.html\n"
            "  preuve export answer answer.json --format markdown\n"
            "  preuve export feedback",
        ),
        "form",
    )
    _add_packs(forms)
    feedback = _form(
        forms,
        "export",
        "feedback",
        "make a draft test set of the feedback that people gave, for `preuve eval`",
        "FOLDER gets corpus/ (the indexed files), questions.jsonl (what is complete: answers called right, with their\n"
        "proofs, and abstentions called right) and drafts.jsonl (what lacks something, and what).\n\n"
        "  preuve export feedback --output sets/november && preuve eval sets/november",
    )
    feedback.add_argument(
        "--output", type=Path, default=Path("feedback"), metavar="FOLDER", help="a new folder (default: %(default)s)"
    )
    _with_index(feedback)
    _with_json(feedback)


def _add_packs(forms: Commands) -> None:
    """The exports that make an evidence pack."""
    conversation = _form(
        forms,
        "export",
        "conversation",
        "make an evidence pack of a conversation of the page, which `preuve verify` checks again without the index",
        "  preuve export conversation --list\n"
        "  preuve export conversation --format html --output talk.html      the latest one\n"
        "  preuve verify talk.html --root docs/",
    )
    conversation.add_argument("conversation", nargs="?", metavar="ID", help="which one (default: the latest)")
    conversation.add_argument("--list", action="store_true", help="list the conversations instead")
    conversation.add_argument("--user", metavar="NAME", help="only conversations of this user")
    answer = _form(
        forms,
        "export",
        "answer",
        "make an evidence pack of answers, which `preuve verify` checks again without the index",
        "  preuve ask --json QUESTION > answer.json\n"
        "  preuve export answer answer.json --format html --output answer.html",
    )
    answer.add_argument(
        "files", nargs="+", type=Path, metavar="ANSWER.json", help="what `preuve ask --json` printed; `-` reads input"
    )
    for parser in (conversation, answer):
        parser.add_argument(
            "--format",
            choices=("json", "markdown", "html"),
            default="json",
            help="json holds W3C web annotations, html is one file to read (default: %(default)s)",
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="write here instead of printing")
        parser.add_argument("--language", choices=("fr", "en", "ar"), help="of the headings (default: the answer's)")
        _with_index(parser)
    _with_json(conversation)


def build_parser() -> argparse.ArgumentParser:
    """The grammar of the whole command line."""
    parser = OneLineParser(
        prog="preuve", description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (_add_ingest, _add_ask, _add_chat, _add_eval, _add_verify, _add_status, _add_check, _add_export):
        add(commands)
    return parser
