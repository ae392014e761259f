"""That an answer is a refusal: the words that a model is told to write, and those that models write all the same."""

from __future__ import annotations

import re

from rag.language.folding import fold_plain, skeleton

REFUSAL = "NOT IN THE DOCUMENTS"
"""What a model is told to write, and nothing else, where the passages do not answer."""

_ENGLISH_SOURCE = (
    r"(?:(?:the|these|those|any of the|your|provided|given|supplied|available|numbered|retrieved|cited|above) )*"
    r"(?:passages?|documents?|texts?|contexts?|sources?|excerpts?|materials?|extracts?|sentences?|information)"
    r"(?: (?:that (?:were|was|is|are) )?(?:provided|given|supplied|available|above|here))?"
)
_ENGLISH = (
    rf"{_ENGLISH_SOURCE} (?:(?:do|does|did)(?: not|n't)|cannot|can't|fails? to|never|lacks?|says? nothing)",
    rf"(?:not|nowhere|never|n't) (?:\w+ ){{0,3}}(?:in|by|from) {_ENGLISH_SOURCE}",
    (
        r"there (?:is|are|was|'s)(?: no|n't any| not any| not enough) "
        r"(?:\w+ ){0,2}(?:information|mention|answer|indication|data|reference|evidence|details?|passages?)"
    ),
    (
        r"no (?:\w+ ){0,2}(?:information|mention|answer|indication|reference|details?) "
        r"(?:\w+ ){0,3}(?:is|are|was|can be|about|on|regarding|of|available|provided|given|found)"
    ),
    r"(?:insufficient|not enough) (?:information|context|data|details?)",
    (
        r"(?:i|we)(?: am| are|'m|'re)? (?:\w+ )?"
        r"(?:cannot|can ?not|can't|could not|couldn't|unable to|not able to|do not|don't|did not|didn't)"
        r" (?:\w+ )?(?:answer|find|determine|know|have|see|say|tell|provide|locate)"
    ),
    r"is (?:not possible|impossible|unclear|not clear|unknown) (?:to|from|based|in|whether|what|who|when)",
    r"it's (?:not possible|impossible|unclear|not clear|unknown)",
    r"(?:unable|impossible) to (?:answer|find|determine|say)",
    r"(?:cannot|can not|can't|could not) be (?:answered|determined|found|established) ",
    r"(?:i'm|i am|we are|we're) sorry",
    (
        r"(?:is|are|was|were) not (?:explicitly |directly |clearly )?"
        r"(?:mentioned|specified|stated|provided|given|found|addressed|covered|indicated|available)\W*$"
    ),
)
_FRENCH_SOURCE = (
    r"(?:passages?|documents?|textes?|contextes?|sources?|extraits?|phrases?|informations?|elements?)"
    r"(?: (?:numerotes?|fournie?s?|donnee?s?|disponibles?|cites?|presentes?|proposes?|ci-dessus|a disposition))*"
)
_FRENCH_VERB = (
    r"(?:mentionn|contien|contenai|fourni|precis|indiqu|repond|donn|permet|parl|di[st]|evoqu|comport|abord|tra[iy]t"
    r"|specifi|inclu|suffi|revel|offr|propos|signal|fait|font|cit)"
)
_FRENCH = (
    rf"{_FRENCH_SOURCE} (?:\w+ )?(?:ne |n')(?:\w+ )?{_FRENCH_VERB}\w*",
    (
        r"il n'y a (?:pas|aucune?|rien)(?: (?:d'|de |suffisamment |assez )?\w+){0,2}? ?"
        r"(?:d'|de )?(?:informations?|mention|reponse|indication|donnees?|elements?|passages?|precisions?)"
    ),
    (
        r"aucune? (?:information|mention|reponse|indication|donnee|element|passage|document|extrait|precision|texte)"
        r"[^.]{0,60}? (?:ne |n')"
    ),
    (
        r"n'(?:est|etait|y est|sont|etaient|a|ont) (?:pas|nulle part|jamais) (?:ete )?(?:\w+ment )?"
        r"(?:mentionn|precis|indiqu|specifi|fourni|disponible|evoqu|trait|communiqu|abord)\w*"
    ),
    (
        r"(?:je|nous|on) (?:ne |n')(?:\w+ )?"
        r"(?:sai[st]|savons|peux|pouvons|peut|trouve|dispose|suis|ai|avons|connai)\w* ?"
        r"(?:pas|aucune?|rien|malheureusement)?"
    ),
    r"(?:impossible|pas possible|difficile) (?:de |d')(?:repondre|determiner|trouver|savoir|dire|affirmer|etablir)",
    r"ne (?:figure|se trouve|se trouvent|figurent) (?:pas|nulle part|dans aucun)",
    r"(?:je suis |nous sommes )?(?:desolee?s?)(?:\W|$)",
    r"informations? (?:insuffisante|manquante|indisponible|non disponible)",
    r"non (?:mentionnee?s?|precisee?s?|indiquee?s?|specifiee?s?) dans",
)
_ARABIC_SOURCE = r"(?:المقاطع|المقطع|الوثائق|الوثيقه|النص|النصوص|المستندات|المستند|المصادر|السياق|الفقرات|المعلومات)"
_ARABIC_VERB = r"[يت](?:ذكر|حتوي|تضمن|جيب|وفر|قدم|حدد|شير|وضح|تناول|تطرق|ورد|بين|كفي|سمح|مكن|رد|شمل|تحدث|عط)\w*"
_ARABIC = (
    rf"(?:لا|لم) {_ARABIC_VERB} (?:هذه |اي من |في )*{_ARABIC_SOURCE}",
    rf"{_ARABIC_SOURCE}(?: \w+){{0,2}} (?:لا|لم) {_ARABIC_VERB}",
    (
        r"(?:لا (?:توجد|يوجد|تتوفر|يتوفر|تتوافر)|ليس(?:ت)? (?:هناك|لدي|لدينا|ثمه)|لم (?:اجد|اعثر|نجد|يتم العثور))"
        r"(?: \w+){0,3}? ?(?:معلومات|معلومه|اجابه|جواب|ذكر|اشاره|بيانات|ما)"
    ),
    (
        r"(?:لا|لم) (?:اعرف|اعلم|استطيع|استطع|يمكنني|يمكن|اتمكن|نستطيع|يمكننا)(?: \w+){0,3}?\W?"
        r"(?:الاجابه|تحديد|معرفه|العثور|الجزم|القول|اعطاء|تقديم|ان|\W*$)"
    ),
    r"غير (?:مذكور|متوفر|متاح|محدد|موجود|وارد|متوافر|كاف)\w*",
    r"(?:لم (?:يرد|ترد|يذكر|تذكر|يتم ذكر|يحدد|تحدد))(?: \w+){0,6} (?:في|ضمن)",
    r"(?:^|\W)(?:عذرا|اسف|اعتذر|للاسف|يؤسفني)(?:\W|$)",
)
_REFUSING = re.compile(rf"(?<!\w)(?:{'|'.join((*_ENGLISH, *_FRENCH, *map(skeleton, _ARABIC)))})")
_LONGEST = 400
"""Characters of a sentence up to which it may be a refusal."""


def refuses(answer: str) -> bool:
    """Whether an answer or a sentence without its pointers begins with `REFUSAL`; models like to explain it."""
    return re.sub(r"[^A-Z ]", "", answer.upper()).strip().startswith(REFUSAL)


def sounds_like_a_refusal(sentence: str) -> bool:
    """Whether a sentence says, in the words of models in three languages, that the documents do not answer.

    A document may say of itself what it does not hold: whoever asks must know that the sentence is not proven.
    """
    if len(sentence) > _LONGEST:
        return False
    return refuses(sentence) or _REFUSING.search(skeleton(fold_plain(sentence))) is not None
