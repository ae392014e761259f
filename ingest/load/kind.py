"""What a file is, by its content; the name only decides between formats whose content looks the same."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from ingest.load.limits import OLD_OFFICE
from ingest.load.members import HOLDERS
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
    ".doc": "doc",
    ".ppt": "ppt",
    ".xls": "xls",
    ".pptx": "pptx",
    ".odt": "odt",
    ".odp": "odp",
    ".xlsx": "xlsx",
    ".ods": "ods",
    ".csv": "csv",
    ".tsv": "csv",
    ".zip": "zip",
    ".epub": "epub",
    ".rtf": "rtf",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".ipynb": "ipynb",
    ".srt": "srt",
    ".vtt": "srt",
    ".eml": "eml",
    ".mht": "eml",
    ".mhtml": "eml",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
}
"""Formats by suffix, in small letters."""

NAMES = {
    "txt": "text",
    "md": "Markdown",
    "html": "HTML",
    "pdf": "a PDF",
    "docx": "a Word document",
    "pptx": "a PowerPoint presentation",
    "doc": "an old Word document",
    "ppt": "an old PowerPoint presentation",
    "xls": "an old Excel workbook",
    "odt": "an OpenDocument text",
    "odp": "an OpenDocument presentation",
    "xlsx": "an Excel workbook",
    "ods": "an OpenDocument spreadsheet",
    "csv": "a table",
    "zip": "a zip archive",
    "epub": "a book",
    "rtf": "an RTF document",
    "json": "JSON",
    "ipynb": "a notebook",
    "srt": "subtitles",
    "eml": "a mail",
    "image": "a picture",
}
"""Formats in words, for messages."""

READ = (
    "txt, md, html, pdf, docx, doc, odt, rtf, pptx, ppt, odp, xlsx, xls, ods, csv, epub, eml, json, ipynb, srt, vtt,"
    " png, jpg, tiff or zip"
)
"""What to give instead of a file that is not read, for messages."""

_TOLD_BY_NAME = frozenset({"md", "csv", "json", "ipynb", "srt"})
"""Formats of text that only a name tells from another; their readers take for plain text what they are not."""

OTHER_TEXT = frozenset({"", ".log", ".rst", ".xml", ".yaml", ".yml", ".tex"})
"""Suffixes of text without a reader of its own: read as plain text, without a remark."""

_MAGIC = (
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"%!PS", "a PostScript document"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"PAR1", "a Parquet file"),
)
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_OLD_PARTS = {"WordDocument": "doc", "PowerPoint Document": "ppt", "Workbook": "xls", "Book": "xls"}
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_STATED = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/epub+zip": "epub",
}
"""Formats by what the first part of an archive says; a template says so behind it."""
_TYPES = 1 << 20
"""Bytes of the list of parts that are looked at."""

_MAIN_PARTS = {
    "docx": re.compile(rb"word(?:processingml)?\.(?:document|template)[\w.]*\.main\+xml"),
    "pptx": re.compile(rb"presentationml\.(?:presentation|slideshow|template)\.main\+xml"),
    "xlsx": re.compile(rb"spreadsheetml\.(?:sheet|template)\.main\+xml"),
}
_FOLDERS = {"word/": "Word document", "ppt/": "presentation", "xl/": "workbook", "opendocument": "document"}
"""What an archive was meant to be, by words that stand in it unpacked."""
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
    """The format of a file's bytes, one of `NAMES`.

    `file` is its path, which decides between plain text, Markdown and tables, and for HTML without a head.

    Raises `FileRefused`: `empty`, or `unsupported` and `encrypted` with what the file holds.
    """
    if not data:
        raise FileRefused("empty", "the file has no bytes; nothing can be cited from it")
    suffix = PurePosixPath(file).suffix.lower()
    named = SUFFIXES.get(suffix)
    if _is_pdf(data):
        return "pdf"
    if data.startswith(_ZIPS):
        return _archive(data, suffix)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_IMAGES):
        return "image"
    if data.startswith(OLD_OFFICE):
        return _ole(data)
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


def holds_documents(file: str) -> bool:
    """Whether a file, by its name, is one in which documents of their own may stand."""
    return SUFFIXES.get(PurePosixPath(file).suffix.lower()) in HOLDERS


def _unsupported(what: str) -> FileRefused:
    return FileRefused("unsupported", f"the file is {what}; give a {READ} file")


def _is_pdf(data: bytes) -> bool:
    """Readers accept up to 1 024 bytes before the header; a text that only speaks of `%PDF-` has no objects."""
    at = data.find(b"%PDF-", 0, 1024)
    return at == 0 or (at > 0 and re.search(rb"\d+\s+\d+\s+obj\b", data) is not None)


def _archive(data: bytes, suffix: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # Some programs write the slashes of Windows, and any case.
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            stated = _stated(archive).removesuffix(b"-template")
            office = _office(archive, names)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        if isinstance(error, RuntimeError) and not isinstance(error, NotImplementedError):
            # The library has no kind of its own for a part that needs a password.
            raise FileRefused("encrypted", "the document is password protected; save it without a password") from error
        what = next((what for folder, what in _FOLDERS.items() if folder.encode() in data), None)
        if what:
            raise FileRefused("damaged", f"the {what} is cut off or damaged; save it again") from error
        raise FileRefused("damaged", f"the file is a damaged zip archive ({error}); save it again") from error
    if stated in _STATED:
        return _STATED[stated]
    if "xl/workbook.bin" in names:
        raise _unsupported("a binary Excel workbook (xlsb): save it as xlsx")
    if office:
        return office
    if stated:
        raise _unsupported(f"of a kind that is not read ({stated.decode('ascii', 'replace')})")
    if SUFFIXES.get(suffix, "zip") == "zip":
        return "zip"
    raise _unsupported("a zip archive")


def _office(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    """The format of a package of parts: by the folder that Office gives them, else by what it says of its main part."""
    if "[content_types].xml" not in names:
        return None
    for folder, kind in (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx")):
        if any(name.startswith(folder) for name in names):
            return kind
    listed = next(name for name in archive.namelist() if name.lower() == "[content_types].xml")
    with archive.open(listed) as part:
        said = part.read(_TYPES)
    return next((kind for kind, main in _MAIN_PARTS.items() if main.search(said)), None)


def _stated(archive: zipfile.ZipFile) -> bytes:
    """What an archive says that it is, as those of OpenDocument and EPUB do."""
    if "mimetype" not in archive.namelist():
        return b""
    with archive.open("mimetype") as part:
        return part.read(100).strip()


def _ole(data: bytes) -> str:
    """The format of a file of parts such as Office wrote before 2007, by the names of its parts."""
    if _ENCRYPTED_PACKAGE in data:
        raise FileRefused("encrypted", "the document is password protected; save it without a password")
    for name, kind in _OLD_PARTS.items():
        if name.encode("utf-16-le") in data:
            return kind
    raise _unsupported("an old Office file of another kind (a mail, a drawing or a project)")


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
    if named in _TOLD_BY_NAME:
        return str(named)
    if named is None and suffix == "" and len(_MARKDOWN_HEADING.findall(head)) > 1:
        return "md"
    return "txt"
