"""Lexical search (BM25): the only module that touches tantivy.

Texts are analysed by `rag.language.language`; tantivy sees finished terms. Each passage has two fields: `body`, the
terms of its text, and `context`, the terms of the headings above it and of its file's name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from rag.errors import IndexDamaged, IndexProblem
from rag.index.embedded.engines.ties import best
from rag.index.failpoint import reach

WRITER_MEMORY = 64_000_000
"""Bytes that tantivy may use for one segment while writing."""


@dataclass(frozen=True, slots=True)
class LexicalRecord:
    """A passage as the lexical index sees it: id, file, collection, and the terms of two fields, between spaces."""

    id: str
    file: str
    collection: str
    body: str
    context: str


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("file", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("collection", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("context", tokenizer_name="terms", index_option="freq")
    return builder.build()


def _index(directory: Path, reuse: bool) -> tantivy.Index:
    index = tantivy.Index(_schema(), path=str(directory), reuse=reuse)
    index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _write(index: tantivy.Index, removed: Sequence[str], records: Iterable[LexicalRecord]) -> int:
    writer = index.writer(heap_size=WRITER_MEMORY, num_threads=1)
    for identifier in removed:
        writer.delete_documents_by_term("id", identifier)
    count = 0
    for record in records:
        writer.add_document(
            tantivy.Document(
                id=[record.id],
                file=[record.file],
                collection=[record.collection],
                body=[record.body],
                context=[record.context],
            )
        )
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


def write_lexical(directory: Path, records: Iterable[LexicalRecord]) -> int:
    """Write a new index; returns the number of records. Raises `IndexProblem` where it cannot be written."""
    directory.mkdir(parents=True)
    return _translated(directory, False, [], records)


def change_lexical(directory: Path, removed: Sequence[str], records: Iterable[LexicalRecord]) -> None:
    """Remove and add records in an index that nobody else has open for writing. Raises as `write_lexical`."""
    _translated(directory, True, removed, records)


def _translated(directory: Path, reuse: bool, removed: Sequence[str], records: Iterable[LexicalRecord]) -> int:
    reach("lexical-started")
    try:
        count = _write(_index(directory, reuse), removed, records)
    except ValueError as error:
        raise IndexProblem(
            f"the lexical index {directory} cannot be written ({error}): free space, then try again"
        ) from error
    reach("lexical-written")
    return count


class LexicalSearch:
    """BM25 over the terms of passages (k1 = 1.2, b = 0.75, as Lucene; doi:10.1561/1500000019)."""

    def __init__(self, directory: Path) -> None:
        try:
            self._index = _index(directory, reuse=True)
            self._index.reload()
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise IndexDamaged(
                f"the lexical index {directory} cannot be opened ({error}): run `preuve check --repair`"
            ) from error
        self._schema = _schema()
        self.count = int(self._searcher.num_docs)

    def search(
        self,
        terms: Mapping[str, float],
        limit: int,
        files: Sequence[str] | None = None,
        context_weight: float = 0.0,
        collections: Collection[str] | None = None,
    ) -> list[tuple[str, float]]:
        """The passages that match weighted terms best with their scores, best first, equal ones by id; at most `limit`.

        `context_weight` is what a match in the headings or the file's name counts, relative to one in the text. Only
        passages of `files` and `collections` are found, where these are given.
        """
        if not terms or self.count == 0 or limit < 1:
            return []
        parts = []
        for term, weight in terms.items():
            parts.append((tantivy.Occur.Should, self._term("body", term, weight)))
            if context_weight > 0.0:
                parts.append((tantivy.Occur.Should, self._term("context", term, weight * context_weight)))
        query = tantivy.Query.boolean_query(parts)
        for field, allowed in (("file", files), ("collection", collections)):
            if allowed is not None:
                query = self._only(query, field, allowed)
        return best(limit, self.count, lambda count: self._hits(query, count))

    def _hits(self, query: tantivy.Query, count: int) -> list[tuple[str, float]]:
        hits = self._searcher.search(query, limit=count, count=False).hits
        return [(self._searcher.doc(address)["id"][0], float(score)) for score, address in hits]

    def _only(self, query: tantivy.Query, field: str, allowed: Collection[str]) -> tantivy.Query:
        """What a query finds among passages of which a field has one of the allowed values; scores stay."""
        among = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, field, list(allowed)), 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, among)])

    def frequency(self, term: str, collections: Collection[str] | None = None) -> int:
        """In how many passages a term occurs, of `collections` where they are given."""
        if collections is None:
            return int(self._searcher.doc_freq("body", term))
        query = tantivy.Query.term_query(self._schema, "body", term, index_option="freq")
        return int(self._searcher.search(self._only(query, "collection", collections), limit=1).count)  # type: ignore[attr-defined]

    def _term(self, field: str, term: str, weight: float) -> tantivy.Query:
        return tantivy.Query.boost_query(
            tantivy.Query.term_query(self._schema, field, term, index_option="freq"), weight
        )
