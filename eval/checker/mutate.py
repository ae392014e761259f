"""Ways to alter a quote: harmful ones, after which it says something else, and harmless ones, after which it does not.

Each takes the words of a quote and a random generator, and returns other words, or `None` where it does not apply.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping

Mutation = Callable[[str, random.Random], str | None]

_WORD = re.compile(r"[^\W\d_]{3,}")
_ARABIC = re.compile("[\u0621-\u064a]")
# Arabic letters that join to the next one, where tatweel can stand.
_JOINING = re.compile("(?<=[بتثجحخسشصضطظعغفقكلمنهي])(?=[\u0621-\u064a])")
_NEGATIONS = {
    "fr": re.compile(r"(?<!\w)(?:ne |n['’]|pas |jamais |aucune? |plus )"),
    "en": re.compile(r"(?<!\w)(?:not |never |no )|n['’]t(?!\w)"),
    "ar": re.compile(r"(?<!\w)(?:لا|لم|لن|ليس|ليست|غير) "),
}
_NEGATIONS_ADDED = {"fr": (" ne", " pas", " jamais"), "en": (" not", " never"), "ar": (" لا", " لم", " لن")}


def script(text: str) -> str:
    """`ar` for Arabic letters, `fr` where there are accents or elisions, else `en`: enough to choose a negation."""
    if _ARABIC.search(text):
        return "ar"
    return "fr" if re.search(r"[éèêàçùôîœ]|\b[ldnsc]['’]|\b(?:le|la|les|des|une?)\b", text) else "en"


def change_digit(text: str, chance: random.Random) -> str | None:
    """One digit becomes another one."""
    places = [at for at, character in enumerate(text) if unicodedata.category(character) == "Nd"]
    if not places:
        return None
    at = chance.choice(places)
    digit = unicodedata.digit(text[at])
    zero = ord(text[at]) - digit
    return text[:at] + chr(zero + (digit + chance.randint(1, 9)) % 10) + text[at + 1 :]


def cut_number(text: str, _: random.Random) -> str | None:
    """The last number loses its last digit and all that follows: a quote that ends inside a number."""
    numbers = list(re.finditer(r"\d{2,}", text))
    return text[: numbers[-1].end() - 1] if numbers else None


def add_negation(text: str, chance: random.Random) -> str | None:
    """A negation appears after a word inside the quote."""
    words = list(_WORD.finditer(text))
    if len(words) < 2:
        return None
    at = chance.choice(words[:-1]).end()
    return text[:at] + chance.choice(_NEGATIONS_ADDED[script(text)]) + text[at:]


def remove_negation(text: str, _: random.Random) -> str | None:
    """The first negation disappears."""
    match = _NEGATIONS[script(text)].search(text)
    return text[: match.start()] + text[match.end() :] if match else None


def swap_words(text: str, chance: random.Random) -> str | None:
    """Two words that differ change places."""
    words = list(_WORD.finditer(text))
    if len(words) < 2:
        return None
    first = chance.randrange(len(words) - 1)
    left, right = words[first], words[chance.randrange(first + 1, len(words))]
    if left[0].casefold() == right[0].casefold():
        return None
    return text[: left.start()] + right[0] + text[left.end() : right.start()] + left[0] + text[right.end() :]


def drop_word(text: str, chance: random.Random) -> str | None:
    """A word inside the quote disappears."""
    words = list(_WORD.finditer(text))[1:-1]
    if not words:
        return None
    word = chance.choice(words)
    return text[: word.start()] + text[word.end() :].lstrip(" ")


def break_lines(text: str, chance: random.Random) -> str | None:
    """Some spaces become line breaks."""
    changed = re.sub(" ", lambda _: "\n" if chance.random() < 0.4 else " ", text)
    return changed if changed != text else None


def change_apostrophes(text: str, _: random.Random) -> str | None:
    """Straight apostrophes and quotation marks become curly and the reverse; guillemets become straight."""
    pairs = {"'": "’", "’": "'", '"': "“", "“": '"', "”": '"'}
    changed = "".join(pairs.get(character, character) for character in text)
    return changed if changed != text else None


def change_ligatures(text: str, _: random.Random) -> str | None:
    """fi, fl, oe and ae are written with and without ligature."""
    changed = text
    for plain, ligature in (("fi", "ﬁ"), ("fl", "ﬂ"), ("œ", "oe"), ("æ", "ae")):
        changed = changed.replace(plain, ligature)
    return changed if changed != text else None


def decompose(text: str, _: random.Random) -> str | None:
    """Composed letters become letters and marks (NFD)."""
    changed = unicodedata.normalize("NFD", text)
    return changed if changed != text else None


def hyphenate(text: str, chance: random.Random) -> str | None:
    """A long word is divided at the end of a line."""
    words = [word for word in re.finditer(r"(?<![\w-])[^\W\d_]{7,}(?![\w-])", text) if word[0][1:].islower()]
    if not words:
        return None
    word = chance.choice(words)
    at = word.start() + len(word[0]) // 2
    return text[:at] + chance.choice(("-\n", "\u00ad", "\u00ad\n")) + text[at:]


def use_fixed_spaces(text: str, _: random.Random) -> str | None:
    """Spaces become no-break spaces."""
    changed = text.replace(" ", "\u00a0")
    return changed if changed != text else None


def add_tatweel(text: str, chance: random.Random) -> str | None:
    """Some joined Arabic letters are drawn apart."""
    changed = _JOINING.sub(lambda _: "ـ" if chance.random() < 0.3 else "", text)
    return changed if changed != text else None


HARMFUL: Mapping[str, Mutation] = {
    "digit changed": change_digit,
    "number cut": cut_number,
    "negation added": add_negation,
    "negation removed": remove_negation,
    "words swapped": swap_words,
    "word dropped": drop_word,
}

HARMLESS: Mapping[str, Mutation] = {
    "line breaks": break_lines,
    "apostrophes and quotation marks": change_apostrophes,
    "ligatures": change_ligatures,
    "decomposed letters": decompose,
    "hyphenation": hyphenate,
    "no-break spaces": use_fixed_spaces,
    "tatweel": add_tatweel,
}
