"""The library as neutralised markup: where files are dropped, what an ingest does, all documents, and the scope.

As in `ui.page.markup.render`, a result is one block of HTML without a line end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.folders.uploads import FOLDER
from ingest.load.members import file_of
from ingest.receipt import FileReceipt, Receipt, Status
from rag.index.contents import DocumentInfo
from rag.index.parts import key_of
from rag.language.numbers.calendar import date_words
from rag.types import Origin
from ui.neutralise import escape, name_markup, reason_of, text_markup, visible_name
from ui.page.markdown import plain_title
from ui.page.markup.chips import short
from ui.page.markup.render import block
from ui.page.markup.summaries import summary_action
from ui.page.problems import problem_of
from ui.page.scope import BY, SINCE, Scope, folder_of, holds
from ui.words.formats import format_word, language_name
from ui.words.library import LIBRARY_WORDS, LibraryWords
from ui.words.places import counted_parts
from ui.words.reading import ORIGINS, left_out_lines, recognised_lines
from ui.words.refusals import why_refused
from ui.words.warned import warned
from ui.words.words import Words, counted
from ui.work.ingests import Outcome
from ui.work.shelf import Shelf

FINDABLE = 9
"""Documents from which on there is a box to find one."""


def tools(words: Words, shelf: Shelf) -> str:
    """Where files are dropped, and the words that the page's script needs for files on their way."""
    own = LIBRARY_WORDS[words.language]
    refused = own.refused
    said = {
        "waiting": own.waiting,
        "uploaded": own.uploaded,
        "cancel": own.cancel,
        "stop": own.stop,
        "broken": own.broken,
        **{code: text.replace("{size}", str(shelf.megabytes)) for code, text in refused.items()},
        "really": own.really,
        "find": own.find,
        "none-found": own.none_found,
        "largest": str(shelf.megabytes * 2**20),
    }
    hidden = "".join(f'<span class="word-{name}">{escape(text)}</span>' for name, text in said.items())
    if shelf.fixed:
        return block("div", "shelf-tools fixed", f'<div class="said" hidden="">{hidden}</div>', words)
    content = (
        f'<div class="drop"><p>{escape(own.drop)} '
        f'<button type="button" class="choose">{escape(own.choose)}</button></p>'
        f'<p class="limits">{escape(own.limits.format(size=shelf.megabytes))}</p></div>'
        f'<div class="said" hidden="">{hidden}</div>'
    )
    return block("div", "shelf-tools", content, words)


def outcome(came: Outcome, words: Words) -> str:
    """What came of the last ingest, under its number; nothing where there was none."""
    own = LIBRARY_WORDS[words.language]
    if came.receipt is not None:
        content = receipt(came.receipt, words)
    elif came.problem:
        kind = "outcome" if came.problem == "stopped" else "notice"
        reason = problem_of(came.error, words.language) if came.error else ""
        text = getattr(own, came.problem).format(reason=reason)
        content = f'<p class="{kind}" role="status" dir="auto">{text_markup(text)}</p>'
    else:
        content = ""
    return block("div", f"activity of-{came.number}", content, words)


def receipt(done: Receipt, words: Words) -> str:
    """What an ingest did: how many files of each kind, then each that is new, changed, gone or refused, with why."""
    own = LIBRARY_WORDS[words.language]
    counts = [(status, done.count(status)) for status in Status if done.count(status)]
    summary = " · ".join(counted(own.statuses[status.value], count) for status, count in counts) or "–"
    lines = "".join(
        f'<li class="{each.status.value}"><bdi class="file">{name_markup(each.file)}</bdi>'
        + (f'<span class="why" dir="auto">{text_markup(_why(each, words))}</span>' if each.reason else "")
        + "".join(f'<span class="why" dir="auto">{text_markup(line)}</span>' for line in _remarked(each, words))
        + "</li>"
        for each in done.files
        if each.status is not Status.UNCHANGED
    )
    listed = f"<ul>{lines}</ul>" if lines else ""
    return f'<p class="outcome" role="status">{escape(summary)}</p>{listed}'


def _why(each: FileReceipt, words: Words) -> str:
    """Why a file was refused, or read again."""
    refused = each.status is Status.REFUSED
    reason = reason_of(each.reason or "")
    return why_refused(each.code or "", reason, words.language) if refused else reason


def _remarked(each: FileReceipt, words: Words) -> Iterator[str]:
    """What is to be said about the reading of a file."""
    yield from (warned(sentence, words.language) for sentence in each.warnings)
    if each.document is not None:
        yield from recognised_lines(each.document, words.language)
        yield from left_out_lines(each.document.left_out, words.language)


def library(shelf: Shelf, scope: Scope, words: Words) -> str:
    """The documents by folder, each with what is known of it and what can be done with it."""
    own = LIBRARY_WORDS[words.language]
    if not (shelf.documents or shelf.more or shelf.refusals or shelf.uploads or shelf.dropped):
        return block("section", "library", f'<p class="nothing">{escape(words.no_documents)}</p>', words)
    renew = "" if shelf.fixed else _renew(own)
    total = len(shelf.documents) + shelf.more
    count = escape(counted(words.document_count, total))
    find = ""
    if total >= FINDABLE:
        find = f'<div class="find" title="{escape(own.find)}"></div>'
    groups = "".join(
        _group(folder, list(members), shelf, scope, words)
        for folder, members in groupby(sorted(shelf.documents, key=_in_order), key=lambda each: folder_of(each.file))
    )
    more = f'<p class="more-documents">… {shelf.more}</p>' if shelf.more else ""
    head = f'<div class="shelf-head"><p class="label">{count}</p>{renew}</div>'
    conditions = _conditions(shelf, scope, own)
    return block("section", "library", head + find + conditions + groups + more + _outside(shelf, words), words)


def _conditions(shelf: Shelf, scope: Scope, own: LibraryWords) -> str:
    """Boxes for dates and authors; those that were chosen are there as long as they are."""
    chosen = [name for name in scope if name.startswith((SINCE, BY))]
    names = list(dict.fromkeys([*chosen, *shelf.conditions]))
    if not names:
        return ""
    items = "".join(
        f'<li>{_pick(name, short(name, own), scope, own)}<bdi class="folder-name">{escape(short(name, own))}</bdi></li>'
        for name in names
    )
    opened = " open" * bool(chosen)
    summary = escape(own.conditions)
    return f'<details class="remarks conditions"{opened}><summary>{summary}</summary><ul>{items}</ul></details>'


def _in_order(document: DocumentInfo) -> tuple[bool, str, str]:
    """What was uploaded comes first, then folder by folder."""
    folder = folder_of(document.file)
    return folder != f"{FOLDER}/", folder, document.file


def _renew(own: LibraryWords) -> str:
    return f'<button type="button" class="renew" title="{escape(own.renew_name)}">{escape(own.renew)}</button>'


def _group(folder: str, documents: Sequence[DocumentInfo], shelf: Shelf, scope: Scope, words: Words) -> str:
    own = LIBRARY_WORDS[words.language]
    head = ""
    if folder:
        name = own.here if folder == f"{FOLDER}/" else visible_name(folder)
        head = f'<h3 class="folder">{_pick(folder, name, scope, own)}<bdi class="folder-name">{escape(name)}</bdi></h3>'
    items = "".join(_document(each, shelf, scope, words) for each in documents)
    return f'<div class="group">{head}<ul class="documents">{items}</ul></div>'


def _pick(name: str, shown: str, scope: Scope, own: LibraryWords) -> str:
    """The box that chooses a document or a folder; one whose folder is chosen is so too."""
    chosen = name in scope
    within = not chosen and any(holds(each, name) for each in scope)
    label = (own.unpick if chosen else own.pick).format(name=shown)
    classes = "pick" + " picked" * chosen + " within" * within
    return (
        f'<button type="button" class="{classes}" id="pick-{key_of(name)}" title="{escape(label)}">'
        f'<span class="unseen">{escape(label)}</span></button>'
    )


def _is_removable(document: DocumentInfo, shelf: Shelf) -> bool:
    """Whether it was uploaded itself; an attachment goes with its mail."""
    return document.root == shelf.uploads_root and file_of(document.file) == document.file


def _document(document: DocumentInfo, shelf: Shelf, scope: Scope, words: Words) -> str:
    own = LIBRARY_WORDS[words.language]
    facts = [format_word(document.format, words.language), *filter(None, [language_name(document.language)])]
    if document.pages:
        facts.append(counted_parts(words, document.format, document.pages))
    facts.append(counted(words.passages, document.passages))
    described = " · ".join(f"<bdi>{name_markup(fact)}</bdi>" for fact in facts)
    name = visible_name(document.file.removeprefix(folder_of(document.file)))
    return (
        f'<li>{_pick(document.file, visible_name(document.file), scope, own)}<div class="about-document">'
        f'<a class="document" href="#document-{key_of(document.file)}"><bdi class="file">{escape(name)}</bdi></a>'
        f'{_details(document, words)}<div class="facts">{described}</div>{_remarks(document, words)}</div>'
        f"{summary_action(document.file, scope, words)}"
        f"{_actions(document.file, _is_removable(document, shelf), shelf, own)}</li>"
    )


def _details(document: DocumentInfo, words: Words) -> str:
    """Title, author and date with where each was taken from; a title that the file's name gave says nothing new."""
    named = document.title.origin is Origin.FILE
    title = None if named else replace(document.title, value=plain_title(document.title.value, document.file))
    date = document.date and replace(document.date, value=date_words(document.date.value, words.language))
    told = [each for each in (title, document.author, date) if each]
    if not told:
        return ""
    shown = " · ".join(
        f'<bdi title="{escape(ORIGINS[words.language][each.origin])}">{name_markup(each.value)}</bdi>' for each in told
    )
    return f'<div class="facts details">{shown}</div>'


def _remarks(document: DocumentInfo, words: Words) -> str:
    recognised = recognised_lines(document, words.language)
    said = (warned(sentence, words.language) for sentence in document.warnings)
    remarks = [*recognised, *said, *left_out_lines(document.left_out, words.language)]
    if not remarks:
        return ""
    lines = "".join(f'<li dir="auto">{text_markup(remark)}</li>' for remark in remarks)
    summary = escape(counted(words.with_warnings, len(remarks)))
    return f'<details class="remarks"><summary>{summary}</summary><ul>{lines}</ul></details>'


def _actions(file: str, ours: bool, shelf: Shelf, own: LibraryWords) -> str:
    if shelf.fixed:
        return ""
    key, name = key_of(file), escape(visible_name(file))
    again = _action("again", key, own.again, name)
    if not ours:
        return f'<div class="actions">{again}<span class="owned" title="{escape(own.owned)}"></span></div>'
    return f'<div class="actions">{again}{_action("delete", key, own.delete, name)}</div>'


def _action(verb: str, key: str, word: str, name: str) -> str:
    return (
        f'<button type="button" class="{verb}" id="{verb}-{key}">{escape(word)}'
        f'<span class="unseen"> {name}</span></button>'
    )


def _outside(shelf: Shelf, words: Words) -> str:
    """Files that are not in the index: refused ones with the reason, and uploads that nobody has read yet."""
    own = LIBRARY_WORDS[words.language]
    uploads = [(file, "") for file in shelf.uploads]
    refused = [(each.file, why_refused(each.code, reason_of(each.message), words.language)) for each in shelf.refusals]
    dropped = [(each.file, _why(each, words)) for each in shelf.dropped]
    if not (uploads or refused or dropped):
        return ""
    ours = {file for file, _ in (*uploads, *dropped)}
    items = "".join(
        f'<li><span class="mark">!</span><div class="about-document"><bdi class="file">{name_markup(file)}</bdi>'
        f'<div class="facts" dir="auto">{text_markup(reason)}</div></div>'
        f"{_outside_actions(file, shelf, own) if file in ours else ''}</li>"
        for file, reason in (*uploads, *dropped, *refused)
    )
    title = f'<h3 class="folder">{escape(own.not_indexed)}</h3>'
    return f'<div class="group outside">{title}<ul class="documents">{items}</ul></div>'


def _outside_actions(file: str, shelf: Shelf, own: LibraryWords) -> str:
    """What can be done with an upload that is not indexed; one that is gone can be struck off the list."""
    if file in shelf.uploads:
        return _actions(file, True, shelf, own)
    return f'<div class="actions">{_action("delete", key_of(file), own.delete, escape(visible_name(file)))}</div>'
