"""The report as one HTML page that needs nothing else: no request leaves it, and its policy would stop one.

Words of documents, questions and systems reach the page as data that `report.js` shows as text, or escaped. Only the
style and the script of this package run; the page's Content-Security-Policy names their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib import resources
from itertools import pairwise
from typing import Any

from eval.metrics.abstention import confidence
from eval.metrics.catalogue import GROUPS
from eval.metrics.items import Checked, Item
from eval.metrics.spans import Merged, merge
from eval.report.phrases import ENGLISH, Phrases
from eval.report.report import Record, shown
from eval.report.report_plots import bars, curve, histogram
from eval.running.score import outcome
from eval.sets.cases import TestSet
from eval.sets.source import Corpus
from rag.types import Span

AROUND = 160
"""Characters of context on either side of a mark."""
MOST_PLACES = 12
"""Places or citations of one question that are shown; the page says how many there are."""

HEADLINES = (
    ("fact_coverage", "needed facts that a citation proves"),
    ("span_precision", "cited characters that prove"),
    ("quote_fidelity", "quotes that stand where they say"),
    ("hit_5", "questions whose proof is among five passages"),
    ("error_rate", "answerable questions left without an answer"),
    ("hallucination_rate", "unanswerable questions that were answered"),
)

WITHOUT_SCRIPT = "The list of questions needs JavaScript; everything above does not."

Segments = list[tuple[str, int]]
"""Pieces of text with a mark: 0 none, 1 proves, 2 cited, 3 both."""


def report_page(report: Record, items: Sequence[Item], sets: Sequence[TestSet], say: Phrases = ENGLISH) -> str:
    """The page for a report, in the language of `say`; `items` and `sets` are those it was made from."""
    style, script = (_asset(name) for name in ("report.css", "report.js"))
    corpora = {each.name: each.corpus for each in sets}
    questions = [_question(item, corpora[item.pair.set_name], say) for item in items]
    data = {"questions": questions, "words": say.script(), "outcomes": {name: say(name) for name in report["outcomes"]}}
    policy = (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; script-src 'sha256-{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    names = ", ".join(each["name"] for each in report["sets"])
    return "\n".join(
        (
            f'<!doctype html><html lang="{say.language}" dir="{say.direction}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">',
            f"<title>preuve eval: {escape(names)}</title><style>{style}</style></head><body>",
            f"<header><h1>{escape(say('Citation accuracy'))}: <bdi>{escape(names)}</bdi></h1>",
            f"{_origin(report, say)}</header><main>",
            f'<section class="tiles">{"".join(_tile(report, *headline, say) for headline in HEADLINES)}</section>',
            f'<section class="plots">{"".join(_plots(report, items, say))}</section>',
            f"<section><h2>{escape(say('All measures'))}</h2>{_table(report['metrics'], say)}</section>",
            _judged(report, say),
            f"<section><h2>{escape(say('Settings'))}</h2>{_settings(report, say)}</section>",
            f'<section id="questions"><h2>{escape(say("Questions"))}</h2><form id="filters"></form>',
            '<p id="count" role="status"></p><div id="list"></div>',
            f'<button type="button" id="more" hidden>{escape(say("Show more"))}</button>',
            f"<noscript>{escape(say(WITHOUT_SCRIPT))}</noscript></section></main>",
            f'<script type="application/json" id="data">{_data(data)}</script><script>{script}</script></body></html>',
            "",
        )
    )


def _asset(name: str) -> str:
    return resources.files("eval.report").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data(value: Any) -> str:
    """JSON in which nothing can end the script element or begin a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8", "replace").decode()


def _origin(report: Record, say: Phrases) -> str:
    about = "{name}: {questions} questions, {answerable} answerable, {files} files"
    counted = ("name", "questions", "answerable", "files")
    sets = "; ".join(say(about, **{name: each[name] for name in counted}) for each in report["sets"])
    counts, system = report["predictions"], report["system"]
    words = [sets, say("predictions: {name}", name=system["predictions"])]
    words += [say("model: {name}", name=name) for name in system["models"]]
    words += [say("index: {name}", name=name) for name in system["indexes"]]
    if counts["missing"] or counts["failed"]:
        wrong = "{missing} predictions are missing, {failed} failed; they count as errors"
        words.append(say(wrong, missing=counts["missing"], failed=counts["failed"]))
    return "".join(f"<p><bdi>{escape(word)}</bdi></p>" for word in words)


def _tile(report: Record, name: str, meaning: str, say: Phrases) -> str:
    interval = report["metrics"][name]
    return (
        f'<div class="tile"><b>{shown(interval["value"])}</b><span>{_range(interval, say)}</span>'
        f"<h3>{escape(name)}</h3><p>{escape(say(meaning))}</p></div>"
    )


def _range(interval: Mapping[str, Any], say: Phrases) -> str:
    if interval["low"] is None:
        return ""
    return escape(say("{low} to {high}", low=shown(interval["low"]), high=shown(interval["high"])))


def _plots(report: Record, items: Sequence[Item], say: Phrases) -> Iterable[str]:
    total = report["predictions"]["expected"] or 1
    shares = {
        f"{say(name)} ({count})": {"value": count / total, "low": None, "high": None, "n": total}
        for name, count in report["outcomes"].items()
        if count
    }
    yield bars(say("Outcomes, share of all questions"), shares)
    yield curve(
        say("Risk and coverage: mean loss of the answers kept, as the threshold on confidence falls"),
        report["risk_coverage"],
        (say("coverage: share of questions answered"), say("risk")),
    )
    for title, table in (("kind", "by_kind"), ("language", "by_language"), ("format", "by_format"), ("set", "by_set")):
        rows = {name: metrics["fact_coverage"] for name, metrics in report[table].items()}
        if rows and (len(rows) > 1 or table in ("by_kind", "by_language")):
            yield bars(say("Fact coverage by {name}", name=say(title)), rows)
    silent = {
        name: metrics["hallucination_rate"]
        for name, metrics in report["by_kind"].items()
        if metrics["hallucination_rate"]["n"]
    }
    if silent:
        yield bars(say("Hallucination rate by kind (lower is better)"), silent)
    seconds = [item.prediction.seconds for item in items if item.prediction and item.prediction.seconds is not None]
    if seconds:
        yield histogram(say("Time to answer"), seconds, (say("seconds"), say("questions")))


def _table(metrics: Mapping[str, Mapping[str, Any]], say: Phrases) -> str:
    rows, group = [], ""
    for name, interval in metrics.items():
        if GROUPS[name] != group:
            group = GROUPS[name]
            rows.append(f'<tr class="group"><th colspan="4">{escape(say(group))}</th></tr>')
        rows.append(
            f'<tr><th scope="row">{name}</th><td>{shown(interval["value"])}</td><td>{_range(interval, say)}</td>'
            f"<td>{interval['n']}</td></tr>"
        )
    columns = ("measure", "value", "95 % interval", "questions")
    head = "".join(f"<th>{escape(say(column))}</th>" for column in columns)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _judged(report: Record, say: Phrases) -> str:
    """What a judge said, where one was asked; it is no measure and no gate."""
    if "judged" not in report:
        return ""
    cells = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in report["judged"].items()
    )
    return f"<section><h2>{escape(say('Judged'))}</h2><table><tbody>{cells}</tbody></table></section>"


def _settings(report: Record, say: Phrases) -> str:
    resampling = report["resampling"]
    rows = [
        *report["system"]["settings"].items(),
        *((say("set {name}", name=each["name"]), each["digest"]) for each in report["sets"]),
        *(
            (say("unusable in {name}", name=each["name"]), ", ".join(each["unusable"]))
            for each in report["sets"]
            if each["unusable"]
        ),
    ]
    rows.append((say("intervals"), say("{rounds} rounds by {unit}, seed {seed}", **_resampled(resampling))))
    cells = "".join(f"<tr><th>{escape(str(name))}</th><td>{escape(str(value))}</td></tr>" for name, value in rows)
    return f"<table><tbody>{cells}</tbody></table>"


def _resampled(resampling: Mapping[str, Any]) -> dict[str, Any]:
    return {name: resampling[name] for name in ("rounds", "unit", "seed")}


def _question(item: Item, corpus: Corpus, say: Phrases) -> Record:
    """What the page shows of one question."""
    question, prediction = item.question, item.prediction
    gold = _marks((target.file, target.span) for fact in item.facts for target in fact)
    cited = _marks((checked.cited.file, checked.span) for checked in item.citations if checked.resolves)
    places = [(number, target) for number, fact in enumerate(item.facts, 1) for target in fact]
    return {
        "set": item.pair.set_name,
        "id": question.id,
        "kind": question.kind,
        "language": question.language,
        "outcome": outcome(item),
        "question": question.question,
        "turns": [[turn.question, turn.answer] for turn in question.turns],
        "answers": list(question.answers),
        "answer": prediction.answer if prediction and item.answered else "",
        "error": prediction.error if prediction else say("no prediction"),
        "confidence": None if item.failed else round(confidence(item), 3),
        "seconds": None if prediction is None or prediction.seconds is None else round(prediction.seconds, 3),
        "places": len(places),
        "citations": len(item.citations),
        "gold": [
            [
                say("fact {number}: {file}", number=number, file=target.file),
                _excerpt(corpus[target.file], target.span, gold, cited, target.file),
            ]
            for number, target in places[:MOST_PLACES]
        ],
        "cited": [_citation(checked, corpus, gold, cited, say) for checked in item.citations[:MOST_PLACES]],
    }


def _citation(
    checked: Checked, corpus: Corpus, gold: Mapping[str, Merged], cited: Mapping[str, Merged], say: Phrases
) -> list[Any]:
    label = f"{checked.cited.file} {checked.cited.start}:{checked.cited.end}"
    if not checked.resolves:
        return [f"{label} ({say('does not resolve')}, {say(checked.fate)})", [(checked.cited.quote, 0)]]
    segments = _excerpt(corpus[checked.cited.file], checked.span, gold, cited, checked.cited.file)
    return [label if checked.valid else f"{label} ({say('quote')}: {say(checked.fate)})", segments]


def _marks(places: Iterable[tuple[str, Span]]) -> dict[str, Merged]:
    grouped: dict[str, list[Span]] = {}
    for file, span in places:
        grouped.setdefault(file, []).append(span)
    return {file: merge(spans) for file, spans in grouped.items()}


def _excerpt(text: str, span: Span, gold: Mapping[str, Merged], cited: Mapping[str, Merged], file: str) -> Segments:
    """The text around `span` in pieces, each with its mark."""
    start, end = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    while 0 < start < span.start and not text[start - 1].isspace():
        start += 1
    while span.end < end < len(text) and not text[end].isspace():
        end -= 1
    edges = {start, end}
    for marks in (gold.get(file, ()), cited.get(file, ())):
        edges.update(edge for mark in marks for edge in (mark.start, mark.end) if start < edge < end)
    ordered = sorted(edges)
    return [
        (text[left:right], _covers(gold.get(file, ()), left) + 2 * _covers(cited.get(file, ()), left))
        for left, right in pairwise(ordered)
    ]


def _covers(spans: Merged, at: int) -> int:
    return int(any(span.start <= at < span.end for span in spans))
