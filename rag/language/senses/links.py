"""Words that divide a sentence, and that tie one part of it to another as its condition or its cause.

All patterns read skeleton text: folded, without accents, with plain alef and ya.
"""

from __future__ import annotations

import re

_MARKS = r"[;:.،؛؟!?()\n](?!\d)|,(?!\d)|(?<=\s)-(?=\s)"


def _words(words: str) -> str:
    alternatives = "|".join(word.strip().replace("_", " ") for word in words.split())
    return rf"(?<![\w'-])(?:{alternatives})(?!\w)"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(_words(words))


CLAUSE_BREAKS: dict[str, re.Pattern[str]] = {
    "fr": re.compile(
        _MARKS
        + "|"
        + _words(
            "mais et puis tandis_qu[e'] alors_qu[e'] bien_qu[e'] quoiqu[e'] qui dont ou car parce_qu[e'] puisqu[e']"
            " lorsqu[e'] quand si s'ils? afin pour_qu[e'] donc sauf"
        ).replace("(?!\\w)", "(?:(?<=')|(?!\\w))")
    ),
    "en": re.compile(
        _MARKS
        + "|"
        + _words("but and while whereas although though which who because since when if unless so then until except")
    ),
    "ar": re.compile(
        _MARKS
        + "|"
        + _words("لكن ولكن بينما حيث اذا لان بل ثم الذي التي")
        + r"|(?<= )و(?!(?:زار|زير|زرا|طن|كال|ثيق|ثايق|قت|لاي|سط|سايل|رش|فد |حد|زن|اجب|احد))(?=[^\W\d_]{3}| ?\d)"
    ),
}
"""Where one clause of a sentence ends and the next begins, by language."""

CONDITIONS: dict[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?<![\w'-])(?:(?<!meme )(?<!comme )(?<!savoir )(?<!demande )(?<!ignore )si(?! bien)(?! \w+"
        r" soit)(?!\w)|s'ils?(?!\w)"
        r"|a condition (?:que|qu'|de|d')|sous (?:reserve|condition)|pourvu que|a moins que|sauf si|en cas de|en cas d'"
        r"|moyennant|uniquement si|seulement si|des lors que|sous peine)"
    ),
    "en": re.compile(
        r"(?<!\w)(?:(?<!even )(?<!as )(?<!ask )(?<!asked )(?<!wonder )(?<!know )if(?!\w)|unless|provided(?: that)?(?= )"
        r"|on condition|as long as|subject to|in case|only when|in the event)(?!\w)"
    ),
    "ar": re.compile(r"(?<!\w)[وف]?(?:اذا|بشرط|شريطه|شرط ان|في حال|في حاله|ما لم|الا اذا|لو)(?!\w)"),
}
"""What opens a condition."""

CONDITION_LIKE: dict[str, re.Pattern[str]] = {
    "fr": _pattern(
        "lorsqu\\w* quand des_qu\\w* une_fois tant_qu\\w* apres pour avec sans si selon sous sauf"
        " ceux celui celles celle"
        " moins_qu\\w* jusqu\\w* qui sur par en_\\w+ant"
    ),
    "en": _pattern("when whenever once after for with without if those who whoever until only except by upon on"),
    "ar": _pattern("عندما حين متي بعد لمن ل\\w+ب\\w+ كلما بدون دون من مع"),
}
"""What may stand for a condition in other words."""

NEGATIVE_CONDITIONS: dict[str, re.Pattern[str]] = {
    "fr": re.compile(r"(?<!\w)(?:a moins que|sauf si|sauf en cas)(?!\w)"),
    "en": re.compile(r"(?<!\w)(?:unless|except if|except when)(?!\w)"),
    "ar": re.compile(r"(?<!\w)(?:ما لم|الا اذا)(?!\w)"),
}
"""What opens a condition that must not come true."""

CAUSES: dict[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?<![\w'-])(?:parce qu\w*|car(?= \w+ )|puisqu\w*|en raison d\w*|a cause d\w*|grace a\w*|du"
        r" fait d\w*|due?s? aux?"
        r"|due?s? a|faute d\w*|sous l'effet d\w*)(?!\w)"
    ),
    "en": re.compile(
        r"(?<!\w)(?:because(?: of)?|due to|owing to|thanks to|as a result of|on account of|caused by"
        r"|as a consequence of)"
        r"(?!\w)"
    ),
    "ar": re.compile(r"(?<!\w)[وف]?(?:بسبب|لان\w*|نتيجه|بفضل|جراء|نظرا ل\w*|من جراء)(?!\w)"),
}
"""What stands before the cause of what was said."""

CONSEQUENCES: dict[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?<![\w'-])(?:donc|c'est pourquoi|si bien qu\w*|de sorte qu\w*|par consequent|entrain\w*"
        r"|provoqu(?!.{0,20} par )"
        r"\w*|caus(?:e|a|ait|ant|er)|conduit a|a conduit|a mene|d'ou)(?!\w)"
    ),
    "en": re.compile(
        r"(?<!\w)(?:so(?! far| long| much| many| called| that| \w+ that| as)|therefore|thus|hence"
        r"|consequently|as a result(?! of)|led to|leads to"
        r"|caused(?! by)|causes|resulted in|which is why|forced|made)(?!\w)"
    ),
    "ar": re.compile(r"(?<!\w)[وف]?(?:لذلك|ولذلك|ادي|ادت|مما|تسبب\w*|سبب|وبالتالي|ولهذا)(?!\w)"),
}
"""What stands between a cause and what comes of it."""

CAUSE_LIKE: dict[str, re.Pattern[str]] = {
    "fr": _pattern("pour suite_a suite_aux? apres_avoir face_aux? devant sous faute comme vu etant_donne d'apres par"),
    "en": _pattern("for from with as since given by following out_of over through under"),
    "ar": _pattern("من ل\\w+ اثر عقب"),
}
"""What may stand for a cause in other words."""
