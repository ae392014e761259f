"""The other end of `rag.index.embedded.validate`: starts that process, which takes a second to be ready, and has it ask
its questions.

Nothing here imports an engine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from rag.errors import IndexDamaged, IndexProblem

UNKNOWN = 2
"""Exit code of the child where it could not find out."""
TIMEOUT = 600.0
"""Seconds; a healthy generation of a million passages takes a few."""


class ValidationChild:
    """The child process, started at once: it loads its libraries while the generation is still being built."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "rag.index.embedded.validate"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, index: Path, generation: str, texts: bool = False) -> None:
        """Question a generation; once. Raises as `validate_in_child`."""
        process = self._process
        request = json.dumps([str(index), generation, texts])
        try:
            output, errors = process.communicate(request, timeout=TIMEOUT)
        except subprocess.TimeoutExpired as error:
            raise IndexDamaged(f"the generation {generation} did not answer within {TIMEOUT:.0f} s") from error
        if process.returncode == 0:
            return
        said = (output.strip() or errors.strip()).splitlines()
        reason = said[-1] if said else f"its process ended with {process.returncode}"
        if process.returncode == UNKNOWN:
            raise IndexProblem(
                f"the generation {generation} cannot be questioned ({reason}): free space, then try again"
            )
        raise IndexDamaged(f"the generation {generation} is not sound: {reason}")

    def interrupt(self) -> None:
        """End the child while another thread waits for it, which is told that the generation is not sound."""
        self._process.kill()

    def close(self) -> None:
        """End the child, if it has not ended by itself."""
        with self._process as process:
            process.kill()


class Validator:
    """Questions generations; the child for the first one is started at once."""

    def __init__(self) -> None:
        self._waiting: ValidationChild | None = ValidationChild()
        self._asked: ValidationChild | None = None

    def __call__(self, index: Path, generation: str) -> None:
        """Question a generation in the child that waits for it, a second one in another. Raises as that child does."""
        child, self._waiting = self._waiting or ValidationChild(), None
        self._asked = child
        with closing(child):
            child(index, generation)

    def interrupt(self) -> None:
        """End what it asks for another thread, whose publication fails by that."""
        if self._asked is not None:
            self._asked.interrupt()

    def close(self) -> None:
        """End the child that waits, if nothing was asked."""
        if self._waiting is not None:
            self._waiting.close()


def validate_in_child(index: Path, generation: str, texts: bool = False) -> None:
    """Run this module on a generation; raises `IndexDamaged` with the reason, also where the child died.

    Raises `IndexProblem` where nothing could be found out, for lack of space or permissions.
    """
    with closing(ValidationChild()) as child:
        child(index, generation, texts)
