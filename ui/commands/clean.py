"""`preuve clean`: remove what was made of the bundled embedder; it is made again when it is needed."""

from __future__ import annotations

import argparse

from rag.embedding.kept import bundled_places
from rag.embedding.made import remove_made
from ui.commands.configuration import settings_of
from ui.commands.terminal import say

MEGABYTE = 1_000_000


def run(arguments: argparse.Namespace) -> int:
    for place in bundled_places(settings_of(arguments).index.directory):
        size = remove_made(place)
        say(f"removed {size / MEGABYTE:.0f} MB from {place}" if size else f"there is nothing in {place}")
    return 0
