"""The grammar of the commands that a second word follows: `preuve export FORM`, `preuve user ACTION` and
`preuve store ACTION`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.commands.grammar.parts import OneLineParser, command_parser, with_index, with_json

if TYPE_CHECKING:
    from ui.commands.grammar.parts import Commands


def _forms(parser: OneLineParser, name: str) -> Commands:
    """The words that may follow a command, such as `add` after `user`; `name` is what the arguments call the word."""
    return parser.add_subparsers(title="what follows", dest=name, metavar=name.upper(), required=True)


def _form(forms: Commands, command: str, name: str, summary: str, examples: str = "") -> OneLineParser:
    parser = command_parser(forms, name, summary, examples)
    parser.set_defaults(command=command)
    return parser


def add_export(commands: Commands) -> None:
    forms = _forms(
        command_parser(
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
    with_index(feedback)
    with_json(feedback)


def _add_packs(forms: Commands) -> None:
    """The exports that make an evidence pack."""
    conversation = _form(
        forms,
        "export",
        "conversation",
        "make an evidence pack of a conversation of the page, which `preuve verify` checks again without the index",
        "  preuve export conversation --list\n"
        "  preuve export conversation --format docx --output talk.docx\n"
        "  preuve export conversation --format pdf --with-files --output talk.zip\n"
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
            choices=("json", "markdown", "html", "docx", "pdf", "bibtex", "csl"),
            default="json",
            help="json holds W3C web annotations, html is one file to read, docx and pdf have footnotes, bibtex and csl"
            " are the cited documents as references (default: %(default)s)",
        )
        parser.add_argument(
            "--with-files",
            action="store_true",
            help="a ZIP of it with the cited files, which can be verified when the files have changed",
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="write here instead of printing")
        parser.add_argument("--language", choices=("fr", "en", "ar"), help="of the headings (default: the answer's)")
        with_index(parser)
    with_json(conversation)


def add_user(commands: Commands) -> None:
    parser = command_parser(
        commands,
        "user",
        "let people log in to the chat; without users it answers on this machine only",
        "  preuve user add ada                 asks for a password, twice; in a pipe it reads one line\n"
        "  preuve user token ada               prints a token for the API, once\n"
        "  preuve chat --host 0.0.0.0          is possible from now on",
    )
    forms = _forms(parser, "action")
    for name, summary in (
        ("add", "add a user; the password is asked for, or read from a pipe"),
        ("list", "list the users"),
        ("password", "change the password of a user, who has to log in again"),
        ("token", "print a new token of a user for the API"),
        ("remove", "remove a user with their conversations, feedback and tokens"),
    ):
        form = _form(forms, "user", name, summary)
        if name != "list":
            form.add_argument("name", metavar="NAME", help="letters, digits and . _ @ + -")
        if name == "add":
            form.add_argument(
                "--take-over",
                action="store_true",
                help="give them what was kept on this machine before there were users",
            )
        if name == "token":
            form.add_argument("--revoke", action="store_true", help="make all their tokens worthless instead")
        if name == "remove":
            form.add_argument("--yes", action="store_true", help="do not ask first")
        with_index(form)
        if name == "list":
            with_json(form)


def add_store(commands: Commands) -> None:
    parser = command_parser(
        commands,
        "store",
        "back up, restore and check what people left on the server: users, conversations and feedback",
        "  preuve store backup                 beside the store, while it is used; the oldest ones go\n"
        "  preuve store restore                the latest backup; end `preuve chat` first\n"
        "  preuve store check                  exit 1 if anything is damaged or others can read it",
    )
    forms = _forms(parser, "action")
    backup = _form(forms, "store", "backup", "make a backup, also while the server runs; it does so itself every day")
    backup.add_argument("--output", type=Path, metavar="FILE", help="a new file (default: in the folder of backups)")
    restore = _form(
        forms, "store", "restore", "put a backup in the place of the store, which is kept under another name"
    )
    restore.add_argument("backup", nargs="?", metavar="BACKUP", help="its name or path (default: the latest)")
    check = _form(forms, "store", "check", "look through the whole store and name its backups; nothing is changed")
    for form in (backup, restore, check):
        with_index(form)
        with_json(form)
