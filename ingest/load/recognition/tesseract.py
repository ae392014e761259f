"""The program that recognises text: whether it is there, in which languages, and what it finds on a picture.

It is started for each page by the child that reads the file, whose limits of memory and processor time it inherits.
"""

from __future__ import annotations

import functools
import html
import os
import re
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from PIL import Image

from rag.errors import FileRefused
from rag.language.text import canonical

INSTALL = "install Tesseract (Debian: apt install tesseract-ocr tesseract-ocr-fra tesseract-ocr-ara) and ingest again"
"""What to do where pictures of text cannot be recognised."""

ARABIC = ("ara", "fas", "urd", "pus", "snd", "uig")
"""Languages of Arabic script, as Tesseract names them."""

CPU_SECONDS = 60
"""Processor time of one look at a page; a dense page takes five."""

WALL_SECONDS = 300.0
"""Time after which a look is given up that is kept waiting, by other work of the machine or for ever."""

NO_LANGUAGES = ("osd", "equ")
"""What is installed beside languages: what tells the orientation, and formulas."""

FIRST = ("fra", "eng")
"""Languages that are tried first where they are there: the first one weighs most."""

_LINE = re.compile(
    r"<span class='ocr_(?:line|textfloat|header|caption)'[^>]*?x_size (?P<size>[\d.]+)"
    r"|<span class='ocrx_word'[^>]*?bbox (?P<box>\d+ \d+ \d+ \d+); x_wconf (?P<sure>\d+)[^>]*>(?P<word>.*?)</span>",
    re.S,
)
_TAG = re.compile(r"<[^>]+>")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ROTATE = re.compile(r"^Rotate: (\d+)$", re.M)
_SCRIPT = re.compile(r"^Script: (\w+)$", re.M)


@dataclass(frozen=True, slots=True)
class Engine:
    """An installed Tesseract. What it recognises depends on all of this."""

    path: str
    version: str
    languages: tuple[str, ...]

    @property
    def name(self) -> str:
        """Such as `tesseract 5.3.0 ara+eng+fra`."""
        return f"tesseract {self.version} {'+'.join(self.languages)}"

    @property
    def latin(self) -> tuple[str, ...]:
        """The languages of other scripts than the Arabic one, the likeliest first."""
        others = [each for each in self.languages if each not in ARABIC]
        return tuple(sorted(others, key=lambda each: (FIRST.index(each) if each in FIRST else len(FIRST), each)))

    @property
    def arabic(self) -> tuple[str, ...]:
        return tuple(each for each in ARABIC if each in self.languages)


@dataclass(frozen=True, slots=True)
class Seen:
    """A word on a picture, with its box in pixels."""

    text: str
    box: tuple[int, int, int, int]
    percent: int


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line of words; `size` of its letters in pixels."""

    size: float
    words: tuple[Seen, ...]


@functools.cache
def engine() -> Engine | None:
    """The program, if it is there and has a language; looked for once in a process."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    try:
        version = _told(path, "--version").split()[1]
        listed = _told(path, "--list-langs").split("\n")[1:]
    except (OSError, subprocess.SubprocessError, IndexError):
        return None
    # A name with a slash is one of a whole script, of which a language is a better guess.
    languages = tuple(sorted(each for each in listed if each and "/" not in each and each not in NO_LANGUAGES))
    return Engine(path, version, languages) if languages else None


def _told(path: str, option: str) -> str:
    done = subprocess.run([path, option], capture_output=True, timeout=30, check=True)  # noqa: S603 - found by name
    return (done.stdout or done.stderr).decode("utf-8", "replace")


def look(program: Engine, picture: Image.Image, dpi: int, languages: tuple[str, ...]) -> list[SeenLine]:
    """The lines of a grey picture, in reading order. Raises `FileRefused` (`timeout`, `crashed`)."""
    told = _run(program, picture, ("-l", "+".join(languages), "--psm", "3", "--dpi", str(dpi), "hocr"))
    return list(_lines(told))


def turn_and_script(program: Engine, picture: Image.Image, dpi: int) -> tuple[int, str]:
    """By how many degrees a picture is to be turned clockwise, and the name of its script; `(0, "")` if not known."""
    try:
        told = _run(program, picture, ("--psm", "0", "--dpi", str(dpi)))
    except FileRefused as refused:
        if refused.code == "timeout":
            raise
        return 0, ""  # too few letters, or what tells the orientation is not installed
    turn, script = _ROTATE.search(told), _SCRIPT.search(told)
    return (int(turn[1]) if turn else 0), (script[1] if script else "")


def _run(program: Engine, picture: Image.Image, options: tuple[str, ...]) -> str:
    header = f"P5 {picture.width} {picture.height} 255\n".encode()
    # Its threads would be slower on the small parts of a page, and take the processors from those who ask.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        process = subprocess.Popen(  # noqa: S603 - the program was found by its name
            [program.path, "stdin", "stdout", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
    except OSError as error:
        raise FileRefused("crashed", f"Tesseract cannot be started ({error.strerror or error})") from error
    with process:
        # Not wall time: on a machine that has much else to do a page takes ten times as long, and is no worse for it.
        with suppress(OSError):
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        try:
            told, said = process.communicate(header + picture.tobytes(), WALL_SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise FileRefused("timeout", "recognising the page took too long") from error
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise FileRefused("timeout", f"recognising the page took more than {CPU_SECONDS} s")
    if process.returncode:
        lines = said.decode("utf-8", "replace").strip().splitlines()
        raise FileRefused("crashed", f"Tesseract gave up ({lines[-1][:200] if lines else process.returncode})")
    return told.decode("utf-8", "replace")


def _lines(told: str) -> Iterator[SeenLine]:
    size, words = 0.0, list[Seen]()
    for found in _LINE.finditer(told):
        if found["size"] is not None:
            if words:
                yield SeenLine(size, tuple(words))
            size, words = float(found["size"]), []
            continue
        text = canonical(_DIRECTION.sub("", html.unescape(_TAG.sub("", found["word"])))).strip()
        if text:
            left, top, right, bottom = map(int, found["box"].split())
            words.append(Seen(text, (left, top, right, bottom), int(found["sure"])))
    if words:
        yield SeenLine(size, tuple(words))
