"""Whether a quote is cut out of its sentence where that turns what the sentence says.

"approve the plan" stands word for word in "The board did not approve the plan", and « Le dépôt est rendu » in « Le
dépôt est rendu, sauf en cas de dégât ». Rules over what the sentence says before and after the quote, in French,
English and Arabic; patterns read skeleton text (see `rag.language.folding.skeleton`). A cut that no rule knows is not
told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.folding import fold_plain, skeleton
from rag.language.sentences import sentences
from rag.types import Span

_WINDOW = 1200
"""Characters around a quote in which its sentence is looked for: twice the longest sentence."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def _words(*words: str) -> str:
    """One of these whole words or turns of phrase."""
    return rf"(?<![\w'])(?:{'|'.join(words)})(?![\w'])"


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How a language denies and limits what it says; a pattern that matches nothing where it has no such form."""

    denial: re.Pattern[str]
    """What turns the words that follow it in its clause."""
    late_denial: re.Pattern[str]
    """What turns the words right before it."""
    condition: re.Pattern[str]
    """What opens a condition or an exception."""
    lack: re.Pattern[str]
    """What opens a condition at the start of a sentence, and after a prohibition: "no entry without a badge"."""
    clause: re.Pattern[str]
    """Where a clause ends, so that what stands before it says nothing of what follows."""
    aside: re.Pattern[str]
    """What opens a clause about something else: a condition after it is not one of the quote."""
    first_half: re.Pattern[str] = re.compile(r"(?!)")
    """What opens a negation in two parts, which turns nothing where both are in the quote."""
    second_half: re.Pattern[str] = re.compile(r"(?!)")


_FRENCH_SECOND = r"(?:pas|plus|jamais|rien|aucune?|guere|point|personne|ni|nullement|que)(?!\w)(?! seulement)|qu'"
_FRENCH = _Grammar(
    denial=_any(
        rf"(?:\bne |\bn')[^,]*?(?<!\w)(?:{_FRENCH_SECOND})",
        r"\b(?:faux|inexact|exclu|hors de question|improbable|douteux) (?:que |qu'|de |d')",
        r"\b(?:interdi|defend|prohib|refus|s'abst|dispens|empech|renonc|omet|omi|evit)\w*(?: \w+){0,3}? (?:de |d'|a )",
        r"\b(?:nie|niait|dement|conteste|refute) (?:que |qu'|avoir )",
        r"^\W*(?:aucune?|nul(?:le)?|personne|ni|jamais|pas)\b(?! doute)",
        r"\b(?:sans|non|non pas)\W*$",
    ),
    late_denial=_any(_words("nullement", "nulle part", "en aucun cas", "jamais", r"(?:est|sont) (?:faux|interdit\w*)")),
    condition=_any(
        r"(?<!meme )(?<!comme )(?<!savoir )(?<!demander )(?<!verifier )\bsi (?=\w)",
        r"(?<!meme )\bs'ils? |\b(?:pourvu|tant) qu|\b(?:en cas|faute|a defaut) d",
        r"(?<!non )\b(?:seulement|uniquement) (?:a|aux?|pour|si|quand|en|dans|apres)\b",
        r"\ba moins (?:que |qu'|de |d')|\ba (?:la )?condition (?:que |qu'|de |d')",
        r"\bdans l[ea]s? (?:seuls? )?(?:cas|limite|mesure)\b",
        _words("sauf", "sous reserve", "sous condition", "excepte", "a titre exceptionnel", "hormis", "sinon"),
        r"\ba l'ex(?:ception|clusion)\b|\bhors (?!de question)|\ben l'absence\b",
    ),
    lack=_any(r"\bsans\b(?! doute)"),
    clause=_any(
        r"[;:!?]",
        ",? (?:mais|cependant|toutefois|puis|alors) ",
        ", (?:et|donc|ou) ",
        " et (?=(?:le|la|les|il|elle|on)(?: |$))",
        " et $",
    ),
    aside=_any(r"(?:^|[\s,])(?:qui|que|dont|laquelle|lequel|lesquel\w+)\b", "[;:!?]", ",? mais ", ", et ", "^ ?et "),
    first_half=_any(r"(?:\bne\b|\bn')"),
    second_half=_any(rf"(?<!\w)(?:{_FRENCH_SECOND})"),
)
_ENGLISH = _Grammar(
    denial=_any(
        r"\b(?:not|never|cannot|neither|nor|no|nobody|none|nothing|hardly|scarcely|rarely)\b(?! only| doubt)|n't\b",
        r"\b(?:false|untrue|incorrect|doubtful|unlikely|impossible) (?:that|to)\b",
        r"(?<!no )(?<!not )\b(?:den\w+|doubt\w*|disput\w+) that\b",
        r"\b(?:refus\w+|fail\w*|declin\w+|forgot|forbidden|prohibited|unable|unwilling|banned) (?:to|from)\b",
        r"\b(?:prevent|refrain|abstain|prohibit|exempt|ban|stop)\w*(?: \w+){0,3} from\b|\binstead of\b|\bwithout\W*$",
    ),
    late_denial=_any(
        _words("not(?! only)", "never", "no longer", "nowhere", "at no time", "under no circumstances", "in no case"),
        _words("by no means", "nothing", "nobody", "none", "no", "neither"),
        _words("(?:is|are) (?:false|untrue|forbidden|prohibited)"),
    ),
    condition=_any(
        r"(?<!even )(?<!as )(?<!ask )(?<!asked )(?<!know )(?<!known )(?<!wonder )(?<!see )\bif\b",
        _words("unless", "except", "excepting", "with the exception", "excluding", "other than", "apart from"),
        _words("provided that", "providing that", "on condition", "as long as", "so long as", "subject to"),
        _words("in the absence of", "in case", "in the event", "otherwise", "assuming", "to the extent"),
        r"\bsave (?:for|where|in|that)\b|, provided\b(?! by| for| to)",
        r"(?<!\bthe )(?<!\ban )(?<!\btheir )(?<!not )\bonly\b",
    ),
    lack=_any(r"\bwithout\b(?! doubt)"),
    clause=_any(
        r"[;:!?]",
        ",? (?:but|however|yet|then) ",
        ", (?:and|so|or) ",
        " and (?=(?:the|it|he|she|they|we|a)(?: |$))",
        " and $",
    ),
    aside=_any(r"(?:^|[\s,])(?:which|who|whom|whose)\b", "[;:!?]", ",? but ", ", and ", "^ ?and "),
)
_ARABIC = _Grammar(
    denial=_any(
        r"(?<!\w)[وف]?(?:لا|لم|لن|ليس|ليست|ليسوا|يستحيل)(?!\w)(?! (?:فقط|شك|ريب))",
        r"(?<!\w)[بل]?عدم(?: \w+){0,2}\W*$|(?<!\w)(?:غير|(?:دون|بدون)(?: ان)?)\W*$",
        r"(?<!\w)[وف]?(?:[يت]منع|[يت]حظر|منع|حظر|[يت]?رفضت?|نف[يت]|[يت]نفي|[يت]?متنع|امتنعت?)(?!\w)",
        r"(?<!\w)من (?:الخطا|المستبعد|غير الصحيح)(?!\w)",
    ),
    late_denial=_any(_words("لا", "لم", "لن", "ليس", "ليست", "ابدا", "مطلقا", "باي حال", "ممنوع", "محظور", "غير صحيح")),
    condition=_any(
        r"(?<!\w)[وف]?(?:الا|سوي|باستثناء|(?:ما ?)?عدا|بشرط|شريطه|شرط|ان لم|ما ?لم|لو|لولا)(?!\w)",
        r"(?<!عما )(?<!فيما )(?<!\w)[وف]?اذا(?!\w)",
        _words("في حاله", "في حال", "عند عدم", "فقط", "حصرا", "مع مراعاه", "والا", "خلافا", "ما ?دام", "ما ?دامت"),
    ),
    lack=_any(_words("دون", "بدون")),
    clause=_any(r"[؛;:!?؟]", r"(?<!\w)(?:لكن|ولكن|بل|ثم)(?!\w)", "[،,] و(?=ال|$)", r"(?<=\w) و$"),
    aside=_any(_words("الذي", "التي", "الذين"), "[؛;:!?؟]", _words("لكن", "ولكن", "بل"), "[،,] و(?=ال)", "^ ?و(?=ال)"),
)
_GRAMMARS = {"fr": _FRENCH, "en": _ENGLISH, "ar": _ARABIC}
_COMMA = re.compile("[,،]")
_NEAR = 12
"""Characters before a quote in which the first half of a negation leaves the second to it: « ne lui | a pas … »."""
_ONLY_MARKS = re.compile(r"[\W\d_]*")


def cut_of(text: str, quote: Span, language: str) -> str | None:
    """Why the sentence says something else than its part `text[quote.start:quote.end]`; `None` where it does not.

    One line with the words that were left out. For languages other than French, English and Arabic nothing is known.
    """
    grammar = _GRAMMARS.get(language)
    if grammar is None:
        return None
    whole = _sentence_around(text, quote, language)
    before, inside, after = (
        skeleton(fold_plain(part))
        for part in (text[whole.start : quote.start], text[quote.start : quote.end], text[quote.end : whole.end])
    )
    return _cut_before(before, inside, grammar) or _cut_after(before, inside, after, grammar)


def _sentence_around(text: str, quote: Span, language: str) -> Span:
    """From the start of the sentence that the quote begins in to the end of the one that it ends in."""
    offset = max(0, quote.start - _WINDOW)
    found = sentences(text[offset : quote.end + _WINDOW], language)
    begun = [span.start + offset for span in found if span.start + offset <= quote.start]
    ended = [span.end + offset for span in found if span.end + offset >= quote.end]
    return Span(begun[-1] if begun else quote.start, ended[0] if ended else quote.end)


def _cut_before(before: str, inside: str, grammar: _Grammar) -> str | None:
    ends = list(grammar.clause.finditer(before))
    clause = before[ends[-1].end() :] if ends else before
    if _ONLY_MARKS.fullmatch(clause):
        return None
    # « Sauf accord écrit, le bail … »: a condition reaches over a comma.
    condition = grammar.condition.search(clause) or grammar.lack.match(clause.lstrip())
    if condition:
        return _told("a condition", "before", condition[0])
    for denied in grammar.denial.finditer(clause):
        # A negation does not, unless the commas hold something in between: "did not, in the end, approve".
        rest = clause[denied.end() :]
        if not _COMMA.search(rest) or _COMMA.match(rest):
            return _told("a negation", "before", denied[0])
    opened = grammar.first_half.search(clause[-_NEAR:])
    return _told("a negation", "before", opened[0]) if opened and not grammar.second_half.search(inside) else None


def _cut_after(before: str, inside: str, after: str, grammar: _Grammar) -> str | None:
    following = after.lstrip(" ,،(")
    opened = grammar.first_half.search(inside) and not grammar.second_half.search(inside)
    late = grammar.late_denial.match(following) or (grammar.second_half.match(following) if opened else None)
    if late:
        return _told("a negation", "after", late[0])
    aside = grammar.aside.search(after)
    reach = aside.start() if aside else len(after)
    condition = grammar.condition.search(after)
    if (condition is None or condition.start() >= reach) and grammar.denial.search(before + inside):
        condition = grammar.lack.search(after)
    return _told("a condition", "after", condition[0]) if condition and condition.start() < reach else None


def _told(what: str, where: str, words: str) -> str:
    return f'{what} {where} the quote is left out: "{words.strip()}"'
