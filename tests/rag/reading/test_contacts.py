"""Who asks for an address of mail gets one, or nothing."""

from __future__ import annotations

import pytest

from rag.reading.contacts import has_no_contact, wanted_contact, with_a_contact
from tests.fixtures.searched import searched

CLUB = {
    "club.md": "# Club nautique\n\nLe club nautique de Brelin accueille les enfants. "
    "Écrivez à contact@brelin.example pour tout renseignement.\n\nTéléphone du hangar : 02 98 00 11 22.\n"
}


@pytest.mark.parametrize(
    "question",
    [
        "Quelle est l'adresse mail du club nautique ?",
        "What is the e-mail address of the club?",
        "What's the club's phone number?",
        "Quel est le numéro de téléphone du hangar ?",
        "ما هو رقم هاتف النادي؟",
    ],
)
def test_a_contact_is_asked_for(question: str) -> None:
    assert wanted_contact(question) is not None


@pytest.mark.parametrize(
    "question",
    ["How do I report a suspicious e-mail?", "Le téléphone est-il permis ?", "What is the number of members?"],
)
def test_no_contact_is_asked_for(question: str) -> None:
    assert wanted_contact(question) is None


def test_what_has_none_is_left_out() -> None:
    search = with_a_contact(searched("Quelle est l'adresse mail du club nautique de Brelin ?", CLUB))
    assert [each.text for each in search.sentences] == ["Écrivez à contact@brelin.example pour tout renseignement."]


def test_where_no_document_has_one_nothing_answers() -> None:
    search = searched(
        "What is the phone number of the mill?", {"mill.md": "The mill is by the river. The mill is old."}
    )
    assert with_a_contact(search) is search
    assert has_no_contact(search, search.sentences[0])
