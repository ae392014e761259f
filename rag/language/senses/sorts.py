"""Words by which two things are of one sort: what names are given to, who the parties are, days, countries, bounds.

Patterns read skeleton text (see `rag.language.folding.skeleton`), French, English and Arabic side by side: a
document need not be in the language of the question.
"""

from __future__ import annotations

import re

from rag.language.folding import fold_plain, skeleton

_NUMBERED = """
    salle chambre lot zone phase etape tome volume niveau groupe categorie classe ligne batiment porte terminal quai
    modele serie option formule tranche groupe palier echelon grade room level step group category class line building
    gate platform model series tier band stage unit module lesson grade
    القاعه قاعه الغرفه غرفه المنطقه منطقه المرحله مرحله المستوي مستوي الفيه فيه المجموعه مجموعه الخط خط الطابق طابق
    النموذج نموذج الدرجه درجه الوحده وحده الدرس درس الصنف صنف الخيار خيار
""".split()
_NAMED = """
    ville commune departement region province pays lac ecole lycee college universite hopital clinique societe
    entreprise association club musee bibliotheque gare aeroport stade rue avenue place quartier ligne salle batiment
    tour ministere prefecture residence hotel filiale agence magasin usine site centre camping refuge forfait formule
    offre modele programme projet laboratoire contrat
    city town county state province country lake school college university hospital clinic company museum library
    station airport stadium street avenue district room building department ministry hotel branch office store plant
    centre center plan model programme program project laboratory team
""".split()
_NAMED_ARABIC = """
    مدينه قريه اقليم جهه ولايه محافظه بحيره مدرسه ثانويه كليه جامعه مستشفي عياده شركه جمعيه نادي متحف مكتبه محطه مطار
    ملعب شارع حي قاعه مبني فندق فرع معهد وزاره مختبر مصنع
""".split()


def _any(words: list[str]) -> str:
    return "|".join(sorted({skeleton(fold_plain(word)) for word in words}, key=len, reverse=True))


NUMBERED = _any(_NUMBERED)
"""What stands before a number or a letter that tells one from another: « salle 3 », "level B"."""
NAMED = _any(_NAMED)
"""What a name stands beside: « la ville de Lyon », "the Lyon office"."""
NAMED_ARABIC = _any(_NAMED_ARABIC)
"""The same in Arabic, where the name follows and has no capital."""


def _groups(table: str, *, stems: bool = False) -> tuple[tuple[tuple[str, re.Pattern[str]], ...], ...]:
    """A line is a group, `/` stands between its members, the first word of each is its value."""
    groups = []
    for line in table.strip().splitlines():
        members = [member.split() for member in line.split("/")]
        ending = r"(?:s|es|x)?" if stems else ""
        groups.append(
            tuple(
                (member[0], re.compile(rf"(?<![\w'])(?:[وفبكل]?(?:ال|لل)?|[ld]')(?:{_any(member)}){ending}(?!\w)"))
                for member in members
            )
        )
    return tuple(groups)


PARTIES = _groups(
    """
    bailleur bailleresse landlord lessor مؤجر / locataire preneur tenant lessee مستاجر
    employeur employer / salarie salariee employe employee
    مشغل / اجير
    vendeur vendeuse seller vendor بايع / acheteur acheteuse acquereur buyer purchaser مشتري
    preteur lender مقرض / emprunteur borrower مقترض
    assureur insurer موم / assure insured
    debiteur debtor مدين / creancier creditor داين
    mineur minor قاصر / majeur adulte adult راشد بالغ / enfant child children طفل اطفال
    president presidente chair chairman chairperson رييس رييسه / tresorier tresoriere treasurer امين-المال / \
secretaire secretary كاتب
    enseignant professeur teacher استاذ معلم / eleve etudiant pupil student تلميذ طالب
    medecin docteur doctor طبيب / infirmier infirmiere nurse ممرض / patient patiente مريض
    stagiaire intern trainee متدرب / apprenti apprentie apprentice
    """,
    stems=True,
)
"""Groups of parties and offices, of which a rule for one says nothing of the others."""

DAYS = _groups(
    """
    lundi monday الاثنين / mardi tuesday الثلاثاء / mercredi wednesday الاربعاء / jeudi thursday الخميس / vendredi \
friday الجمعه / samedi saturday السبت / dimanche sunday الاحد
    """,
    stems=True,
)
"""The days of the week, one group."""

COUNTRIES = _groups(
    """
    france فرنسا / allemagne germany المانيا / espagne spain اسبانيا / italie italy ايطاليا / portugal البرتغال / \
belgique belgium بلجيكا / suisse switzerland سويسرا / pays-bas netherlands هولندا / royaume-uni uk بريطانيا / irlande \
ireland ايرلندا / autriche austria النمسا / pologne poland بولندا / suede sweden السويد / norvege norway النرويج / \
danemark denmark الدنمارك / finlande finland فنلندا / grece greece اليونان / turquie turkey تركيا / maroc morocco \
المغرب / algerie algeria الجزاير / tunisie tunisia تونس / egypte egypt مصر / senegal السنغال / liban lebanon لبنان / \
jordanie jordan الاردن / qatar قطر / koweit kuwait الكويت / canada كندا / mexique mexico المكسيك / bresil brazil \
البرازيل / argentine argentina الارجنتين / chine china الصين / japon japan اليابان / inde india الهند / australie \
australia استراليا / russie russia روسيا
    """
)
"""Countries, one group."""

_BOUNDS = {
    "least": r"au moins|plus de|minimum(?: de)?|au minimum|a partir de|des|superieure?s? a|at least|more than|over|from"
    r"|above|no less than|علي الاقل|اكثر من|ابتداء من|لا يقل عن|ما فوق",
    "most": r"au plus|moins de|maximum(?: de)?|au maximum|jusqu'a|inferieure?s? a|at most|less than|under|up to|below"
    r"|until|no more than|within|علي الاكثر|اقل من|حتي|لا يتجاوز|لا يزيد عن|في حدود",
    "about": r"environ|pres de|autour de|quelque|about|around|nearly|almost|some|roughly|حوالي|نحو|قرابه|تقريبا",
}
_BEFORE = {name: re.compile(rf"(?<!\w)(?:{words}) ?(?:de |l'|the |a )?$") for name, words in _BOUNDS.items()}
_AFTER = {
    "least": re.compile(
        r"^ ?\w* ?(?:ou plus|et plus|au moins|minimum|or more|and over|at least|علي الاقل|فاكثر)(?!\w)"
    ),
    "most": re.compile(r"^ ?\w* ?(?:ou moins|au plus|au maximum|maximum|or less|at most|علي الاكثر)(?!\w)"),
}


def bound(before: str, after: str) -> str:
    """How an amount is bounded by the words around it: `least`, `most`, `about`, or empty; skeleton text."""
    told = [name for name, pattern in _BEFORE.items() if pattern.search(before)]
    told += [name for name, pattern in _AFTER.items() if pattern.match(after)]
    return told[0] if told else ""
