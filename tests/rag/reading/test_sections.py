"""An article that is asked for by its number is cited from its call to the next one."""

from __future__ import annotations

import pytest

from rag.reading.sections import section
from tests.fixtures.searched import searched

LAW = {
    "charte.md": "# Charte du jardin\n\n**Article 3.** – Les outils sont rangés le soir.\n\n"
    "**Article 4.** – L'eau est coupée en hiver. Elle revient en avril.\n\n"
    "**Article 5.** – Les clés restent au portail.\n"
}
CONTRACT = {
    "aqd.txt": "عقد إيجار قارب\n\nالبند 2: المدة\nتمتد المدة سنتين.\n\n"
    "البند 3: الممنوعات\nلا يجوز الصيد ليلا.\n\nالبند 4: الفسخ\n"
}
BYLAW = {
    "by-law.md": "# Harbour by-law\n\n1. Fees are due in May.\n\n2. Boats are moored by the west pier. "
    "No boat is moored overnight.\n\n3. Nets are dried on the beach.\n"
}


@pytest.mark.parametrize(
    ("question", "files", "words", "next_words"),
    [
        ("Que dit l'article 4 de la charte ?", LAW, "L'eau est coupée", "Les clés"),
        ("Que prévoit l'article 5 de la charte du jardin ?", LAW, "Les clés", "Les outils"),
        ("ماذا ينص البند الثالث من العقد؟", CONTRACT, "لا يجوز الصيد ليلا", "تمتد المدة"),
        ("ماذا ينص البند 2 من العقد؟", CONTRACT, "تمتد المدة", "لا يجوز الصيد"),
        ("What does section 2 of the harbour by-law say?", BYLAW, "No boat is moored overnight", "Nets"),
    ],
)
def test_the_text_of_the_part_is_found(question: str, files: dict[str, str], words: str, next_words: str) -> None:
    search = searched(question, files)
    text = " ".join(each.text for each in section(search, search.sentences[0]))
    assert words in text
    assert next_words not in text


def test_what_asks_for_something_in_it_is_read_as_before() -> None:
    search = searched("Quand l'eau revient-elle selon l'article 4 ?", LAW)
    assert section(search, search.sentences[0]) == []


def test_a_number_in_front_is_a_part_only_in_a_row_of_them() -> None:
    search = searched(
        "What does section 7 of the notes say?", {"notes.md": "# Notes\n\n7. Bring a lamp.\n\nThe hut is dry.\n"}
    )
    assert section(search, search.sentences[0]) == []
