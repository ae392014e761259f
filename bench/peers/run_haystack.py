"""Haystack: passages of ten sentences' length in words, BM25 and embeddings, joined; its in-memory document store.

Since version 3 the embedders of sentence-transformers are not part of haystack-ai; the model is called directly.
"""

import common
from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from sentence_transformers import SentenceTransformer


def prepare():
    model = SentenceTransformer(common.model_folder(), device="cpu")

    def ingest(texts):
        splitter = DocumentSplitter(split_by="word", split_length=120, split_overlap=20)
        documents = [Document(content=text, meta={"file": file}) for file, text in texts.items()]
        passages = splitter.run(documents=documents)["documents"]
        vectors = model.encode([passage.content for passage in passages], batch_size=32, show_progress_bar=False)
        for passage, vector in zip(passages, vectors, strict=True):
            passage.embedding = vector.tolist()
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(passages)
        words = InMemoryBM25Retriever(document_store=store, top_k=20)
        meaning = InMemoryEmbeddingRetriever(document_store=store, top_k=20)
        joiner = DocumentJoiner(join_mode="distribution_based_rank_fusion", top_k=common.FIVE)

        def retrieve(question):
            vector = model.encode(question, show_progress_bar=False).tolist()
            found = joiner.run(
                documents=[
                    words.run(query=question)["documents"],
                    meaning.run(query_embedding=vector)["documents"],
                ]
            )["documents"]
            return [(each.meta["file"], each.content) for each in found]

        return retrieve

    return ingest


common.main("haystack-ai", prepare)
