"""`preuve export FORM`: what people said on the page, as files."""

from __future__ import annotations

import argparse
import importlib


def run(arguments: argparse.Namespace) -> int:
    """Write one form; what it does is in the module `exports.FORM`."""
    form = importlib.import_module(f"ui.commands.exports.{arguments.form}")
    code: int = form.run(arguments)
    return code
