"""A manuscript as tables, data, notebooks, subtitles, mails, saved pages and archives, with Python's own library.

As `eval.sets.typeset`, this gives the same bytes for the same manuscript.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import PurePosixPath
from textwrap import wrap

from eval.sets.dating import FIXED_DATE
from eval.sets.manuscript import Block, Source

SECONDS_A_LETTER = 0.07
"""How long a subtitle is shown."""
CUE = 80
"""Characters that fit on the screen."""
SENTENCE = re.compile(r"(?<=[.!?]) ")


def comma_separated(source: Source) -> bytes:
    """A sheet on which somebody wrote a text: a paragraph a row, tables in more columns."""
    columns = max((len(row) for block in source.blocks for row in block.rows if block.kind == "table"), default=2)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    for number, block in enumerate(source.blocks):
        rows = block.rows if block.kind == "table" else [[line] for line in block.lines]
        for row in [[""]] * bool(number) + rows:
            writer.writerow(row + [""] * (columns - len(row)))
    return stream.getvalue().encode("utf-8-sig")


def tables(source: Source) -> list[tuple[str, bytes]]:
    """The tables alone, as they are sent with a mail, each with the name of its section."""
    return [
        (f"{heading.lower()}.csv", _table(block))
        for heading, blocks in _sections(source)
        for block in blocks
        if block.kind == "table"
    ]


def _table(block: Block) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", lineterminator="\r\n").writerows(block.rows)
    return stream.getvalue().encode("utf-8-sig")


def _sections(source: Source) -> Iterator[tuple[str, list[Block]]]:
    """The headings below the title, each with its blocks; first what stands before them, without a heading."""
    heading = ""
    blocks: list[Block] = []
    for block in source.blocks:
        if block.kind == "heading" and block.level > 1:
            yield heading, blocks
            heading, blocks = block.lines[0], []
        elif block.kind != "heading":
            blocks.append(block)
    yield heading, blocks


def data(source: Source) -> bytes:
    """One object: lists of texts and records below the names of the sections."""
    value: dict[str, object] = {"titre": source.title}
    for heading, blocks in _sections(source):
        texts = [line for block in blocks if block.kind != "table" for line in block.lines]
        records = [record for block in blocks if block.kind == "table" for record in _records(block)]
        value[heading or "remarque"] = {"texte": texts, "lignes": records} if texts and records else texts or records
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def data_lines(source: Source) -> bytes:
    """An object a line: the text of a section, or a row of it."""
    lines = []
    for heading, blocks in _sections(source):
        text = "\n".join(line for block in blocks if block.kind != "table" for line in block.lines)
        records = [{"texte": text}] * bool(text)
        records += [record for block in blocks if block.kind == "table" for record in _records(block)]
        lines += [{"section": heading or source.title, **record} for record in records]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _records(block: Block) -> list[dict[str, str]]:
    names, *rows = block.rows
    return [dict(zip(names, row, strict=True)) for row in rows]


def notebook(source: Source, markdown: str) -> bytes:
    """A cell of Markdown a section."""
    parts = re.split(r"\n\n(?=## )", markdown.strip())
    cells: list[dict[str, object]] = [
        {"cell_type": "markdown", "id": f"cell-{number}", "metadata": {}, "source": part.splitlines(keepends=True)}
        for number, part in enumerate(parts, 1)
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    value = {"cells": cells, "metadata": {**kernel, "title": source.title}, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def subtitles(source: Source, dot: bool) -> bytes:
    """The text as it is read aloud, cut into what fits on the screen; with a `dot` in its times it is WebVTT."""
    cues, start = [], timedelta(seconds=1)
    for number, words in enumerate((words for said in _said(source) for words in wrap(said, CUE)), 1):
        end = start + timedelta(milliseconds=round(1000 * SECONDS_A_LETTER * len(words)))
        cues.append(f"{number}\n{_clock(start, dot)} --> {_clock(end, dot)}\n{chr(10).join(wrap(words, CUE // 2))}\n")
        start = end + timedelta(milliseconds=200)
    return (f"WEBVTT - {source.title}\n\n" * dot + "\n".join(cues)).encode()


def _said(source: Source) -> Iterator[str]:
    """Sentence by sentence; cells are read with their header, and what is no sentence ends all the same."""
    for block in source.blocks:
        lines = list(map(_row_aloud, _records(block))) if block.kind == "table" else block.lines
        for line in lines:
            for sentence in SENTENCE.split(line):
                yield sentence if sentence[-1] in ".;:!?" else f"{sentence}."


def _row_aloud(record: dict[str, str]) -> str:
    first, *others = (f"{name} {cell}" for name, cell in record.items())
    return f"{first} : {', '.join(others)}"


def _clock(time: timedelta, dot: bool) -> str:
    seconds, milliseconds = divmod(round(time.total_seconds() * 1000), 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{'.' if dot else ','}{milliseconds:03d}"


def mail(source: Source, text: str) -> bytes:
    """A mail that says all but the tables, which are attached to it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "Médiathèque Al Manar <secretariat@al-manar.example>"
    message["To"] = "agents@al-manar.example"
    message["Subject"] = source.title
    message["Date"] = format_datetime(FIXED_DATE)
    message["Message-ID"] = f"<{PurePosixPath(source.name).name}@al-manar.example>"
    message["MIME-Version"] = "1.0"
    message.set_content(text, cte="quoted-printable")
    for name, content in tables(source):
        message.add_attachment(content, maintype="text", subtype="csv", filename=name)
    message.set_boundary("=_charte")
    return message.as_bytes()


def saved_page(source: Source, page: bytes) -> bytes:
    """A page as a browser saves it in one file."""
    place = f"https://al-manar.example/{PurePosixPath(source.name).name}.html"
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {place}\r\n"
        f"Subject: =?utf-8?B?{base64.b64encode(source.title.encode()).decode()}?=\r\n"
        f"Date: {format_datetime(FIXED_DATE)}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----MultipartBoundary--charte----"\r\n'
    )
    part = (
        f"------MultipartBoundary--charte----\r\nContent-Type: text/html\r\n"
        f"Content-Transfer-Encoding: base64\r\nContent-Location: {place}\r\n"
    )
    body = base64.encodebytes(page).decode().replace("\n", "\r\n")
    return f"{head}\r\n\r\n{part}\r\n{body}\r\n------MultipartBoundary--charte------\r\n".encode()


def zipped(source: Source, text: bytes) -> bytes:
    """A folder with the text as Markdown, and its tables beside it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in [(f"{PurePosixPath(source.name).name}.md", text), *tables(source)]:
            archive.writestr(zipfile.ZipInfo(name, FIXED_DATE.timetuple()[:6]), content, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()
