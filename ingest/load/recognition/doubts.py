"""What is told to the person who ingests about recognised text that needs care."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rag.types import Recognition

DOUBTFUL = 80
"""Percent below which a page is told: drawn pages of three fonts and resolutions had 91 or more."""

_SHOWN = 10


def doubts(recognised: Sequence[Recognition], failed: Mapping[int, str]) -> Iterator[str]:
    """A sentence for each kind of doubt; `failed` says by page why it was not recognised."""
    unsure = [each for each in recognised if each.percent < DOUBTFUL and not each.foreign]
    if unsure:
        yield f"recognised with doubt, read it beside the picture: page {_pages(unsure)}"
    foreign = [each for each in recognised if each.foreign]
    if foreign:
        least = min(each.percent for each in foreign)
        yield f"recognised by another program: {len(foreign)} pages, at least {least} % of their words look like words"
    strange = [each for each in foreign if each.percent < DOUBTFUL]
    if strange:
        yield f"the other program's text looks wrong: page {_pages(strange)}"
    if failed:
        reasons = ", ".join(dict.fromkeys(failed.values()))
        yield f"not recognised: page {_numbers([str(page) for page in failed])} ({reasons})"


def _pages(recognised: Sequence[Recognition]) -> str:
    return _numbers([f"{each.page} ({each.percent} %)" for each in recognised])


def _numbers(pages: Sequence[str]) -> str:
    shown = ", ".join(pages[:_SHOWN])
    return f"{shown} and {len(pages) - _SHOWN} more" if len(pages) > _SHOWN else shown
