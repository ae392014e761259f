"""What commands print: nothing of a stranger's text is obeyed by a terminal, hidden in it, or a line of its own."""

from __future__ import annotations

import ast
import hashlib
import json
import unicodedata
from pathlib import Path

import pytest

import ui
from rag.answers import Answer, AnswerSentence, Citation, Verdict
from ui.cli import main
from ui.commands.ask import answer_lines
from ui.commands.terminal import say, say_record, warn

EXACT = "exact    law.md 0-9: the quote stands at this place"
HOSTILE = {
    "a screen that is cleared": f"x\x1b[2J\x1b[H{EXACT}",
    "a line that is written over": f"x\r{EXACT}",
    "a line end": f"x\n{EXACT}",
    "another line end": f"x\u2028{EXACT}\u0085{EXACT}\x0b\x0c",
    "letters from the right": "x\u202efdp.exe\u2066",
    "a title": "\x1b]0;pwned\x07x\x9b31m",
    "hidden words": "x\U000e0041\U000e0042\u200b",
}


def is_plain(output: str) -> bool:
    """Whether nothing but letters and line feeds is in what was printed."""
    kinds = {unicodedata.category(character) for character in output if character != "\n"}
    return not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_a_line_is_one_line(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    say("first", text)
    warn(text)
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 2
    assert printed.err.count("\n") == 1
    assert is_plain(printed.out + printed.err)
    assert "⟦U+" in printed.out


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_a_record_says_the_same_in_plain_characters(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    say_record({text: [text, "Où siège la CNDP ? في الرباط"]})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {text: [text, "Où siège la CNDP ? في الرباط"]}
    assert is_plain(printed)
    assert printed.count("\n") == 1
    assert "في الرباط" in printed


def test_words_of_every_script_stay_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("في الرباط", "می‌خواهم", "क्‍ष", "naïve — œuvre « x »", "𝒳 👩‍🔬"):
        say(text)
        assert capsys.readouterr().out == f"{text}\n"


@pytest.mark.parametrize("field", ["file", "quote", "heading"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.process
def test_a_received_answer_cannot_show_a_verdict(
    tmp_path: Path, text: str, field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "law.md").write_text("It sits in Rabat.\n")
    digest = hashlib.sha256((tmp_path / "law.md").read_bytes()).hexdigest()
    citation = {"file": "law.md", "sha256": digest, "start": 0, "end": 9, "quote": "It stands", "verdict": "exact"}
    received = tmp_path / "received.json"
    received.write_text(json.dumps({"sentences": [{"text": "x", "citations": [{**citation, field: text}]}]}))
    main(["verify", str(received), "--root", str(tmp_path)])
    printed = capsys.readouterr()
    assert not any(line.startswith("exact ") for line in printed.out.splitlines())
    assert is_plain(printed.out + printed.err)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_an_answer_of_a_hostile_document(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    citation = Citation(text, "0" * 64, 0, 9, text, None, text, Verdict.EXACT)
    sentence = AnswerSentence(text, True, (citation,))
    answer = Answer(text, text, "en", False, (sentence,), (), 1.0, "", "")
    say(*answer_lines(answer))
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) == 4  # the sentence, how likely it answers, nothing, its place
    assert is_plain(printed)


def test_an_error_is_one_plain_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in HOSTILE.values():
        assert main(["verify", str(tmp_path / f"{text}.json")]) == 2
        printed = capsys.readouterr().err
        assert is_plain(printed)
        assert printed.count("\n") == 1


def test_no_command_prints_by_itself() -> None:
    """Besides the line that says where the page is; `exports.pack` hands out the bytes of a file as they are."""
    folder = Path(ui.__file__).parent
    calls = [
        (path, ast.unparse(node.func))
        for path in sorted(folder.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    printing = ("print", "sys.stdout.write", "sys.stderr.write")
    found = [f"{path.relative_to(folder).as_posix()}: {call}" for path, call in calls if call in printing]
    assert sorted(found) == sorted(
        [
            *["commands/terminal.py: print"] * 3,
            "commands/terminal.py: sys.stdout.write",  # a text as it is, where nobody looks at a terminal
            *["server/launch.py: print"] * 2,
        ]
    )
