"""What commands print: a line is one line, and holds nothing that a terminal obeys or that cannot be seen in it.

Names, quotes, questions and answers come from strangers; with a line end or an escape in one, it could show a verdict
that is not this program's. So no command prints by itself: `tests/ui/commands/test_terminal.py` looks.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from ui.neutralise import escaped_json, visible_line


def say(*lines: str) -> None:
    """Print lines on standard output, each with what is invisible in it, or would end it, as its code point."""
    for line in lines:
        print(visible_line(line))


def say_text(text: str) -> None:
    """Print a text as it is; where somebody looks at it, line by line as `say` does."""
    if sys.stdout.isatty():
        say(*text.split("\n"))
    else:
        sys.stdout.write(text)


def say_record(record: Any) -> None:
    """Print a record as one line of JSON on standard output; what is invisible in it is escaped."""
    print(escaped_json(json.dumps(record, ensure_ascii=False)))


def warn(line: str) -> None:
    """Print a line on standard error, if there is one, with the name of the program."""
    if sys.stderr is not None:
        print(f"preuve: {visible_line(line)}", file=sys.stderr)
