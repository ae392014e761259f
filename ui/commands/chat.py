"""`preuve chat`: the web chat on this machine, ingesting files first."""

from __future__ import annotations

import argparse
from contextlib import closing

from ui.address import listen
from ui.cli import settings_of
from ui.store import open_store


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    settings = settings_of(arguments)
    with (
        closing(open_store(settings)) as store,
        closing(listen(arguments.host, arguments.port, store.people.any())) as listener,
    ):
        # Gradio takes seconds to import: a wrong host or port is told before that.
        from ui.launch import launch

        launch(listener, arguments.host, settings, store, arguments.paths, browser=not arguments.no_browser)
    return 0
