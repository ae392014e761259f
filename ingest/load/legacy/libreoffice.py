"""LibreOffice as the program that it is: an old file in, one of today out, and nothing of it left behind.

It is started by the child that reads files, in a profile of its own that runs no macro and follows no link. What it may
cost is limited apart: it needs more address space than a parser has.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from ingest.load.limits import MEBIBYTE
from rag.errors import FileRefused

INSTALL = "install LibreOffice (Debian: apt install libreoffice-nogui) and ingest again"

MEMORY = 4096 * MEBIBYTE
"""Bytes of address space; it maps a gigabyte before it has opened anything."""

CPU_SECONDS = 120
"""Processor time; it starts in two seconds and writes a document of a thousand pages in a minute."""

WALL_SECONDS = 150.0

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""
_NOWHERE = "http://127.0.0.1:9"
"""Where whatever is fetched in spite of that goes: nobody listens there."""


def written_anew(data: bytes, suffix: str, target: str) -> bytes:
    """A file as LibreOffice writes it in another format; suffixes are without a dot.

    Raises `FileRefused`: `unsupported` where it is not installed, `damaged` where it cannot open the file, `timeout`.
    """
    program = shutil.which("soffice")
    if program is None:
        raise FileRefused(
            "unsupported", f"the file is an old Office file ({suffix}): save it as {target}, or {INSTALL}"
        )
    with tempfile.TemporaryDirectory(prefix="preuve-office-") as name:
        folder = Path(name)
        (folder / "profile/user").mkdir(parents=True)
        (folder / "profile/user/registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        (folder / f"document.{suffix}").write_bytes(data)
        _run(program, folder, f"document.{suffix}", target)
        made = folder / f"document.{target}"
        if not made.is_file():
            raise FileRefused("damaged", "LibreOffice cannot open the file: it is damaged or needs a password")
        return made.read_bytes()


def _run(program: str, folder: Path, name: str, target: str) -> None:
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), _NOWHERE)
    environment = {**os.environ, **proxies, "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--norestore", "--convert-to", target, "--outdir", str(folder)]
    try:
        process = subprocess.Popen(  # noqa: S603 - the program was found by its name
            [*command, str(folder / name)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=environment, preexec_fn=_limit,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise FileRefused("crashed", f"LibreOffice cannot be started ({error})") from error
    with process:
        try:
            status = process.wait(WALL_SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise FileRefused("timeout", f"LibreOffice took longer than {WALL_SECONDS:.0f} s") from error
    if status in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
        raise FileRefused("timeout", f"LibreOffice took more than {CPU_SECONDS} s of a processor")


def _limit() -> None:
    # Before it starts: what it starts itself has the same limits.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, resource.RLIM_INFINITY))
