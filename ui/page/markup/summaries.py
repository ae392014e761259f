"""Summaries: how the list of documents asks for one, and two of them side by side, as neutralised markup."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from rag.answers import About, Answer, Topic
from rag.index.parts import key_of
from ui.neutralise import escape, text_markup, visible_name
from ui.page.markup.sentences import title_markup
from ui.page.scope import Scope
from ui.words.summaries import SUMMARY_WORDS
from ui.words.words import Words

BESIDE = 2
"""Documents that are shown side by side."""


def compared(file: str, scope: Scope) -> Scope:
    """The documents of which a click on one asks: both where it is one of two that are chosen, else it alone."""
    return scope if len(scope) == BESIDE and file in scope else (file,)


def summary_action(file: str, scope: Scope, words: Words) -> str:
    """The button that asks for the summary of a document, or to compare it with the other one that is chosen."""
    own, key = SUMMARY_WORDS[words.language], key_of(file)
    word = own.two if len(compared(file, scope)) == BESIDE else own.one
    return (
        f'<div class="actions"><button type="button" class="summary" id="summary-{key}">{escape(word)}'
        f'<span class="unseen"> {escape(visible_name(file))}</span></button></div>'
    )


def side_by_side(answer: Answer, sentences: Sequence[str]) -> str:
    """The markup of the sentences of an answer; of two documents a row for each subject, then a column for each."""
    about = answer.about
    if about is None or about.topic is not Topic.SUMMARY or len(about.documents) != BESIDE or not sentences:
        return "".join(sentences)
    used = {number for subject in about.subjects for number in subject.sentences}
    columns = (
        f'<section class="column"><h4 dir="auto">{title_markup(each.title, each.file)}</h4>'
        f"{''.join(_of(each.file, answer, sentences, used))}</section>"
        for each in about.documents
        if not used or any(_of(each.file, answer, sentences, used))
    )
    return _rows(about, sentences) + f'<div class="columns">{"".join(columns)}</div>'


def _rows(about: About, sentences: Sequence[str]) -> str:
    """What both documents speak of: a row for each subject, each sentence under the title of its document."""
    rows = ""
    for subject in about.subjects:
        cells = "".join(
            f'<div class="said"><h5 class="of" dir="auto">{title_markup(document.title, document.file)}</h5>'
            f"{sentences[number]}</div>"
            for document, number in zip(about.documents, subject.sentences, strict=False)
            if number < len(sentences)
        )
        rows += (
            f'<section class="subject"><h4 dir="auto">{text_markup(subject.name)}</h4>'
            f'<div class="columns">{cells}</div></section>'
        )
    return rows


def _of(file: str, answer: Answer, sentences: Sequence[str], used: Container[int]) -> Iterable[str]:
    """The sentences of a document that stand in no row."""
    return (
        shown
        for number, (sentence, shown) in enumerate(zip(answer.sentences, sentences, strict=True))
        if number not in used and any(citation.file == file for citation in sentence.citations)
    )
