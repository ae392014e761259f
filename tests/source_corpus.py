"""A folder of documents in the formats that the source panel shows, and an assistant that answers from them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import wrap

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.sync import sync
from rag.assistant import Assistant
from rag.embedding.embedder import HashEmbedder
from rag.settings import Settings
from tests.files import HTML, report, word

FACTS = {
    21: "The supervisory committee of Zagora reviews every automated system before deployment and writes a report.",
    150: "The register of Tafraout keeps the reviews of deployed systems for eleven years.",
    280: "An appeal against the supervisory committee of Zagora is heard by the court of Essaouira within forty days.",
}
QUESTION = "What does the supervisory committee of Zagora review before deployment?"
APPEAL = "Who hears an appeal against the supervisory committee of Zagora?"
ARABIC_FACT = "تأسست اللجنة الوطنية لمراقبة حماية المعطيات ذات الطابع الشخصي سنة 2009 في مدينة الرباط."
ARABIC_QUESTION = "متى تأسست اللجنة الوطنية لمراقبة حماية المعطيات؟"
FILLER = (
    "Paragraph {part} of chapter {page} describes the ordinary duties of an administration: to file its",
    "papers, to answer letters in time, and to keep its rooms tidy. Nothing in it is out of the ordinary,",
    "and few people read it to its end. It is here so that the chapter has the length of a chapter.",
)


def manual(pages: int = 300) -> bytes:
    """A PDF of many pages with a few facts on known pages."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(70, 770, f"Chapter {page}")
        text = canvas.beginText(70, 740)
        text.setFont("Times-Roman", 11, leading=14)
        for part in range(1, 6):
            if part == 3 and page in FACTS:
                text.textLines(wrap(FACTS[page], 90))
            text.textLines([line.format(part=part, page=page) for line in FILLER])
            text.moveCursor(0, 14)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write_corpus(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "manual.pdf").write_bytes(manual())
    (folder / "rapport.docx").write_bytes(word(report))
    (folder / "portail.html").write_text(HTML, "utf-8")
    more = "\n\n".join(f"## الباب {number}\n\nنص عادي عن الإدارة رقم {number}." for number in range(1, 30))
    (folder / "هيئة.md").write_text(f"# اللجنة الوطنية\n\n{ARABIC_FACT} وهي هَيْئَة مستقلة.\n\n{more}\n", "utf-8")


@contextmanager
def reading(folder: Path) -> Iterator[Assistant]:
    """An assistant over the documents of `folder`, which are written there first; its index is beside it."""
    if not folder.exists():
        write_corpus(folder)
    settings = Settings(index=folder.parent / "index")
    sync([folder], settings, HashEmbedder())
    assistant = Assistant(settings, HashEmbedder())
    try:
        yield assistant
    finally:
        assistant.close()
