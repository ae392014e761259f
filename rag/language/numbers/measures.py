"""What an amount measures: a price is no weight and no duration, so « 18 kilos » does not answer « combien coûte ».

Patterns read skeleton text (see `rag.language.folding.skeleton`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache

from rag.language.folding import fold_plain, skeleton
from rag.language.numbers.spelled import NUMBER_WORDS


class Measure(StrEnum):
    """What is measured."""

    MONEY = "money"
    MASS = "mass"
    LENGTH = "length"
    DURATION = "duration"
    SHARE = "share"
    OTHER = "other"
    """A volume, an area, a power, a temperature: told apart from the others, and never asked for by name."""
    COUNT = "count"
    """So many of something: « douze passagers »."""


_ASKED = {
    "fr": {
        Measure.MONEY: (
            r"\bcombien (?:\w+[ '-]){0,3}(?:coute\w*|vaut|valent|facture\w*|vendue?s?|paye\w*|paie\w*|verse\w*"
            r"|debourse\w*)\b|\b(?:coute\w*|vaut|paye\w*|paie) combien\b|\b(?:prix|tarifs?|loyer|salaire|caution"
            r"|cotisation|amende|redevance|indemnite|subvention)\b"
        ),
        Measure.MASS: (
            r"\bcombien (?:\w+[ '-]){0,2}pese\w*\b|\bpese\w* combien\b|^poids\b"
            r"|\bquel(?:le)?s? (?:\w+ ){0,2}(?:poids|masse)\b"
        ),
        Measure.LENGTH: (
            r"\bquel(?:le)?s? (?:\w+[ ']){0,2}(?:longueur|largeur|hauteur|profondeur|altitude|diametre)\b"
            r"|\bcombien (?:\w+[ '-]){0,2}mesure\w*\b"
        ),
        Measure.DURATION: (
            r"\bcombien (?:de temps|d'heures|de (?:jours|mois|semaines|minutes)|dure\w*)\b"
            r"|\bquel(?:le)?s? (?:\w+[ ']){0,2}(?:duree|delai|preavis)\b"
        ),
    },
    "en": {
        Measure.MONEY: (
            r"\bhow much (?:\w+ ){0,4}(?:costs?|pay|paid|charged?|earn|spent)\b"
            r"|^(?:and )?how much (?:is|are|was|were|for) |\bwhat (?:would|do|does|will|must|should) (?:\w+ ){1,3}pay\b"
            r"|\b(?:price|cost|fees?|fare|rent|salary|fines?|penalty|deposit|excess)\b"
        ),
        Measure.MASS: r"\bhow heavy\b|\bhow much (?:\w+ ){0,4}weighs?\b|\bwhat (?:\w+ ){0,3}weight\b",
        Measure.LENGTH: (
            r"\bhow long (?:is|are|was|were) .*\b(?:kilomet\w+|met(?:re|er)s?|miles?|km|feet|foot|inches)\b"
            r"|\bhow (?:wide|tall|deep)\b|\bwhat (?:\w+ ){0,3}(?:width|height|depth|diameter|altitude|elevation)\b"
        ),
        Measure.DURATION: (
            r"\bhow many (?:days|weeks|months|hours|minutes)\b|\bduration\b|\bnotice period\b"
            r"|\bhow long (?:does|do|did|will|must|should|can|may|have|has)\b"
        ),
    },
    "ar": {
        Measure.MONEY: (
            r"\b(?:ال)?(?:ثمن|سعر|رسوم|رسم|راتب|اجره|غرامه|تكلفه|ايجار|كراء)\b|\b(?:كم )?(?:يكلف|تكلف)\b"
            r"|\bب(?:شحال|كم|كام|قديش)\b"
        ),
        Measure.MASS: r"\b(?:ال)?وزن\b|\bكم [يت]زن\b",
        Measure.LENGTH: r"\b(?:ما|كم) (?:\w+ )?(?:طول|عرض|ارتفاع|عمق|علو)\b",
        Measure.DURATION: (
            r"\bكم (?:من )?(?:ال)?(?:وقت|يوما?|شهرا?|ساعه|دقيقه|اسبوعا?|سنه|عاما?)\b|\bكم [يت](?:ستغرق|دوم)\b"
            r"|\b(?:ال)?(?:مده|مهله)\b"
        ),
    },
}
_PATTERNS = {
    language: tuple((measure, re.compile(pattern)) for measure, pattern in patterns.items())
    for language, patterns in _ASKED.items()
}
_NAMES = {
    Measure.MONEY: """
        euro euros eur € dollar dollars usd $ £ gbp livre livres pound pounds quid franc francs chf dirham
        dirhams dh dhs mad درهم دراهم درهما دينار دينارا دنانير ريال ريالا جنيه جنيها دولار دولارا يورو اورو
        فرنك centime centimes cents pence yen yens roupie roupies rupee rupees ryal rial dinar dinars
    """,
    Measure.MASS: """
        kilo kilos kg kilogramme kilogrammes kilogram kilograms gramme grammes gram grams g mg tonne tonnes
        ton tons t quintal quintaux ounce ounces oz lb lbs كيلوغرام كيلو كغ غرام غراما طن طنا قنطار
    """,
    Measure.LENGTH: """
        m metre metres meter meters km kilometre kilometres kilometer kilometers cm mm centimetre
        centimetres centimeter centimeters millimetre millimetres mile miles foot feet ft inch inches yard
        yards متر مترا امتار كيلومتر كيلومترا كلم سنتيمتر سنتيمترا ميل
    """,
    Measure.DURATION: """
        an ans annee annees year years mois month months semaine semaines week weeks jour jours day days
        heure heures hour hours h minute minutes min seconde secondes second seconds trimestre trimestres
        quarter quarters سنه سنوات عام عاما اعوام شهر شهرا اشهر شهور اسبوع اسابيع يوم يوما ايام ساعه ساعات
        دقيقه دقايق ثانيه ثواني
    """,
    Measure.SHARE: "% ٪ pourcent percent",
    Measure.OTHER: """
        litre litres liter liters l cl ml gallon gallons pint pints ha hectare hectares acre acres m² km² m³
        degre degres degree degrees °c kw kwh kilowatt kilowatts mw watt watts w volt volts amperes
        horsepower chevaux km/h لتر لترا هكتار هكتارا درجه درجات كيلوواط
    """,
}
_MEASURE_OF = {skeleton(fold_plain(word)): measure for measure, words in _NAMES.items() for word in words.split()}
_NOUNS = {
    Measure.MASS: r"poids|masse|pese\w*|weigh\w*|heavy|mass|(?:ال)?وزن\w*|[يت]زن",
    Measure.LENGTH: (
        r"longueur|largeur|hauteur|profondeur|altitude|diametre|dimensions?|tailles?|mesure\w*|length|width|height|depth"
        r"|diameter|elevation|size|wide|tall|deep|high|long|(?:ال)?(?:طول|عرض|ارتفاع|عمق|علو|ابعاد|قطر)\w*"
    ),
}
_FREE = re.compile(
    r"\bgratuit\w*|\bgratis\b|\boffert\w*|\bcompris\w*|\binclus\w*|\bfree\b|\bno charge\b|\bincluded\b|مجان"
    r"|بلا مقابل|بدون مقابل"
)
"""What is given for no price."""
_SCALES = (
    r"(?:(?:et demie?|and a half|ونصف|mille|millions?|milliards?|thousand|billions?|hundred|الف|الاف|مليون|ملايين"
    r"|مليار) (?:d'|de |of )?)*"
)


def _in_words(words: str) -> str:
    """Numbers of one word or several: « vingt-cinq », "two hundred and ten"."""
    word = f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})(?!\\w)"
    return rf"{word}(?:[ -](?:(?:et|and|و)[ -]?)?{word})*"


_COUNTED = {
    language: re.compile(
        rf"(?<![\w.,])(?P<number>\d[\d., ]*|{_in_words(words)})"
        rf"[ -]?{_SCALES}(?P<unit>km/h|°c|[^\W\d_]+[²³]?|[€$£%٪])?"
    )
    for language, words in NUMBER_WORDS.items()
}
_SIGN_BEFORE = re.compile(r"[€$£] ?$")
_DIGITS = re.compile(r"\d+")
_ALSO = {
    Measure.MONEY: frozenset((Measure.MONEY, Measure.SHARE, Measure.COUNT)),
    Measure.LENGTH: frozenset((Measure.LENGTH,)),
    Measure.MASS: frozenset((Measure.MASS,)),
}
"""What answers: a remittance may be told as a share, and a noun that is not known may be a currency."""
_NOUN = 4
"""Letters of a word behind a number from which on it is taken for what is counted."""


@lru_cache(maxsize=64)
def asked_measure(question: str, language: str) -> Measure | None:
    """What the amount that a question asks for measures; `None` where its words do not tell, or tell several."""
    plain = skeleton(fold_plain(question))
    found = [measure for measure, pattern in _PATTERNS.get(language, ()) if pattern.search(plain)]
    return found[0] if len(found) == 1 else None


def measures(plain: str, language: str, asked: Iterable[str] = ()) -> Iterator[Measure | None]:
    """What each amount of a skeleton text measures, `None` where nothing tells.

    Numbers that are terms of the question (`asked`) are passed over.
    """
    known = frozenset(asked)
    pattern = _COUNTED.get(language)
    for match in pattern.finditer(plain) if pattern else ():
        digits = "".join(_DIGITS.findall(match["number"]))
        if digits and digits in known:
            continue
        if _SIGN_BEFORE.search(plain, 0, match.start()):
            yield Measure.MONEY
        else:
            unit = match["unit"] or ""
            yield _MEASURE_OF.get(unit, Measure.COUNT if len(unit) >= _NOUN else None)


def measures_something_else(wanted: Measure, plain: str, language: str, asked: Iterable[str] = ()) -> bool:
    """Whether a text has amounts, and each of them measures something else than what is asked for."""
    if wanted is Measure.MONEY and _FREE.search(plain):
        return False
    found = list(measures(plain, language, asked))
    fitting = _ALSO.get(wanted, frozenset((wanted, Measure.COUNT)))
    return bool(found) and all(each is not None and each not in fitting for each in found)


def speaks_of(measure: Measure, plain: str) -> bool:
    """Whether a skeleton text has a unit of a weight or a length, or a word for it."""
    words = re.findall(r"[^\W\d_]+[²³]?", plain)
    noun = re.compile(_NOUNS[measure])
    return any(_MEASURE_OF.get(word) is measure or noun.fullmatch(word) for word in words)
