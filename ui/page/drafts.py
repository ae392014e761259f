"""Feedback as a draft test set: what is complete can be scored, what is not says what it lacks.

A question is complete only where a person has said that an answer is right and its proofs still stand in the files, or
that the documents do not answer. Everything else is work for an evaluator.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.answers import Verdict
from rag.language.folding import fold_plain
from rag.proof.records import Record
from ui.page.scope import holds
from ui.store import Feedback, Kind


@dataclass(frozen=True, slots=True)
class Draft:
    """A line of a test set and what it still lacks; nothing, where it is complete."""

    record: Record
    missing: tuple[str, ...] = ()


NO_EVIDENCE = "evidence: the places that prove the answer"
UNKNOWN = "answerable: whether the documents answer, and the evidence if they do"
UNPROVEN = "evidence: the answer has a sentence that was not proven, or none that was"
CHANGED = "evidence: a cited file has changed or is gone since the answer was given"
CONTRADICTED = "agreement: people have said different things about the same answer"


def drafts_of(feedback: Sequence[Feedback], texts: Mapping[str, str], digests: Mapping[str, str]) -> list[Draft]:
    """A draft for each feedback, each complete question once.

    `texts` are the canonical texts of the corpus by file, `digests` the SHA-256 of its files' bytes.
    """
    groups: dict[tuple[Any, ...], list[tuple[Feedback, Draft]]] = defaultdict(list)
    for item in feedback:
        groups[_asked(item)].append((item, _draft(item, texts, digests)))
    return [_reachable(draft, digests) for group in groups.values() for draft in _agreed(group)]


def _reachable(draft: Draft, digests: Mapping[str, str]) -> Draft:
    """The draft, which lacks something where the question was asked of documents that are not in the corpus."""
    gone = [name for name in draft.record.get("scope", ()) if not any(holds(name, file) for file in digests)]
    return replace(draft, missing=(*draft.missing, f"files: {', '.join(gone)}")) if gone else draft


def _asked(item: Feedback) -> tuple[Any, ...]:
    """What tells one question from another: its words, the turns before it and the files that it was about."""
    turns = tuple((turn["question"], turn["answer"]) for turn in item.turns)
    return fold_plain(item.record["question"]), turns, tuple(item.record.get("scope", ()))


def _agreed(group: Sequence[tuple[Feedback, Draft]]) -> Iterable[Draft]:
    """The drafts of one question; one that is contradicted is complete no more, one that is said twice counts once."""
    opinions: dict[tuple[Any, ...], set[bool]] = defaultdict(set)
    for item, _ in group:
        opinions[_outcome(item)].add(item.kind is Kind.UP)
    complete = [draft for _, draft in group if not draft.missing]
    answerable = {draft.record["answerable"] for draft in complete}
    seen: list[Any] = []
    for item, draft in group:
        if draft.missing:
            yield draft
        elif len(answerable) > 1 or len(opinions[_outcome(item)]) > 1:
            yield replace(draft, missing=(CONTRADICTED,))
        elif draft.record["evidence"] not in seen:
            seen.append(draft.record["evidence"])
            yield draft


def _outcome(item: Feedback) -> tuple[Any, ...]:
    """What tells one answer to a question from another."""
    answer = item.record["answer"]
    return answer["abstained"], answer["answer"], tuple(_spot(citation) for citation in _citations(answer))


def _citations(answer: Record) -> list[Record]:
    return [citation for sentence in answer["sentences"] for citation in sentence["citations"]]


def _spot(citation: Record) -> tuple[Any, ...]:
    return citation["file"], citation["sha256"], citation["start"], citation["end"]


def _draft(item: Feedback, texts: Mapping[str, str], digests: Mapping[str, str]) -> Draft:
    answer = item.record["answer"]
    record: Record = {
        "id": f"feedback-{item.id}",
        "question": item.record["question"],
        "language": answer["language"],
        "answerable": True,
        "evidence": [],
        "answers": [],
        "kind": "feedback",
    }
    if item.turns:
        record["turns"] = list(item.turns)
    scope = item.record.get("scope", ())
    if scope:
        record["scope"] = list(scope)
        record["files"] = sorted(file for file in digests if any(holds(name, file) for name in scope))
    record["feedback"] = {"kind": item.kind.value, "note": item.note, "given": item.given}
    record["feedback"] |= {"model": answer["model"], "index": answer["index"]}
    match item.kind:
        case Kind.UP if answer["abstained"]:
            return Draft({**record, "answerable": False})
        case Kind.UP:
            return _proven(record, answer, texts, digests)
        case Kind.DOWN:
            given = {"given": answer["answer"], "cited": _citations(answer)}
            return Draft({**record, "answerable": None, **given}, (UNKNOWN,))
        case Kind.WRONG_SOURCE:
            return Draft({**record, "given": answer["answer"], "rejected": _citations(answer)}, (NO_EVIDENCE,))
        case Kind.SHOULD_HAVE_ANSWERED:
            return Draft({**record, "closest": _closest(item.record["passages"])}, (NO_EVIDENCE,))


def _closest(passages: Sequence[Record]) -> list[Record]:
    return [{name: passage[name] for name in ("file", "start", "end", "text")} for passage in passages]


def _proven(record: Record, answer: Record, texts: Mapping[str, str], digests: Mapping[str, str]) -> Draft:
    """A question whose answer was called right: a fact for each sentence, proven by any of its citations."""
    facts, missing = [], []
    for sentence in answer["sentences"]:
        exact = [item for item in sentence["citations"] if item["verdict"] == Verdict.EXACT]
        places = [_place(citation) for citation in exact if _stands(citation, texts, digests)]
        if places:
            facts.append(places)
        if not (exact and sentence["supported"]):
            missing.append(UNPROVEN)
        elif not places:
            missing.append(CHANGED)
    if not answer["sentences"]:
        missing.append(UNPROVEN)
    filled = {**record, "evidence": facts, "answers": [answer["answer"]]}
    return Draft(filled, tuple(dict.fromkeys(missing)))


def _place(citation: Record) -> Record:
    return {
        "file": citation["file"], "start": citation["start"], "end": citation["end"], "text": citation["quote"],
    }  # fmt: skip


def _stands(citation: Record, texts: Mapping[str, str], digests: Mapping[str, str]) -> bool:
    file, start, end = citation["file"], citation["start"], citation["end"]
    return bool(digests.get(file) == citation["sha256"] and texts[file][start:end] == citation["quote"])
