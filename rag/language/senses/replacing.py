"""What says that a text takes the place of another or is in force no more, in French, English and Arabic.

Patterns read skeleton text (see `rag.language.folding.skeleton`).
"""

from __future__ import annotations

import re

from rag.language.folding import fold_plain, skeleton

_REPLACES = re.compile(
    r"(?<![\w'])(?:annule(?:nt)?|abroge(?:nt)?|remplace(?:nt)?|remplacant|se substitue(?:nt)? a"
    r"|replaces?|replacing|supersedes?|superseding|repeals?|revokes?|cancels and replaces)(?!\w)"
    r"|(?<!\w)[وف]?(?:تلغي|يلغي|تعوض|يعوض|تنسخ|ينسخ|تحل محل|يحل محل)(?!\w)"
)
_REPLACED = re.compile(
    r"(?<![\w'])(?:(?:est|sont|a ete|ont ete|etait|sera|demeurent?) (?:\w+ )?"
    r"(?:abrogee?s?|remplacee?s?|annulee?s?|caduque?s?)"
    r"|n'(?:est|etaient|est donc) plus (?:en vigueur|applicable|valable)"
    r"|(?:is|are|was|were|been|be) (?:\w+ )?(?:repealed|superseded|replaced|revoked|withdrawn)"
    r"|(?:is|are) no longer (?:in force|valid|applicable))(?!\w)"
    r"|(?<!\w)[وف]?(?:الغيت?|ملغ(?:ي|اه)|نسخت?|عوضت?|لم [يت]عد (?:ساري|ساريه|نافذا?|نافذه))(?!\w)"
)
_MARKED = re.compile(
    r"(?<![\w'])(?:abrogee?|caduque?|perimee?|obsolete|archivee?|repealed|superseded|withdrawn|deprecated|outdated"
    r"|no longer in force|n'est plus en vigueur)(?!\w)|(?<!\w)(?:ال)?(?:ملغ(?:ي|اه)|منسوخه?)(?!\w)"
)
_EARLIER = re.compile(
    r"(?<![\w'])(?:(?:la |les |toute |toutes les |l'|le )?(?:version|edition|texte|reglement|document|charte|tarif|"
    r"deliberation|politique|contrat|accord|guide)s? (?:precedente?s?|anterieure?s?)"
    r"|(?:the |all |any )?(?:previous|earlier|prior|former) "
    r"(?:version|edition|text|policy|document|rules?|agreement|one)s?)(?!\w)"
    r"|(?<!\w)(?:ال)?(?:نسخه|طبعه|نص|نظام|قرار|اتفاق|وثيقه) (?:ال)?سابقه?(?!\w)"
)
_ASKS_CURRENT = re.compile(
    r"(?<![\w'])quel(?:le)?s? (?:est la |est le )?(?:version|edition|texte|reglement|charte|tarif|contrat|mouture"
    r"|accord|convention|arrete|decret|deliberation|loi|avenant|bail|notice|statuts|protocole|circulaire)\w*"
    r"[^?]*(?:en vigueur|applicable|actuel|valable|a jour|fait foi)"
    r"|(?<!\w)(?:which|what) (?:is the )?(?:version|edition|text|policy|rules|contract|agreement|lease|tariff"
    r"|law|order|decree|bylaws|regulation|protocol|amendment)\b[^?]*"
    r"(?:in force|current|applies|valid|up to date)|(?<!\w)(?:current|valid) version"
    r"|(?<!\w)(?:اي|ما هي|ماهي|ما هو|ماهو|ما) (?:ال)?(?:نسخه|صيغه|طبعه|نص|عقد|اتفاق\w*|قرار|نظام|قانون|ميثاق|مرسوم)"
    r"[^؟?]*(?:ساري|معمول ب|نافذ|حالي|معتمد)"
)
_SPEAKS_OF_TIME = re.compile(
    r"(?<![\w'])(?:ancienn?e?s?|precedente?s?|anterieure?s?|jadis|autrefois|auparavant|avant|evolu\w*|chang\w*"
    r"|differen\w*"
    r"|compar\w*|historique|previous\w*|former\w*|earlier|before|used to|old|history|evolv\w*|differ\w*|both"
    r"|versions)(?!\w)"
    r"|(?<!\w)(?:ال)?(?:سابق\w*|قديم\w*|قبل|تغير\w*|تطور\w*|فرق|مقارن\w*)(?!\w)"
)
_OF_A_PERIOD = re.compile(
    r"(?<![^\W\d_])(?:rapports?|reports?|bilans?|comptes?|accounts?|pv|proces|minutes|cr|ag|ca|reunions?|meetings?"
    r"|assemblees?|assembly|seances?|sessions?|budgets?|bulletins?|newsletters?|lettres?|letters?|journal|chroniques?"
    r"|statisti\w*|resultats?|results?|factures?|invoices?|communiques?|releases?|agendas?|ordre du jour|recensement"
    r"|census|enquetes?|surveys?|mails?|fiches?|actes?|proceedings)(?![^\W\d_])"
    r"|(?<!\w)[وبل]?(?:ال)?(?:تقرير|تقارير|محضر|محاضر|ميزانيه|نشره|رساله|اجتماع|جمع عام|احصاء\w*|نتايج"
    r"|فاتوره|بلاغ)(?!\w)"
)


def plain(text: str) -> str:
    """A text as the patterns of this module read it."""
    return skeleton(fold_plain(text))


def replaces(text: str) -> bool:
    """Whether a sentence says that one text takes the place of another, or that one is in force no more."""
    words = plain(text)
    return _REPLACES.search(words) is not None or _REPLACED.search(words) is not None


def names_the_earlier(text: str) -> bool:
    """Whether a sentence means the version before, without saying which."""
    return _EARLIER.search(plain(text)) is not None


def marked_as_old(title: str) -> bool:
    """Whether a title or the name of a file says that its text is in force no more."""
    return _MARKED.search(plain(title)) is not None


def without_marks(plain_title: str) -> str:
    """A title that `plain` has read, without what says that its text is in force no more."""
    return _MARKED.sub(" ", plain_title)


def asks_for_the_one_in_force(question: str) -> bool:
    """Whether a question asks which of several versions counts."""
    return _ASKS_CURRENT.search(plain(question)) is not None


def speaks_of_time(question: str) -> bool:
    """Whether a question asks for what was before, or what has changed: no version goes before the others then."""
    return _SPEAKS_OF_TIME.search(plain(question)) is not None


def of_a_period(title: str) -> bool:
    """Whether a title is that of a text which each period has anew: the report of 2023 replaces none of 2022."""
    return _OF_A_PERIOD.search(plain(title)) is not None
