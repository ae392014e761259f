"""Questions that lean on the turns before are completed; others are left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.answers import Turn
from rag.language.language import detect
from rag.search.followups import complete
from tests import CHECKOUT

CENTER = Turn("Qu'est-ce que AI Movement ?", "AI Movement est un centre.")
BUDGET = Turn("Quel est le budget du plan en 2026 ?", "11 milliards de dirhams.")
ZEPHYR = Turn("Quelle est l'autonomie du Zéphyr 20 ?", "320 km.")
BADGE = Turn("Comment obtenir un badge ?", "À l'accueil.")
FOUNDER = Turn("Qui a fondé la coopérative Argan ?", "Fatima Oubaha l'a fondée.")
RANGE = Turn("What is the range of the Zephyr 20?", "320 km.")
PASS = Turn("How do I get a badge?", "At the desk.")
POOL = Turn("ما هو ثمن الاشتراك في المسبح سنة 2026؟", "مئة درهم.")
UNRELATED = {
    "fr": Turn("Quels participants étaient à l'atelier de Casablanca ?", "Vingt-deux chercheurs."),
    "en": Turn("When was the lighthouse of Cape Spartel built?", "In 1864."),
    "ar": Turn("متى بنيت منارة رأس سبارتيل؟", "سنة 1864."),
}
WRONGLY = 3
"""Independent questions that may be rewritten, of all bundled ones."""


@pytest.mark.parametrize(
    ("question", "turns", "language", "completed"),
    [
        ("Et en 2027 ?", [BUDGET], "fr", "Quel est le budget du plan en 2027 ?"),
        ("Et en 2028 ?", [BUDGET, Turn("Et en 2027 ?", "12")], "fr", "Quel est le budget du plan en 2028 ?"),
        ("Qui la dirige ?", [CENTER], "fr", "Qui la dirige ? (AI Movement)"),
        ("Et pour la santé ?", [BUDGET], "fr", "Quel est le budget du plan en 2026 pour la santé ?"),
        ("And in 2027?", [Turn("How many jobs in 2026?", "4")], "en", "How many jobs in 2027?"),
        ("Who runs it?", [Turn("What is AI Movement?", "A centre.")], "en", "Who runs it? (AI Movement)"),
        ("من يديرها؟", [Turn("ما هي وكالة التنمية الرقمية؟", "وكالة")], "ar", "من يديرها؟ (وكالة التنمية الرقمية)"),
    ],
)
def test_completed(question: str, turns: list[Turn], language: str, completed: str) -> None:
    assert complete(question, turns, language) == completed


@pytest.mark.parametrize(
    ("question", "before", "language", "completed"),
    [
        ("Et celle du Mistral X ?", ZEPHYR, "fr", "Quelle est l'autonomie du Mistral X ?"),
        ("Et le Mistral X ?", ZEPHYR, "fr", "Quelle est l'autonomie du Mistral X ?"),
        ("Qu'en est-il du Mistral X ?", ZEPHYR, "fr", "Quelle est l'autonomie du Mistral X ?"),
        ("Et celle du tramway ?", ZEPHYR, "fr", "Quelle est l'autonomie du tramway ?"),
        ("Et les visiteurs ?", BADGE, "fr", "Comment obtenir un badge, et les visiteurs ?"),
        ("Et si je le perds ?", BADGE, "fr", "Comment obtenir un badge, et si je le perds ?"),
        (
            "Et les messages ?",
            Turn("Combien de temps les photos sont-elles gardées ?", "Un an."),
            "fr",
            "Combien de temps les photos sont-elles gardées, et les messages ?",
        ),
        (
            "Et la piscine ?",
            Turn("Quand la bibliothèque est-elle fermée ?", "Le lundi."),
            "fr",
            "Quand la piscine est-elle fermée ?",
        ),
        (
            "Et en mai 2024 ?",
            Turn("Combien de membres sont venus en mai 2025 ?", "Huit."),
            "fr",
            "Combien de membres sont venus en mai 2024 ?",
        ),
        ("And that of the Mistral X?", RANGE, "en", "What is the range of the Mistral X?"),
        ("And the Mistral X's?", RANGE, "en", "What is the range of the Mistral X?"),
        ("What about the Mistral X?", RANGE, "en", "What is the range of the Mistral X?"),
        ("And option C?", Turn("What would option B cost?", "9"), "en", "What would option C cost?"),
        ("And visitors?", PASS, "en", "How do I get a badge, and visitors?"),
        ("And for visitors?", PASS, "en", "How do I get a badge for visitors?"),
        ("ويوم السبت؟", Turn("متى تفتح المكتبة؟", "على العاشرة."), "ar", "متى تفتح المكتبة يوم السبت؟"),
        ("وسنة 2027؟", POOL, "ar", "ما هو ثمن الاشتراك في المسبح سنة 2027؟"),
        ("وفي سنة 2027؟", POOL, "ar", "ما هو ثمن الاشتراك في المسبح سنة 2027؟"),
        ("والمكتبة؟", POOL, "ar", "ما هو ثمن الاشتراك في المسبح سنة 2026، والمكتبة؟"),
        ("وماذا عن المكتبة؟", POOL, "ar", "ما هو ثمن الاشتراك في المسبح سنة 2026، والمكتبة؟"),
        (
            "وإلى طنجة؟",
            Turn("كم تستغرق الرحلة إلى مدينة فاس؟", "ساعتين."),
            "ar",
            "كم تستغرق الرحلة إلى طنجة؟",
        ),
        ("وتلك الخاصة بالمكتبة؟", POOL, "ar", "ما هو ثمن الاشتراك في المسبح سنة 2026، وتلك الخاصة بالمكتبة؟"),
    ],
)
def test_what_changes_is_put_into_the_question_before(
    question: str, before: Turn, language: str, completed: str
) -> None:
    assert complete(question, [before], language) == completed


@pytest.mark.parametrize(
    ("question", "before", "language", "topic"),
    [
        ("Où le retirer ?", BADGE, "fr", "obtenir badge"),
        ("Que faire si je le perds ?", BADGE, "fr", "obtenir badge"),
        ("Combien ça coûte ?", BADGE, "fr", "obtenir badge"),
        ("Quelle est sa durée de validité ?", BADGE, "fr", "obtenir badge"),
        ("Pourquoi ?", BADGE, "fr", "obtenir badge"),
        ("Depuis quand ?", BADGE, "fr", "obtenir badge"),
        ("Quel est le prix ?", BADGE, "fr", "obtenir badge"),
        ("On peut le renouveler en ligne ?", BADGE, "fr", "obtenir badge"),
        ("Un agent doit le signer ?", BADGE, "fr", "obtenir badge"),
        ("Peut-on la visiter ?", FOUNDER, "fr", "Argan"),
        ("Et comment y adhérer ?", FOUNDER, "fr", "Argan"),
        ("Où habite-t-elle ?", FOUNDER, "fr", "Fatima Oubaha"),
        ("Quel est son âge ?", FOUNDER, "fr", "Fatima Oubaha"),
        ("Quels membres y participent ?", FOUNDER, "fr", "Argan"),
        ("On peut être remboursé ?", BADGE, "fr", "obtenir badge"),
        ("Et son poids ?", ZEPHYR, "fr", "Zéphyr 20"),
        ("And its weight?", RANGE, "en", "Zephyr 20"),
        ("Can I renew it?", PASS, "en", "get badge"),
        ("I'm only 12, do I pay?", PASS, "en", "get badge"),
        ("Who can get one?", PASS, "en", "get badge"),
        ("What if I need one urgently?", PASS, "en", "get badge"),
        ("How do I do that?", PASS, "en", "get badge"),
        ("Which one is cheaper?", PASS, "en", "get badge"),
        ("What is the price?", PASS, "en", "get badge"),
        ("And how many people work there?", RANGE, "en", "Zephyr 20"),
        ("What is its weight?", RANGE, "en", "Zephyr 20"),
        ("What happens when it breaks?", RANGE, "en", "Zephyr 20"),
        ("Why?", RANGE, "en", "Zephyr 20"),
        ("وما هي شروطه؟", POOL, "ar", "ثمن الاشتراك المسبح سنة 2026"),
        ("ومتى يفتح؟", POOL, "ar", "ثمن الاشتراك المسبح سنة 2026"),
        ("هل هو مجاني للأطفال؟", POOL, "ar", "ثمن الاشتراك المسبح سنة 2026"),
        ("من يعمل فيه؟", POOL, "ar", "ثمن الاشتراك المسبح سنة 2026"),
        ("لماذا؟", POOL, "ar", "ثمن الاشتراك المسبح سنة 2026"),
        ("ما هو رقم هاتفه؟", POOL, "ar", "ثمن الاشتراك المسبح سنة 2026"),
    ],
)
def test_what_leans_gets_what_was_talked_about(question: str, before: Turn, language: str, topic: str) -> None:
    assert complete(question, [before], language) == f"{question} ({topic})"


def test_a_number_with_parts_is_a_name() -> None:
    turns = [Turn("When was resolution 78/265 adopted?", "On 21 March 2024.")]
    assert complete("Who led the talks on it?", turns, "en") == "Who led the talks on it? (resolution 78/265)"
    turns = [Turn("De quand date la loi 09-08 ?", "De 2009.")]
    assert complete("Qui la contrôle ?", turns, "fr") == "Qui la contrôle ? (loi 09-08)"


def test_a_person_who_was_the_answer_is_the_topic() -> None:
    turns = [Turn("Qui dirige AI Movement ?", "Nadia Berrada dirige AI Movement.")]
    assert complete("Quand est-elle née ?", turns, "fr") == "Quand est-elle née ? (Nadia Berrada)"


def test_what_a_question_leant_on_is_what_the_next_one_leans_on() -> None:
    turns = [Turn("What is a webhook?", "A call."), Turn("How do I set this up?", "In the settings.")]
    assert complete("What happens when it fails?", turns, "en") == "What happens when it fails? (webhook)"


@pytest.mark.parametrize(
    ("question", "turns"),
    [
        ("Et en 2027 ?", []),
        ("Qui la dirige ?", []),
        ("Qui dirige l'Agence de développement du digital ?", [CENTER]),
        ("Quelle loi protège les données personnelles ?", [CENTER]),
    ],
)
def test_left_alone(question: str, turns: list[Turn]) -> None:
    assert complete(question, turns, "fr") == question


@pytest.mark.parametrize(
    "question",
    [
        "Les patients peuvent-ils refuser un traitement ?",
        "La piscine est elle ouverte le dimanche ?",
        "C'est quoi une hallucination ?",
        "Qu'est-ce qu'un hypertrucage ?",
        "Que faut-il apporter le premier jour ?",
        "Depuis quand la navette dessert-elle le campus ?",
        "Si un patient refuse un traitement, doit-il signer ?",
        "Comment protéger ses données ?",
        "Qui l'association réunit-elle ?",
        "Est-il possible de payer en ligne ?",
        "Où payer une amende ?",
        "On peut le matin payer en espèces ?",
        "La mairie doit la subvention à qui ?",
        "J'ai perdu ma carte, où la remplacer ?",
        "Combien de pays ont inscrit leur nom sur la liste ?",
        "Is it true that batteries catch fire?",
        "How do I register?",
        "How do I pay my rent?",
        "If a member resigns, when does he get his shares back?",
        "When a new employee starts, who shows her the office?",
        "Can I borrow more than one book?",
        "Do I have one day or two to answer?",
        "How do I change a tyre?",
        "What is the number of the IT department?",
        "Can employees lend their badge to a colleague?",
        "How long does it take to renew a passport?",
        "What happens to a parcel if it is not collected?",
        "Which company changed its name in 2019?",
        "What are the rights of those who rent?",
        "Are there lockers at the pool?",
        "ما هي المعطيات الحساسة؟",
        "ما هو تاريخ صدور الظهير؟",
        "من هو رئيس الجامعة؟",
        "كيف تحمي الجامعة طلابها؟",
        "ما الوثائق التي يطلبها المكتب؟",
        "هل الدخول مهم للأطفال؟",
        "كم درهم ثمن التذكرة؟",
        "ما الشروط التي يجب أن تتوفر فيها؟",
        "أيهما أعلى: الرسم أم الغرامة؟",
    ],
)
def test_a_question_with_a_subject_of_its_own_is_left_alone(question: str) -> None:
    language = detect(question)
    assert complete(question, [UNRELATED[language]], language) == question


def _bundled() -> list[dict[str, object]]:
    lines = (CHECKOUT / "eval/data/questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_bundled_questions_after_an_unrelated_one_are_left_alone() -> None:
    asked = [(str(each["question"]), str(each["language"])) for each in _bundled() if not each.get("turns")]
    rewritten = [text for text, language in asked if complete(text, [UNRELATED[language]], language) != text]
    assert len(asked) > 300
    assert len(rewritten) <= WRONGLY, rewritten


def _followed(each: dict[str, object]) -> str:
    turns = [Turn(turn["question"], turn["answer"]) for turn in each["turns"]]  # type: ignore[attr-defined]
    question = str(each["question"])
    return complete(question, turns, detect(question))


COMPLETE_ALREADY = {"fr-follow-up-08", "en-follow-up-06", "ar-follow-up-07"}
"""Bundled follow-ups that have a subject of their own: « le délai moyen », "Who … in the end", « الميثاق »."""


def test_bundled_follow_ups_are_completed() -> None:
    follow_ups = [each for each in _bundled() if each.get("turns")]
    alone = {str(each["id"]) for each in follow_ups if _followed(each) == each["question"]}
    assert len(follow_ups) == 24
    assert alone == COMPLETE_ALREADY


def test_reported_follow_ups_are_completed(shared: Path) -> None:
    lines = (shared / "inputs/questions/06-follow-up-pronoun/questions.jsonl").read_text(encoding="utf-8").splitlines()
    topics = {"fr": "chocolat dangereux chiens", "en": "webhook"}
    for each in map(json.loads, lines):
        assert _followed(each) == f"{each['question']} ({topics[each['language']]})"
