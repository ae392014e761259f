"""What the README says is what a reader finds."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from eval.report.figures import FIGURES, table_lines
from ingest.load.kind import SUFFIXES
from rag.settings import Settings
from tests import CHECKOUT
from ui.commands.grammar.parser import build_parser

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
SHELL_LINES = [
    line.partition(" #")[0].split(">")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    for line in block.splitlines()
]
COMMANDS = [line for line in SHELL_LINES if "preuve " in line and not line.startswith(("make", "pip"))]
TARGETS = [line.split()[1] for line in SHELL_LINES if line.startswith("make ")]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_can_be_called_as_written(line: str) -> None:
    words = shlex.split(line[line.index("preuve ") :].replace("[PATH...]", "PATH").replace("...", ""))
    assert build_parser().parse_args(words[1:]).command == words[1]


def test_the_two_commands_of_the_set_up_exist() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    assert {"chat", "test"} <= set(TARGETS)
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in TARGETS)


def test_every_setting_stands_in_the_table_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(PREUVE_\w+)` \| (.*?) \|", README, flags=re.MULTILINE))
    expected = {}
    for name, value in Settings().named().items():
        default = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        expected[f"PREUVE_{name.upper()}"] = f"`{default}`" if default else ""
    assert {name: value.strip() for name, value in rows.items()} == expected


def test_every_linked_file_exists() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (CHECKOUT / link).exists()] == []


def test_the_table_of_formats_is_what_is_read() -> None:
    table = (CHECKOUT / "docs" / "formats.md").read_text(encoding="utf-8").partition("## Sheets")[0]
    told = set(re.findall(r"`(\.\w+)`", "\n".join(line for line in table.splitlines() if line.startswith("| `"))))
    longer = {".text", ".markdown", ".mdown", ".mkd"}
    assert told == set(SUFFIXES) - longer
    script = (CHECKOUT / "ui/page/assets/upload.js").read_text(encoding="utf-8")
    offered = " ".join(re.findall(r'^    "([a-z ]+)"', script, flags=re.MULTILINE)).split()
    assert {f".{suffix}" for suffix in offered} == set(SUFFIXES)


def test_the_figures_are_those_that_were_measured() -> None:
    measured = json.loads((CHECKOUT / FIGURES).read_text(encoding="utf-8"))
    assert "\n".join(table_lines(measured)) in README


@pytest.mark.slow
@pytest.mark.model
def test_the_example_answers_as_shown(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREUVE_")}
    environment["PREUVE_INDEX"] = str(tmp_path / "index")

    def preuve(*words: str) -> str:
        command = [str(Path(sys.executable).with_name("preuve")), *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300).stdout

    preuve("ingest", str(CHECKOUT / "eval" / "data" / "corpus"))
    (shown,) = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
    for part in shown.split("$ preuve ")[1:]:
        call, _, output = part.partition("\n")
        assert preuve(*shlex.split(call)).startswith(output.strip())
