"""Subtitles: cues joined to sentences, each with its time; speakers, signs, damage."""

from __future__ import annotations

import pytest

from ingest.load.child import read

SRT = """1
00:00:01,000 --> 00:00:03,000
La réunion est fixée

2
00:00:03,100 --> 00:00:05,000
<i>au 14 mars.</i>

3
01:01:05,000 --> 01:01:06,000
- Merci à tous.
"""
VTT = """WEBVTT - titre

NOTE rien

intro
00:01.000 --> 00:03.000 align:start
<v Nadia>Bonjour &amp; <c.loud>merci</c>.

00:03.000 --> 00:05.000
<v Ali>The meeting
is open.

00:05.000 --> 00:07.000
<v Ali>نعم، بدأنا.
"""


@pytest.mark.parametrize(
    ("text", "file", "expected"),
    [
        (SRT, "a.srt", "[00:00:01] La réunion est fixée au 14 mars.\n[01:01:05] - Merci à tous."),
        (SRT.replace("\n", "\r\n"), "a.srt", "[00:00:01] La réunion est fixée au 14 mars.\n[01:01:05] - Merci à tous."),
        (SRT.replace("\n\n", "\n"), "a.srt", "[00:00:01] La réunion est fixée au 14 mars.\n[01:01:05] - Merci à tous."),
        (
            VTT,
            "a.vtt",
            "[00:00:01] Nadia: Bonjour & merci.\n[00:00:03] Ali: The meeting is open.\n[00:00:05] نعم، بدأنا.",
        ),
    ],
)
def test_what_is_said_stands_with_its_time(text: str, file: str, expected: str) -> None:
    extracted = read(text.encode(), file)
    assert (extracted.format, extracted.text) == ("srt", expected)
    assert {block.kind.value for block in extracted.blocks} == {"paragraph"}


def test_the_first_line_may_say_what_it_is_called() -> None:
    text = "WEBVTT - Conseil du 3 mai\n\n00:01.000 --> 00:02.000\nLa séance est ouverte.\n"
    assert read(text.encode(), "a.vtt").metadata.title == "Conseil du 3 mai"
    assert read(text.replace(" - Conseil du 3 mai", "").encode(), "a.vtt").metadata.title is None


def test_what_is_said_behind_a_colon_is_no_list() -> None:
    said = ("Trois usages sont admis :", "La notation est interdite.", "Le reste est admis.")
    text = "\n".join(f"{at}\n00:00:{at:02d},000 --> 00:00:{at:02d},900\n{words}\n" for at, words in enumerate(said))
    assert [block.kind.value for block in read(text.encode(), "a.srt").blocks] == ["paragraph"] * 3


def test_a_pause_ends_a_line_and_a_line_shown_twice_is_said_once() -> None:
    cues = [
        ("00:01", "00:02", "sans point"),
        ("00:02", "00:03", "sans point"),
        ("00:09", "00:10", "après"),
        ("00:10", "00:11", "encore"),
    ]
    text = "\n\n".join(f"00:{start}.000 --> 00:{end}.000\n{words}" for start, end, words in cues)
    assert read(text.encode(), "a.vtt").text == "[00:00:01] sans point\n[00:00:09] après encore"


def test_a_transcript_without_stops_has_lines_of_bounded_length() -> None:
    text = "\n\n".join(
        f"00:{at // 60:02d}:{at % 60:02d},000 --> 00:{at // 60:02d}:{at % 60:02d},900\nencore {at} mots"
        for at in range(300)
    )
    lines = read(text.encode(), "a.srt").text.split("\n")
    assert len(lines) > 5 and max(map(len, lines)) < 420


@pytest.mark.parametrize("text", ["Pas de temps ici.\n", "WEBVTT\n", "1\n00:00:01,000 -> 00:00:02,000\nmot\n"])
def test_what_has_no_times_is_text(text: str) -> None:
    assert read(text.encode(), "a.srt").format == "txt"
