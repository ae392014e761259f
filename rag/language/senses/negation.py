"""Negations of French, English and Arabic text, with the words that they deny."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.folding import fold, fold_plain, skeleton
from rag.language.language import analyse

_MARKERS: dict[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?<![\w'])(?:n'|ne )(?=(?:[\w']+[ -]){0,4}?"
        r"(?P<with>pas|plus|jamais|rien|aucune?|gu[eè]re|point|personne|ni|nulle)(?!\w))"
        r"|(?<![\w'-])(?:sans|aucune?|jamais|ni|non|pas|nulle part)(?![\w'])"
    ),
    "en": re.compile(
        r"(?<!\w)(?:not|no|never|without|neither|nor|none|nobody|nothing|nowhere|cannot|non(?=-))(?!\w)|n't(?!\w)"
    ),
    "ar": re.compile(r"(?<!\w)و?(?:لا|لم|لن|ليس|ليست|ليسوا|لست|غير|بدون|دون(?! سن| \d)|بلا|عدم|لم)(?!\w)"),
}
NEGATION_PARTS: dict[str, frozenset[str]] = {
    "fr": frozenset("ne n pas jamais aucun aucune rien guere point personne ni sans non plus".split()),
    "en": frozenset("not no never without neither nor none nobody nothing nowhere cannot t".split()),
    "ar": frozenset("لا لم لن ليس ليست ليسوا لست غير بدون دون بلا عدم ولا ولم ولن وليس".split()),
}
"""Words that a negation is made of, in skeleton form; in a near copy one more or less changes what is said."""

_CLAUSE_END = re.compile(r"[,;:.!?()؛،؟\n](?!\d)")
_NOT_ONLY = re.compile(r"\s*(?:only|seulement|uniquement|just|فقط)(?!\w)")
_FRENCH_SECOND = frozenset("pas plus jamais rien aucun aucune guère point personne ni nulle".split())
_REACH = 48  # characters after a negation that it may deny
_DENIED = 3  # content words that it denies at most


@dataclass(frozen=True, slots=True)
class Negation:
    """A negation as written, with the index terms of the words that it denies, and its place in the folded text."""

    word: str
    scope: frozenset[str]
    start: int
    end: int


def negations(text: str, language: str) -> tuple[Negation, ...]:
    """The negations of a text, in order; none are known for other languages."""
    marker = _MARKERS.get(language)
    if marker is None:
        return ()
    plain = fold(text).text
    found: list[Negation] = []
    reached = 0
    for match in marker.finditer(plain):
        if match.start() < reached or _NOT_ONLY.match(plain, match.end()):
            continue
        end = match.end() + _REACH
        clause = _CLAUSE_END.search(plain, match.end(), end)
        scope_end = clause.start() if clause else min(end, len(plain))
        tokens = analyse(plain[match.end() : scope_end], language)
        if not clause and len(plain) > end and tokens and match.end() + tokens[-1].end == scope_end:
            tokens = tokens[:-1]  # a word that was cut
        denied = [token for token in tokens if token.term not in _FRENCH_SECOND][:_DENIED]
        found.append(Negation(_word(match), frozenset(token.term for token in denied), *match.span()))
        second = match.groupdict().get("with")
        if second:
            reached = plain.find(second, match.end()) + len(second)
    return tuple(found)


def _word(match: re.Match[str]) -> str:
    second = match.groupdict().get("with")
    return f"{match[0].strip()} … {second}" if second else match[0].strip()


DENYING: dict[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?<![\w-])(?:interdi\w*|prohib\w*|refus\w*|rejet\w*|exclu\w*|empech\w*|manqu\w*|depourvu\w*|absen\w*"
        r"|echou\w*|echec\w*|renonc\w*|dement\w*|echapp\w*|evit\w*|epargn\w*|impossib\w*|abandonn\w*"
        r"|annul\w*|exempt\w*|suppri\w*|inexist\w*|defense de)(?!\w)"
    ),
    "en": re.compile(
        r"(?<![\w-])(?:forbid\w*|forbade|prohibit\w*|ban|banned|bans|refus\w*|reject\w*|exclud\w*|prevent\w*|lack\w*|absen\w*"
        r"|fail\w*|den(?:y|ied|ies)|impossib\w*|turn(?:ed|s)? down|ruled out|abandon\w*|cancel\w*|abolish\w*"
        r"|unable|exempt\w*|waived|escap\w*|avoid\w*|spared|barred|vetoed)(?!\w)"
    ),
    "ar": re.compile(
        r"(?<!\w)[وف]?(?:ال)?(?:ممنوع\w*|يمنع\w*|تمنع|منع\w*|حظر\w*|محظور\w*|رفض\w*|يرفض\w*|فشل\w*|مستحيل\w*|الغي\w*|الغاء"
        r"|[يت]عفي|معفي\w*|معفون|اعفي\w*|اعفاء|امتنع\w*|تعذر\w*|تخلي|يحظر|استثن\w*)(?!\w)"
    ),
}
"""Words that deny what they speak of as a negation does, in skeleton text."""

_EXCEPTING: dict[str, re.Pattern[str]] = {
    "fr": re.compile(r"(?<![\w-])(?:sauf|hormis|excepte|a l'exception|a l'exclusion|hors|dispens\w*|exempt\w*)(?!\w)"),
    "en": re.compile(r"(?<![\w-])(?:except\w*|exempt\w*|excluding|other than|apart from|unless)(?!\w)"),
    "ar": re.compile(r"(?<!\w)[وف]?(?:الا|باستثناء|ماعدا|ما عدا|سوي|معفي\w*|اعفاء|[يتم]ستثن\w*)(?!\w)"),
}
"""What is left out of something said of all others, in skeleton text."""


def denies(text: str, language: str) -> bool:
    """Whether a text denies, forbids or leaves out something: where what a question denies may be answered."""
    marker = _MARKERS.get(language)
    if marker is None:
        return False
    plain = skeleton(fold_plain(text))
    return any(pattern.search(plain) for pattern in (marker, DENYING[language], _EXCEPTING[language]))


NEGATIVE: dict[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?<![\w-])(?:perdu\w*|perd|ferme\w*|fermeture|seul\w*|uniquement|reserv\w*|expir\w*|limit\w*|gratuit\w*|jamais"
        r"|moins|trop|avant|apres|faux|fausse|contraire|inverse|plutot|mais|vide|il faut|doi(?:t|vent))(?!\w)"
    ),
    "en": re.compile(
        r"(?<![\w-])(?:lost|lose[sd]?|closed|closes|only|reserved|expire[sd]?|limited|free|less|too|false|wrong|contrary"
        r"|instead|rather|but|empty|ends?|ended|until|must|remain\w*|still|dead|gone|forfeit\w*|void|vacant|before|after)(?!\w)"
    ),
    "ar": re.compile(
        r"(?<!\w)[وف]?(?:ال)?(?:فقد\w*|ضاع\w*|مغلق\w*|اغلق\w*|فقط|انتهي\w*|اقل|خطا|بل|عكس|مجان\w*|يجب)(?!\w)"
    ),
}
"""Words with which a sentence without a negation may explain a « no », in skeleton text."""

ANSWERS: dict[str, re.Pattern[str]] = {
    "fr": re.compile(r"\W*(?:(?P<yes>oui|si|effectivement|en effet|tout a fait)|(?P<no>non))(?!\w)(?:\s*[,.;:!]|\s*$)"),
    "en": re.compile(r"\W*(?:(?P<yes>yes|yeah|indeed|correct)|(?P<no>no|nope))(?!\w)(?:\s*[,.;:!]|\s*$|\s+-)"),
    "ar": re.compile(r"\W*(?:(?P<yes>نعم|اجل|بلي)|(?P<no>لا|كلا))(?!\w)(?:\s*[،,.؛:!]|\s*$)"),
}
"""The « yes » or « no » that opens an answer, in skeleton text."""
