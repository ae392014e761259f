"""`preuve eval`: ask the questions of test sets, score predictions, compare, test the checker.

What is heavy (the index, a judge) is imported only when it is asked for: scoring needs neither.
"""

from __future__ import annotations

import argparse
import importlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.report import compare
from eval.report.gates import broken_drops, broken_limits, parse_gate
from eval.report.report import Origin, read_report, report_record, summary_record, table_text, write_json
from eval.report.report_page import report_page
from eval.report.trec import export_run
from eval.running.score import Scores, score
from eval.sets import exchange, moving
from eval.sets.cases import TestSet, read_set
from eval.sets.predictions import Key, Prediction, distinct_sets, read_predictions
from rag.errors import UsageError
from rag.settings import Settings, settings_from
from ui.commands.terminal import say, say_record, warn

GATE_NOT_MET = 1


def run(arguments: argparse.Namespace) -> int:
    """Do what the first word says; anything that is no such word is a test set."""
    words: list[str] = arguments.sets
    match words[0]:
        case "compare":
            return _compare(arguments, words[1:])
        case "import":
            return _import(arguments, words[1:])
        case "export":
            return _export(arguments, words[1:])
        case "move":
            return _move(arguments, words[1:])
        case "recall":
            return _recall(arguments, words[1:])
        case "prompts":
            return _prompts(arguments, words[1:])
    _check_use(arguments)
    sets = [read_set(Path(word)) for word in words]
    distinct_sets(sets)
    for each in sets:
        _tell_evidence(each)
    if arguments.mutations:
        return _mutations(arguments, [each.first(arguments.limit) for each in sets])
    if arguments.faithfulness:
        return _faithfulness(arguments, sets)
    return _score(arguments, sets)


def _check_use(arguments: argparse.Namespace) -> None:
    if arguments.limit is not None and arguments.limit < 1:
        raise UsageError(f"--limit {arguments.limit}: give at least 1")
    if arguments.score and arguments.predictions:
        raise UsageError("--score reads predictions and --predictions writes them: use one of the two")
    if arguments.fail_drop and not arguments.against:
        raise UsageError("--fail-drop needs --against REPORT, the report to compare with")
    if arguments.against and not arguments.fail_drop:
        raise UsageError("--against is there for --fail-drop METRIC=VALUE: give both")
    if arguments.index and len(arguments.sets) > 1:
        raise UsageError("--index holds the corpus of one test set: evaluate one at a time, or leave --index out")
    if arguments.record and (arguments.score or arguments.mutations or not _settings(arguments).chat.model):
        raise UsageError(
            "--record keeps what a chat model is asked and answers: give --model, and let questions be asked"
        )
    if arguments.strict_model and (
        arguments.score or arguments.mutations or arguments.faithfulness or not _settings(arguments).chat.model
    ):
        raise UsageError("--strict-model is for runs that ask a chat model: give --model, and let questions be asked")
    if arguments.set:
        raise UsageError("--set belongs to `preuve eval compare`: give the sets without an option")


def _score(arguments: argparse.Namespace, sets: Sequence[TestSet]) -> int:
    # Gates are read first: a mistake in one must not cost a whole run.
    gates = {
        option: [parse_gate(text, f"--{option}") for text in getattr(arguments, option.replace("-", "_"))]
        for option in ("fail-under", "fail-over", "fail-drop")
    }
    earlier = read_report(arguments.against) if arguments.against else None
    judging = importlib.import_module("eval.running.judge") if arguments.judge else None
    judge = judging.open_judge(arguments.judge, _settings(arguments).chat.model_url) if judging else None
    predictions, origin = _predictions(arguments, sets)
    sets = [each.first(arguments.limit) for each in sets]
    scores = score(sets, predictions)
    report = report_record(scores, sets, origin)
    if judging:
        report["judged"] = judging.judged_record(judge, scores.items, _progress("judged"))
    _write_report(arguments.report, report, scores, sets)
    if arguments.json:
        say_record(summary_record(report))
    else:
        say(*table_text(scores).split("\n"))
        for name, value in report.get("judged", {}).items():
            say(f"judged: {name} {value}")
    _tell_gaps(report)
    counts = report["predictions"]
    if counts["expected"] and counts["missing"] + counts["failed"] == counts["expected"]:
        warn("no question was answered by what was to be measured: see `note` and `error` of the predictions")
        return GATE_NOT_MET
    broken = broken_limits(scores.metrics, gates["fail-under"], gates["fail-over"])
    if earlier is not None:
        broken += broken_drops(scores.metrics, earlier, gates["fail-drop"])
    for line in broken:
        warn(f"gate not met: {line}")
    return GATE_NOT_MET if broken else 0


def _tell_evidence(test_set: TestSet) -> None:
    """What of a set does not stand where it says: what has moved, and each question that cannot be scored."""
    if test_set.moved:
        warn(
            f"{test_set.name}: {len(test_set.moved)} places that prove answers have moved in their files and "
            f"were found; `preuve eval move {test_set.directory}` writes their new offsets"
        )
    for each in test_set.unusable:
        warn(f"{test_set.name}: question {each.id!r} is unusable: {each.reason}")


def _tell_gaps(report: Mapping[str, Any]) -> None:
    counts = report["predictions"]
    if counts["missing"] or counts["failed"]:
        warn(
            f"{counts['missing']} of {counts['expected']} questions have no prediction and {counts['failed']} "
            "failed; they count as errors"
        )


def _predictions(arguments: argparse.Namespace, sets: Sequence[TestSet]) -> tuple[Mapping[Key, Prediction], Origin]:
    if arguments.score:
        return read_predictions(arguments.score, sets), Origin(arguments.score.name)
    workbench = importlib.import_module("eval.running.workbench")
    settings = _settings(arguments)
    sets = [each.first(arguments.limit) for each in sets]
    file = arguments.predictions or (
        arguments.report / "predictions.jsonl" if arguments.report else workbench.predictions_file(sets, settings)
    )
    done = workbench.ask_sets(
        sets, settings, arguments.index, file, _progress("asked"), _record(arguments), arguments.strict_model
    )
    if done.resumed:
        warn(f"went on with an interrupted run: {done.resumed} answers were there")
    return done.predictions, Origin(file.name, workbench.shown_settings(settings))


def _settings(arguments: argparse.Namespace) -> Settings:
    return settings_from(os.environ, index=arguments.index, model=arguments.model)


def _record(arguments: argparse.Namespace) -> Any:
    """What is told of every call of the chat model; nothing unless it was asked for."""
    return importlib.import_module("rag.chat.recording").record_to(arguments.record) if arguments.record else None


def _write_report(directory: Path | None, report: dict[str, Any], scores: Scores, sets: Sequence[TestSet]) -> None:
    if directory is None:
        return
    try:
        directory.mkdir(parents=True, exist_ok=True)
        write_json(report, directory / "report.json")
        (directory / "report.html").write_text(report_page(report, scores.items, sets), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--report {directory}: cannot be written ({error.strerror}); name another folder") from error


def _progress(verb: str) -> Any:
    return importlib.import_module("eval.running.progress").Bar(verb)


def _faithfulness(arguments: argparse.Namespace, sets: Sequence[TestSet]) -> int:
    faithfulness, workbench = (
        importlib.import_module(f"eval.running.{name}") for name in ("faithfulness", "workbench")
    )
    opener = workbench.on_folder(_settings(arguments), _record(arguments))
    reports = [
        faithfulness.faithfulness(each, opener, _progress("probed"), arguments.limit or faithfulness.SAMPLE)
        for each in sets
    ]
    _print(arguments, [report.record() for report in reports], "\n\n".join(report.text() for report in reports))
    return 0


def _mutations(arguments: argparse.Namespace, sets: Sequence[TestSet]) -> int:
    mutations = importlib.import_module("eval.checker.mutations")
    report = mutations.try_mutations(sets)
    _print(arguments, report.record(), report.text())
    return 0 if report.passed else GATE_NOT_MET


def _compare(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    if len(words) != 2:
        raise UsageError("preuve eval compare takes two reports or two predictions files, the earlier one first")
    sets = [read_set(path) for path in arguments.set or ()]
    distinct_sets(sets)
    difference = compare.compare(*(compare.read_side(Path(word), sets) for word in words))
    _print(arguments, difference.record(), difference.text())
    return 0


def _import(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    if len(words) != 3 or words[0] not in exchange.IMPORTS:
        raise UsageError(
            f"preuve eval import takes a format ({', '.join(exchange.IMPORTS)}), a source and a new folder"
        )
    detect = importlib.import_module("rag.language.language").detect
    made = exchange.import_set(words[0], Path(words[1]), Path(words[2]), detect)
    _print(arguments, made.record(), made.text())
    return 0


def _move(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    if len(words) != 1:
        raise UsageError("preuve eval move takes one test set, whose questions.jsonl gets the new offsets")
    moved = moving.move_set(read_set(Path(words[0])))
    for each in moved.unusable:
        warn(f"question {each.id!r} is unusable: {each.reason}")
    _print(arguments, moved.record(), moved.text())
    return 0


def _recall(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    if len(words) != 1:
        raise UsageError("preuve eval recall takes one folder, whose files are read by us and by independent readers")
    reading = importlib.import_module("eval.reading.recall")
    found = reading.recall(Path(words[0]), _progress("compared"), arguments.limit)
    _print(arguments, found.record(), found.text())
    return 0


def _prompts(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    settings = _settings(arguments)
    if len(words) != 1 or not settings.chat.model:
        raise UsageError("preuve eval prompts takes one test set, and a chat model (--model) that is asked in each way")
    prompts = importlib.import_module("eval.running.prompts")
    test_set = read_set(Path(words[0])).first(arguments.limit)
    trials = prompts.try_prompts(
        test_set, settings, arguments.index, _progress, _record(arguments), arguments.strict_model
    )
    _print(arguments, [trial.record() for trial in trials], prompts.table(trials))
    return 0


def _export(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    if len(words) != 3:
        raise UsageError("preuve eval export takes a test set, its predictions and a folder to write to")
    test_set = read_set(Path(words[0]))
    predictions = read_predictions(Path(words[1]), [test_set])
    files = export_run(score([test_set], predictions).items, Path(words[2]))
    _print(arguments, {"files": [str(file) for file in files]}, "\n".join(f"wrote {file}" for file in files))
    return 0


def _print(arguments: argparse.Namespace, record: Any, text: str) -> None:
    if arguments.json:
        say_record(record)
    else:
        say(*text.split("\n"))
