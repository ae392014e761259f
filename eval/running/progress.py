"""How far a long run is, on standard error and only where somebody looks at it."""

from __future__ import annotations

import sys
from typing import NoReturn

from tqdm import tqdm


class Bar:
    """A bar that appears at the first step; silent where standard error is no terminal."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._bar: tqdm[NoReturn] | None = None

    def __call__(self, done: int, total: int) -> None:
        bar = self._bar or tqdm(total=total, desc=self._verb, file=sys.stderr, disable=not sys.stderr.isatty())
        bar.update(done - bar.n)
        self._bar = bar
        if done >= total:
            bar.close()
            self._bar = None
