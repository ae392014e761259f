"""A short soak for real: a server of its own, people on its page and on its API, an ingest, uploads and tabs."""

from __future__ import annotations

import json

import pytest

from bench.soak import __main__ as soak


@pytest.mark.slow
@pytest.mark.process
def test_a_short_soak(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Too short for times and memory to settle; no error, and that everybody is answered, hold at any length."""
    monkeypatch.setenv("PREUVE_EMBEDDER", "hash")
    monkeypatch.setenv("PREUVE_READER", "words")
    monkeypatch.setattr(soak, "WARM_UP", 1.0)
    monkeypatch.setattr(soak, "SETTLING", 0.0)
    soak.main(["--minutes", "0.15", "--users", "4", "--tabs", "6", "--json"])
    found = json.loads(capsys.readouterr().out)
    figures = found["figures"]
    assert figures["questions answered, without an ingest"] + figures["questions answered, with uploads and an ingest"]
    assert figures["tabs opened and closed"] == 6
    assert (figures["errors"], figures["errors in the log of the server"]) == (0, 0), found["broken"]
