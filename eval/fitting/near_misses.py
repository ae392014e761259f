"""Questions that a passage seems to answer and does not: another year, number or name in the place of the right one."""

from __future__ import annotations

import random
import re

_NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?![\w.,]*\d)")
_NAME = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+)*")
_YEARS = range(1000, 2100)


def changed_question(question: str, passage: str, language: str, rng: random.Random) -> str | None:
    """The question with a number that the passage has changed to one that it has not, or a name to another one's.

    `None` where the question has nothing in common with the passage that can be changed. Arabic has no capitals to tell
    names by, so there only numbers are.
    """
    numbers = [found for found in _NUMBER.finditer(question) if _stands(found.group(), passage)]
    if numbers:
        found = rng.choice(numbers)
        other = _other_number(int(found.group()), passage, rng)
        return None if other is None else question[: found.start()] + other + question[found.end() :]
    if language == "ar":
        return None
    names = [found for found in _NAME.finditer(question) if _stands(found.group(), passage)]
    if not names:
        return None
    found = rng.choice(names)
    others = sorted({other.group() for other in _NAME.finditer(passage) if not _shares(other.group(), question)})
    # A name that the passage has elsewhere makes the nearest miss; whether it is of the same kind nobody knows.
    return question[: found.start()] + rng.choice(others) + question[found.end() :] if others else None


def _stands(text: str, passage: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", passage) is not None


def _shares(name: str, question: str) -> bool:
    return any(word in question for word in name.split())


def _other_number(number: int, passage: str, rng: random.Random) -> str | None:
    steps = [-10, -5, -3, -2, -1, 1, 2, 3, 5, 10] if number in _YEARS else [-2, -1, 1, 2, 3, 5, 7, number + 1]
    near = [number + step for step in steps if number + step > 0]
    free = [each for each in near if not _stands(str(each), passage)]
    return str(rng.choice(free)) if free else None
