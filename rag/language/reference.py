"""Words that stand for something said before, and whether the question itself names what they stand for.

A pronoun leans on the turn before only where nothing in its own question can be meant by it: « Les patients peuvent-ils
refuser ? » names who « ils » are, « Peuvent-ils refuser ? » does not. Grammar tells most of that without a parser: what
a pronoun stands for is named before it, and in an earlier clause, since nobody says "the law changes it" of one law.
Patterns read skeleton text in which a name is the word of `_NAME`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.folding import fold_plain, skeleton
from rag.language.names import masked
from rag.language.suffixes import leans as _arabic_leans

_NAME = "zzname"
_PAUSE = r"[,;:()«»\"]"


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How a language refers: patterns of skeleton text, except that `plural_pronoun` is matched as a whole."""

    idle: re.Pattern[str]
    """A pronoun that stands for nothing (« il faut », "is it true that"), and what only looks like one."""
    bare: re.Pattern[str]
    """What leans wherever it stands."""
    pronoun: re.Pattern[str]
    """What stands for something named in an earlier clause, or said before."""
    possessive: re.Pattern[str]
    """What may stand for something named in its own clause too."""
    plural_pronoun: re.Pattern[str]
    thing: re.Pattern[str]
    """Something that is named: its determiner and the first word after it."""
    plural: re.Pattern[str]
    """Such a thing where it is several."""
    boundary: re.Pattern[str]
    """Where a clause ends."""
    part_of: re.Pattern[str]
    """Between a thing and a possessive that cannot mean it: "the name of its", "what colour is its"."""


_FRENCH_NOUNS = (
    r"(?:\bl'|\b(?:le|la|les|un|une|du|des|ce|cet|cette|ces|chaque|aucune?|toute?|tous|toutes|plusieurs|certaine?s"
    r"|quel(?:le)?s?|mon|ma|mes|notre|nos|votre|vos|deux|trois|quatre|cinq|\d+) |\b(?:combien|nombre) d(?:e |'))"
    r"(?!(?:est|sont|etait|etaient|fut|furent|sera|seront|serait|a|ont|avait|peut|peuvent|doit|doivent"
    r"|temps|fois|jours?|mois|ans|annees?|heures?|date|moment)\b)\w+"
)
# « comment on le soigne »
_FRENCH_OBJECT = r"(?:(?:le|la|les|lui|leur) |l')"
_FRENCH_SUBJECT = "|".join(rf"(?<=(?<![-\w]){word})" for word in "je |j'|tu |il |ils |elle |nous |vous |on ".split("|"))
# « Comment la soigner ? », « Peut-on le payer en ligne ? »
_FRENCH_TO_DO = "|".join(
    rf"(?<={word} )"
    for word in (
        *(r"\bcomment", r"\bou", r"\bquand", r"\bpourquoi", "-on", "-je", "-il", "-nous"),
        # « On peut le payer en plusieurs fois ? »
        *(rf"\b{verb}" for verb in "peut peux peuvent pouvez pouvons doit dois doivent devez faut veut veux".split()),
    )
)
_FRENCH_INFINITIVE = (
    r"(?=\w+(?:er|ir|re)(?:\W*$| (?:en|a|au|aux|dans|avec|sans|sur|chaque|apres|avant)\b)"
    r"(?!.*-(?:t-)?(?:ils?|elles?)\b))"
)
_FRENCH = _Grammar(
    idle=re.compile(
        r"\b(?:y (?:a|avait|aura)(?:-t)?-il|il (?:n')?y (?:a|avait|aura)|il y a eu)\b"
        r"|\b(?:faut|fallait|faudra|faudrait|s'agit|suffit|convient|existe|existait|reste|arrive|manque|pleut|semble"
        r"|vaut|vaudrait)-(?:t-)?il\b|\bil (?:ne )?(?:faut|fallait|faudra|s'agit|suffit|convient|existe|reste|vaut)\b"
        r"|\b(?:peut|doit)-il (?:y avoir|exister)\b"
        r"|\b(?:est-il|il est|etait-il|sera-t-il|il sera) (?:\w+ )?(?:possible|necessaire|obligatoire|vrai|permis"
        r"|interdit|utile|important|prevu|conseille|recommande|certain|exact|temps|question|autorise|legal|illegal"
        r"|normal|prudent|facile|difficile|preferable|dangereux|risque)\w* (?:de |d'|que |qu'|pour )"
        r"|\bs[ ']est-il passe|\bse passe(?:-t)?-il|\bpeut-il se passer|\btemps (?:fera|fait|faisait)(?:-t)?-il"
        r"|(?:^\w+ |\bquoi )ca (?:sert|veut dire|signifie)\b"
        r"|\bca (?:sert|fait|coute|marche|fonctionne) (?:le|la|les|un|une|des) "
        r"|\bce(?:t|tte)? (?:annee|mois|semaine|jour|soir|matin|siecle|moment)\b"
        r"|\bces (?:\w+ )?(?:jours|annees|temps)\b"
        r"|\b(?:pour|afin) (?:cela|ceci)\b(?= que)"
    ),
    bare=re.compile(
        # « Qui la dirige ? », « Quels organismes y participent ? », « Laquelle ? »
        r"^(?:et |mais )?(?:qui (?:ne )?(?:l'|la |le |les |leur |lui )\w+(?!.*-(?:t-)?(?:ils?|elles?)\b)"
        r"|(?:quand|comment|pourquoi|ou|combien) (?:l'|la |le |les )\w+\W*$"
        r"|(?:\w+ )?(?:le|la|les)quel(?:le)?s?\b(?! (?:des?|du|d')\b))"
        r"|(?<!-)\by (?!(?:a|avait|aura|compris)\b)\w+|\b(?:celui|celle|ceux|celles)-(?:ci|la)\b"
    ),
    pronoun=re.compile(
        r"(?<!-)\b(?:ils?|elles?|lui|eux|cela|ceci|ca)\b|\b(?:cet|cette|ces) \w+\b(?! (?:de|d|que|qu|qui|dont)\b)"
        r"|\bce (?!(?:que?|qu|qui|dont|sont|ne?|fut|etait|serait|sera|soit|a)\b)\w+\b(?! (?:de|d|que|qu|qui|dont)\b)"
        rf"|(?:{_FRENCH_SUBJECT}){_FRENCH_OBJECT}(?=\w)"
        rf"|(?:{_FRENCH_SUBJECT}|(?<=\by ))en(?= (?:a|ont|est|sont|avait)\b)"
        rf"|(?:{_FRENCH_TO_DO}){_FRENCH_OBJECT}{_FRENCH_INFINITIVE}"
    ),
    possessive=re.compile(r"\b(?:son|sa|ses|leurs?)\b"),
    plural_pronoun=re.compile(r"ils|elles|eux|leurs?|les|ces"),
    thing=re.compile(rf"{_FRENCH_NOUNS}|\b{_NAME}\b"),
    plural=re.compile(
        r"(?:les|des|ces|quel(?:le)?s|combien|nombre|plusieurs|certaine?s|tous|toutes|mes|nos|vos|deux"
        r"|\d)\b"
    ),
    boundary=re.compile(
        rf"{_PAUSE}|\b(?:et|mais|si|quand|lorsqu\w*|que|qui|dont|parce|puisqu\w*|car|donc|sans|avant|apres|comme|pour"
        r"|afin)\b|\b(?:qu|s)'"
    ),
    part_of=re.compile(
        r" (?:(?:de|du|des|dans|sur|pour|a|par|en|chez|avec) |(?:est|sont|etait|fut|a|ont|avait|compte|dure|mesure"
        r"|coute|vaut|porte) )"
    ),
)
_ENGLISH = _Grammar(
    idle=re.compile(
        r"\b(?:is|was|be|isn't|wasn't) it (?:\w+ )?(?:\w+ (?:that|if|whether)\b|(?:possible|necessary|legal|illegal"
        r"|allowed|mandatory|compulsory|required|safe|better|best|ok|okay|useful|important|hard|difficult|easy|true"
        r"|worth|permitted|forbidden|dangerous|normal|enough|time)\b)"
        r"|\b(?:does|did|will|would) it (?:take|cost|matter|help|make sense)\b(?=.* (?:to|if|whether|that|for)\b)"
        r"|\b(?:should|does|would|must|can|could) it \w+ .*\b(?:that|whether)\b"
        r"|\bit (?:is|was|will be|would be|takes|costs)(?= \w+.* (?:to|that|for)\b)"
        r"|\b(?:is|was) it (?:raining|cold|hot)"
        r"|\b(?:are|is|was|were|be|been) there\b|\bthere (?:is|are|was|were|be|been|will|has|have)\b"
        r"|\b(?:this|these|those) (?:year|month|week|time|century|day|morning|decade|days)s?\b"
        r"|\bthose (?:who|which|that|of|in|with|without|\w+ed|\w+ing)\b|\bgo there\b(?= \w)"
    ),
    bare=re.compile(
        r"\b(?:which|the other|another|that|this) ones?\b(?! of)|\bby then\b|\bsince then\b|\bafter that\b"
        r"|\b(?:get|have|use|buy|borrow|need|want|find|make|take|rent|order|lose|lost|open|set|replace|return|book|hire"
        r"|claim|lend|cancel|(?:apply|ask|pay) for) one\b"
        r"(?!'|-| (?:of|\w*(?:person|day|year|week|hour|time|month|copy)))"
        r"|\bwhy (?:is|was) that\b|\b(?:do|does|did|of|about|for|on|after|before|doing|mean|like) that\W*$"
        r"|\b(?:work|works|live|lives|go|get|happens|happened|stay) there\W*$|\bthe (?:former|latter)\b"
    ),
    pronoun=re.compile(
        r"(?<!\bof )\b(?:he|she|it|they|him|her(?=\W*$| (?:in|on|at|to|for|as)\b)|them|this|these|those)\b"
    ),
    possessive=re.compile(r"\b(?:its|his|her(?!\W*$| (?:in|on|at|to|for|as)\b)|theirs?)\b|(?<=\bof )(?:it|him|them)\b"),
    plural_pronoun=re.compile(r"they|them|theirs?|these|those"),
    thing=re.compile(
        r"\b(?:the|an?|any|every|each|some|no|all|my|your|our|two|three|four|five|\d+|how many|how much|which|what)"
        r" (?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may|happens?|happened"
        r"|person|user|employee|customer|patient|citizen|student|teacher|manager|worker|visitor|owner|member)\b)\w+"
        r"|(?:^|(?<!who )(?<!what )(?<!that )\b)(?:do|does|did|can|could|will|would|should|must|may)"
        r" (?!(?:it|its|he|she|his|her|they|their|i|you|we|my|our|your|there|this|that|these|those|the|an?|not|be"
        r"|have)\b)\w+"
        r"|^(?:(?:how|why|when|where) )?(?:is|are|was|were|has|have|had)"
        r" (?!(?:it|its|he|she|his|her|they|their|i|you|we|there|this|that|these|those|the|an?|\w+ed)\b)\w+"
        rf"|\b{_NAME}\b"
    ),
    plural=re.compile(
        r"(?:how many|all|some|two|three|four|five|\d)\b|.*(?:[^sui]s|ies|people|children|men|women)$|(?:do|are|were) "
    ),
    boundary=re.compile(
        rf"{_PAUSE}|\b(?:and|or|but|if|when|while|because|so|than|as|that|which|who|whose|where|before|after|until"
        r"|unless|without|since|though|although|whether)\b|(?<!\bthe )(?<!\ban )(?<!\ba )\b\w{3,}ing\b"
        r"|\bto (?!(?:it|them|him|her|his|its|their|this|that|these|those|the|an?)\b)"
    ),
    part_of=re.compile(
        r"(?: (?!(?:think|speak|talk|dispose|approve|hear|know)s? )\w+)? of | (?:in|on|for|to|with|by|from|at|about) "
        r"|(?: \w+)? (?:is|are|was|were|has|have|had|does|do|did) "
    ),
)
_INVERTED = re.compile(r"\b\w+-(?:t-)?(?P<pronoun>ils?|elles?)\b")
_SUBJECT = re.compile(
    r"(?<!\bde )(?<!\ba )(?<!\ben )(?<!\bdans )(?<!\bsur )(?<!\bpour )(?<!\bpar )(?<!\bavec )(?<!\bchez )"
    rf"(?:(?:\bl'|\b(?:le|la|les|une?|aucune?|chaque|toute?|tous|toutes|plusieurs) )\w+|\b{_NAME}\b)"
)
_OPENS_WITH_SUBJECT = re.compile(
    r"\s*(?!(?:qu\w*|ou|comment|pourquoi|combien|a|de|d|en|dans|sur|par|pour|avec|sans|depuis|jusqu|et|mais|alors|donc"
    r"|sinon|selon|chez|avant|apres)\b)\w{2,}.* "
)
# « est elle », « a t'il »: as people type them.
_UNJOINED = re.compile(
    r"\b(?P<verb>est|sont|a|ont|va|vont|font|(?!(?:et|comment|quant|avant|tout|dont)\b)\w{2,}t|\w+(?= t[ ']))"
    r"(?: t[ '] ?| )(?P<pronoun>ils?|elles?|on)\b"
)
_ANYONE = re.compile(r"\bon\b|-on\b|\bfaut-il\b|\bil faut\b|^(?:comment|ou|quand|pourquoi|combien) \w+(?:er|ir|re)\b")
_HANGS_ON = re.compile(r"\b(?:que|qu'|dont)\s*$")


def refers(question: str, language: str) -> bool:
    """Whether a word of the question stands for something that the question does not name itself."""
    if language == "ar":
        return _arabic_leans(fold_plain(question))
    grammar = {"fr": _FRENCH, "en": _ENGLISH}.get(language)
    if grammar is None:
        return False
    text = skeleton(fold_plain(masked(question, _NAME))).strip()
    anyone = False
    if language == "fr":
        text = _UNJOINED.sub(r"\g<verb>-\g<pronoun>", text)
        anyone = _ANYONE.search(text) is not None
    text = grammar.idle.sub(" ", text)
    if grammar.bare.search(text):
        return True
    if any(not _named_in_an_earlier_clause(text, match, grammar) for match in grammar.pronoun.finditer(text)):
        return True
    if language == "fr" and any(not _has_subject(text, match) for match in _INVERTED.finditer(text)):
        return True
    return any(
        not _has_owner(text, match, grammar)
        for match in grammar.possessive.finditer(text)
        if not (anyone and match[0].startswith("s"))
    )


_ASKS_ONLY = re.compile(r"\b(?:qu')?est[- ]ce (?:que?\b|qu'|qui\b)")


def names_a_thing(question: str, language: str) -> bool:
    """Whether a question names something: a noun with its article, a name; true where nothing tells."""
    if language == "ar":
        return re.search(r"(?<!\w)[وفبكل]?(?:ال|لل)\w{2,}", fold_plain(question)) is not None
    grammar = {"fr": _FRENCH, "en": _ENGLISH}.get(language)
    text = _ASKS_ONLY.sub(" ", skeleton(fold_plain(masked(question, _NAME))))
    return grammar is None or grammar.thing.search(text) is not None


_HE_OR_SHE = re.compile(r"he|she|him|her|his")
_PEOPLE = re.compile(
    r"\b(?:the|an?|any|every|each|some|no|my|your|our) (?:\w+ )?(?:person|user|employee|customer|patient|citizen"
    r"|student|teacher|manager|worker|visitor|owner|member)\b"
)
"""Who is meant by "he", and never by "it"."""


def _things(text: str, pronoun: str, grammar: _Grammar) -> list[re.Match[str]]:
    """What is named in a text and can be meant by a pronoun: several things by a plural one, else one."""
    several = grammar.plural_pronoun.fullmatch(pronoun.split()[0]) is not None
    found = list(grammar.thing.finditer(text))
    if grammar is _ENGLISH and _HE_OR_SHE.fullmatch(pronoun):
        found = sorted([*found, *_PEOPLE.finditer(text)], key=lambda thing: thing.start())
    if several and grammar is _ENGLISH:
        return found  # "a person … their"
    return [thing for thing in found if thing[0] == _NAME or bool(grammar.plural.match(thing[0])) == several]


def _named_in_an_earlier_clause(text: str, pronoun: re.Match[str], grammar: _Grammar) -> bool:
    ends = list(grammar.boundary.finditer(text, 0, pronoun.start()))
    if not ends:
        return False
    before = text[: ends[-1].start()]
    found = _things(before, pronoun[0], grammar)
    # « une entité qu'elle concerne »: whom she concerns is not she.
    if found and _HANGS_ON.search(text[: pronoun.start()]) and not before[found[-1].end() :].strip():
        found.pop()
    return bool(found)


def _has_owner(text: str, possessive: re.Match[str], grammar: _Grammar) -> bool:
    """Whether something before a possessive can be what owns: neither a part of it nor what it is asked after."""
    if grammar is _FRENCH and any(_has_subject(text, verb) for verb in _INVERTED.finditer(text, 0, possessive.start())):
        return True
    return any(
        not grammar.part_of.fullmatch(text[thing.end() : possessive.start()])
        and not re.search(r"\b(?:dans|a|en|de|pour|in|at|on) $", text[: thing.start()])
        for thing in _things(text[: possessive.start()], possessive[0], grammar)
    )


def _has_subject(text: str, verb: re.Match[str]) -> bool:
    """Whether the subject of « peuvent-ils » stands before the verb, or in a clause before that."""
    ends = list(_FRENCH.boundary.finditer(text, 0, verb.start()))
    start = ends[-1].end() if ends else 0
    if any(True for _ in _SUBJECT.finditer(text, start, verb.start())):
        return True
    if _OPENS_WITH_SUBJECT.fullmatch(text[start : verb.start()]):
        return True
    return bool(ends) and bool(_things(text[: ends[-1].start()], verb["pronoun"], _FRENCH))
