"""`make model`: a chat model of this machine with one command, by what is there.

Ollama where it runs, else llama.cpp's server where it runs, else a GGUF file that is given and the package that runs
it. Prints the line that uses the model from then on; downloads nothing but through these programs.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

NAMED = "qwen3:4b"
"""A small model that follows the rules and writes three languages; about 2.6 GB."""
OLLAMA = "http://127.0.0.1:11434"
LLAMA = "http://127.0.0.1:8080"
REQUIREMENTS = ("langchain-openai>=1.7", "xllamacpp>=2026.10")
_PATIENCE = 2.0  # seconds for a server of this machine to say that it is there


def answers(url: str) -> bool:
    """Whether a server is there."""
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE):  # noqa: S310, the addresses are those above
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def installed(requirements: Sequence[str]) -> bool:
    """Install packages into this environment; whether that went well."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603, the words are ours


def choose(
    file: str,
    there: Callable[[str], bool] = answers,
    which: Callable[[str], str | None] = shutil.which,
    run: Callable[[Sequence[str]], bool] = lambda command: subprocess.run(command, check=False).returncode == 0,  # noqa: S603
    install: Callable[[Sequence[str]], bool] = installed,
) -> tuple[int, str]:
    """What was set up: an exit code, and the line to tell."""
    if file:
        path = Path(file).expanduser().resolve()
        if not path.is_file():
            return 2, f"{file} is no file: give FILE=model.gguf"
        if importlib.util.find_spec("xllamacpp") is None and not install(REQUIREMENTS):
            return 1, "the package xllamacpp could not be installed: see above"
        return 0, f"PREUVE_MODEL='gguf:{path}' preuve chat"
    if there(OLLAMA) and (ollama := which("ollama")):
        if not run([ollama, "pull", NAMED]) or not install(["langchain-ollama>=1.1"]):
            return 1, f"ollama could not fetch {NAMED}, or its package could not be installed: see above"
        return 0, f"PREUVE_MODEL=ollama:{NAMED} preuve chat"
    if there(f"{LLAMA}/health"):
        if not install(REQUIREMENTS[:1]):
            return 1, "the package langchain-openai could not be installed: see above"
        return 0, f"PREUVE_MODEL=openai:local PREUVE_MODEL_URL={LLAMA}/v1 preuve chat"
    return 1, (
        "neither Ollama nor llama.cpp's server runs here: start one of them, or give a model as a file, "
        "make model FILE=model.gguf (docs/models.md says which)"
    )


def main() -> int:
    code, line = choose(sys.argv[1] if len(sys.argv) > 1 else "")
    print(line, file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
