"""paper-qa: its text chunks of 1,000 characters, sparse and dense vectors together; no language model is asked."""

import asyncio
import tempfile
from pathlib import Path

import common
from lmi import HybridEmbeddingModel, SentenceTransformerEmbeddingModel, SparseEmbeddingModel
from paperqa import Docs, Settings


def prepare():
    dense = SentenceTransformerEmbeddingModel(name=common.model_folder(), config={"batch_size": 32})
    model = HybridEmbeddingModel(models=[SparseEmbeddingModel(), dense])
    settings = Settings(embedding="sparse")
    settings.parsing.use_doc_details = False
    settings.parsing.reader_config = {"chunk_chars": 1000, "overlap": 100}
    settings.parsing.multimodal = False

    def ingest(texts):
        docs = Docs()
        names = {}
        loop = asyncio.new_event_loop()

        async def add():
            with tempfile.TemporaryDirectory() as folder:
                for number, (file, text) in enumerate(texts.items()):
                    path = Path(folder) / f"{number}.txt"
                    path.write_text(text, encoding="utf-8")
                    names[f"d{number}"] = file
                    await docs.aadd(path, citation=file, docname=f"d{number}", settings=settings, embedding_model=model)
            await docs._build_texts_index(model) if hasattr(docs, "_build_texts_index") else None

        loop.run_until_complete(add())

        def retrieve(question):
            found = loop.run_until_complete(
                docs.retrieve_texts(question, common.FIVE, settings=settings, embedding_model=model)
            )
            return [(names[each.doc.docname], each.text) for each in found]

        return retrieve

    return ingest


common.main("paper-qa", prepare)
