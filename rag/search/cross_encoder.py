"""Cross-encoders of sentence-transformers: the only module that touches them.

A model is loaded when the first text needs it. Weights come from safetensors alone and no code comes with a model.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import SettingError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


def refuse_unsafe_folder(setting: str, name: str) -> None:
    """Raise `SettingError` where `name`, the value of a setting, is a folder that cannot hold a model."""
    folder = Path(name).expanduser()
    if folder.is_dir() and not any(folder.glob("*.safetensors")):
        raise SettingError(f"{setting} is {name!r}: the folder has no .safetensors weights, others are refused")


def load_cross_encoder(kind: str, name: str) -> CrossEncoder:
    """The cross-encoder in a local folder, or by hub name; `kind` says in an error what it is for, as "NLI model".

    Raises:
        SettingError: it is not there, not a cross-encoder, or has no safetensors.
    """
    # The import alone takes seconds: only those pay who use a model.
    from sentence_transformers import CrossEncoder

    folder = Path(name).expanduser()
    local = folder.is_dir()
    try:
        model: CrossEncoder = CrossEncoder(
            str(folder) if local else name,
            device="cpu",
            trust_remote_code=False,
            local_files_only=local,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, RuntimeError) as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise SettingError(
            f"the {kind} {name} cannot be loaded ({reason}): give the folder or name of a cross-encoder"
        ) from error
    return model
