"""What a question asks for: the kind of answer, by its wording, in French, English and Arabic.

Patterns read skeleton text (folded, without accents; see `rag.language.language`). A kind that is told wrongly costs
little: it is one feature among several of the reader.
"""

from __future__ import annotations

import re
from enum import StrEnum

from rag.language.folding import fold_plain, skeleton
from rag.language.words import QUESTION_WORDS


class Kind(StrEnum):
    """The kind of thing that answers a question."""

    PERSON = "person"
    PLACE = "place"
    DATE = "date"
    AMOUNT = "amount"
    NAME = "name"
    """A proper name of something else: an organisation, a work, a team."""
    REASON = "reason"
    MANNER = "manner"
    DEFINITION = "definition"
    LIST = "list"
    YES_NO = "yes-no"
    OTHER = "other"


# « Que faire quand il pleut ? » and "What happens when it rains?" ask for no date.
_ASKS_NEXT_FR = (
    r"(?:(?:que?|qu'\w+|qui|quel\w*|comment|combien|ou|pourquoi|faut|peut|puis|dois|doit|est-ce)\b"
    r"|(?:l'|la |le |les |un |une )[^,]*-(?:t-)?(?:ils?|elles?)\b)"
)
_QUAND = (
    rf"^(?:(?:et|mais|alors|depuis|de|jusqu'a|a partir de|d'ici|pour) )*quand\b(?!.*, {_ASKS_NEXT_FR})"
    r"|\b(?:depuis|jusqu'a|a partir de|c'est|de) quand\b|[,;:] quand \w+ ?-|\bquand(?: est-ce| ca| exactement)?\W*$"
    r"|\b(?:et|ou) quand\b.*-(?:t-)?(?:ils?|elles?|on)\b"
    r"|\b(?:savoir|sais|sait|savez|dire|dis|dites|indiquer?|preciser?|connaitre) (?:\w+ )?quand\b"
    r"|[,;:] quand\b.*-(?:t-)?(?:ils?|elles?|on)\b|\bquand\b.*\bquand\b"
)
_ASKS_NEXT_EN = (
    r"(?:what|who|whom|whose|which|how|where|why|is|are|was|were|do|does|did|can|could|should|must|will|would|may|has"
    r"|have|had)\b"
)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|should|must|will|would|may|has|have|had)\b"
_WHEN = (
    rf"^(?:(?:and|but|so|or|since|until|till|from|by|about|around) )*when\b(?!.*, {_ASKS_NEXT_EN})"
    rf"|\b(?:since|until|till|from|by) when\b|\bwhen(?: exactly)?\W*$|(?:\b(?:and|or)|[,;:]) when {_AUXILIARY}"
    r"|\b(?:know|tell (?:me|us)|says?|said|remember|specif\w+|show|shows|wonder|sure) when\b"
)
# « Qu'est-ce que je dois apporter ? » asks for no definition.
_NO_SUBJECT = r"(?! ?(?:je|j'|on|tu|nous|vous|ils?|elles?)\b)\b"
_TO_BRING = r"(?:apporter|fournir|joindre|presenter|preparer|prevoir|remplir|envoyer|emporter)"
_FRENCH = (
    (
        Kind.AMOUNT,
        (
            r"\bcombien\b|\bquel(?:le)?s? (?:\w+[ ']){0,3}(?:nombre|montant|somme|taille|superficie|population"
            r"|altitude|hauteur"
            r"|longueur|largeur|profondeur|pourcentage|taux|prix|cout|budget|duree|age|distance|vitesse|poids"
            r"|temperature"
            r"|proportion|score|effectif|capacite|salaire|puissance|quantite|note|valeur|chiffre"
            r"|surface|etendue|masse|delai|tarif|majoration|amende|penalite|indemnite|cotisation|redevance|remise"
            r"|reduction|abattement|plafond|seuil|loyer|frais|caution|prime|subvention|rendement|debit|autonomie"
            r"|consommation|rayon|diametre|quota|delais|preavis|volume)[sx]?\b"
        ),
    ),
    (
        Kind.DATE,
        (
            rf"{_QUAND}|\bquel(?:le)?s? (?:est |etait |fut )?(?:la |l'|les )?(?:annee|date|epoque|siecle|jour"
            r"|mois|periode"
            r"|moment|saison|decennie|heure)s?\b|\bannees? (?:de|a) quel"
        ),
    ),
    (
        Kind.REASON,
        (
            r"\bpourquoi\b|\bquel(?:le)?s? (?:\w+[ ']){0,3}(?:raison|cause|motif|but|objectif|origine)s?\b|grace a quoi"
            r"|a cause de qu|qu'est[ -]ce qui (?:a )?(?:pousse|explique|cause|provoque|entraine|motive)"
        ),
    ),
    (
        Kind.PLACE,
        (
            r"^ou\b|\bd'ou\b|\bquel(?:le)?s? (?:\w+[ ']){0,2}(?:ville|pays|region|lieu|endroit|departement|commune"
            r"|quartier"
            r"|continent|(?<!')etat|ile|fleuve|riviere|capitale|province|stade|batiment|edifice|rue|village|circuit)s?\b"
        ),
    ),
    (
        Kind.PERSON,
        (
            r"^(?:(?:quand|si|lorsqu\w*)\b[^?]*, |s'[^?]*, )?(?:(?:par|de|a|avec|contre|chez|pour|sur|envers) )?qui\b"
            r"|\b(?:par|avec|contre) qui\b"
            r"|\bquel(?:le)?s? (?:\w+[ ']){0,3}(?:auteur|president|ministre|roi|reine|directeur|joueur|pilote"
            r"|acteur|actrice"
            r"|chanteur|realisateur|general|homme|femme|personne|personnage|empereur|pape|fondateur|architecte"
            r"|peintre"
            r"|ecrivain|chef|maire|pere|mere|epouse|fils|fille|frere|compositeur|entraineur|scientifique|philosophe"
            r"|historien|prince|princesse|duc|comte|eveque|dirigeant|createur|inventeur|successeur|predecesseur)[sx]?\b"
        ),
    ),
    (
        Kind.NAME,
        (
            r"s'appel|\bnomm|\bsurnom|\bquel(?:le)?s? (?:\w+[ ']){0,2}(?:nom|titre|equipe|club|entreprise|societe|film"
            r"|livre|album|chanson|oeuvre|journal|organisation|parti|association|universite|ecole|loi|traite"
            r"|guerre|bataille)s?\b"
        ),
    ),
    (
        Kind.DEFINITION,
        rf"\bqu'est[ -]ce qu(?:e|'){_NO_SUBJECT}|\bque (?:signifie|veut dire|designe)|\bdefinition\b|\bqu'entend",
    ),
    (Kind.MANNER, r"\bcomment\b|de quelle (?:maniere|facon)|par quel moyen"),
    (
        Kind.LIST,
        (
            r"\bquel(?:le)?s\b|\bcite[zr]?\b|\bliste"
            rf"|\bque (?:faut-il|dois-je|doit-on|devons-nous) {_TO_BRING}\b"
            rf"|\bqu'est[ -]ce qu(?:e|') ?(?:je|on|nous|il) ?(?:dois|doit|devons|faut) {_TO_BRING}\b"
        ),
    ),
    (
        Kind.YES_NO,
        (
            r"^est[ -]ce qu|^(?!(?:(?:a|de|en|dans|par|pour|sur|avec|depuis) )?(?:que?|qu'|qui|quoi|quel\w*)\b)"
            r"\w+[^?]*-(?:t-)?(?:il|elle|ils|elles|on)\b"
            r"|^(?:puis|peux|dois|ai|suis)-je\b"
        ),
    ),
)
_ENGLISH = (
    (
        Kind.AMOUNT,
        (
            r"\bhow (?:many|much|long|old|tall|far|large|big|high|deep|wide|fast|often)\b"
            r"|\bwhat (?:does|do|did|will|would|must|should|can) .*\b(?:cost|pay|weigh)\b"
            r"|\b(?:what|which)(?:'s)? (?:\w+ ){0,3}(?:number|amount|percentage|percent|population|size|age|height"
            r"|length|distance"
            r"|speed|weight|temperature|cost|price|rate|ratio|proportion|score|area|capacity|salary|elevation"
            r"|fee|fees|fine|penalty|surcharge|tariff|charge(?! of)|discount|deposit|rent|duration|headcount|allowance"
            r"|budget|excess|threshold|ceiling|limit|notice period|range|volume|diameter|depth|width|quota|premium)\b"
        ),
    ),
    (
        Kind.DATE,
        (
            rf"{_WHEN}|\b(?:what|which) (?:\w+ ){{0,2}}"
            r"(?:year|date|day|month|century|decade|time|period|era|season|deadline)s?\b"
        ),
    ),
    (Kind.REASON, r"\bwhy\b|\bwhat (?:\w+ ){0,3}(?:reason|cause|caused|purpose|motive|goal)s?\b|for what reason"),
    (
        Kind.PLACE,
        (
            r"\bwhere\b|\b(?:what|which) (?:\w+ ){0,2}(?:city|country|state|region|place|location|county|river"
            r"|island|town"
            r"|continent|capital|province|stadium|building|street|village|area|countries|cities|district)s?\b"
        ),
    ),
    (
        Kind.PERSON,
        (
            r"\bwho(?:m|se)?\b|\b(?:what|which) (?:\w+ ){0,3}(?:author|president|minister|king|queen|director"
            r"|player|actor"
            r"|singer|general|man|woman|person|emperor|pope|founder|architect|painter|writer|leader|mayor"
            r"|father|mother"
            r"|wife|son|daughter|brother|composer|coach|scientist|philosopher|historian|prince|duke|bishop"
            r"|inventor|quarterback"
            r"|theorist|physicist|mathematician|governor)\b"
        ),
    ),
    (
        Kind.NAME,
        (
            r"\bnamed?\b|\bcalled\b|\b(?:what|which) (?:\w+ ){0,2}(?:team|company|film|book|album|song|newspaper"
            r"|organization|organisation|party|university|school|law|treaty|war|battle|title|word|term)\b"
        ),
    ),
    (Kind.DEFINITION, r"^what (?:is|are|was|were) (?:an? |the )?\w+(?: \w+)? ?\?*$|\bmean\b|\bdefin|\brefers? to\b"),
    (Kind.MANNER, r"\bhow\b"),
    (
        Kind.LIST,
        (
            r"\b(?:what|which) (?:are|were|two|three|four|kinds|types|other"
            r"|\w+s (?:are|were|do|did|have|will|must|should|can|may|need))\b"
            r"|\blist\b|\bwhat do (?:i|we|you|they) need\b"
        ),
    ),
    (Kind.YES_NO, r"^(?:am|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
)
_ARABIC = (
    (
        Kind.AMOUNT,
        (
            r"\b[وب]?كم\b|\bب?ا?شحال\b|\bب?كام\b|\bب?قديش\b|\b(?:ب)?قد ايه\b|\bشقد\b"
            r"|\b(?:ما|ماهو|ماهي|اي|ايه|باي|في اي)(?: هو| هي| هما)? (?:\w+ )?(?:ال)?"
            r"(?:اجل|اجال|مهله|مده|تعرفه|تعريفه"
            r"|غرامه|غرامات|زياده|علاوه|رسم|رسوم|ثمن|اثمان|راتب|اجر|اجره|تعويض|كلفه|سن|خصم|تخفيض|سعه|مسافه|سقف|حد|ايجار|كراء"
            r"|ميزانيه|مبلغ|نسبه|عدد|سعر|قيمه|معدل|مقدار|تكلفه)\b"
            r"|\b(?:عدد|نسبه|مقدار|مساحه|طول|ارتفاع|وزن|سرعه|تكلفه|سعر|قيمه|معدل|عمر|حجم|مبلغ|درجه)\b"
        ),
    ),
    (
        Kind.DATE,
        (
            r"\b(?:متي|ا[يم]?متي|ا[يم]?متا|فوق?ت?اش|وقتاش)\b"
            r"|\b(?:اي|ايه|ما) (?:عام|سنه|ساعه|تاريخ|يوم|شهر|قرن|عقد|وقت|فتره|العام|السنه|التاريخ)\b|\bتاريخ\b"
        ),
    ),
    (Kind.REASON, r"\b(?:لماذا|علاش|ليه|ليش|لاش)\b|\b(?:سبب|اسباب|السبب|الاسباب|الغرض|الهدف|هدف)\b|\bلم\b"),
    (
        Kind.PLACE,
        (
            r"\b(?:اين|اينما|فين|فاين|وين|منين)\b"
            r"|\b(?:اي|ايه|ما) (?:\w+ )?(?:مدينه|بلد|دوله|منطقه|مكان|ولايه|نهر|جزيره|قاره"
            r"|عاصمه|مقاطعه"
            r"|المدينه|البلد|الدوله|المنطقه|المكان|ملعب|مبني|موقع|حي)\b"
        ),
    ),
    (
        Kind.PERSON,
        (
            r"\b(?:شكون|مين|منو)\b"
            r"|^(?:من (?:هو|هي|هم|الذي|التي|كان|كانت|قام|هولاء|\w+))\b|\b(?:ب|ل)?من\?|^(?:لمن|بمن)\b|\bاسم الشخص\b"
        ),
    ),
    (Kind.NAME, r"\b(?:اسم|تسمي|يسمي|سمي|يطلق|اطلق|لقب|يدعي|ماسم|الاسم)\b"),
    (
        Kind.DEFINITION,
        r"\b(?:معني|المقصود|يعني|تعني)\b|\bتعريف\b(?! (?:ال)?وطني)|^(?:شنو|اشنو|شنوا|ايه|شو) (?:هو|هي)\b",
    ),
    (Kind.MANNER, r"\b(?:كيف|كيفاش|كيفاه|ازاي|شلون)\b"),
    (Kind.YES_NO, r"^(?:هل|واش)\b"),
    (
        Kind.LIST,
        (
            r"^ما هم\b|^(?:اذكر|عدد)\b"
            r"|^(?:و?ما|ماهي|اي|شنو|شنو هي)(?: هي| هما)? (?:كل |جميع )?(?:ال)?(?:شروط|وثايق|اوراق|مراحل|خطوات"
            r"|اعراض|انواع|عقوبات|اهداف|مهام|طرق|وسايل|اسباب|حقوق|واجبات|حالات|اجراءات|مكونات|لجان|اشياء|مواد|فيات|اقسام|مزايا|عناصر"
            r"|معايير|مبادي|خدمات|موانع|ممنوعات|تدابير|مجالات|فوايد|مخاطر|مصادر)\b"
        ),
    ),
)
_PATTERNS = {
    language: tuple((kind, re.compile(pattern)) for kind, pattern in patterns)
    for language, patterns in (("fr", _FRENCH), ("en", _ENGLISH), ("ar", _ARABIC))
}


def kind_of(question: str, language: str) -> Kind:
    """The kind of answer that a question asks for; `OTHER` where its words do not tell."""
    text = skeleton(fold_plain(question)).strip(" \"'-¿")
    for kind, pattern in _PATTERNS.get(language, ()):
        if pattern.search(text):
            return kind
    return Kind.OTHER


def asks_whether(question: str, language: str) -> bool:
    """Whether a question asks if something is so, also by a statement with a question mark: « C'est bien lundi ? »."""
    kind = kind_of(question, language)
    if kind is not Kind.OTHER:
        return kind is Kind.YES_NO
    words = set(re.findall(r"[\w'-]+", skeleton(fold_plain(question))))
    asking = any(word.partition("'")[0] in QUESTION_WORDS.get(language, ()) or word.startswith("qu'") for word in words)
    return question.rstrip().endswith(("?", "؟")) and not asking


_ASKING = {
    "fr": re.compile(r"\bcombien de (temps|fois)\b"),
    "en": re.compile(r"\bhow (many|much)\b"),
    "ar": re.compile(r"\bكم (?:من )?(الوقت|وقت|مره)\b"),
}


def asking_words(question: str, language: str) -> str:
    """Words that only ask, though elsewhere they say something, such as « temps » in « combien de temps »."""
    pattern = _ASKING.get(language)
    return " ".join(pattern.findall(skeleton(fold_plain(question)))) if pattern else ""
