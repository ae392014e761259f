"""What the commands of the command line have in common: errors of one line, and arguments that many of them take."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["OneLineParser"]


class OneLineParser(argparse.ArgumentParser):
    """Tells a wrong use in one line, as every other error."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"preuve: {' '.join(message.split())}: see `{self.prog} --help`\n")


def command_parser(commands: Commands, name: str, summary: str, examples: str = "") -> OneLineParser:
    parser = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=name)
    return parser


def with_index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--index", type=Path, metavar="DIR", help="directory of the index (default: $PREUVE_INDEX or .preuve)"
    )


def with_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
