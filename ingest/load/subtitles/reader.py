"""Subtitles: what is said, a line a sentence, with the time at which it begins.

A sentence is cut into as many cues as the screen has room for; here it is one again, so that it can be quoted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.load.extracted import Composer, Extracted
from ingest.load.metadata import SILENT, Metadata
from ingest.load.text import plain
from ingest.load.text.encoding import decode
from rag.language.text import canonical

FORMAT = "srt"

PAUSE = 3.0
"""Seconds of silence behind which something else is said."""

LONGEST = 400
"""Characters after which a line ends though its sentence goes on: some transcripts have no stops."""

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\n]*$", re.M)
_NAMED = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,100})>")
_TAG = re.compile(r"</?(?:[ibuscv]|ruby|rt|lang|font)\b[^>\n]{0,200}>|<\d[\d:.]*>|\{\\?[an\\][^}\n]{0,40}\}", re.I)
_NUMBER = re.compile(r"\d+")
_ENDED = re.compile(r"[.!?…؟:][\s\"'’”»)\]]*$")
_SPEAKS = re.compile(r"[-–—]\s*\S|[^\W\d_][^:\n]{0,40}:\s")
_TITLED = re.compile(r"WEBVTT[ \t]+(?:[-–—:][ \t]*)?(\S[^\n]*)")
_HEADS = ("WEBVTT", "NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words with the seconds at which they appear and disappear; `speaker` where the file names one."""

    start: float
    end: float
    words: str
    speaker: str


def read(data: bytes) -> Extracted:
    """The text of subtitles. What has no times is read as plain text.

    Raises `FileRefused` (`binary`, `empty`) where the bytes are no text.
    """
    decoded = decode(data)
    text = canonical(decoded.text)
    cues = list(_cues(text))
    if not cues:
        return plain.read(data)
    composer = Composer()
    for start, words in _lines(cues):
        composer.add(f"{_clock(start)} {words}", 1)
    if not composer.length:
        return plain.read(data)
    titled = _TITLED.match(text)
    return Extracted(
        FORMAT,
        composer.text,
        blocks=composer.blocks,
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        warnings=decoded.warnings,
        metadata=Metadata(titled[1]) if titled else SILENT,
    )


def _cues(text: str) -> Iterator[_Cue]:
    times = list(_TIMES.finditer(text))
    for at, found in enumerate(times):
        end = times[at + 1].start() if at + 1 < len(times) else len(text)
        # Up to the empty line; behind it stand the number or the name of the next cue.
        lines = text[found.end() : end].strip("\n").partition("\n\n")[0].split("\n")
        if (
            at + 1 < len(times)
            and len(lines) > 1
            and _NUMBER.fullmatch(lines[-1].strip())
            and "\n\n" not in text[found.end() : end]
        ):
            lines.pop()
        raw = "\n".join(line for line in lines if not line.startswith(_HEADS))
        speaker = _NAMED.search(raw)
        words = " ".join(html.unescape(_TAG.sub("", raw)).split())
        if words:
            yield _Cue(_seconds(found.groups()[:4]), _seconds(found.groups()[4:]), words, speaker[1] if speaker else "")


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000


def _lines(cues: list[_Cue]) -> Iterator[tuple[float, str]]:
    """What is said, sentence by sentence, each with the second at which it begins."""
    said: list[str] = []
    start = 0.0
    before: _Cue | None = None
    for cue in cues:
        if before and cue.words == before.words and cue.start - before.end < PAUSE:
            # Some programs show a line again while the next one appears.
            before = cue
            continue
        if said and before and _parts(before, cue, said):
            yield start, " ".join(said)
            said = []
        if not said:
            start = cue.start
            if cue.speaker and (before is None or before.speaker != cue.speaker):
                said.append(f"{cue.speaker}:")
        said.append(cue.words)
        before = cue
    if said:
        yield start, " ".join(said)


def _parts(before: _Cue, cue: _Cue, said: list[str]) -> bool:
    """Whether something else is said in a cue than in the one before."""
    if _ENDED.search(before.words) or before.speaker != cue.speaker or cue.start - before.end > PAUSE:
        return True
    return _SPEAKS.match(cue.words) is not None or sum(len(words) + 1 for words in said) + len(cue.words) > LONGEST


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"[{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}]"
