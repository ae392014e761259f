"""HTML as the systems behind most websites build it: no page loses its text, few keep what is around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from ingest.load.html.reader import read
from rag.errors import FileRefused
from tests.fixtures.websites import Website, websites

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class _Kept:
    website: Website
    gold: int
    noise: int

    @property
    def recall(self) -> float:
        return self.gold / len(self.website.gold)


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text)


def _kept(website: Website) -> _Kept:
    try:
        text = _folded(read(website.html.encode()).text)
    except FileRefused:
        return _Kept(website, 0, 0)
    gold, noise = (sum(_folded(each) in text for each in kind) for kind in (website.gold, website.noise))
    return _Kept(website, gold, noise)


@pytest.fixture(scope="module")
def kept() -> list[_Kept]:
    return [_kept(website) for website in websites()]


def test_there_are_pages_enough(kept: list[_Kept]) -> None:
    assert len(kept) >= 120


def test_no_page_loses_its_text(kept: list[_Kept]) -> None:
    assert [each.website.name for each in kept if not each.gold] == []


def test_the_text_is_kept(kept: list[_Kept]) -> None:
    worst = sorted(kept, key=lambda each: each.recall)[:10]
    recall = sum(each.recall for each in kept) / len(kept)
    assert recall >= 0.985, [(each.website.name, round(each.recall, 2)) for each in worst]


def test_what_is_around_it_is_left_out(kept: list[_Kept]) -> None:
    gold, noise = sum(each.gold for each in kept), sum(each.noise for each in kept)
    worst = sorted(kept, key=lambda each: each.noise, reverse=True)[:10]
    assert gold / (gold + noise) >= 0.98, [(each.website.name, each.noise) for each in worst]
