"""What a question asks for, in three languages."""

from __future__ import annotations

import pytest

from rag.language.questions import Kind, asks_what_to_do, kind_of


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Qu'est-ce que je dois apporter ?", "fr", Kind.LIST),
        ("Que faut-il joindre à la demande ?", "fr", Kind.LIST),
        ("Qu'est-ce qu'un acompte ?", "fr", Kind.DEFINITION),
        ("Puis-je venir avec un chien ?", "fr", Kind.YES_NO),
        ("What does a locker cost?", "en", Kind.AMOUNT),
        ("What's the fine for littering?", "en", Kind.AMOUNT),
        ("Which rooms will be painted?", "en", Kind.LIST),
        ("What do I need for the visit?", "en", Kind.LIST),
        ("Am I insured abroad?", "en", Kind.YES_NO),
        ("ما هي الوثائق المطلوبة؟", "ar", Kind.LIST),
        ("ما شروط الاستفادة من المنحة؟", "ar", Kind.LIST),
        ("ما هي الوكالة؟", "ar", Kind.OTHER),
        ("بشحال كيدير الباسبور؟", "ar", Kind.AMOUNT),
        ("بكام التذكرة؟", "ar", Kind.AMOUNT),
        ("فوقاش كيحل المكتب؟", "ar", Kind.DATE),
        ("امتى يفتح المتحف؟", "ar", Kind.DATE),
        ("علاش تأجل الحفل؟", "ar", Kind.REASON),
        ("ليه اتقفل الطريق؟", "ar", Kind.REASON),
        ("فين كاين المقر ديال الجمعية؟", "ar", Kind.PLACE),
        ("وين المكتب؟", "ar", Kind.PLACE),
        ("شكون رئيس الجمعية؟", "ar", Kind.PERSON),
        ("مين المدير؟", "ar", Kind.PERSON),
        ("كيفاش نسجل ولدي؟", "ar", Kind.MANNER),
        ("ازاي اجدد جواز السفر؟", "ar", Kind.MANNER),
        ("شنو هو التعويض؟", "ar", Kind.DEFINITION),
        ("واش الدخول مجاني؟", "ar", Kind.YES_NO),
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
        ("Quel est l'âge du directeur ?", "fr", Kind.AMOUNT),
        ("Quel est l’effectif de la classe ?", "fr", Kind.AMOUNT),
        ("Quelle est l'autonomie du Zéphyr 20 ?", "fr", Kind.AMOUNT),
        ("Quel est le délai de recours ?", "fr", Kind.AMOUNT),
        ("Quels sont les tarifs de la piscine ?", "fr", Kind.AMOUNT),
        ("Quelle majoration s'applique en cas de retard ?", "fr", Kind.AMOUNT),
        ("Quelle amende risque-t-on ?", "fr", Kind.AMOUNT),
        ("Quel est l'objectif du plan ?", "fr", Kind.REASON),
        ("Quelle est l'origine du conflit ?", "fr", Kind.REASON),
        ("Quelle est l'heure d'ouverture ?", "fr", Kind.DATE),
        ("Quelle est l'île la plus proche ?", "fr", Kind.PLACE),
        ("Qui est l'auteur du rapport ?", "fr", Kind.PERSON),
        ("Quel est l'état du navire ?", "fr", Kind.OTHER),
        ("What is the fine for parking here?", "en", Kind.AMOUNT),
        ("What is the late fee?", "en", Kind.AMOUNT),
        ("What is the time limit for an appeal?", "en", Kind.AMOUNT),
        ("What surcharge applies on Sundays?", "en", Kind.AMOUNT),
        ("What is the deadline for the form?", "en", Kind.DATE),
        ("Which office is in charge of permits?", "en", Kind.OTHER),
        ("ما هي مدة العقد؟", "ar", Kind.AMOUNT),
        ("ما هو أجل الطعن؟", "ar", Kind.AMOUNT),
        ("ما هي الغرامة عند التأخر؟", "ar", Kind.AMOUNT),
        ("ما هو ثمن التذكرة؟", "ar", Kind.AMOUNT),
        ("ما سن التقاعد؟", "ar", Kind.AMOUNT),
        ("في أي ساعة تفتح المكتبة؟", "ar", Kind.DATE),
        ("من يفرض الغرامة؟", "ar", Kind.PERSON),
        ("Depuis quand la loi est-elle en vigueur ?", "fr", Kind.DATE),
        ("La loi a été votée quand ?", "fr", Kind.DATE),
        ("Où se trouve le centre, et quand a-t-il ouvert ?", "fr", Kind.DATE),
        ("Peux-tu me dire quand la piscine ferme ?", "fr", Kind.DATE),
        ("Que faire quand un élève est absent ?", "fr", Kind.OTHER),
        ("Quand un élève est absent, qui faut-il prévenir ?", "fr", Kind.PERSON),
        ("Quand il pleut, la piscine est-elle ouverte ?", "fr", Kind.YES_NO),
        ("Comment réagir quand le feu se déclare ?", "fr", Kind.MANNER),
        ("Since when is the law in force?", "en", Kind.DATE),
        ("The law was passed when?", "en", Kind.DATE),
        ("Where is it, and when did it open?", "en", Kind.DATE),
        ("Do you know when the pool closes?", "en", Kind.DATE),
        ("What happens when a pupil is absent?", "en", Kind.OTHER),
        ("When a pupil is absent, who has to be told?", "en", Kind.PERSON),
        ("How do I react when the alarm rings?", "en", Kind.MANNER),
        ("Parle-moi du centre", "fr", Kind.OTHER),
        ("Wer leitet das Zentrum?", "de", Kind.OTHER),
        ("", "fr", Kind.OTHER),
    ],
)
def test_kind(question: str, language: str, kind: Kind) -> None:
    assert kind_of(question, language) == kind


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Il en a mangé il y a une demi-heure, que faire ?", "fr"),
        ("On m'a volé mon vélo, je fais quoi ?", "fr"),
        ("I lost it yesterday, what should I do?", "en"),
        ("ضاع مني، ماذا أفعل؟", "ar"),
    ],
)
def test_what_to_do_is_asked(question: str, language: str) -> None:
    assert asks_what_to_do(question, language)


def test_what_somebody_does_is_another_question() -> None:
    assert not asks_what_to_do("Que fait le syndic ?", "fr")
    assert not asks_what_to_do("What do members do on Sunday?", "en")
