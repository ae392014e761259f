"""The nouns that say of what an amount is asked for."""

from __future__ import annotations

import pytest

from rag.language.clauses.complements import complements
from rag.language.language import analyse


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("Quel est le montant de la subvention du club de plongée ?", "fr", "subvention club plongée"),
        ("Combien coûte la navette à Tétouan ?", "fr", "Tétouan"),
        ("Combien coûte la navette ?", "fr", ""),
        ("Combien de jours a reçus l'apprenti ?", "fr", ""),
        ("What is the limit for musical instruments?", "en", "instruments"),
        ("How long does the rabies vaccine last?", "en", "rabies vaccine"),
        ("What is the annual fee?", "en", ""),
        ("How many judges are there for civil cases?", "en", "civil"),
        ("How much memory does it take?", "en", "memory"),
        ("Combien de dossiers ?", "fr", ""),
        ("كم يوما عطلة الأمومة؟", "ar", "الأمومة"),
        ("كم ثمن التذكرة الجديدة؟", "ar", "التذكرة"),
    ],
)
def test_what_an_amount_is_of(question: str, language: str, words: str) -> None:
    assert complements(question, language) == {token.term for token in analyse(words, language)}
