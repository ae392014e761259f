"""The command `preuve`: how it is run, and how errors and interruptions end it.

The grammar is in `ui.commands.grammar.parser`. What a command does is in `ui/commands/`; those modules are imported
only when their command runs, so that `preuve --help` answers at once.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from rag.errors import PreuveError
from rag.index import failpoint
from rag.settings import quiet_environment
from ui.commands.configuration import settings_of
from ui.commands.grammar.parser import build_parser
from ui.commands.terminal import warn
from ui.ending import Ending


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every foreseen error is one line on standard error."""
    arguments = build_parser().parse_args(argv)
    ending = Ending()
    ending.listen()
    try:
        failpoint.arm_from(os.environ)
        quiet_environment(hub=settings_of(arguments).names_hub_model)
        command = importlib.import_module(f"ui.commands.{arguments.command}")
        code: int = command.run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except PreuveError as error:
        return _tell(str(error), error.exit_code)
    except KeyboardInterrupt:
        return ending.told()
    except BrokenPipeError:
        # The reader of our output is gone (`preuve … | head`): nobody is left to tell.
        _drop_output()
        return 0
    except OSError as error:
        # The system refuses what a command needs beside its work, such as room for its output.
        _drop_output()
        return _tell(f"{error.filename or 'the output'}: {error.strerror or error}: free space or check permissions", 2)
    return code


def _tell(message: str, code: int) -> int:
    """Print one line on standard error, if there is one, and give the exit code back."""
    with suppress(OSError):
        warn(" ".join(message.split()))
    return code


def _drop_output() -> None:
    """Let what is still to be printed go nowhere, so that the interpreter does not fail again as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    sys.exit(main())
