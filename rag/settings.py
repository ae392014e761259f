"""All settings of the program, in one frozen object that is passed in. The environment is read here only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from rag.errors import SettingError

PREFIX = "PREUVE_"

QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_GATEWAY": "false",
    "ORT_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""What libraries read at import and must find, so that nothing leaves the machine unasked."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose. Each field is set by the environment variable `PREUVE_` + its name in capitals.

    index: directory of the index.
    embedder: `bundled`, a local path, or a sentence-transformers model name; `hash` is a model-free baseline.
    model: chat model as `provider:name` (empty: the answer is made of verbatim sentences, without a model).
    model_url: base URL of an OpenAI-compatible server, for `openai:` models.
    passage_characters: longest passage, in characters.
    passages: how many passages an answer may draw on.
    passages_per_file: at most this many of them from one file, in the prompt of a chat model.
    tolerated_errors: share of the given answers that may be wrong (as in the fit); below the probability it abstains.
    question_characters: longest question that is accepted.
    context_tokens: room for passages in the prompt of a chat model, in tokens.
    show_unproven: show sentences of a model for which no proof was found (marked), instead of leaving them out.
    support_model: NLI cross-encoder, as a local path or a name, that may find a chat model's sentences unproven too.
    reranker: cross-encoder, as a local path or a name, that looks at the best passages again.
    store: directory of users, conversations and feedback (empty: `people` in the directory of the index).
    questions_per_minute: how many questions one person may ask in a minute.
    """

    index: Path = Path(".preuve")
    embedder: str = "bundled"
    model: str = ""
    model_url: str = ""
    passage_characters: int = 1000
    passages: int = 10
    passages_per_file: int = 5
    tolerated_errors: float = 0.30
    question_characters: int = 4000
    context_tokens: int = 3000
    show_unproven: bool = True
    support_model: str = ""
    reranker: str = ""
    store: str = ""
    questions_per_minute: int = 240

    def __post_init__(self) -> None:
        counts = ("passage_characters", "passages", "passages_per_file", "question_characters")
        for name in (*counts, "questions_per_minute"):
            if getattr(self, name) < 1:
                raise SettingError(f"{name} is {getattr(self, name)}: it must be at least 1")
        if self.passage_characters < 100:
            raise SettingError(f"passage_characters is {self.passage_characters}: it must be at least 100")
        if not 0.0 <= self.tolerated_errors <= 1.0:
            raise SettingError(f"tolerated_errors is {self.tolerated_errors}: it must lie between 0 and 1")

    @property
    def names_hub_model(self) -> bool:
        """Whether a model that is no chat model has to come from the hub; nothing else goes online."""
        models = (self.embedder, self.support_model, self.reranker)
        return any(
            name not in ("", "bundled", "hash") and not name.startswith((".", "/", "~")) and not Path(name).is_dir()
            for name in models
        )


def _parse(name: str, kind: str, text: str) -> Any:
    try:
        match kind:
            case "Path":
                return Path(text).expanduser()
            case "int":
                return int(text)
            case "float":
                return float(text)
            case "bool":
                return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
            case _:
                return text
    except (ValueError, KeyError):
        raise SettingError(f"{PREFIX}{name.upper()} is {text!r}: expected a value of type {kind.lower()}") from None


def settings_from(environment: Mapping[str, str], **overrides: Any) -> Settings:
    """Settings from environment variables; `overrides` that are not `None` win.

    Raises `SettingError` for an unknown `PREUVE_` variable or a value that cannot be used.
    """
    known = {field.name: str(field.type) for field in fields(Settings)}
    values: dict[str, Any] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name in OTHER_VARIABLES:
            continue
        if name not in known:
            choices = ", ".join(sorted(PREFIX + field.upper() for field in known))
            raise SettingError(f"{variable} is not a setting; the settings are {choices}")
        values[name] = _parse(name, known[name], text)
    chosen = {name: value for name, value in overrides.items() if value is not None}
    return replace(Settings(**values), **chosen)


OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")

OTHER_VARIABLES = frozenset({"failpoint"})
"""`PREUVE_` variables that are no settings of the user: fault injection of the tests."""


def quiet_environment(hub: bool = False) -> None:
    """Switch off telemetry, tracing and, unless `hub`, hub access of the libraries; runs before they are imported."""
    os.environ.update(QUIET)
    if hub:
        os.environ.update(dict.fromkeys(OFFLINE, "0"))
