"""Languages told apart, and terms that meet whatever the spelling, and never when a number differs."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.language import analyse, detect, numbers, question_words


def terms(text, language="fr"):
    return [token.term for token in analyse(text, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Qui dirige AI Movement ?", "fr"),
        ("Que revendique Gesualdo ?", "fr"),
        ("Combien ?", "fr"),
        ("Et en 2027 ?", "fr"),
        ("Date de création", "fr"),
        ("Who runs the OCP?", "en"),
        ("Why?", "en"),
        ("And in 2027?", "en"),
        ("ما هي عاصمة المغرب؟", "ar"),
        ("من يدير OCP؟", "ar"),
        ("من يدير AI Movement؟", "ar"),
        ("Que veut dire الحكامة ?", "fr"),
        ("Was ist das?", "de"),
        ("¿Quién es el presidente?", "es"),
        ("Кто управляет страной?", "ru"),
        ("رئيس جمهوری ایران کیست و چگونه انتخاب می‌گردد؟", "fa"),
        ("", "und"),
        ("2024 / 15 %", "und"),
    ],
)
def test_short_texts(text, language):
    assert detect(text) == language


def test_a_long_text_is_told_by_its_frequent_words_or_by_the_model():
    french = "Le royaume renforce sa coopération avec les organisations dans le domaine de la recherche. " * 10
    catalan = "El regne reforça la seva cooperació amb les organitzacions en el camp de la recerca avui. " * 10
    assert detect(french) == "fr"
    assert detect(catalan) == "ca"


@given(st.text(max_size=200), st.sampled_from(["fr", "en", "ar", "de", "und"]))
@settings(max_examples=250, deadline=None)
def test_tokens_lie_in_the_text_and_in_order(text, language):
    ends = 0
    for token in analyse(text, language):
        assert token.term
        assert 0 <= token.start <= token.end <= len(text)
        assert token.end > token.start
        assert token.end >= ends or token.start < ends
        ends = token.end
    for quantity in numbers(text, language):
        assert 0 <= quantity.start < quantity.end <= len(text)


@pytest.mark.parametrize(
    ("language", "spellings"),
    [
        ("fr", ["ONU", "O.N.U.", "l’ONU", "l'O.N.U.", "onu"]),
        ("fr", ["sécurité", "Securite", "SÉCURITÉ", "se\u0301curite\u0301", "sécurités"]),
        ("fr", ["l’œuvre", "l'oeuvre", "L'ŒUVRE", "d’œuvre"]),
        ("fr", ["aujourd'hui", "Aujourd’hui", "qu'aujourd’hui"]),
        ("fr", ["l'académie", "qu’académie", "D'ACADÉMIE", "jusqu'académie", "Académie"]),
        ("fr", ["porte-parole", "porte parole", "PORTE‑PAROLE"]),
        ("fr", ["Benguérir", "Benguerir", "Ben Guerir", "BEN GUÉRIR", "Ben-Guérir"]),
        ("fr", ["Mohammed", "Mohamed", "Muhammad"]),
        ("fr", ["11 milliards", "11 000 000 000", "11\u202f000\u202f000\u202f000", "11.000.000.000", "11 Md"]),
        ("fr", ["42ème", "42e", "42eme", "42ᵉ"]),
        ("fr", ["3,5", "3.5", "3,50"]),
        ("fr", ["6 %", "6%", "6\u00a0%", "6 pour cent"]),
        ("fr", ["15 novembre 2023", "15/11/2023", "2023-11-15", "15-11-2023", "le 15 Novembre 2023", "15 nov. 2023"]),
        ("fr", ["XXe", "20e", "20ème"]),
        ("fr", ["vingt-cinq", "25", "vingt‑cinq"]),
        ("fr", ["quatre-vingt-dix-neuf pour cent", "99 %"]),
        ("fr", ["trois cent vingt-cinq", "trois-cent-vingt-cinq", "325"]),
        ("fr", ["14h30", "14 h 30", "14:30", "14 heures 30"]),
        ("fr", ["ouvert à 8 h", "ouvert à 8h", "ouvert à 8 heures", "ouvert à 8h00"]),
        ("fr", ["soixante-et-onze", "71"]),
        ("en", ["twenty-five", "25", "Twenty-Five"]),
        ("en", ["one hundred and forty-two", "142"]),
        ("en", ["2:30 pm", "14:30", "2.30 p.m.", "2:30 PM"]),
        ("en", ["9 am", "9 a.m.", "9:00"]),
        ("ar", ["الساعة ٩ صباحا", "الساعة 9:00", "الساعة 9"]),
        ("fr", ["1 500 €", "1500 euros", "1.500 EUR"]),
        ("en", ["11 billion", "11,000,000,000", "11 bn", "11 thousand million"]),
        ("en", ["November 15, 2023", "15 November 2023", "15th of November 2023", "11/15/2023", "Nov 15 2023"]),
        ("en", ["42nd", "42th", "42ND"]),
        ("en", ["$5", "$ 5"]),
        ("en", ["John's", "John", "JOHN’S"]),
        ("ar", ["١١ مليار", "11 مليار", "11,000,000,000"]),
        ("ar", ["١٥ نونبر ٢٠٢٣", "15 نوفمبر 2023", "15/11/2023"]),
        ("ar", ["المدرسة", "مدرسة", "المـــدرسة", "المَدْرَسَة", "والمدرسه"]),
        ("ar", ["أحمد", "احمد", "ﺃﺣﻤﺪ"]),
    ],
)
def test_spellings_that_meet(language, spellings):
    found = {spelling: sorted(terms(spelling, language)) for spelling in spellings}
    assert len(set(map(tuple, found.values()))) == 1, found


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "11 milliards", "11 millions"),
        ("fr", "1,5 million", "15 millions"),
        ("fr", "1,500", "1.500"),
        ("fr", "10²", "102"),
        ("fr", "007", "7"),
        ("fr", "5G", "5"),
        ("fr", "42e", "42"),
        ("fr", "3.11.2", "3112"),
        ("en", "1,500", "1.5"),
        ("en", "2021, 500", "2021500"),
        ("en", "5 percent", "5"),
        ("en", "may", "May 2020"),
    ],
)
def test_numbers_that_differ_share_no_whole_form(language, one, other):
    assert terms(one, language) != terms(other, language)


def test_an_ambiguous_english_date_is_no_date_of_another_reading():
    assert not set(terms("3/4/2023", "en")) & set(terms("March 4", "en") + terms("3 April", "en"))


@given(st.integers(0, 10**13), st.integers(0, 12), st.integers(0, 9), st.sampled_from(["fr", "en", "ar"]))
@settings(max_examples=400, deadline=None)
def test_changing_a_digit_leaves_no_match(number, place, digit, language):
    written = f"{number:,}" if language != "fr" else f"{number:,}".replace(",", " ")
    digits = [at for at, character in enumerate(written) if character.isdigit()]
    at = digits[place % len(digits)]
    changed = written[:at] + str(digit) + written[at + 1 :]
    if changed != written:
        assert not set(terms(written, language)) & set(terms(changed, language))
    assert terms(written, language)[0] == str(number)


@given(st.dates(), st.dates())
@settings(max_examples=200, deadline=None)
def test_two_dates_share_their_whole_form_only_if_they_are_one(one, other):
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    if one.year < 1000 or other.year < 1000 or max(one.year, other.year) > 2999:
        return
    worded = {term for term in terms(f"{one.day} {months[one.month - 1]} {one.year}") if term[0] == "d"}
    spelled = {term for term in terms(f"{other.day:02}/{other.month:02}/{other.year}") if term[0] == "d"}
    assert (worded == spelled) == (one == other)


_SENTENCES = [
    ("fr", "Le 15 novembre 2023, l’œuvre de Mohammed à Benguérir coûta 11 milliards d’euros : qu’en dit l’Académie ?"),
    ("en", "On November 15, 2023 the U.S. company's naïve 'first draft' cost $3.5 million, didn't it?"),
    ("ar", "في ١٥ نونبر ٢٠٢٣ افتتح أحمد المدرسة الكبرى بتكلفة ١١ مليار درهم في إفريقيا"),
]


@pytest.mark.parametrize(("language", "sentence"), _SENTENCES)
@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.lower,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f"),
        lambda text: text.replace("’", "'").replace("'", "`"),
        lambda text: text.replace("م", "مـ"),
        lambda text: text.replace("e", "e\u00ad").replace("ل", "ل\u200f"),
        lambda text: text.replace(" ", "\u00a0 "),
    ],
    ids="upper lower decomposed unaccented apostrophes tatweel invisible spaces".split(),
)
def test_the_form_of_a_text_does_not_change_its_terms(language, sentence, change):
    assert terms(change(sentence), language) == terms(sentence, language)


def test_offsets_point_at_the_words():
    text = "Aujourd’hui, l’O.N.U. vote 11 milliards."
    places = {token.term: text[token.start : token.end] for token in analyse(text, "fr")}
    assert places == {"aujourdhui": "Aujourd’hui", "onu": "O.N.U.", "vot": "vote", "11000000000": "11 milliards"}


def test_a_date_gives_its_parts_and_itself():
    assert set(terms("le 15 novembre 2023")) == {"15", "m11", "2023", "d2023-11-15"}
    assert terms("novembre") == ["m11"]
    assert terms("la planète Mars", "fr") == ["planet", "mar"]


def test_stop_words_and_question_words_are_no_terms():
    assert terms("Qui est le directeur de la caisse ?") == terms("directeur caisse")
    assert terms("What is the name?", "en") == terms("name", "en")
    assert "qui" in question_words("fr")
    assert "من" in question_words("ar")
    assert question_words("de") == frozenset()


def test_an_unknown_language_is_not_stemmed():
    assert terms("Die Häuser der Städte", "de") == ["die", "hauser", "der", "stadte"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "11 milliards de dirhams", [("11000000000", "mad")]),
        ("fr", "11 MMDH, 200 M€ et 3,5 km", [("11000000000", "mad"), ("200000000", "eur"), ("3.5", "km")]),
        ("fr", "le 1er janvier 2020 puis en mars 2021", [("2020-01-01", "date"), ("2021-03", "month")]),
        ("fr", "la 42ème session du XXe siècle", [("42", "ordinal"), ("20", "ordinal")]),
        ("fr", "l'agent 007 et la 5G", []),
        ("en", "$5 billion, 6 per cent, 300 people", [("5000000000", "usd"), ("6", "%"), ("300", None)]),
        ("en", "$5m, €1.5bn and 5 m", [("5000000", "usd"), ("1500000000", "eur"), ("5", "m")]),
        ("fr", "2 mille milliards de dollars", [("2000000000000", "usd")]),
        ("ar", "بنسبة %15", [("15", "%")]),
        ("fr", "1 " + "mille " * 50, [("1000000", None)]),
        ("fr", "de vingt-cinq à trente-deux jours", [("25", None), ("32", "day")]),
        ("fr", "quatre-vingts, mille-feuille, sept-huit, un vingt-cinquième", [("80", None)]),
        ("fr", "soixante-dix-sept mille euros, deux-mille-vingt-quatre", [("77000", "eur"), ("2024", None)]),
        (
            "fr",
            "ouvert jusqu'à 18 h, fermé 8 heures, de 9h15 à 12h",
            [("18:00", "time"), ("8", "hour"), ("9:15", "time"), ("12:00", "time")],
        ),
        ("en", "at 12 am, 12 pm and 7:45 pm", [("0:00", "time"), ("12:00", "time"), ("19:45", "time")]),
        ("en", "ninety-nine percent, two-thirds, version 1:75", [("99", "%"), ("1", None), ("75", None)]),
        ("ar", "الساعة 8 مساء", [("20:00", "time")]),
        ("ar", "٦ في المائة و ١١ مليار درهم", [("6", "%"), ("11000000000", "mad")]),
    ],
)
def test_numbers_with_their_units(language, text, expected):
    assert [(quantity.value, quantity.unit) for quantity in numbers(text, language)] == expected


@pytest.mark.parametrize(
    ("stated", "claimed", "proven"),
    [
        ("le 15 novembre 2023", "en 2023", True),
        ("le 15 novembre 2023", "en novembre 2023", True),
        ("le 15 novembre 2023", "le 15 novembre", True),
        ("le 15 novembre 2023", "en novembre", True),
        ("en novembre 2023", "le 15 novembre 2023", False),
        ("le 15 novembre 2023", "en 2022", False),
        ("6 %", "6 %", True),
        ("6", "6 %", False),
        ("6 dollars", "6 euros", False),
        ("11 milliards de dirhams", "11 000 000 000", True),
    ],
)
def test_what_a_quantity_proves(stated, claimed, proven):
    assert numbers(stated, "fr")[0].proves(numbers(claimed, "fr")[0]) is proven


def test_threads_do_not_share_a_stemmer():
    words = [f"nationalisation{number}s relationnellement" for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        threaded = list(pool.map(terms, words * 4))
    assert threaded == [terms(word) for word in words] * 4
