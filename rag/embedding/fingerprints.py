"""What is known of embedders without loading them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

BUNDLED = "bundled"
BUNDLED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BUNDLED_DESCRIPTION: Mapping[str, Any] = {"dimension": 384, "tokens": 256, "prefixes": ["", ""]}
"""What the bundled model says of itself."""
WINDOWS_VERSION = 1
"""Changes when the way long passages are embedded changes; part of the fingerprint."""
HASH: Mapping[str, Any] = {"name": "hash", "dimension": 256, "version": 1}
"""The model-free embedder."""
ENCODERS = "encoders"
"""Folder of the index that keeps exported question encoders, named after the weights that they were made from."""

KNOWN: Mapping[str, Mapping[str, Any]] = {
    "hash": HASH,
    BUNDLED: {
        "name": BUNDLED,
        "weights": BUNDLED_WEIGHTS_SHA256,
        **BUNDLED_DESCRIPTION,
        "windows": WINDOWS_VERSION,
    },
}
"""Fingerprints by the value of the setting."""


def has_encoder(index: Path, fingerprint: Mapping[str, Any]) -> bool:
    """Whether questions can be embedded at once: an exported encoder is there, or none is needed."""
    return "weights" not in fingerprint or (index / ENCODERS / f"{fingerprint['weights']}.json").is_file()
