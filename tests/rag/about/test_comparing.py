"""Two documents side by side: on one subject are sentences that are nearest to each other and share words."""

from __future__ import annotations

import pytest

from rag.about.about import Speaker
from rag.about.comparing import ROWS, Pair, compare
from rag.answers import About, Listed, Subject, Topic
from rag.index.embedded.index import Index
from rag.index.library import each_document
from rag.proof.records import _about_from, about_record
from rag.request import Request

pytestmark = [pytest.mark.usefixtures("fewer_processes"), pytest.mark.process]

LEASE = """# Lease of 2023

## Rent

The monthly rent of the flat is 900 euros, payable on the first day of the month.

## Pets

Keeping a dog in the flat needs the written consent of the landlord.

## Garden

Nobody but the gardener may cut the old olive tree behind the house.
"""
RENEWED = """# Lease of 2024

## Animals

A dog may be kept in the flat without the consent of the landlord.

## Payment

The monthly rent of the flat is 950 euros, payable on the fifth day of the month.

## Keys

Three copies of each door key were handed over to the new tenant in June.
"""
FILES = {
    "lease-2023.md": LEASE,
    "lease-2024.md": RENEWED,
    "plain.txt": "The monthly rent of the garage is 80 euros. It is paid with the rent of the flat.\n",
    "other.txt": "Whales sing below the ice of the northern sea for many hours.\n",
    "many-1.md": "".join(
        f"## Part {n}\n\nThe rule numbered {n} says that box {n * 7} stays shut.\n\n" for n in range(12)
    ),
    "many-2.md": "".join(
        f"## Part {n}\n\nThe rule numbered {n} says that box {n * 7} stays open.\n\n" for n in range(12)
    ),
}


def of(index: Index, *files: str) -> tuple[Pair, ...]:
    known = {each.file: each for each in each_document(index)}
    return compare(index, known[files[0]], known[files[1]])


def words(pair: Pair) -> tuple[str, str]:
    first, second = (
        each.passage.text[each.span.start - each.passage.start : each.span.end - each.passage.start]
        for each in (pair.first, pair.second)
    )
    return first, second


def test_what_two_documents_say_on_one_subject_stands_in_one_row(index: Index) -> None:
    pairs = of(index, "lease-2023.md", "lease-2024.md")
    assert [pair.subject for pair in pairs] == ["Rent", "Pets"]
    assert [tuple(part.split()[-1] for part in words(pair)) for pair in pairs] == [
        ("month.", "month."),
        ("landlord.", "landlord."),
    ]
    assert "900" in words(pairs[0])[0]
    assert "950" in words(pairs[0])[1]
    back = of(index, "lease-2024.md", "lease-2023.md")
    assert [words(pair)[::-1] for pair in back] == [words(pair) for pair in reversed(pairs)]


def test_without_a_heading_a_subject_is_named_by_the_words_that_are_shared(index: Index) -> None:
    (pair,) = of(index, "plain.txt", "lease-2023.md")
    assert pair.subject == "Rent"
    (pair, *_) = of(index, "plain.txt", "plain.txt")
    assert pair.subject.startswith("monthly, rent")


def test_documents_without_a_common_subject_have_no_row_and_long_ones_have_few(index: Index) -> None:
    assert of(index, "lease-2023.md", "other.txt") == ()
    pairs = of(index, "many-1.md", "many-2.md")
    assert len(pairs) == ROWS
    starts = [pair.first.span.start for pair in pairs]
    assert starts == sorted(starts)
    assert len({pair.second.span for pair in pairs}) == ROWS


def test_the_reply_has_the_rows_first_then_the_rest_and_says_so(index: Index) -> None:
    request = Request("Summarise these documents", files=("lease-2023.md", "lease-2024.md"), language="en")
    reply = Speaker(index).reply(request)
    assert reply is not None
    assert [subject.name for subject in reply.about.subjects] == ["Rent", "Pets"]
    assert [subject.sentences for subject in reply.about.subjects] == [(0, 1), (2, 3)]
    files = [sentence.citations[0].file for sentence in reply.sentences]
    assert files[:4] == ["lease-2023.md", "lease-2024.md"] * 2
    texts = [sentence.text for sentence in reply.sentences]
    assert len(set(texts)) == len(texts)
    assert any("olive" in text for text in texts[4:])
    assert any("key" in text for text in texts[4:])
    assert "by subject" in reply.about.text


def test_subjects_are_in_the_record() -> None:
    listed = (Listed("a", "s", "A"), Listed("b", "t", "B"))
    about = About(Topic.SUMMARY, "x", listed, 2, (Subject("Rent", (0, 1)),))
    assert about_record(about)["subjects"] == [{"name": "Rent", "sentences": [0, 1]}]
    assert _about_from(about_record(about)) == about
    assert "subjects" not in about_record(About(Topic.SUMMARY, "x", listed, 2))
