"""What a question asks for, in three languages."""

from __future__ import annotations

import pytest

from rag.language.questions import Kind, kind_of


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Qui dirige le centre ?", "fr", Kind.PERSON),
        ("Par qui le centre est-il dirigé ?", "fr", Kind.PERSON),
        ("Où se trouve le centre ?", "fr", Kind.PLACE),
        ("En quelle année la loi a-t-elle été votée ?", "fr", Kind.DATE),
        ("QUAND la loi a-t-elle été votée ?", "fr", Kind.DATE),
        ("Combien de places le centre offre-t-il ?", "fr", Kind.AMOUNT),
        ("Quel montant a été mobilisé ?", "fr", Kind.AMOUNT),
        ("Pourquoi la loi a-t-elle changé ?", "fr", Kind.REASON),
        ("Comment le centre est-il financé ?", "fr", Kind.MANNER),
        ("Qu'est-ce que la CNDP ?", "fr", Kind.DEFINITION),
        ("Qu’est-ce que la CNDP ?", "fr", Kind.DEFINITION),
        ("Quels sont les axes du plan ?", "fr", Kind.LIST),
        ("Quel journal en a parlé ?", "fr", Kind.NAME),
        ("Quelle particularité a-t-elle ?", "fr", Kind.OTHER),
        ("Quelle surface l'île recouvre-t-elle ?", "fr", Kind.AMOUNT),
        ("La loi est-elle en vigueur ?", "fr", Kind.YES_NO),
        ("Est-ce que la loi est en vigueur ?", "fr", Kind.YES_NO),
        ("Who runs the centre?", "en", Kind.PERSON),
        ("How many places are there?", "en", Kind.AMOUNT),
        ("When was it founded?", "en", Kind.DATE),
        ("Where is it?", "en", Kind.PLACE),
        ("Why did it close?", "en", Kind.REASON),
        ("Is the law in force?", "en", Kind.YES_NO),
        ("متى تأسس المركز؟", "ar", Kind.DATE),
        ("أين يقع المركز؟", "ar", Kind.PLACE),
        ("كم عدد المقاعد؟", "ar", Kind.AMOUNT),
        ("لماذا أغلق؟", "ar", Kind.REASON),
        ("هل القانون ساري؟", "ar", Kind.YES_NO),
        ("Parle-moi du centre", "fr", Kind.OTHER),
        ("Wer leitet das Zentrum?", "de", Kind.OTHER),
        ("", "fr", Kind.OTHER),
    ],
)
def test_kind(question: str, language: str, kind: Kind) -> None:
    assert kind_of(question, language) == kind
