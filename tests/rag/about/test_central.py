"""An extract: one sentence of each section, the one nearest to what the section says, never a heading."""

from __future__ import annotations

import pytest

from rag.about.central import PARTS, SECTIONS, Extract, extract
from rag.index.embedded.index import Index
from rag.index.library import each_document

pytestmark = [pytest.mark.usefixtures("fewer_processes"), pytest.mark.process]

CENTRAL = "The warden of the hut opens the hut and the shutters of the hut every morning."
MANY = "# Guide\n\n" + "".join(
    f"## Part {number}\n\nThe part numbered {number} says {'very ' * number}little about everything.\n\n"
    for number in range(1, SECTIONS + 4)
)
FILES = {
    "hut.md": (
        "# The hut\n\n## Opening\n\nNobody has ever counted the steps of the long path. "
        f"{CENTRAL} The shutters of the hut and the hut itself are opened by the warden of the hut.\n\n"
        "## Kitchen\n\n- The stove burns birch wood only\n- The pans hang above the sink\n\n"
        "## Prices\n\n| night | price |\n|---|---|\n| summer | 20 euros |\n\n## Nothing\n"
    ),
    "plain.txt": " ".join(f"Sentence number {number} of this text tells of the valley below." for number in range(12)),
    "many.md": MANY,
    "short.txt": "Yes.\n",
    "headings.md": "# One\n\n## Two\n\n## Three\n\n## Four\n",
}


def of(index: Index, file: str, most: int = SECTIONS) -> tuple[Extract, list[str]]:
    info = next(each for each in each_document(index) if each.file == file)
    found = extract(index, info, most)
    text = index.document(file)
    assert text is not None
    return found, [text.text[each.span.start : each.span.end] for each in found.quoted]


def test_each_section_gives_its_central_sentence_or_what_it_lists(index: Index) -> None:
    found, quoted = of(index, "hut.md")
    assert found.sections == 3
    assert "steps" not in quoted[0]
    assert "warden" in quoted[0]
    assert "stove" in quoted[1] or "pans" in quoted[1]
    assert "20 euros" in quoted[2]


def test_a_text_without_sections_gives_a_few_sentences_from_all_of_it(index: Index) -> None:
    found, quoted = of(index, "plain.txt")
    assert found.sections == len(quoted) == PARTS
    numbers = [int(text.split()[2]) for text in quoted]
    assert [number // 4 for number in numbers] == [0, 1, 2]


def test_of_many_sections_the_longest_are_taken_in_their_order(index: Index) -> None:
    found, quoted = of(index, "many.md")
    assert found.sections == SECTIONS + 3
    numbers = [int(text.split()[3]) for text in quoted]
    assert numbers == list(range(4, SECTIONS + 4))


def test_one_sentence_stands_for_a_document(index: Index) -> None:
    _, quoted = of(index, "plain.txt", 1)
    assert len(quoted) == 1


def test_a_text_of_one_word_is_quoted_and_headings_alone_are_not(index: Index) -> None:
    assert of(index, "short.txt")[1] == ["Yes."]
    assert of(index, "headings.md")[1] == []
