"""Our own system on test sets: an index that an older version of the program has left in the cache is built anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.running.workbench import opener
from rag.errors import IndexMismatch
from rag.settings import make_settings
from tests.fixtures.evalsets import small_set

pytestmark = pytest.mark.process


def test_an_index_of_another_version_is_built_anew_only_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings, test_set = make_settings(embedder="hash"), small_set(tmp_path)
    cached, named = opener(settings), opener(settings, tmp_path / "named")
    with monkeypatch.context() as before:
        before.setattr("rag.index.stamp.ANALYSIS", 1)
        for opened in (cached, named):
            with opened(test_set):
                pass
    with cached(test_set) as system:
        assert system.ask(test_set.questions[0].question).question == test_set.questions[0].question
    with pytest.raises(IndexMismatch, match="analysis 1"), named(test_set):
        pass
