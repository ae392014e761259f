"""The support check on statements in other words than their sources, faithful and altered, and on each kind of them.

`pairs.jsonl` holds nine parts, all looked at: its bounds keep what was reached. In `kept.jsonl` the part `kept` was
written with the `sixth`, the part `ninth` with the `eighth`, and their failures were never looked at, only counted; see
docs/decisions/0005 and 0031.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from eval.checker.support import judge, rates, table
from rag.proof.support import Source, Support, check

pytestmark = pytest.mark.slow

PAIRS = Path(__file__).with_name("pairs.jsonl")
KEPT = Path(__file__).with_name("kept.jsonl")


def verdict(claim: str, language: str, source: str, question: str = "", context: str = "") -> Support:
    return check(claim, language, [Source(source, language, context)], question).verdict


def test_figures_on_our_pairs() -> None:
    judged = judge(PAIRS)
    found = rates(judged)
    assert found.wrong >= 200
    assert found.faithful >= 150
    assert {each.pair["language"] for each in judged} == {"fr", "en", "ar"}
    assert found.false_accepts <= 0.05
    assert found.false_alarms <= 0.07
    opposite = Counter(each.finding.verdict for each in judged if each.pair["right"] == "contradicted")
    assert opposite[Support.CONTRADICTED] > 0.9 * opposite.total()


def test_figures_on_pairs_that_were_kept_apart() -> None:
    judged = judge(KEPT)
    found = rates(judged)
    assert found.wrong + found.faithful >= 170
    assert found.false_accepts <= 0.15
    assert found.false_alarms <= 0.33
    assert rates([each for each in judged if each.pair["part"] == "kept"]).false_alarms <= 0.25


@pytest.mark.parametrize(
    ("claim", "language", "source"),
    [
        ("Les enfants paient 12 euros.", "fr", "La carte annuelle coûte 12 euros."),
        ("Teachers enter free of charge.", "en", "Visitors under 12 enter free of charge."),
        ("لا تفتح المكتبة أبوابها يوم الاثنين.", "ar", "لا يفتح المتحف أبوابه يوم الاثنين."),
        ("Le train ne circule pas le samedi.", "fr", "Le train ne circule pas le dimanche."),
        ("Visitors under 12 pay 9 dollars.", "en", "Visitors under 12 enter free; everyone else pays 9 dollars."),
    ],
)
def test_what_the_source_does_not_speak_of_is_not_proven(claim: str, language: str, source: str) -> None:
    assert verdict(claim, language, source) is not Support.PROVEN


def test_a_thing_named_in_the_sentence_before_or_in_the_heading_is_spoken_of() -> None:
    claim, source = "La carte annuelle coûte 12 euros.", "Elle coûte 12 euros."
    assert verdict(claim, "fr", source) is Support.UNPROVEN
    assert verdict(claim, "fr", source, context=f"La carte annuelle ouvre la piscine. {source}") is Support.PROVEN
    headed = Source("Le tarif est de 12 euros.", "fr", about="Carte annuelle")
    assert check("Le tarif de la carte annuelle est de 12 euros.", "fr", [headed]).verdict is Support.PROVEN


def test_a_day_within_a_range_of_days_is_named() -> None:
    source = "The office is open from Tuesday to Friday."
    assert verdict("The office is open on Wednesday.", "en", source) is Support.PROVEN
    assert verdict("The office is open on Sunday.", "en", source) is Support.UNPROVEN


def test_figures_on_what_models_got_wrong(shared: Path) -> None:
    found = rates(judge(shared / "inputs" / "support.jsonl"))
    assert found.false_accepts <= 0.05
    assert found.false_alarms <= 0.05


def test_every_finding_against_a_statement_has_a_reason() -> None:
    for each in judge(PAIRS):
        assert (each.finding.reason is None) == each.accepted
        assert len(each.finding.reason or "") < 120


def test_the_table_counts_every_pair_once_for_each_way_of_counting() -> None:
    judged = judge(PAIRS)
    lines = list(table(judged))
    assert len(lines) == 2 + sum(len({each.pair[field] for each in judged}) for field in ("part", "language", "kind"))
    assert lines[-1].split()[0] == "all"


@pytest.mark.parametrize(
    ("claim", "question", "right"),
    [
        ("Non, le four n'est pas encore réparé.", "Le four est-il réparé ?", Support.PROVEN),
        ("Oui, le four est réparé.", "Le four est-il réparé ?", Support.CONTRADICTED),
        ("Oui, le four n'est pas encore réparé.", "Le four est-il réparé ?", Support.CONTRADICTED),
        ("Non.", "Le four est-il réparé ?", Support.PROVEN),
        ("Oui.", "Le four est-il réparé ?", Support.CONTRADICTED),
        ("Non.", "", Support.UNPROVEN),
    ],
)
def test_yes_and_no_follow_the_source_and_the_question(claim: str, question: str, right: Support) -> None:
    assert verdict(claim, "fr", "Le four du musée n'est pas encore réparé.", question) is right


def test_a_no_that_affirms_what_is_asked_is_contradicted() -> None:
    source = "Bicycles are welcome on the night train."
    asked = "Are bicycles welcome on the night train?"
    assert verdict("Yes, bicycles are welcome on the night train.", "en", source, asked) is Support.PROVEN
    assert verdict("No, bicycles are welcome on the night train.", "en", source, asked) is Support.CONTRADICTED


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ("Ida Sol sold the kiln to Omar Reyes.", Support.PROVEN),
        ("Omar Reyes bought the kiln from Ida Sol.", Support.PROVEN),
        ("The kiln was sold to Omar Reyes by Ida Sol.", Support.PROVEN),
        ("Omar Reyes sold the kiln to Ida Sol.", Support.CONTRADICTED),
        ("Ida Sol bought the kiln from Omar Reyes.", Support.CONTRADICTED),
    ],
)
def test_who_does_what_to_whom_is_told_by_sides_and_by_the_verb(claim: str, right: Support) -> None:
    assert verdict(claim, "en", "Ida Sol sold the kiln to Omar Reyes.") is right


def test_a_name_behind_a_pronoun_is_the_first_of_the_sentence_before() -> None:
    source = "She opened a printing house in Turku."
    context = f"Aino Laine met Elsa Berg in 1911. {source}"
    asked = "Who opened a printing house?"
    assert verdict("Aino Laine opened a printing house in Turku.", "en", source, asked, context) is Support.PROVEN
    assert verdict("Elsa Berg opened a printing house in Turku.", "en", source, asked, context) is Support.UNPROVEN
    assert verdict("Aino Laine opened a printing house in Turku.", "en", source, asked) is Support.UNPROVEN


def test_a_name_that_opens_a_sentence_is_compared() -> None:
    source = "Depuis 1998, Oujda accueille le festival de printemps."
    assert verdict("Oujda accueille le festival de printemps.", "fr", source) is Support.PROVEN
    assert verdict("Berkane accueille le festival de printemps.", "fr", source) is Support.UNPROVEN


@pytest.mark.parametrize(
    ("claim", "language", "source"),
    [
        ("The FAO counted the herds.", "en", "The Food and Agriculture Organization counted the herds."),
        ("La Caisse nationale de sécurité sociale verse la pension.", "fr", "La CNSS verse la pension."),
        ("Mumbai has two airports.", "en", "Bombay has 2 airports."),
        ("Le lot pèse 2,5 tonnes.", "fr", "Le lot pèse 2 500 kg."),
        ("A quarter of the seats are empty.", "en", "25% of the seats are empty."),
        ("Le salon dure jusqu'au mois d'août.", "fr", "Le salon dure jusqu'en août."),
        ("يعمل بالمصنع خمسة وعشرون عاملا.", "ar", "يعمل بالمصنع 25 عاملا."),
        ("ينطلق المعرض في الثالث والعشرين من أبريل 2025.", "ar", "ينطلق المعرض يوم 23 أبريل 2025."),
        ("يزور المعرض مليونا شخص، أي 2 مليون.", "ar", "يزور المعرض مليوني شخص."),
        ("Le prix a été remis en 2018.", "fr", "Fondé en 2015, le prix a été remis trois ans plus tard."),
        ("The lecture ends at 12.", "en", "The lecture ends at noon."),
        ("Plus de 300 arbres ont été plantés.", "fr", "324 arbres ont été plantés."),
        ("The shop is open until 7 p.m.", "en", "The shop closes at 7 p.m."),
        ("Most leaves fall after a few weeks.", "en", "Most leaves turn yellow and fall within a few weeks."),
        ("Entries are required by May.", "en", "Entries must be submitted by May."),
        ("It is due no later than ten days before the race.", "en", "It is due at least 10 days before the race."),
        ("The figures remain unconfirmed by the club and the league.", "en",
         "Neither the club nor the league has confirmed the figures yet."),
        ("Les trois villes ont signé la charte le 3/5/2021.", "fr",
         "La charte a été signée par Fès, Rabat et Salé le 3 mai 2021."),
        ("Bidders are told by letter.", "en", "Bidders are notified by letter."),
    ],
)  # fmt: skip
def test_one_thing_in_two_forms_is_the_same(claim: str, language: str, source: str) -> None:
    assert verdict(claim, language, source) is Support.PROVEN


@pytest.mark.parametrize(
    ("claim", "language", "source"),
    [
        ("Le prix a été remis en 2019.", "fr", "Fondé en 2015, le prix a été remis trois ans plus tard."),
        ("ينطلق المعرض في الثالث عشر من أبريل 2025.", "ar", "ينطلق المعرض يوم 23 أبريل 2025."),
        ("Plus de 200 arbres ont été plantés.", "fr", "324 arbres ont été plantés."),
        ("Plus de 330 arbres ont été plantés.", "fr", "324 arbres ont été plantés."),
        ("The shop is open at 7 p.m.", "en", "The shop closes at 7 p.m."),
        ("Most leaves fall.", "en", "A few leaves fall."),
        ("The dates remain unconfirmed.", "en", "The dates are confirmed."),
        ("Salma Idrissi a fermé le refuge.", "fr", "Salma Idrissi a créé le refuge."),
    ],
)
def test_another_thing_in_a_like_form_is_not(claim: str, language: str, source: str) -> None:
    assert verdict(claim, language, source) is not Support.PROVEN


def test_a_copy_is_proven_whatever_it_says() -> None:
    source = "Nobody may enter unless Bob, not Ann, said so because some doors must never be all closed."
    assert verdict(source, "en", source) is Support.PROVEN
    assert verdict(f"“{source}”", "en", source) is Support.PROVEN
