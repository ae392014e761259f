"""Names that are known by several forms, and the letters that stand for a name of several words.

Only what every atlas and encyclopedia has belongs here; names of documents do not.
"""

from __future__ import annotations

from collections.abc import Sequence

_FORMS = """
    beijing pekin peking بكين | mumbai bombay | kyiv kiev | myanmar birmanie burma | iran perse persia
    sri-lanka ceylan ceylon | istanbul constantinople | chennai madras | kolkata calcutta | ho-chi-minh-ville saigon
    onu un nations-unies united-nations الامم-المتحده | otan nato الناتو | oms who | ue eu | fmi imf | omc wto
    usa us etats-unis united-states america amerique americain american الولايات-المتحده
    uk royaume-uni united-kingdom britain britannique british grande-bretagne المملكه-المتحده
    londres london لندن | allemagne germany allemand german المانيا | espagne spain espagnol spanish اسبانيا
    maroc morocco marocain moroccan المغرب | algerie algeria الجزاير | tunisie tunisia تونس | egypte egypt مصر
    pays-bas netherlands holland hollande dutch neerlandais هولندا | grece greece greek grec اليونان
    suisse switzerland swiss سويسرا | chine china chinois chinese الصين | japon japan japonais japanese اليابان
    russie russia russe russian روسيا | italie italy italien italian ايطاليا | turquie turkey turc turkish تركيا
    inde india indien indian الهند | bresil brazil البرازيل | angleterre england anglais english انجلترا
    france francais french فرنسا | casablanca الدار-البيضاء | rabat الرباط | ia ai intelligence-artificielle
    pologne poland polonais polish بولندا | suede sweden suedois swedish السويد | norvege norway النرويج
    danemark denmark الدنمارك | portugal portugais portuguese البرتغال | belgique belgium belge belgian بلجيكا
"""
_BY_FORM: dict[str, int] = {
    form: place for place, forms in enumerate(_FORMS.replace("\n", "|").split("|")) for form in forms.split()
}
_FEWEST, _MOST = 2, 8  # letters of an acronym


def same_name(one: str, other: str) -> bool:
    """Whether two words, in skeleton form, are known forms of one name; a hyphen joins names of several words."""
    place = _BY_FORM.get(one)
    return place is not None and place == _BY_FORM.get(other)


def spelled_out(letters: str, words: Sequence[str], small: frozenset[str]) -> range | None:
    """Where in a text the words stand whose first letters are an acronym; `None` if nowhere.

    `words` are all words of the text in skeleton form; `small` are those that an acronym may leave out.
    """
    letters = letters.casefold()
    if not _FEWEST <= len(letters) <= _MOST:
        return None
    for first in range(len(words)):
        end = _match(letters, words, small, first)
        if end is not None:
            return range(first, end)
    return None


def _match(letters: str, words: Sequence[str], small: frozenset[str], place: int) -> int | None:
    """Where the words end whose first letters these are, from a place on; small words may be left out between them."""
    if place >= len(words) or words[place][0] != letters[0]:
        return None
    after = place + 1
    if len(letters) == 1:
        return after
    while after < len(words):
        end = _match(letters[1:], words, small, after)
        if end is not None or words[after] not in small:
            return end
        after += 1
    return None
