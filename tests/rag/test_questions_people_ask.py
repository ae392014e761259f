"""What people asked and were not answered: small reproductions, asked as a user does, with the bundled embedder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from ingest.sync import sync
from rag.answers import Answer, Turn
from rag.assistant import Assistant, open_assistant
from rag.settings import make_settings
from tests.conftest import write_files

pytestmark = [pytest.mark.process, pytest.mark.model, pytest.mark.slow]

TOLERATED = 0.3
"""Errors that are tolerated; the reproductions say so."""

RIGHT: dict[str, str] = {
    "01-names-in-code": "1 2 3 4",
    "02-wrong-premise": "1 2 3 4",
    "03-tables": "1 2 3 4",
    "04-list-all": "1 2 3",
    "06-follow-up-pronoun": "1 2 3 4",
    "09-how-many": "1 2 3 4",
    "11-acronyms": "1 2 3 4 5",
    "14-part-numbers": "1 2 3 4",
    "15-latest-and-earlier": "1 2 3 4",
    "16-long-and-short": "1 2 3 4 5",
    "18-negation": "1 2 3 4 5",
    "19-two-versions": "1 2 3 4",
    "20-arabic-dialect": "1 2 3 4 5",
    "22-yes-no": "1 2 3 4",
    "23-dates-and-numbers": "1 2 3 4 5 6 7 8",
    "25-buried-in-a-long-file": "1 2 3 4 5",
    "28-other-language": "1 2 3 4",
}
"""By set of `../shared/inputs/questions`, the numbers of those that are answered rightly."""


GARAGE = """# Atelier Ferrand

L'employeur accorde vingt-cinq jours de congés. Les mineurs ne peuvent pas utiliser le pont élévateur.

La révision dure deux heures et demie. Le remplacement de la courroie coûte 480 euros. La garantie court pendant
vingt-quatre mois.
"""
STATUTES = """# Statuts du club

Le comité de pilotage des projets (CPP) se réunit chaque mois. Le CPP vote à main levée.

L'Union européenne finance le gymnase. Les joueurs suspendus sont exclus du tournoi.

Les ventes de billets ont atteint 1 250 euros au troisième trimestre. Le gymnase a été inauguré le 7 mai 2019.
"""
WORKSHOP = """# Workshop

`InvoiceExporter` writes one file per customer. `retry_failed_payments` runs at midnight.

AXB-4410 is the seal of the small valve. AXB-4420 replaces AXB-4410 on the large valve.
"""
HANDBOOK = """# Handbook

Employees receive their wages on the 28th. Pets are not allowed in the offices.

The human resources team answers within two days. Interns are not entitled to a parking space.

The course lasts ninety minutes.
"""
GUIDE = """دليل المرتفق

يفتح المكتب أبوابه على الساعة التاسعة صباحا. تبلغ رسوم رخصة السياقة أربعمئة درهم.

يوجد مستودع السيارات في حي النهضة. الدخول إلى المتحف مجاني يوم الجمعة.

لا يستفيد الأجانب من المنحة. تدوم الجولة ساعة ونصف.
"""
MOWER = """# La tondeuse Zinnia 300

La Zinnia 300 pèse 18 kilos. La Zinnia 300 est vendue 640 euros. L'autonomie de la Zinnia 300 est de cinquante minutes.
"""
LEAVE = "# Accord sur les repos, {year}\n\nLes salariés posent leurs repos {months} mois avant le départ. {more}\n"
DIARY = """# Diary of the cooperative

On 7 August 2019 the mill burnt down. The tour takes two and a half hours.

The Meridian 40 carries twelve passengers.
"""
STATUTE = """القانون الأساسي للتعاونية

المادة 1
تسمى التعاونية تعاونية الزيتون.

المادة الثالثة
ينتخب المجلس لمدة أربع سنوات.
"""
CORPORA = {
    "fr": {
        "garage.md": GARAGE,
        "statuts.md": STATUTES,
        "tondeuse.md": MOWER,
        "repos-2019.md": LEAVE.format(year=2019, months="deux", more=""),
        "repos-2023.md": LEAVE.format(year=2023, months="trois", more="Le présent accord annule l'accord de 2019."),
    },
    "en": {"lab.md": WORKSHOP, "handbook.md": HANDBOOK, "diary.md": DIARY},
    "ar": {"dalil.txt": GUIDE, "qanun.txt": STATUTE},
}
LONG = """Bonjour, ma voiture a quinze ans et je roule beaucoup, surtout en montagne avec mes trois enfants. Le moteur
fait un bruit de claquement depuis lundi. Je voudrais savoir combien coûte le remplacement de la courroie. Merci
d'avance, bien cordialement."""
OWN = [
    ("fr", "Combien de vacances donne le patron ?", "vingt-cinq jours"),
    ("fr", "Qui ne peut pas utiliser le pont élévateur ?", "mineurs"),
    ("fr", "Le comité de pilotage des projets vote-t-il à main levée ?", "Le CPP vote"),
    ("fr", "Que fait le CPP chaque mois ?", "(CPP) se réunit"),
    ("fr", "Que finance l'UE ?", "Union européenne"),
    ("fr", "Quelles ont été les ventes de billets au T3 ?", "troisième trimestre"),
    ("fr", "La garantie est-elle de deux ans ?", "vingt-quatre mois"),
    ("fr", "La révision dure-t-elle 150 minutes ?", "deux heures et demie"),
    ("fr", "Qu'a-t-on inauguré le 07/05/2019 ?", "7 mai 2019"),
    ("fr", LONG, "480 euros"),
    ("fr", "Quel est le tarif de la Zinnia 300 ?", "640 euros"),
    ("fr", "combien pese la zinnia", "18 kilos"),
    ("fr", "Quel accord sur les repos est en vigueur ?", "annule l'accord de 2019"),
    ("en", "What does the invoice exporter write?", "InvoiceExporter"),
    ("en", "When are failed payments retried?", "retry_failed_payments"),
    ("en", "what is axb4410", "seal of the small valve"),
    ("en", "Which part replaces AXB 4410?", "AXB-4420 replaces"),
    ("en", "When do employees get their pay?", "wages"),
    ("en", "Are dogs allowed in the offices?", "Pets"),
    ("en", "How fast does HR answer?", "human resources"),
    ("en", "Who does not get a parking space?", "Interns"),
    ("en", "Does the course last an hour and a half?", "ninety minutes"),
    ("en", "What happened on 2019-08-07?", "mill burnt down"),
    ("en", "How many passengers does the Meridian 40 take?", "twelve passengers"),
    ("ar", "فوقاش كيحل المكتب؟", "التاسعة"),
    ("ar", "بشحال البيرمي؟", "أربعمئة درهم"),
    ("ar", "فين كاين مستودع الطوموبيلات؟", "حي النهضة"),
    ("ar", "واش المتحف فابور؟", "مجاني"),
    ("ar", "من لا يستفيد من المنحة؟", "الأجانب"),
    ("ar", "هل تدوم الجولة 90 دقيقة؟", "ساعة ونصف"),
    ("ar", "ماذا تقول المادة 3؟", "أربع سنوات"),
    ("ar", "ماذا تنص المادة الأولى من القانون الأساسي؟", "تعاونية الزيتون"),
]
"""By corpus, a question and words of the sentence that answers it."""


class Asked:
    """Folders of documents, each ingested once, and what is asked over them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._assistants: dict[str, Assistant] = {}

    def over(self, name: str, corpus: Path) -> Assistant:
        if name not in self._assistants:
            settings = make_settings(index=self._folder / name / "index", tolerated_errors=TOLERATED)
            sync([corpus], settings)
            self._assistants[name] = open_assistant(settings)
        return self._assistants[name]

    def close(self) -> None:
        for assistant in self._assistants.values():
            assistant.close()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    asked = Asked(tmp_path_factory.mktemp("people"))
    yield asked
    asked.close()


@lru_cache
def reported(folder: Path) -> dict[str, dict[str, Any]]:
    """The questions of a set by their number."""
    questions = map(json.loads, (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines())
    return {question["id"].rsplit("-", 1)[1]: question for question in questions}


def proves(answer: Answer, evidence: list[list[dict[str, Any]]]) -> bool:
    """Whether a citation holds most of a place that answers."""
    return any(
        citation.file.endswith(place["file"])
        and min(citation.end, place["end"]) - max(citation.start, place["start"]) > (place["end"] - place["start"]) / 2
        for sentence in answer.sentences
        for citation in sentence.citations
        for group in evidence
        for place in group
    )


SILENT = {"04-list-all": "4", "07-small-talk": "1 2 3 4 5 6 7 8", "14-part-numbers": "5"}
"""The same for those that no document answers: a quote would be wrong."""


@pytest.mark.parametrize(("name", "number"), [(name, each) for name, all_ in SILENT.items() for each in all_.split()])
def test_what_no_document_answers_is_quoted_from_none(name: str, number: str, shared: Path, asked: Asked) -> None:
    folder = shared / "inputs" / "questions" / name
    question = reported(folder)[number]
    turns = [Turn(turn["question"], turn["answer"]) for turn in question.get("turns", [])]
    answer = asked.over(name, folder / "corpus").ask(question["question"], turns)
    assert not answer.sentences
    assert (answer.about is not None) == (name == "07-small-talk")


@pytest.mark.parametrize(("name", "number"), [(name, each) for name, all_ in RIGHT.items() for each in all_.split()])
def test_what_was_reported_is_answered(name: str, number: str, shared: Path, asked: Asked) -> None:
    folder = shared / "inputs" / "questions" / name
    question = reported(folder)[number]
    turns = [Turn(turn["question"], turn["answer"]) for turn in question.get("turns", [])]
    answer = asked.over(name, folder / "corpus").ask(question["question"], turns)
    assert proves(answer, question["evidence"]), [sentence.text for sentence in answer.sentences]


@pytest.mark.parametrize(("corpus", "question", "words"), OWN)
def test_more_of_each_kind_is_answered(
    corpus: str, question: str, words: str, asked: Asked, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / f"people-{corpus}"
    write_files(folder, CORPORA[corpus])
    answer = asked.over(f"own-{corpus}", folder).ask(question)
    assert words in " ".join(sentence.text for sentence in answer.sentences), answer.confidence


@pytest.mark.parametrize(
    ("corpus", "question"),
    [
        ("fr", "Que remplace la AXB-4470 ?"),
        ("en", "How many passengers does the Meridian 45 take?"),
        ("fr", "Combien coûte le remplacement du radiateur ?"),
        ("en", "How long is the course for divers?"),
        ("ar", "كم تبلغ رسوم رخصة الصيد؟"),
    ],
)
def test_a_thing_that_no_document_names_is_not_answered_by_another(
    corpus: str, question: str, asked: Asked, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / f"people-{corpus}"
    write_files(folder, CORPORA[corpus])
    assert not asked.over(f"own-{corpus}", folder).ask(question).sentences


FOLLOWED = [
    (
        "fr",
        Turn("Combien de temps dure la révision ?", "La révision dure deux heures et demie."),
        "Et la garantie ?",
        "mois",
    ),
    ("fr", Turn("Combien pèse la Zinnia 300 ?", "La Zinnia 300 pèse 18 kilos."), "Et son autonomie ?", "cinquante"),
    ("en", Turn("When do employees get their wages?", "On the 28th."), "What about interns?", "Interns"),
]
"""By corpus, the turn before, a question that goes on from it, and words of the sentence that answers."""


@pytest.mark.parametrize(("corpus", "before", "question", "words"), FOLLOWED)
def test_what_a_follow_up_brings_in_is_answered(
    corpus: str, before: Turn, question: str, words: str, asked: Asked, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / f"people-{corpus}"
    write_files(folder, CORPORA[corpus])
    answer = asked.over(f"own-{corpus}", folder).ask(question, [before])
    assert words in " ".join(sentence.text for sentence in answer.sentences), (answer.completed, answer.confidence)
