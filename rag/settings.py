"""All settings of the program, in frozen objects that are passed in. The environment is read here only."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from rag.errors import SettingError

PREFIX = "PREUVE_"

MOST_QUESTION_CHARACTERS = 16_000
"""The greatest `question_characters`: what is done with a question between two looks at the clock stays short."""

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


TRAINED, WORDS = "trained", "words"
READERS = (TRAINED, WORDS)
"""What tells which sentence answers: see `AnswerSettings`."""


def _at_least(group: Any, least: int, *names: str) -> None:
    for name in names:
        if getattr(group, name) < least:
            raise SettingError(f"{name} is {getattr(group, name)}: it must be at least {least}")


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """index: directory of the index.
    passage_characters: longest passage, in characters.
    """

    directory: Path = field(default=Path(".preuve"), metadata={"name": "index"})
    passage_characters: int = 1000

    def __post_init__(self) -> None:
        _at_least(self, 100, "passage_characters")


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """embedder: `bundled`, a local path, or a sentence-transformers model name; `hash` is a model-free baseline."""

    embedder: str = "bundled"


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """passages: how many passages an answer may draw on.
    tolerated_errors: share of the given answers that may be wrong (as in the fit); below the probability it abstains.
    question_characters: longest question that is accepted, at most 16,000.
    reranker: cross-encoder, as a local path or a name, that looks at the best passages again.
    reader: `trained`, which has learnt where answers stand, or `words`, by words and vectors alone, faster
        (empty: trained, and words where the embedder is `hash`).
    """

    passages: int = 10
    tolerated_errors: float = 0.30
    question_characters: int = 4000
    reranker: str = ""
    reader: str = ""

    def __post_init__(self) -> None:
        _at_least(self, 1, "passages", "question_characters")
        if self.reader not in ("", *READERS):
            raise SettingError(f"reader is {self.reader!r}: it must be {' or '.join(READERS)}")
        if self.question_characters > MOST_QUESTION_CHARACTERS:
            raise SettingError(
                f"question_characters is {self.question_characters}: it must be at most {MOST_QUESTION_CHARACTERS}"
            )
        if not 0.0 <= self.tolerated_errors <= 1.0:
            raise SettingError(f"tolerated_errors is {self.tolerated_errors}: it must lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """model: chat model as `provider:name` (empty: the answer is made of verbatim sentences, without a model).
    model_url: base URL of an OpenAI-compatible server, for `openai:` models.
    passages_per_file: at most this many passages of one file, in the prompt of a chat model.
    context_tokens: room for passages in the prompt of a chat model, in tokens.
    show_unproven: show sentences of a model for which no proof was found (marked), instead of leaving them out.
    support_model: NLI cross-encoder, as a local path or a name, that may find a chat model's sentences unproven too.
    prompt: how the model points: citations (its own), rules-last, rules-first, examples, flat, passages or select.
    model_first_seconds: longest wait for the first word of a chat model (0: 60, or 600 for one in this network).
    model_idle_seconds: longest wait between two words of it (0: 30, or 120).
    model_total_seconds: longest time for a whole answer of it (0: 180, or 1800).
    """

    model: str = ""
    model_url: str = ""
    passages_per_file: int = 5
    context_tokens: int = 4000
    show_unproven: bool = True
    support_model: str = ""
    prompt: str = "citations"
    model_first_seconds: float = 0.0
    model_idle_seconds: float = 0.0
    model_total_seconds: float = 0.0

    def __post_init__(self) -> None:
        _at_least(self, 1, "passages_per_file")
        _at_least(self, 0, "model_first_seconds", "model_idle_seconds", "model_total_seconds")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """store: directory of users, conversations and feedback (empty: `people` in the directory of the index).
    questions_per_minute: how many questions one person may ask in a minute.
    """

    store: str = ""
    questions_per_minute: int = 240

    def __post_init__(self) -> None:
        _at_least(self, 1, "questions_per_minute")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose, in groups by what reads them.

    The docstring of a group explains its settings by their names. Each is set by the environment variable `PREUVE_` +
    its name in capitals; names are unique over all groups.
    """

    index: IndexSettings = IndexSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    answer: AnswerSettings = AnswerSettings()
    chat: ChatSettings = ChatSettings()
    server: ServerSettings = ServerSettings()

    @property
    def reader(self) -> str:
        """What tells which sentence answers, `TRAINED` or `WORDS`; who asked for no model at all gets none."""
        return self.answer.reader or (WORDS if self.embedding.embedder == "hash" else TRAINED)

    @property
    def names_hub_model(self) -> bool:
        """Whether a model that is no chat model has to come from the hub; nothing else goes online."""
        models = (self.embedding.embedder, self.chat.support_model, self.answer.reranker)
        return any(
            name not in ("", "bundled", "hash") and not name.startswith((".", "/", "~")) and not Path(name).is_dir()
            for name in models
        )

    def changed(self, **values: Any) -> Settings:
        """The same settings but for these, by their names; raises `SettingError` for a value that cannot be used."""
        groups: dict[str, dict[str, Any]] = {}
        for name, value in values.items():
            place = PLACES[name]
            groups.setdefault(place.group, {})[place.field] = value
        return replace(self, **{group: replace(getattr(self, group), **inner) for group, inner in groups.items()})

    def named(self) -> dict[str, Any]:
        """All values by the names of the settings, in order."""
        return {name: getattr(getattr(self, place.group), place.field) for name, place in PLACES.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a setting stands in `Settings`, and the name of its type."""

    group: str
    field: str
    kind: str


PLACES: Mapping[str, Place] = {
    str(inner.metadata.get("name", inner.name)): Place(group.name, inner.name, str(inner.type))
    for group in fields(Settings)
    for inner in fields(getattr(Settings(), group.name))
}
"""The settings by their names."""


def make_settings(**values: Any) -> Settings:
    """The default settings but for these, by their names; raises `SettingError` for a value that cannot be used."""
    return Settings().changed(**values)


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
    values: dict[str, Any] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name in OTHER_VARIABLES:
            continue
        if name not in PLACES:
            choices = ", ".join(sorted(PREFIX + known.upper() for known in PLACES))
            raise SettingError(f"{variable} is not a setting; the settings are {choices}")
        values[name] = _parse(name, PLACES[name].kind, text)
    return make_settings(**values | {name: value for name, value in overrides.items() if value is not None})


OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")

OTHER_VARIABLES = frozenset({"failpoint"})
"""`PREUVE_` variables that are no settings of the user: fault injection of the tests."""


def user_cache() -> Path:
    """Where this program keeps what it can make again, for the user who runs it."""
    if given := os.environ.get("XDG_CACHE_HOME"):
        return Path(given) / "preuve"
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "preuve"


def quiet_environment(hub: bool = False) -> None:
    """Switch off telemetry, tracing and, unless `hub`, hub access of the libraries; runs before they are imported."""
    os.environ.update(QUIET)
    if hub:
        os.environ.update(dict.fromkeys(OFFLINE, "0"))
