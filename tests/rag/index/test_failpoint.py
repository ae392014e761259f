from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import SettingError
from rag.index import failpoint
from rag.index.failpoint import POINTS, InjectedError, arm, reach


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm("")


def test_nothing_happens_unless_a_fault_is_armed() -> None:
    for name in POINTS:
        reach(name)


@pytest.mark.parametrize(("action", "raised"), [("exception", InjectedError), ("ENOSPC", OSError), ("EIO", OSError)])
def test_the_chosen_call_fails_and_no_other(action: str, raised: type[Exception]) -> None:
    fault = arm(f"cleanup:{action}:2")
    assert fault is not None
    reach("cleanup")
    reach("validation")
    assert not fault.fired
    with pytest.raises(raised):
        reach("cleanup")
    reach("cleanup")
    assert (fault.reached, fault.fired) == (3, True)


@pytest.mark.parametrize(("action", "ended"), [("kill", -9), ("kill@5", -14), ("stop", -15)])
@pytest.mark.process
def test_a_process_ends_where_it_was_told_to(action: str, ended: int) -> None:
    code = "import sys; from rag.index.failpoint import *; arm(sys.argv[1]); reach('cleanup')\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", code, f"*:{action}"], timeout=30, check=False)
    assert done.returncode == ended


@pytest.mark.parametrize("text", ["x", "cleanup", "cleanup:explode", "nowhere:kill", "cleanup:kill:often", "*:kill@x"])
def test_a_description_that_is_none_is_told(text: str) -> None:
    with pytest.raises(SettingError, match="PREUVE_FAILPOINT"):
        arm(text)


def test_every_point_is_in_the_list_and_in_the_program() -> None:
    used = {"current-draft", "current-replaced", "current-synced"}  # made from the name of the file
    used |= {"manifest-draft", "manifest-replaced", "manifest-synced"}
    for path in Path(failpoint.__file__).parent.rglob("*.py"):
        used |= set(re.findall(r'reach\("([a-z-]+)"\)', path.read_text(encoding="utf-8")))
    assert used == POINTS
