"""The tab for evaluators as neutralised markup; a result is one block of HTML without a line end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.report.report_page import HEADLINES
from eval.sets.cases import TestSet
from ui.neutralise import escape, name_markup, text_markup
from ui.page.markup.render import block
from ui.words.trials import TRIAL_WORDS, TrialWords
from ui.words.words import Words, decimal
from ui.work.trials import Asked, Outcome


def trial_list(sets: Sequence[TestSet], words: Words) -> str:
    """What can be run; the first set is the bundled one."""
    own = TRIAL_WORDS[words.language]
    items = "".join(_item(number, each, own) for number, each in enumerate(sets))
    content = f'<p class="trial-intro">{escape(own.intro)}</p><ul class="trials">{items}</ul>'
    return block("section", "trial-list", content, words)


def _item(number: int, test_set: TestSet, own: TrialWords) -> str:
    name = own.bundled if number == 0 else test_set.name
    about = own.about.format(
        questions=len(test_set.questions),
        answerable=sum(question.answerable for question in test_set.questions),
        files=len(test_set.corpus),
    )
    return (
        f'<li><div class="about-document"><bdi class="file">{name_markup(name)}</bdi>'
        f'<div class="facts">{escape(about)}</div></div>'
        f'<button type="button" class="try" id="try-{number}" title="{escape(own.run_name.format(name=name))}">'
        f'{escape(own.run)}<span class="unseen"> {name_markup(name)}</span></button></li>'
    )


def trial_progress(asked: Asked, words: Words) -> str:
    """How far a run is, with a way to stop it."""
    own = TRIAL_WORDS[words.language]
    text = own.asking.format(number=asked.number, total=asked.total) if asked.total else own.preparing
    tenths = 20 * asked.number // asked.total if asked.total else 0
    content = (
        f'<p class="pending" role="status">{escape(text)}</p><button type="button" class="untry">{escape(own.stop)}'
        f'</button><div class="gauge"><div class="done-{tenths}"></div></div>'
    )
    return block("div", "activity running", content, words)


def trial_told(text: str, words: Words, wrong: bool = False) -> str:
    """A line about a run that is over without a result."""
    kind = "notice" if wrong else "outcome"
    return block("div", "activity", f'<p class="{kind}" role="status" dir="auto">{text_markup(text)}</p>', words)


def trial_result(outcome: Outcome, words: Words) -> str:
    """The figures that matter most, and the way to the whole report."""
    own = TRIAL_WORDS[words.language]
    metrics: Mapping[str, Any] = outcome.report["metrics"]
    rows = "".join(
        f"<tr><td>{escape(own.measures[name])}</td><td>{_figure(metrics[name]['value'], words)}</td>"
        f"<td>{_range(metrics[name], words)}</td></tr>"
        for name, _ in HEADLINES
    )
    head = "".join(f"<th>{escape(word)}</th>" for word in (own.measure, own.value, own.interval))
    content = (
        f'<h3 class="label">{escape(own.result)}</h3><table class="figures"><thead><tr>{head}</tr></thead>'
        f'<tbody>{rows}</tbody></table><button type="button" class="report" id="report-{outcome.key}" '
        f'title="{escape(own.report_name)}">{escape(own.report)}</button>'
    )
    return block("div", "trial-result", content, words)


def _figure(value: float | None, words: Words) -> str:
    return "–" if value is None else f'<span dir="ltr">{decimal(value, words.language)}</span>'


def _range(interval: Mapping[str, Any], words: Words) -> str:
    low, high = interval.get("low"), interval.get("high")
    if low is None or high is None:
        return ""
    return f'<span dir="ltr">{decimal(low, words.language)} – {decimal(high, words.language)}</span>'
