"""What a file is, by its content; the name only decides between formats whose content looks the same."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath

from rag.errors import FileRefused

SUFFIXES = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".mdown": "md",
    ".mkd": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "eml",
    ".mht": "eml",
    ".mhtml": "eml",
}
"""Formats by suffix, in small letters."""

NAMES = {"txt": "text", "md": "Markdown", "html": "HTML", "pdf": "a PDF", "docx": "a Word document", "eml": "a mail"}
"""Formats in words, for messages."""

OTHER_TEXT = frozenset({"", ".csv", ".tsv", ".log", ".rst", ".json", ".jsonl", ".xml", ".yaml", ".yml", ".srt", ".tex"})
"""Suffixes of text without a reader of its own: read as plain text, without a remark."""

_MAGIC = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"PAR1", "a Parquet file"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OPENS_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*){0,5}(?:<!doctype\s+html|<html[\s>])",
    re.I | re.S,
)
_HEADER = re.compile(rb"(?P<name>[A-Za-z][A-Za-z0-9-]*):(?P<value>[^\n]*(?:\n[ \t][^\n]*)*)(?:\n|$)")
_ENVELOPE = re.compile(rb"(?:\xef\xbb\xbf)?(?:From [^\n]*\n)?")
_ROUTED = frozenset({b"return-path", b"message-id", b"delivered-to", b"dkim-signature", b"arc-seal"})
"""Headers that only a program writes, on the way of a mail."""
_TAG = re.compile(
    rb"<(?:!doctype|html|head|body|p|div|span|h[1-6]|ul|ol|li|table|tr|td|a|br|section|article|title)\b", re.I
)
_MARKDOWN_HEADING = re.compile(rb"^#{1,6} +\S", re.M)


def kind_of(data: bytes, file: str) -> str:
    """The format of a file's bytes: `txt`, `md`, `html`, `pdf`, `docx` or `eml` (a MIME message).

    `file` is its path, which decides between plain text and Markdown, and for HTML without a head.

    Raises `FileRefused`: `empty`, or `unsupported` and `encrypted` with what the file holds.
    """
    if not data:
        raise FileRefused("empty", "the file has no bytes; nothing can be cited from it")
    suffix = PurePosixPath(file).suffix.lower()
    named = SUFFIXES.get(suffix)
    if _is_pdf(data):
        return "pdf"
    if data.startswith(_ZIPS):
        return _archive(data)
    if data.startswith(_OLE):
        raise _ole(data)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise _unsupported(what)
    if data[4:8] == b"ftyp" or data[:4] == b"RIFF":
        raise _unsupported("an image, sound or video file")
    return _text_kind(data[:65536].replace(b"\0", b""), suffix, named)


def mismatch(kind: str, file: str) -> str | None:
    """A sentence for a file whose name promises another format than it holds."""
    suffix = PurePosixPath(file).suffix.lower()
    if SUFFIXES.get(suffix) == kind or {SUFFIXES.get(suffix), kind} == {"txt", "md"}:
        return None
    if suffix in OTHER_TEXT and kind in ("txt", "md"):
        return None
    return f"named {suffix} but holds {NAMES[kind]}" if suffix else f"named without a suffix, holds {NAMES[kind]}"


def _unsupported(what: str) -> FileRefused:
    return FileRefused("unsupported", f"the file is {what}; give a txt, md, html, pdf or docx file")


def _is_pdf(data: bytes) -> bool:
    """Readers accept up to 1 024 bytes before the header; a text that only speaks of `%PDF-` has no objects."""
    at = data.find(b"%PDF-", 0, 1024)
    return at == 0 or (at > 0 and re.search(rb"\d+\s+\d+\s+obj\b", data) is not None)


def _archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # Some programs write the slashes of Windows, and any case.
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        if b"word/" in data:
            raise FileRefused("damaged", "the Word document is cut off or damaged; save it again") from error
        raise FileRefused("damaged", f"the file is a damaged zip archive ({error})") from error
    if "[content_types].xml" in names:
        if any(name.startswith("word/") for name in names):
            return "docx"
        if any(name.startswith("xl/") for name in names):
            raise _unsupported("an Excel workbook")
        if any(name.startswith("ppt/") for name in names):
            raise _unsupported("a PowerPoint presentation")
    if "mimetype" in names:
        raise _unsupported("an OpenDocument or EPUB file")
    raise _unsupported("a zip archive")


def _ole(data: bytes) -> FileRefused:
    if _ENCRYPTED_PACKAGE in data:
        return FileRefused("encrypted", "the document is password protected; save it without a password")
    return _unsupported("an old Office file (doc, xls, ppt): save it as docx")


def _is_mail(head: bytes, named: str | None) -> bool:
    """Whether a text begins with the headers of a mail, among them one that no person types; `.eml` is believed."""
    at = _ENVELOPE.match(head).end()  # type: ignore[union-attr]
    head = head[at:].replace(b"\r\n", b"\n")
    found: dict[bytes, bytes] = {}
    at = 0
    while header := _HEADER.match(head, at):
        found[header["name"].lower()] = header["value"].lower()
        at = header.end()
    # Behind the headers stands an empty line, or nothing.
    if len(found) < 2 or head[at : at + 1] not in (b"\n", b""):
        return False
    coded = b"multipart/" in found.get(b"content-type", b"") or b"content-transfer-encoding" in found
    return named == "eml" or b"mime-version" in found or coded or (b"from" in found and not _ROUTED.isdisjoint(found))


def _text_kind(head: bytes, suffix: str, named: str | None) -> str:
    if _is_mail(head, named):
        return "eml"
    if _OPENS_HTML.match(head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")):
        return "html"
    if named == "html":
        return "html" if _TAG.search(head) else "txt"
    if named == "md":
        return "md"
    if named is None and suffix == "" and len(_MARKDOWN_HEADING.findall(head)) > 1:
        return "md"
    return "txt"
