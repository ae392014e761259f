"""What goes wrong on the server is told to its users without where the server keeps its files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.attack.conftest import target
from tests.fixtures.tab import Tab


@pytest.mark.parametrize("lost", ["index", "store"])
def test_no_place_of_the_server_is_told(tmp_path: Path, lost: str) -> None:
    told = []
    with target(tmp_path) as served, served.client() as client:
        tab = Tab(served.url)
        tab.call("ask", "Qui dirige le centre AI Movement ?")
        if lost == "index":
            for path in served.settings.index.directory.iterdir():
                if path.name not in ("people", "uploads"):
                    path.unlink() if path.is_file() else shutil.rmtree(path)
        else:
            served.store._database._reader.close()
        told.append(client.get("/api/health").text)
        told.append(client.post("/api/ask", json={"question": "Qui ?"}).text)
        told.append(client.get("/").text)
        if lost == "index":
            told += [str(tab.call("ask", "Qui dirige ?")), str(tab.call("arrive")), str(Tab(served.url).call("arrive"))]
    assert any("…/" in each for each in told), told
    assert not any(str(tmp_path) in each or str(tmp_path).replace("/", "&#47;") in each for each in told)
