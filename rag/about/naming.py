"""Which documents are meant by what people call them: by title, by file name or by folder, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from rag.index.contents import DocumentInfo
from rag.language.asides.asides import Aside, without_generic
from rag.language.asides.phrasebook import Naming, plain_words
from rag.language.language import analyse

_FILE_NAME = re.compile(r"\w\.(?:pdf|docx?|odt|txt|md|html?|eml|msg|csv|xlsx?|pptx?)\b", re.IGNORECASE)


def names_a_file(question: str) -> bool:
    """Whether a question holds the name of a file, so that nothing but a document can be meant."""
    return _FILE_NAME.search(question) is not None


def named_documents(aside: Aside, documents: Iterable[DocumentInfo]) -> list[DocumentInfo]:
    """The documents that the words of a wanted summary name.

    Those whose whole title or file name it is; else, unless the whole is asked for, those of a folder of that name;
    else those whose title, file name and folders have all of its words.
    """
    wanted = _terms(aside.named, aside.language)
    if not wanted:
        return []
    exact, inside, holding = [], [], []
    for document in documents:
        own, folders = _names(document, aside.language)
        if wanted in own:
            exact.append(document)
        if wanted in folders:
            inside.append(document)
        if wanted & frozenset().union(*own) and wanted <= frozenset().union(*own, *folders):
            holding.append(document)
    if exact or aside.naming is Naming.WHOLE:
        return exact
    return inside or holding


def _names(document: DocumentInfo, language: str) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """The index terms of the title, the file name without and with its ending, and those of its folders."""
    path = PurePosixPath(document.file)
    own = [_terms(name, language) for name in (document.title.value, path.stem, path.name)]
    return [terms for terms in own if terms], [_terms(folder, language) for folder in path.parts[:-1]]


def _terms(name: str, language: str) -> frozenset[str]:
    words = without_generic(plain_words(name), language)
    return frozenset(token.term for token in analyse(" ".join(words), language))
