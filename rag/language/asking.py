"""What in a message asks: of a long, polite one the sentences that ask, and the words that are only manners.

« Bonjour, … D'avance merci, bien cordialement. » says nothing of what is looked for, nor does the story before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse
from rag.language.reference import names_a_thing, refers
from rag.language.sentences import sentences

_LONG = 160
"""Characters of a message from which on it is read for the sentences that ask; a shorter one is a question."""

FEW = 3
"""Content words of what is asked up to which it says too little alone."""

_MANNERS = {
    "fr": re.compile(
        r"(?<![\w'])(?:bonjour|bonsoir|salut|coucou|(?:d'avance )?merci(?: (?:beaucoup|d'avance|de votre \w+|bien))*"
        r"|(?:bien )?cordialement|(?:bien a|salutations?|respectueusement)|s'il (?:vous|te) plait|svp|stp"
        r"|(?:est-ce que )?(?:vous |tu )?(?:pourriez|pouvez|peux|pourrais|savez|sais)(?:[ -](?:vous|tu))?"
        r"(?: (?:me|nous))? (?:dire|indiquer|preciser|expliquer|donner|confirmer|renseigner|montrer|rappeler)"
        r"|(?:sais|savez)-(?:tu|vous)|(?:je (?:voudrais|veux|souhaiterais|souhaite|cherche a)|j'aimerais|nous voudrions"
        r"|je me demande)(?: bien)?(?: (?:savoir|connaitre|comprendre))?"
        r"|(?:dis|dites|donne|donnez|explique|expliquez|montre|montrez|indique|indiquez|rappelle|rappelez)-(?:moi|nous)"
        r"|(?:pourr|devr|voudr)(?:ais?|ait|ions|iez|aient|ons|ez|a|ont)|(?:pouv|dev)(?:ons|ez|ions|iez|ait|aient)"
        r"|(?:peux|puis|dois|suis|sommes|etes|avons|avez)"
        r"|^(?:resume[zr]?|liste[zr]?|cite[zr]?|explique[zr]?|donne[zr]?|decri[stvez]+|presente[zr]?))(?!\w)"
    ),
    "en": re.compile(
        r"(?<!\w)(?:hello|hi|hey|good (?:morning|afternoon|evening)|dear|please|(?:many )?thanks?(?: you)?"
        r"(?: (?:a lot|in advance|very much))*|(?:kind|best|warm) regards|sincerely"
        r"|(?:can|could|would|will) (?:you|someone|anyone) (?:please |kindly )?(?:tell|explain|give|show|let|help)"
        r"(?: (?:me|us))?(?: know)?|i (?:would|'d)? ?(?:like|want|need|wish) to (?:know|find out|understand)"
        r"|i'd like to know|i (?:was|am) wondering|do you know|(?:tell|give|show) (?:me|us)"
        r"|^(?:summari[sz]e|list|describe|explain))(?!\w)"
    ),
    "ar": re.compile(
        r"(?<!\w)(?:السلام عليكم(?: ورحمه الله)?(?: وبركاته)?|مرحبا|صباح الخير|مساء الخير|اهلا|من فضلكم?|لو سمحتم?|شكرا"
        r"(?: جزيلا| لكم| مسبقا)*|عافاكم?|تحياتي|(?:هل )?(?:يمكنكم?|ممكن|بامكانكم?) (?:ان )?"
        r"(?:تخبرني|تخبروني|تقول لي|تقولوا لي|تشرح لي|توضيح|افادتي)"
        r"|(?:اريد|اود|ارغب في|بغيت) (?:ان )?(?:اعرف|معرفه|نعرف)|(?:اخبرني|قل لي|قولي|اشرح لي)"
        r"|^(?:لخص|اذكر|اشرح|عدد|صف))(?!\w)"
    ),
}
_REQUEST = {
    "fr": re.compile(
        r"(?:savoir|connaitre|comprendre|dire|indiquer|preciser|expliquer|renseigner|demande|-moi|-nous)\b"
    ),
    "en": re.compile(r"\b(?:know|tell|explain|find out|understand|wondering|advise)\b"),
    "ar": re.compile(r"(?:اعرف|معرفه|نعرف|تخبر\w+|اخبرني|تشرح|توضيح|افادتي)"),
}
_LEANS = {
    "fr": re.compile(r"\b(?:ce cas|cette situation|cela|ca|la-dessus|alors|ceci|ces conditions)\b"),
    "en": re.compile(r"\b(?:(?:that|this|such a) (?:case|situation)|then)\b"),
    "ar": re.compile(r"\b(?:هذه الحاله|تلك الحاله|ذلك|هذا الوضع|هادشي|ديك الحاله)\b"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message asks, and of what is told before it the sentence that the question leans on."""

    question: str
    told: str = ""

    @property
    def text(self) -> str:
        return f"{self.told} {self.question}".strip()


def manners(text: str, language: str) -> str:
    """The words of a message that only ask politely, in skeleton form, between spaces."""
    pattern = _MANNERS.get(language)
    return " ".join(match[0] for match in pattern.finditer(_plain(text))) if pattern else ""


def asked_of(text: str, language: str) -> Asked:
    """What a message asks: all of a short one, of a long one the sentences that ask.

    A question that leans on what was told (« dans ce cas ») keeps the sentence before it. Where no sentence asks, all
    of them do.
    """
    if len(text) < _LONG or language not in _MANNERS:
        return Asked(text)
    pieces = [text[span.start : span.end] for span in sentences(text, language)]
    asking = [at for at, piece in enumerate(pieces) if _asks(piece, language)]
    if not asking or len(asking) == len(pieces):
        return Asked(text)
    told = [
        pieces[at - 1]
        for at in asking
        if at and at - 1 not in asking and (_LEANS[language].search(_plain(pieces[at])) or refers(pieces[at], language))
    ]
    words = {token.term for at in asking for token in analyse(pieces[at], language)}
    if len(words) <= FEW and not told and not any(names_a_thing(pieces[at], language) for at in asking):
        # « Qu'est-ce que je dois apporter ? » says of what only with the story before it.
        told = [piece for at, piece in enumerate(pieces) if at not in asking]
    return Asked(" ".join(pieces[at] for at in asking), " ".join(told))


def _asks(sentence: str, language: str) -> bool:
    return sentence.rstrip(" \u00a0\u202f»\"')").endswith(("?", "؟")) or (
        _REQUEST[language].search(_plain(sentence)) is not None
        and _MANNERS[language].search(_plain(sentence)) is not None
    )


def _plain(text: str) -> str:
    return skeleton(fold_plain(text)).strip()
