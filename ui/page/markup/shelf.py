"""The library as neutralised markup: where files are dropped, what an ingest does, all documents, and the scope.

As in `ui.page.markup.render`, a result is one block of HTML without a line end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.folders.uploads import FOLDER
from ingest.receipt import FileReceipt, Receipt, Status
from rag.index.rows import DocumentInfo
from rag.types import Origin
from ui.neutralise import escape, name_markup, text_markup, visible_name
from ui.page.markup.chips import short
from ui.page.markup.render import block
from ui.page.scope import BY, SINCE, Scope, conditions_of, folder_of, holds, key_of
from ui.words.library import LIBRARY_WORDS, LibraryWords
from ui.words.reading import ORIGINS, left_out_lines
from ui.words.words import LANGUAGES, Words, counted
from ui.work.shelf import Shelf

SHOWN = 2_000
"""Documents that a list shows at most."""

FINDABLE = 9
"""Documents from which on there is a box to find one."""


def tools(words: Words, shelf: Shelf) -> str:
    """Where files are dropped, and the words that the page's script needs for files on their way."""
    own = LIBRARY_WORDS[words.language]
    refused = own.refused
    said = {
        "uploading": own.uploading,
        "uploaded": own.uploaded,
        "cancel": own.cancel,
        "broken": own.broken,
        "unsupported": refused["unsupported"],
        "too-large": refused["too-large"].format(size=shelf.megabytes),
        "empty": refused["empty"],
        "really": own.really,
        "find": own.find,
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


def working(text: str, words: Words) -> str:
    """A line about an ingest that is going on, with a way to stop it."""
    own = LIBRARY_WORDS[words.language]
    content = (
        f'<p class="pending" role="status" dir="auto">{text_markup(text)}</p>'
        f'<button type="button" class="halt">{escape(own.stop)}</button>'
    )
    return block("div", "activity running", content, words)


def told(text: str, words: Words, wrong: bool = False) -> str:
    """A line about an ingest that is over."""
    kind = "notice" if wrong else "outcome"
    return block("div", "activity", f'<p class="{kind}" role="status" dir="auto">{text_markup(text)}</p>', words)


def receipt(done: Receipt, words: Words) -> str:
    """What an ingest did: how many files of each kind, then each that is new, changed, gone or refused."""
    own = LIBRARY_WORDS[words.language]
    counts = [(status, done.count(status)) for status in Status if done.count(status)]
    summary = " · ".join(counted(own.statuses[status.value], count) for status, count in counts) or "–"
    lines = "".join(
        f'<li class="{each.status.value}"><bdi class="file">{name_markup(each.file)}</bdi>'
        + (f'<span class="why" dir="auto">{text_markup(each.reason)}</span>' if each.reason else "")
        + "".join(f'<span class="why" dir="auto">{text_markup(line)}</span>' for line in _remarked(each, words))
        + "</li>"
        for each in done.files
        if each.status is not Status.UNCHANGED
    )
    listed = f"<ul>{lines}</ul>" if lines else ""
    return block("div", "activity", f'<p class="outcome" role="status">{escape(summary)}</p>{listed}', words)


def _remarked(each: FileReceipt, words: Words) -> Iterator[str]:
    """What is to be said about the reading of a file."""
    yield from each.warnings
    if each.document is not None:
        yield from left_out_lines(each.document.left_out, words.language)


def library(shelf: Shelf, scope: Scope, words: Words) -> str:
    """All documents by folder, each with what is known of it and what can be done with it."""
    own = LIBRARY_WORDS[words.language]
    if not shelf.documents and not shelf.refusals and not shelf.uploads:
        return block("section", "library", f'<p class="nothing">{escape(words.no_documents)}</p>', words)
    renew = "" if shelf.fixed else _renew(own)
    count = escape(counted(words.document_count, len(shelf.documents)))
    find = ""
    if len(shelf.documents) >= FINDABLE:
        find = f'<div class="find" title="{escape(own.find)}"></div>'
    shown = shelf.documents[:SHOWN]
    groups = "".join(
        _group(folder, list(members), shelf, scope, words)
        for folder, members in groupby(sorted(shown, key=_in_order), key=lambda each: folder_of(each.file))
    )
    more = f'<p class="more-documents">… {len(shelf.documents) - SHOWN}</p>' if len(shelf.documents) > SHOWN else ""
    head = f'<div class="shelf-head"><p class="label">{count}</p>{renew}</div>'
    conditions = _conditions(shelf, scope, own)
    return block("section", "library", head + find + conditions + groups + more + _outside(shelf, own), words)


def _conditions(shelf: Shelf, scope: Scope, own: LibraryWords) -> str:
    """Boxes for dates and authors; those that were chosen are there as long as they are."""
    chosen = [name for name in scope if name.startswith((SINCE, BY))]
    names = list(dict.fromkeys([*chosen, *conditions_of(shelf.documents)]))
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


def _document(document: DocumentInfo, shelf: Shelf, scope: Scope, words: Words) -> str:
    own = LIBRARY_WORDS[words.language]
    facts = [document.format.upper()]
    if document.language != "und":
        facts.append(LANGUAGES.get(document.language, document.language.upper()))
    if document.pages:
        facts.append(counted(words.pages, document.pages))
    facts.append(counted(words.passages, document.passages))
    described = " · ".join(f"<bdi>{name_markup(fact)}</bdi>" for fact in facts)
    name = visible_name(document.file.removeprefix(folder_of(document.file)))
    key = key_of(document.file)
    return (
        f'<li>{_pick(document.file, visible_name(document.file), scope, own)}<div class="about-document">'
        f'<a class="document" href="#document-{key}"><bdi class="file">{escape(name)}</bdi></a>'
        f'{_details(document, words)}<div class="facts">{described}</div>{_remarks(document, words)}</div>'
        f"{_actions(document.file, document.root == shelf.uploads_root, shelf, own)}</li>"
    )


def _details(document: DocumentInfo, words: Words) -> str:
    """Title, author and date with where each was taken from; a title that the file's name gave says nothing new."""
    title = None if document.title.origin is Origin.FILE else document.title
    told = [each for each in (title, document.author, document.date) if each]
    if not told:
        return ""
    shown = " · ".join(
        f'<bdi title="{escape(ORIGINS[words.language][each.origin])}">{name_markup(each.value)}</bdi>' for each in told
    )
    return f'<div class="facts details" dir="auto">{shown}</div>'


def _remarks(document: DocumentInfo, words: Words) -> str:
    remarks = [*document.warnings, *left_out_lines(document.left_out, words.language)]
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


def _outside(shelf: Shelf, own: LibraryWords) -> str:
    """Files that are not in the index: refused ones with the reason, and uploads that nobody has read yet."""
    uploads = [(file, "") for file in shelf.uploads]
    refused = [(each.file, each.message) for each in shelf.refusals]
    if not uploads and not refused:
        return ""
    items = "".join(
        f'<li><span class="mark">!</span><div class="about-document"><bdi class="file">{name_markup(file)}</bdi>'
        f'<div class="facts" dir="auto">{text_markup(reason)}</div></div>'
        f"{_actions(file, True, shelf, own) if file in shelf.uploads else ''}</li>"
        for file, reason in (*uploads, *refused)
    )
    title = escape(own.not_indexed)
    return f'<div class="group outside"><h3 class="folder">{title}</h3><ul class="documents">{items}</ul></div>'


def chips(scope: Scope, words: Words) -> str:
    """What the next questions are asked of, beside the question."""
    own = LIBRARY_WORDS[words.language]
    if not scope:
        content = (
            f'<span>{escape(own.scope)}</span> <a class="narrow" href="#panel" title="{escape(own.narrow)}">'
            f"{escape(own.everything)}</a>"
        )
        return block("p", "scope", content, words)
    chosen = "".join(
        f'<button type="button" class="chip" id="chip-{key_of(name)}" '
        f'title="{escape(_unpick(name, own))}"><bdi>{escape(short(name, own))}</bdi>'
        f'<span class="cross">×</span><span class="unseen">{escape(_unpick(name, own))}</span>'
        "</button>"
        for name in scope
    )
    widen = f'<button type="button" class="widen">{escape(own.widen)}</button>'
    return block("div", "scope chosen", f"<span>{escape(own.scope)}</span> {chosen}{widen}", words)


def _unpick(name: str, own: LibraryWords) -> str:
    shown = short(name, own) if name.startswith((SINCE, BY)) else visible_name(name)
    return own.unpick.format(name=shown)
