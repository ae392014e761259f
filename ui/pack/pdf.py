"""A pack as a PDF with footnotes. Typst sets it: our template, and what is said as data that it does not interpret."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import datetime
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from rag.errors import PreuveError
from rag.proof.records import Record
from ui.pack.paper import paper
from ui.words.pack import PACK_WORDS
from ui.words.words import Words

_PRIVATE = re.compile("[\ue000-\uf8ff]")
"""Signs that mean something in the font of their document alone, such as the bullets of Word."""


def pdf(pack: Record, words: Words) -> bytes:
    """The bytes of a PDF/A-3u, whose text can be found and copied.

    Raises `PreuveError` where no font of this machine has a letter of it: a sign in its place would be no quote.
    """
    template = resources.files("ui.pack").joinpath("paper.typ").read_bytes()
    said = _PRIVATE.sub("\ufffd", json.dumps(asdict(paper(pack, words)), ensure_ascii=False))
    # A folder of its own, in which there is no other file that a template could read.
    with TemporaryDirectory(prefix="preuve-paper-") as folder:
        root = Path(folder)
        (root / "paper.typ").write_bytes(template)
        try:
            content = typst.compile(
                root / "paper.typ",
                root=root,
                format="pdf",
                pdf_standards="a-3u",
                sys_inputs={"paper": said},
                timestamp=datetime.fromisoformat(pack["made"]),
            )
        except typst.TypstError as error:
            raise PreuveError(PACK_WORDS[words.language].not_set.format(reason=str(error))) from error
    return content
