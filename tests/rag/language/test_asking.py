"""What of a message asks: stories, greetings and thanks are left out, what the question leans on stays."""

from __future__ import annotations

import pytest

from rag.language.asking import asked_of, manners

STORY = {
    "fr": (
        "Bonjour, je cherche des informations. Mon fils entre à l'école en septembre et nous venons de déménager dans"
        " la commune voisine de Vernay."
    ),
    "en": (
        "Hello, I hope you are well. I moved here in May with my two dogs and I work from home three days a week. My"
        " neighbour told me that they are not welcome in the park."
    ),
    "ar": (
        "السلام عليكم، أنا مواطن من سلا ولدي طفلان يدرسان في المدرسة العمومية القريبة من البيت. ضاع جواز سفري الأسبوع"
        " الماضي أثناء السفر وأنا محتاج إليه قريبا جدا."
    ),
}
THANKS = {"fr": "D'avance merci, bien cordialement.", "en": "Many thanks, best regards.", "ar": "شكرا جزيلا لكم."}


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fr", "Quels papiers faut-il pour inscrire un élève ? Quand ferme le secrétariat ?"),
        ("fr", "Je voudrais savoir combien coûte la cantine."),
        ("fr", "Pourriez-vous me dire si la piscine ferme en août ?"),
        ("en", "Could you please tell me whether dogs are allowed?"),
        ("en", "I would like to know how much the permit costs."),
        ("en", "Which forms do residents need?"),
        ("ar", "أريد أن أعرف كم تبلغ رسوم جواز جديد؟"),
        ("ar", "كم تستغرق المدة؟"),
        ("ar", "هل يمكنكم أن تخبروني أين يوجد المكتب؟"),
    ],
)
def test_a_long_message_is_asked_by_the_sentences_that_ask(language: str, question: str) -> None:
    asked = asked_of(f"{STORY[language]} {question} {THANKS[language]}", language)
    assert asked.question == question
    assert asked.told == ""


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fr", "Que faut-il faire dans ce cas ?"),
        ("en", "What should we do in that case?"),
        ("ar", "ما العمل في هذه الحالة؟"),
    ],
)
def test_a_question_that_leans_keeps_the_sentence_before_it(language: str, question: str) -> None:
    asked = asked_of(f"{STORY[language]} {question} {THANKS[language]}", language)
    assert asked.question == question
    assert asked.told
    assert STORY[language].endswith(asked.told)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_where_nothing_asks_all_is_asked(language: str) -> None:
    assert asked_of(STORY[language], language).question == STORY[language]


def test_a_short_question_is_left_as_it_is() -> None:
    assert asked_of("Bonjour. Quel est le prix ? Merci.", "fr").question == "Bonjour. Quel est le prix ? Merci."


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        (
            "Bonjour, pourriez-vous me dire le prix ? Merci d'avance",
            "fr",
            "bonjour pourriez-vous me dire merci d'avance",
        ),
        ("Liste les chapitres", "fr", "liste"),
        ("Peut-on donner la liste ?", "fr", ""),
        ("Could you tell me the price, please?", "en", "could you tell me please"),
        ("Who is on the list?", "en", ""),
        ("من فضلك، كم الثمن؟", "ar", "من فضلك"),
    ],
)
def test_manners_are_told_from_what_is_asked(text: str, language: str, words: str) -> None:
    assert manners(text, language) == words


@pytest.mark.parametrize(
    ("language", "question"),
    [("fr", "Qu'est-ce que je dois apporter exactement ?"), ("en", "How much could we get?"), ("ar", "ماذا أفعل؟")],
)
def test_what_names_nothing_keeps_the_story_before_it(language: str, question: str) -> None:
    asked = asked_of(f"{STORY[language]} {question} {THANKS[language]}", language)
    assert asked.question == question
    assert asked.told.startswith(STORY[language])
