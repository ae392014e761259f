"""The reply to an aside, made of what is known: the program, the list of documents, a document's own sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.about.central import Quoted, extract
from rag.about.comparing import compare
from rag.about.naming import named_documents, names_a_file
from rag.about.outline import outline
from rag.about.replies import REPLIES, Replies
from rag.answers import About, AnswerSentence, Listed, Subject, Topic, Turn
from rag.index.contents import DocumentInfo
from rag.index.library import Snapshot, each_document
from rag.language.asides.asides import Aside, aside_in
from rag.language.asides.phrasebook import plain_words
from rag.language.language import detect
from rag.proof.citations import cite
from rag.request import Request
from rag.stopping import StopSignal

LISTED = 50
"""Documents that a reply names at most."""
TWO = 2
"""Documents that are chosen to be compared."""
BESIDE = 6
"""Sentences that are quoted of each of two documents that are shown side by side."""
QUOTED = 5
"""Documents up to which each is told by a sentence of its own."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, the sentences that are quoted for it, and the language of both."""

    about: About
    sentences: tuple[AnswerSentence, ...]
    language: str


@dataclass(frozen=True, slots=True)
class _Several:
    """Some documents: the first of them, at most `LISTED`, and how many there are."""

    first: Sequence[DocumentInfo]
    count: int


NONE = _Several((), 0)


def _several(documents: Iterable[DocumentInfo]) -> _Several:
    found = list(documents)
    return _Several(found[:LISTED], len(found))


class Speaker:
    """Replies to asides about one index; `model` is the name of the chat model, `None` without one."""

    def __init__(self, index: Snapshot, model: str | None = None) -> None:
        self._index = index
        self._model = model

    def reply(self, request: Request) -> Reply | None:
        """The reply, or `None` where the question is one about what the documents say. Raises `Stopped`."""
        before = turns_about_documents(request.turns)
        likely = detect(before[-1].question) if before else request.language
        aside = aside_in(request.question, likely, opening=not before)
        if aside is None:
            return None
        words = REPLIES[aside.language]
        match aside.topic:
            case Topic.DOCUMENTS:
                documents = self._documents(request.files)
                return self._reply(aside, _introduced(words, documents.count), documents)
            case Topic.SUBJECTS:
                documents = self._documents(request.files)
                if request.files is not None and documents.count == TWO:
                    return self._side_by_side(aside, words, documents.first, request.stop)
                return self._subjects(aside, words, documents, request.stop)
            case Topic.SUMMARY:
                return self._summary(aside, words, request)
            case Topic.OUTLINE:
                return self._outline(aside, words, request)
        return self._reply(aside, self._said(aside.topic, words, before))

    def _documents(self, files: Sequence[str] | None) -> _Several:
        """What is asked about; of very many documents only the first are looked at."""
        if files is None:
            return _Several(self._index.page(limit=LISTED), self._index.counts().documents)
        return _several(self._of(files))

    def _named(self, aside: Aside, files: Sequence[str] | None) -> _Several:
        """The documents that a question names, those that it is asked of where it names none."""
        if not aside.named:
            return self._documents(files)
        return _several(named_documents(aside, each_document(self._index) if files is None else self._of(files)))

    def _of(self, files: Sequence[str]) -> list[DocumentInfo]:
        found = self._index.infos(files)
        return [found[file] for file in sorted(found)]

    def _said(self, topic: Topic, words: Replies, turns: Sequence[Turn]) -> str:
        how = words.with_model.format(model=self._model) if self._model else words.without_model
        said = words.said[topic].format(how=how)
        if topic is Topic.ASSENT and turns:
            said += " " + words.before.format(question=" ".join(turns[-1].question.split()))
        return said

    def _reply(self, aside: Aside, text: str, documents: _Several = NONE, quoted: Sequence[Quoted] = ()) -> Reply:
        about = About(aside.topic, text, tuple(map(_listed, documents.first)), documents.count)
        return Reply(about, tuple(map(_sentence, quoted)), aside.language)

    def _subjects(self, aside: Aside, words: Replies, documents: _Several, stop: StopSignal | None) -> Reply:
        if not documents.count:
            return self._reply(aside, words.nothing)
        if documents.count > LISTED:
            return self._reply(aside, _introduced(words, documents.count), documents)
        text = words.counted(words.subjects, documents.count)
        quoted: list[Quoted] = []
        if documents.count <= QUOTED:
            quoted = [each for info in documents.first for each in extract(self._index, info, 1, stop).quoted]
        return self._reply(aside, f"{text} {words.quoted}" if quoted else text, documents, quoted)

    def _side_by_side(
        self, aside: Aside, words: Replies, documents: Sequence[DocumentInfo], stop: StopSignal | None
    ) -> Reply:
        """What two documents that were chosen both speak of, by subject, then the rest of their extracts."""
        one, other = documents
        pairs = compare(self._index, one, other, stop=stop)
        shared = [each for pair in pairs for each in (pair.first, pair.second)]
        extracts = [each for info in documents for each in extract(self._index, info, BESIDE, stop).quoted]
        known = {(each.passage.file, each.span) for each in shared}
        quoted = [*shared, *(each for each in extracts if (each.passage.file, each.span) not in known)]
        first, second = one.title.value, other.title.value
        told = words.shared if pairs else words.beside if quoted else words.empty
        text = told.format(first=first, second=second, title=first)
        reply = self._reply(replace(aside, topic=Topic.SUMMARY), text, _Several(documents, TWO), quoted)
        subjects = tuple(Subject(pair.subject, (2 * at, 2 * at + 1)) for at, pair in enumerate(pairs))
        return replace(reply, about=replace(reply.about, subjects=subjects))

    def _summary(self, aside: Aside, words: Replies, request: Request) -> Reply | None:
        """An extract of the document that is named; which ones could be meant, where that is not one."""
        asked = self._documents(request.files)
        if not asked.count:
            return self._reply(aside, words.nothing)
        found = self._named(aside, request.files)
        if found.count > 1:
            text = words.several.format(count=found.count) if aside.named else words.which
            return self._reply(aside, text, found)
        if not found.count:
            return self._reply(aside, words.unknown, asked) if names_a_file(request.question) else None
        (info,) = found.first
        made = extract(self._index, info, stop=request.stop)
        title = info.title.value
        if not made.quoted:
            return self._reply(aside, words.empty.format(title=title), found)
        text = words.extract.format(title=title)
        if len(made.quoted) < made.sections:
            text += " " + words.part.format(count=made.sections, shown=len(made.quoted))
        return self._reply(aside, text, found, made.quoted)

    def _outline(self, aside: Aside, words: Replies, request: Request) -> Reply | None:
        """The chapters of the one document that is named; the documents may answer what means none, or has none."""
        found = self._named(aside, request.files)
        if found.count != 1:
            return None
        (info,) = found.first
        chapters = outline(self._index, info, request.stop)
        if not chapters.quoted:
            return None
        text = words.outline.format(title=info.title.value, count=chapters.sections)
        if len(chapters.quoted) < chapters.sections:
            text += " " + words.outline_part.format(shown=len(chapters.quoted))
        return self._reply(aside, text, found, chapters.quoted)


def _introduced(words: Replies, count: int) -> str:
    if not count:
        return words.nothing
    return words.first.format(count=count, shown=LISTED) if count > LISTED else words.counted(words.listed, count)


def _listed(info: DocumentInfo) -> Listed:
    date = info.date.value if info.date else None
    return Listed(info.file, info.sha256, info.title.value, date, info.pages)


def _sentence(quoted: Quoted) -> AnswerSentence:
    citation = cite(quoted.passage, quoted.span)
    return AnswerSentence(citation.quote, True, (citation,))


def turns_about_documents(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns that a later question may lean on: asides go, and of « Résume le manuel » the manual stays."""
    kept: list[Turn] = []
    for turn in turns:
        aside = aside_in(turn.question, detect(turn.question), opening=not kept)
        if aside is None:
            kept.append(turn)
        elif aside.named:
            named = set(aside.named.split())
            words = [word for word in _WORD.findall(turn.question) if named.issuperset(plain_words(word))]
            kept.append(replace(turn, question=" ".join(words)))
    return tuple(kept)
