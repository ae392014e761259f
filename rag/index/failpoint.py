"""Faults on purpose, for tests; off by default.

`PREUVE_FAILPOINT=name:action[:n]` makes the n-th call (from 1) of a point fail. `name` is one of `POINTS`, or `*` for
any of them; `action` is one of

    kill        the process is gone at once, as by kill -9
    kill@5      the same 5 milliseconds later, in the middle of whatever runs then, foreign code included
    stop        SIGTERM is sent to the process
    exception   an error that nobody foresees
    ENOSPC EIO  the operating system's error: disk full, or a failing disk
"""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass

from rag.errors import SettingError

VARIABLE = "PREUVE_FAILPOINT"

POINTS = frozenset(
    """catalog-created catalog-begin catalog-commit catalog-committed vectors-stored document-stored generation-stored
    lexical-started lexical-written dense-started dense-batch dense-written file-flushed manifest-draft
    manifest-replaced manifest-synced validation current-draft current-replaced current-synced cleanup
    cleanup-files""".split()
)
"""Every durable step of an ingest, in about the order in which they happen."""


class InjectedError(RuntimeError):
    """What the action `exception` raises; no part of the program may expect it."""


@dataclass(slots=True)
class Fault:
    """A fault that waits for its call; `reached` counts the calls that matched, `fired` says whether it happened."""

    name: str
    action: str
    call: int
    reached: int = 0
    fired: bool = False


_armed: Fault | None = None


def reach(name: str) -> None:
    """Mark a durable step; does nothing unless a fault is armed for it."""
    if _armed is not None:
        _count(_armed, name)


def _count(fault: Fault, name: str) -> None:
    if name not in POINTS:
        raise InjectedError(f"{name} is not in the list of points")
    if fault.name not in ("*", name):
        return
    fault.reached += 1
    if fault.reached == fault.call:
        fault.fired = True
        _fail(fault.action, name)


def _fail(action: str, name: str) -> None:
    if action == "exception":
        raise InjectedError(name)
    if action in ("ENOSPC", "EIO"):
        number = getattr(errno, action)
        raise OSError(number, os.strerror(number))
    if action == "stop":
        os.kill(os.getpid(), signal.SIGTERM)
    elif action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    else:
        # The kernel ends the process, whatever code runs then; a thread of Python would have to wait for its turn.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, float(action.partition("@")[2]) / 1000)


def arm(description: str) -> Fault | None:
    """Arm a fault for this process, or none where the description is empty; raises `SettingError`."""
    global _armed
    _armed = _parse(description) if description else None
    return _armed


def arm_from(environment: Mapping[str, str]) -> None:
    """Arm the fault that the environment asks for, if any; raises `SettingError`."""
    arm(environment.get(VARIABLE, ""))


def _parse(description: str) -> Fault:
    name, _, rest = description.partition(":")
    action, _, call = rest.partition(":")
    kind, _, delay = action.partition("@")
    known = action in ("kill", "stop", "exception", "ENOSPC", "EIO") or (kind == "kill" and delay.isdecimal())
    if (name != "*" and name not in POINTS) or not known or not (call or "1").isdecimal():
        raise SettingError(f"{VARIABLE} is {description!r}: give name:action[:n], as rag/index/failpoint.py says")
    return Fault(name, action, max(1, int(call or 1)))
