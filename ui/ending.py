"""How Ctrl-C and SIGTERM end the program: in order where that is quick, and at any rate within five seconds.

Nothing that is on the disk needs the orderly end: whatever is killed is gone on with, or left out, by the next run.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress

from ui.commands.terminal import warn

INTERRUPTED = 130
"""Exit code after Ctrl-C or SIGTERM (128 + SIGINT)."""

GRACE_SECONDS = 3.0
"""How long the end may take: a thread may be in a step of a foreign library that nobody can interrupt."""


class Ending:
    """What a signal does: the main thread gets `KeyboardInterrupt`, and the process ends soon whatever others do."""

    def __init__(self, seconds: float = GRACE_SECONDS) -> None:
        self._seconds = seconds
        self._timer: threading.Timer | None = None
        self._telling = threading.Lock()

    def listen(self) -> None:
        """Take the signals from now on; where Ctrl-C is ignored, as in the background of a shell, it stays so."""
        signal.signal(signal.SIGTERM, self._signalled)
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, self._signalled)

    def told(self) -> int:
        """Say on standard error that it was interrupted, once; the exit code."""
        if self._telling.acquire(blocking=False):
            with suppress(OSError):
                warn("interrupted")
        return INTERRUPTED

    def _signalled(self, *_: object) -> None:
        if self._timer is None:
            self._timer = threading.Timer(self._seconds, self._end)
            self._timer.daemon = True
            self._timer.start()
        raise KeyboardInterrupt

    def _end(self) -> None:
        os._exit(self.told())
