"""preuve on the same work; run with the environment of the program."""

import tempfile
from pathlib import Path

import common

from ingest.sync import sync
from rag.embedding.embedder import open_embedder
from rag.embedding.wording import Wording
from rag.index.choice import library_in
from rag.language.language import detect
from rag.search.retrieve import Retriever
from rag.settings import make_settings


def prepare():
    place = tempfile.TemporaryDirectory(prefix="preuve-")
    settings = make_settings(index=Path(place.name) / "index", passages=common.FIVE)
    embedder = open_embedder(settings.embedding.embedder, settings.index.directory)
    embedder.expect(10_000)
    embedder.embed_passages([Wording("A first text, so that the model is loaded.")])

    def ingest(texts):
        corpus = Path(place.name) / "corpus"
        for file, text in texts.items():
            path = corpus / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        sync([corpus], settings, embedder)
        retriever = Retriever(library_in(settings.index.directory).snapshot(), embedder, settings)

        def retrieve(question):
            hits = retriever.retrieve(question, detect(question))
            return [(hit.passage.file, hit.passage.text) for hit in hits]

        retrieve.place = place
        return retrieve

    return ingest


common.main("preuve", prepare)
