"""The search for other LangChain programs: hits as LangChain's documents, and a retriever that gives them."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.answers import Hit
from rag.language.language import detect


class PassageRetriever(BaseRetriever):
    """The same search as a LangChain retriever; `k` limits the number of documents, here or at `invoke`."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Any
    """A `Retriever`."""
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[LangChainDocument]:
        del run_manager
        limit = int(kwargs.get("k", self.k))
        hits = self.retriever.retrieve(query, detect(query))[:limit]
        return [passage_document(hit) for hit in hits]


def passage_document(hit: Hit) -> LangChainDocument:
    """A hit as LangChain's document, with its place and its score."""
    passage = hit.passage
    metadata = {
        "file": passage.file,
        "sha256": passage.sha256,
        "start": passage.start,
        "end": passage.end,
        "page": passage.page,
        "heading": passage.heading,
        "score": hit.score,
    }
    return LangChainDocument(page_content=passage.text, metadata=metadata, id=passage.id)
