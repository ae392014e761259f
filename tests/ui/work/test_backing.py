"""A running server makes backups by itself, and one that fails ends nothing."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

import pytest

from rag.errors import StoreProblem
from ui.work.backing import Backing


class Counted:
    def __init__(self, failing: int) -> None:
        self.failing = failing
        self.made = 0
        self.enough = threading.Event()

    def due(self, now: datetime) -> bool:
        return self.made < 2

    def make(self) -> None:
        if self.failing:
            self.failing -= 1
            raise StoreProblem("the disk is full")
        self.made += 1
        if self.made == 2:
            self.enough.set()


def test_they_are_made_when_due_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    shelf = Counted(failing=1)
    with caplog.at_level(logging.WARNING), Backing(shelf, seconds=0.01):
        assert shelf.enough.wait(5)
    assert "no backup was made: the disk is full" in caplog.text
    assert shelf.made == 2
