"""`preuve chat`: the web chat on this machine, ingesting files first."""

from __future__ import annotations

import argparse
from contextlib import closing

from eval.sets.cases import read_set
from rag.machine.allocator import keep_memory_steady
from ui.commands.configuration import settings_of
from ui.server.address import listen, proxies_of
from ui.store import open_store


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    keep_memory_steady()
    settings = settings_of(arguments)
    proxies = proxies_of(arguments.proxy)
    for folder in arguments.test_set:
        read_set(folder)  # a mistake in one is told before anything is served
    with (
        closing(open_store(settings)) as store,
        closing(listen(arguments.host, arguments.port, store.people.any())) as listener,
    ):
        # Gradio takes seconds to import: a wrong host or port is told before that.
        from ui.server.launch import Wishes, launch

        browser, uploads = not arguments.no_browser, not arguments.no_uploads
        wishes = Wishes(arguments.paths, arguments.test_set, browser, uploads, proxies)
        launch(listener, arguments.host, settings, store, wishes)
    return 0
