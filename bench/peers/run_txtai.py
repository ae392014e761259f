"""txtai: paragraphs of at most 1,000 characters, its hybrid index (BM25 and vectors, convex combination)."""

import common
from txtai import Embeddings


def paragraphs(text):
    """Paragraphs, short neighbours joined."""
    joined = ""
    for paragraph in text.split("\n\n"):
        if joined and len(joined) + len(paragraph) > 1000:
            yield joined
            joined = ""
        joined = f"{joined}\n\n{paragraph}" if joined else paragraph
    if joined.strip():
        yield joined


def prepare():
    embeddings = Embeddings(
        path=common.model_folder(), method="sentence-transformers", hybrid=True, content=True, gpu=False
    )

    def ingest(texts):
        passages = [(file, part) for file, text in texts.items() for part in paragraphs(text)]
        embeddings.index((number, part, None) for number, (_, part) in enumerate(passages))

        def retrieve(question):
            # The weight is that of the vectors; the model is English, the questions are French.
            found = embeddings.search(question, common.FIVE, weights=0.3)
            return [passages[int(each["id"])] for each in found]

        return retrieve

    return ingest


common.main("txtai", prepare)
