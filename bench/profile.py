"""Where the time goes: functions by the time that was spent in them and in what they called."""

from __future__ import annotations

import cProfile
import io
import pstats
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from rag.embedding.embedder import open_embedder
from rag.index.choice import library_in
from rag.language.language import detect
from rag.search.retrieve import Retriever
from rag.settings import make_settings

SHOWN = 25
"""Functions of a profile that are shown."""


def profiled(work: Callable[[], object]) -> str:
    """The profile of some work, as a table."""
    profile = cProfile.Profile()
    profile.runcall(work)
    text = io.StringIO()
    statistics = pstats.Stats(profile, stream=text)
    statistics.strip_dirs().sort_stats("cumulative").print_stats(SHOWN)
    return text.getvalue()


def profiled_queries(index: Path, questions: Sequence[str]) -> str:
    """The profile of retrieval; every question is asked once before."""
    embedder = open_embedder("bundled", index)
    with closing(library_in(index).snapshot()) as opened:
        retriever = Retriever(opened, embedder, make_settings(index=index))

        def ask() -> None:
            for question in questions:
                retriever.search(question, detect(question))

        ask()
        return profiled(ask)
