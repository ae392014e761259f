"""Words that questions and documents use for one thing, across French, English and Arabic; general words only.

A question that says « dirige » is answered by a text that says « présidente ». Names and subjects of documents do not
belong here.
"""

from __future__ import annotations

from functools import lru_cache

from rag.language.language import analyse
from rag.language.senses.everyday import EVERYDAY

CONCEPTS: tuple[dict[str, str], ...] = (
    {
        "fr": "dirige dirigeant dirigé directeur directrice direction préside président présidente chef tête",
        "en": "run runs lead leads led leader head heads headed director president chair chairs chief manages",
        "ar": "يدير مدير مديرة رئيس رئيسة يرأس ترأس قائد يقود",
    },
    {
        "fr": "créé création fondé fondation fondateur fondatrice lancé lancement établi institué inauguré",
        "en": "created creation founded founder foundation established launched launch set inaugurated started",
        "ar": "أسس تأسس تأسيس مؤسس أنشئ إنشاء أطلق إطلاق افتتح",
    },
    {"fr": "né née naissance naît naquit", "en": "born birth", "ar": "ولد ولدت ولادة مولد ميلاد"},
    {
        "fr": "mort morte meurt mourut décès décédé décédée décède décédera tué tuée",
        "en": "died die dies death dead killed",
        "ar": "توفي توفيت وفاة مات موت قتل",
    },
    {
        "fr": "situé située trouve siège installé installée basé implanté localisé",
        "en": "located location based situated headquartered headquarters lies",
        "ar": "يقع تقع موقع مقر مقره مقرها",
    },
    {
        "fr": "coût coûte prix tarif budget montant",
        "en": "cost costs price budget amount",
        "ar": "تكلفة كلفة سعر ميزانية مبلغ",
    },
    {
        "fr": "finance financé financement fonds mobilisé",
        "en": "funded funding funds financed",
        "ar": "تمويل مول صندوق",
    },
    {
        "fr": "adopté adoption voté vote approuvé promulgué ratifié",
        "en": "adopted adoption passed approved enacted voted ratified",
        "ar": "اعتمد اعتماد صادق مصادقة أقر",
    },
    {
        "fr": "but objectif vise mission vocation finalité",
        "en": "goal aim aims objective purpose mission target",
        "ar": "هدف يهدف أهداف غاية مهمة غرض",
    },
    {
        "fr": "signé signature conclu accord convention",
        "en": "signed signature agreement treaty",
        "ar": "وقع توقيع اتفاق اتفاقية",
    },
    {
        "fr": "employés salariés effectif travailleurs personnel",
        "en": "employees staff workers workforce",
        "ar": "موظف موظفين عمال",
    },
    {"fr": "habitants population", "en": "inhabitants population people residents", "ar": "سكان نسمة"},
    {"fr": "commence début débute commencé", "en": "begin began start started beginning", "ar": "بدأ بداية بدأت"},
    {
        "fr": "fin finit termine terminé achève achevé",
        "en": "end ended finish finished completed",
        "ar": "انتهى نهاية انتهت",
    },
    {
        "fr": "utilise utilisé utilisation emploi sert",
        "en": "use used uses usage",
        "ar": "استخدم استخدام يستخدم استعمال",
    },
    {
        "fr": "augmente augmentation hausse croissance accru",
        "en": "increase increased rise growth grew",
        "ar": "زيادة ارتفاع نمو ازداد",
    },
    {
        "fr": "diminue diminution baisse réduction réduit",
        "en": "decrease decreased decline reduction fell",
        "ar": "انخفاض تراجع خفض",
    },
    {"fr": "écrit auteur rédigé écrivain", "en": "wrote written author writer", "ar": "كتب مؤلف كاتب ألف"},
    {"fr": "gagne gagné remporte remporté victoire vainqueur", "en": "win won winner victory", "ar": "فاز فوز انتصر"},
    {"fr": "perd perdu défaite battu battus", "en": "lost lose defeat defeated", "ar": "خسر هزيمة هزم"},
    {
        "fr": "épouse épousé mari femme mariage marié",
        "en": "married wife husband spouse marriage",
        "ar": "زوج زوجة تزوج زواج",
    },
    {
        "fr": "composé constitué comprend compte contient formé",
        "en": "composed consists comprises made includes contains",
        "ar": "يتكون يتألف يضم تضم",
    },
    {"fr": "appelé nommé dénommé baptisé surnommé", "en": "called named known dubbed", "ar": "يسمى تسمى سمي يدعى"},
    {"fr": "guerre conflit bataille combat", "en": "war conflict battle", "ar": "حرب معركة صراع"},
    {"fr": "entreprise société compagnie firme", "en": "company firm business", "ar": "شركة مؤسسة"},
)


@lru_cache(maxsize=16)
def _by_term(asked: str, documents: str) -> dict[str, frozenset[str]]:
    """For each index term of a language, the terms of one concept in another (or the same) language."""
    found: dict[str, set[str]] = {}
    for concept in (*CONCEPTS, *EVERYDAY):
        if asked in concept and documents in concept:
            there = {token.term for token in analyse(concept[documents], documents)}
            for token in analyse(concept[asked], asked):
                found.setdefault(token.term, set()).update(there - {token.term})
    return {term: frozenset(others) for term, others in found.items()}


def synonyms(term: str, asked: str, documents: str) -> frozenset[str]:
    """Index terms of the documents' language that stand for the same as a term of the question's language."""
    return _by_term(asked, documents).get(term, frozenset())
