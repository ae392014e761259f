"""Parts of laws and handbooks, by their numbers in digits, words and Roman letters."""

from __future__ import annotations

import pytest

from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse
from rag.language.parts.articles import asked_parts, headed_parts


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("Que dit l'article 13 des statuts ?", ["§13"]),
        ("Que dit l’article premier ?", ["§1"]),
        ("Que prévoit l'Art. 7 ?", ["§7"]),
        ("article 12 bis", ["§12bis"]),
        ("l'article 145-2", ["§145-2"]),
        ("l'article IV de la charte", ["§4"]),
        ("Chapitre XIX", ["§19"]),
        ("Section 7.1.1: what must session cookies be tagged with?", ["§7.1.1"]),
        ("What does A.5 conclude?", ["§a.5"]),
        ("see § 4 of the contract", ["§4"]),
        ("ADR-0003", ["§3"]),
        ("ماذا تقول المادة الخامسة عشرة من نظام العلم؟", ["§15"]),
        ("المادة الثانية والعشرون", ["§22"]),
        ("المادة (5)", ["§5"]),
        ("المادة ٧", ["§7"]),
        ("المادة العشرون", ["§20"]),
        ("les articles de presse", []),
        ("a part of the plan", []),
        ("في المادة المذكورة", []),
        ("7 jours après le 3 avril", []),
    ],
)
def test_parts_that_a_question_calls(question: str, terms: list[str]) -> None:
    assert [part.term for part in asked_parts(skeleton(fold_plain(question)))] == terms


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("Article 5. Le trésorier tient les comptes.", ["§5"]),
        ("## Article 5 – Comptes", ["§5"]),
        ("**Article 1er**", ["§1"]),
        ("## المادة الخامسة عشرة", ["§15"]),
        ("المادة الثالثة:", ["§3"]),
        ("Section 2: Fees", ["§2"]),
        ("## 7.1 Session Bindings", ["§7.1"]),
        ("7.1.2 Cookies", ["§7.1.2"]),
        ("# 4. Roles", ["§4"]),
        ("4. apples", []),
        ("7 jours plus tard", []),
        ("Selon l'article 5, le trésorier tient les comptes.", []),
        ("L'article 5 le dit.", []),
    ],
)
def test_parts_that_begin_on_a_line(line: str, terms: list[str]) -> None:
    assert [part.term for part in headed_parts(f"Un texte.\n\n{line}\n")] == terms


def test_a_part_is_an_index_term_at_its_place() -> None:
    text = "Le texte.\nArticle 5. Le trésorier tient les comptes."
    (part,) = [token for token in analyse(text, "fr") if token.term == "§5"]
    assert text[part.start : part.end] == "Article 5"
