"""Acronyms and their names, numbers in other forms, parts of identifiers: what says it otherwise is found."""

from __future__ import annotations

import pytest

from ingest.split import split
from rag.index.analysis import analyse_passage
from rag.search.definitions import with_definitions
from rag.search.matching import View, view
from rag.search.rank import Inquiry, inquire
from rag.types import Document, Passage


def passage(text: str, language: str) -> Passage:
    (only,) = split(Document("a.txt", "0" * 64, "txt", text, language), 1000)
    return only


def seen(text: str, language: str) -> View:
    only = passage(text, language)
    return view(only, analyse_passage(only, ""))


def asked(question: str, language: str, documents: str | None = None, count: int = 0) -> Inquiry:
    return inquire(question, language, [documents or language], lambda term: count, 100)


def held(question: str, text: str, language: str, documents: str | None = None) -> dict[str, float]:
    """How well the one sentence of a text holds each term of a question."""
    inquiry = asked(question, language, documents)
    matcher = inquiry.matcher(documents or language)
    found = matcher.matches(seen(text, documents or language)).max(axis=0)
    return dict(zip([clue.term for clue in matcher.clues], found.tolist(), strict=True))


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("burnt down on 07/08/2019", "The mill burnt down on 7 August 2019.", "en"),
        ("burnt down on 07/08/2019", "The mill burnt down on July 8, 2019.", "en"),
        ("takes 150 minutes", "It takes two and a half hours.", "en"),
        ("takes two and a half hours", "It takes 150 minutes.", "en"),
        ("Que recommande l'OMS ?", "L'Organisation mondiale de la santé recommande la marche.", "fr"),
        ("que recommande l'oms ?", "L'Organisation mondiale de la santé recommande la marche.", "fr"),
        ("L'organisation mondiale de la santé recommande quoi ?", "L'OMS recommande la marche.", "fr"),
        ("laboratoire qui utilise l'IA", "Le laboratoire qui utilise l'intelligence artificielle.", "fr"),
        ("What does the WHO say of walking?", "The World Health Organization says: walking is good.", "en"),
        ("what does the who say of walking", "The World Health Organization says: walking is good.", "en"),
        ("The World Health Organization says what of walking?", "The WHO says: walking is good.", "en"),
        ("Quel est le CA du club ?", "Le chiffre d'affaires du club est bon.", "fr"),
        ("Qui préside le CA du club ?", "Le conseil d'administration du club, qu'il préside, est neuf.", "fr"),
        ("Quel est le chiffre d'affaires du club ?", "Le CA du club est bon.", "fr"),
        ("Where must AIS stay on?", "The automatic identification system must stay on.", "en"),
        ("combien rembourse la cnxd", "La caisse nationale des xylophones de Dakar rembourse.", "fr"),
        ("توصيات منظمة الصحة العالمية", "توصيات OMS", "ar"),
        ("Durée de la visite : 90 minutes ?", "La durée de la visite est d'une heure et demie.", "fr"),
        ("Durée d'une heure et demie ?", "La durée est de 90 minutes.", "fr"),
        ("limited to 3 days", "limited to three days", "en"),
        ("limité à trois jours", "limité à 3 jours", "fr"),
        ("after 24 months", "after two years", "en"),
        ("مدة ٩٠ دقيقة", "مدة ساعة ونصف", "ar"),
        ("les ventes du T3 2024", "Les ventes du troisième trimestre 2024.", "fr"),
        ("sales in the third quarter", "Sales in Q3", "en"),
        ("le 03/04/2022", "le 3 avril 2022", "fr"),
        ("qui coûte 5 200 000 €", "qui coûte 5,2 millions d'euros", "fr"),
        ("replace pocs30017", "replace POCS-30017", "en"),
        ("replace POCS-30017", "replace pocs30017", "en"),
        ("HomePageContainer", "the home page container", "en"),
        ("home page container", "HomePageContainer", "en"),
    ],
)
def test_what_says_the_same_holds_every_term(question: str, text: str, language: str) -> None:
    assert set(held(question, text, language).values()) == {1.0}


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("Que dit la CNSS ?", "La caisse nationale de santé dit non.", "fr"),
        ("Le délai est de 90 minutes ?", "Le délai est de deux heures et demie.", "fr"),
        ("le T3 2024", "le quatrième trimestre 2024", "fr"),
        ("What does the World Health Organization say?", "People who know say it.", "en"),
        ("What is NOR.0707-70?", "NOR.0707-60 is the gasket.", "en"),
        ("limité à trois jours", "limité à 2 jours", "fr"),
    ],
)
def test_what_says_something_else_does_not(question: str, text: str, language: str) -> None:
    assert 0.0 in held(question, text, language).values()


def test_a_name_is_found_in_another_language() -> None:
    assert held("Que recommande l'OMS ?", "The World Health Organization advises it.", "fr", "en")["om"] == 1.0


def test_letters_of_an_acronym_that_documents_write_are_no_coincidence() -> None:
    known = asked("Que dit la CNXD ?", "fr", count=5)
    assert [clue.letters for clue in known.of("fr")] == ["", ""]


@pytest.mark.parametrize(
    ("defined", "question", "said"),
    [
        ("Le calcul haute performance (CHP) ouvre.", "Le CHP ouvre ?", "Le calcul haute performance ouvre."),
        ("Le calcul haute performance (CHP) ouvre.", "Le calcul haute performance ouvre ?", "Le CHP ouvre."),
        ("L'espace d'innovation (ci-après « EI ») ouvre.", "L'EI ouvre ?", "L'espace d'innovation ouvre."),
        ("Le CDF (Comité des fêtes) ouvre.", "Le comité des fêtes ouvre ?", "Le CDF ouvre."),
    ],
)  # fmt: skip
def test_a_definition_in_one_passage_serves_in_another(defined: str, question: str, said: str) -> None:
    inquiry = asked(question, "fr", count=3)
    learnt = with_definitions(inquiry, [passage(defined, "fr")])
    assert learnt is not inquiry
    assert set(learnt.matcher("fr").matches(seen(said, "fr")).max(axis=0).tolist()) == {1.0}
    assert 0.0 in inquiry.matcher("fr").matches(seen(said, "fr")).max(axis=0)


def test_brackets_that_define_nothing_of_the_question_change_nothing() -> None:
    inquiry = asked("Qui dirige le centre ?", "fr")
    assert with_definitions(inquiry, [passage("La caisse nationale (CN) paie. Voir (ABC).", "fr")]) is inquiry
