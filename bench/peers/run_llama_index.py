"""LlamaIndex: its sentence splitter, BM25 with the French stemmer and vectors, fused by relative score."""

import common
import Stemmer
from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever


def prepare():
    Settings.llm = MockLLM()
    Settings.embed_model = HuggingFaceEmbedding(common.model_folder(), device="cpu", embed_batch_size=32)

    def ingest(texts):
        splitter = SentenceSplitter(chunk_size=256, chunk_overlap=20)
        nodes = splitter.get_nodes_from_documents(
            [
                Document(
                    text=text,
                    metadata={"file": file},
                    excluded_embed_metadata_keys=["file"],
                    excluded_llm_metadata_keys=["file"],
                )
                for file, text in texts.items()
            ]
        )
        vectors = VectorStoreIndex(nodes).as_retriever(similarity_top_k=20)
        words = BM25Retriever.from_defaults(
            nodes=nodes, similarity_top_k=20, stemmer=Stemmer.Stemmer("french"), language="fr"
        )
        fusion = QueryFusionRetriever(
            [words, vectors],
            retriever_weights=[0.7, 0.3],
            similarity_top_k=common.FIVE,
            num_queries=1,
            mode="relative_score",
            use_async=False,
        )

        def retrieve(question):
            return [(found.node.metadata["file"], found.node.text) for found in fusion.retrieve(question)]

        return retrieve

    return ingest


common.main("llama-index", prepare)
