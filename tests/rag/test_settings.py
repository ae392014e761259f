from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from rag.errors import SettingError
from rag.settings import (
    MOST_QUESTION_CHARACTERS,
    PLACES,
    QUIET,
    Settings,
    make_settings,
    quiet_environment,
    settings_from,
)


def test_without_variables_the_defaults_hold() -> None:
    assert settings_from({"HOME": "/x", "PATH": "/bin"}) == Settings()


def test_each_setting_is_read_from_its_variable_and_arguments_win() -> None:
    environment = {
        "PREUVE_INDEX": "/data/index", "PREUVE_PASSAGES": "7", "PREUVE_TOLERATED_ERRORS": "0.2",
        "PREUVE_SHOW_UNPROVEN": "no", "PREUVE_MODEL": "ollama:qwen3:4b",
    }  # fmt: skip
    settings = settings_from(environment, index=None)
    assert settings == make_settings(
        index=Path("/data/index"), passages=7, tolerated_errors=0.2, show_unproven=False, model="ollama:qwen3:4b"
    )
    assert settings_from(environment, index=Path("other")).index.directory == Path("other")


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("PREUVE_PASSAGES", "many", "PREUVE_PASSAGES is 'many': expected a value of type int"),
        ("PREUVE_PASSAGES", "0", "passages is 0: it must be at least 1"),
        ("PREUVE_PASSAGE_CHARACTERS", "10", "must be at least 100"),
        ("PREUVE_TOLERATED_ERRORS", "2", "must lie between 0 and 1"),
        ("PREUVE_SHOW_UNPROVEN", "perhaps", "expected a value of type bool"),
        ("PREUVE_MODLE", "x", "PREUVE_MODLE is not a setting; the settings are PREUVE_"),
    ],
)
def test_a_wrong_value_is_told(variable: str, value: str, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        settings_from({variable: value})


@pytest.mark.parametrize("group", [field.name for field in dataclasses.fields(Settings)])
def test_a_group_has_at_most_fifteen_settings_each_explained(group: str) -> None:
    names = [name for name, place in PLACES.items() if place.group == group]
    assert 1 <= len(names) <= 15
    explained = [line.split(":")[0].strip() for line in (getattr(Settings(), group).__doc__ or "").splitlines()]
    assert [name for name in names if name not in explained] == []


def test_a_name_stands_in_one_group_only() -> None:
    groups = [getattr(Settings(), field.name) for field in dataclasses.fields(Settings)]
    assert sum(len(dataclasses.fields(group)) for group in groups) == len(PLACES)


def test_an_inherited_tracing_variable_is_overridden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    quiet_environment()
    assert {name: os.environ[name] for name in QUIET} == QUIET


def test_only_a_hub_model_goes_online(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in QUIET:
        monkeypatch.setenv(name, "x")
    assert [make_settings(embedder=name).names_hub_model for name in ("bundled", "hash", "./model", str(tmp_path))] == [
        False
    ] * 4
    assert make_settings(embedder="intfloat/multilingual-e5-small").names_hub_model
    quiet_environment(hub=True)
    assert (os.environ["HF_HUB_OFFLINE"], os.environ["HF_HUB_DISABLE_TELEMETRY"]) == ("0", "1")


def test_questions_cannot_be_let_in_at_any_length() -> None:
    assert make_settings(question_characters=MOST_QUESTION_CHARACTERS).answer.question_characters == 16_000
    with pytest.raises(SettingError, match="question_characters is 16001: it must be at most 16000"):
        make_settings(question_characters=MOST_QUESTION_CHARACTERS + 1)
