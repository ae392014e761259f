"""`preuve export answer`: answers that `preuve ask --json` printed, as an evidence pack."""

from __future__ import annotations

import argparse

from ui.commands.answers import answers_in
from ui.commands.exports.pack import chosen_words, write_pack


def run(arguments: argparse.Namespace) -> int:
    answers = [answer for path in arguments.files for answer in answers_in(path)]
    language = answers[0].get("language", "") if answers else ""
    write_pack(answers, chosen_words(arguments, language), arguments)
    return 0
