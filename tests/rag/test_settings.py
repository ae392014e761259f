from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from rag.errors import SettingError
from rag.settings import QUIET, Settings, quiet_environment, settings_from


def test_without_variables_the_defaults_hold() -> None:
    assert settings_from({"HOME": "/x", "PATH": "/bin"}) == Settings()


def test_each_setting_is_read_from_its_variable_and_arguments_win() -> None:
    environment = {
        "PREUVE_INDEX": "/data/index", "PREUVE_PASSAGES": "7", "PREUVE_TOLERATED_ERRORS": "0.2",
        "PREUVE_SHOW_UNPROVEN": "no", "PREUVE_MODEL": "ollama:qwen3:4b",
    }  # fmt: skip
    settings = settings_from(environment, index=None)
    assert settings == Settings(
        index=Path("/data/index"), passages=7, tolerated_errors=0.2, show_unproven=False, model="ollama:qwen3:4b"
    )
    assert settings_from(environment, index=Path("other")).index == Path("other")


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


def test_there_are_at_most_fifteen_settings_each_explained() -> None:
    names = [field.name for field in dataclasses.fields(Settings)]
    assert len(names) <= 15
    assert all(f"\n    {name}: " in (Settings.__doc__ or "") for name in names)


def test_an_inherited_tracing_variable_is_overridden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    quiet_environment()
    assert {name: os.environ[name] for name in QUIET} == QUIET


def test_only_a_hub_model_goes_online(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in QUIET:
        monkeypatch.setenv(name, "x")
    assert [Settings(embedder=name).names_hub_model for name in ("bundled", "hash", "./model", str(tmp_path))] == [
        False
    ] * 4
    assert Settings(embedder="intfloat/multilingual-e5-small").names_hub_model
    quiet_environment(hub=True)
    assert (os.environ["HF_HUB_OFFLINE"], os.environ["HF_HUB_DISABLE_TELEMETRY"]) == ("0", "1")
