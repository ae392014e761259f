"""What is known of embedders without loading them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BUNDLED = "bundled"
BUNDLED_MODEL = "intfloat/multilingual-e5-small"
BUNDLED_LICENCE = "MIT"
BUNDLED_WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the file in the package that brings the bundled model."""
BUNDLED_DESCRIPTION: Mapping[str, Any] = {"dimension": 384, "tokens": 512, "prefixes": ["query: ", "passage: "]}
"""What the bundled model says of itself."""
QUESTIONS, MODEL = "questions", "model"
"""Folders that are made of the bundled model: what questions are embedded with, what sentence-transformers loads."""
GRAPH = "graph.onnx"
WINDOWS_VERSION = 2
"""Changes when the way long passages are embedded changes; part of the fingerprint."""
HASH: Mapping[str, Any] = {"name": "hash", "dimension": 256, "version": 1}
"""The model-free embedder."""
ENCODERS = "encoders"
"""Folder of the index that keeps encoders of questions, named after the weights that they were made from."""

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
