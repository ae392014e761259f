"""What the page has words for, and which language a browser gets; the words themselves are in `ui.words.lexicon`."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answers import Verdict

LANGUAGES = {"fr": "Français", "en": "English", "ar": "العربية"}
"""Languages of the page, each by its own name, in the order of the switch."""

FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def foreign(written: str, asked: str) -> str | None:
    """The language of a place where it has a name on the page and is not the one that was asked in."""
    return written if written in LANGUAGES and written != asked else None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the page in one language; braces are filled in by `str.format`."""

    language: str
    headline: str
    promise: str
    question: str
    placeholder: str
    ask: str
    new: str
    examples: str
    searching: str
    writing: str
    reading: str
    paused: str
    stop: str
    stopped: str
    edit: str
    edit_name: str
    again: str
    again_name: str
    undo: str
    undo_name: str
    unfold: str
    fold: str
    enlarge: str
    editing: str
    keep: str
    opening: str
    answer: str
    references: str
    proofs: tuple[str, str]
    understood: str
    no_answer: str
    no_answer_more: str
    shared: str
    akin: str
    closest: str
    unproven: str
    unproven_reason: str
    source: str
    documents: str
    source_empty: str
    citation_of: str
    passage_of: str
    previous: str
    following: str
    close: str
    page: str
    pages: tuple[str, str]
    passages: tuple[str, str]
    document_count: tuple[str, str]
    earlier: str
    later: str
    outline: str
    find: str
    match_of: str
    no_match: str
    matches: tuple[str, str]
    previous_match: str
    next_match: str
    go_to_page: str
    forms: str
    as_pages: str
    as_text: str
    file_changed: str
    not_drawn: str
    link_gone: str
    no_documents: str
    with_warnings: tuple[str, str]
    stale: str
    gone: str
    reread: str
    exact: str
    moved: str
    altered: str
    missing: str
    changed: str
    unchecked: str
    copy: str
    copied: str
    copy_name: str
    menu: str
    show: str
    language_name: str
    theme: str
    away: str
    slow: str
    skip: str
    seconds: str
    empty_question: str
    long_question: str
    bad_question: str
    busy: str
    not_ready: str
    failed: str
    unexpected: str

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


def counted(forms: tuple[str, str], count: int) -> str:
    """The singular or the plural form with the number in it."""
    return forms[0 if count == 1 else 1].format(count=count)


def decimal(value: float, language: str) -> str:
    """A number with two decimals as the language writes it."""
    written = f"{value:.2f}"
    return written.replace(".", ",") if language == "fr" else written


def page_language(accepted: str, chosen: str = "") -> str:
    """The page's language: the one chosen with the switch, else the best of an `Accept-Language` header.

    A header that cannot be read counts as none.
    """
    if chosen in LANGUAGES:
        return chosen
    best, best_weight = FALLBACK, 0.0
    for part in accepted[:1000].split(","):
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight_text = parameter.strip().removeprefix("q=")
        try:
            weight = float(weight_text) if weight_text else 1.0
        except ValueError:
            continue
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best


def verdict_word(verdict: Verdict, words: Words) -> str:
    """What the check of a citation found, in a word or two."""
    return {
        Verdict.EXACT: words.exact,
        Verdict.MOVED: words.moved,
        Verdict.ALTERED: words.altered,
        Verdict.MISSING: words.missing,
        Verdict.STALE: words.changed,
        Verdict.UNCHECKED: words.unchecked,
    }[verdict]
