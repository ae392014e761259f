"""The settings of one run of a command."""

from __future__ import annotations

import argparse
import os

from rag.settings import Settings, settings_from


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings of this run: the environment, overridden by the arguments of the command."""
    return settings_from(os.environ, index=getattr(arguments, "index", None))
