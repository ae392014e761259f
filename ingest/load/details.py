"""Title, author and date of a document: from its metadata, its headings, the lines at its beginning, its file's name.

Much of what programs write into metadata says nothing: a title "Microsoft Word - Document1", an author "user", a date
of 1970. It is passed over, so that what the text says comes to its right.
"""

from __future__ import annotations

import re

from ingest.load.extracted import Extracted
from rag.index.parts import file_title
from rag.language.folding import fold_plain, skeleton
from rag.language.numbers.dates import read_date
from rag.language.text import canonical
from rag.types import Detail, Origin

LONGEST = 300
"""Characters of a title or an author that are kept."""

BEGINNING = 3_000
"""Characters of the text in which author and date are looked for."""

LONGEST_DATE_LINE = 60
"""Characters of a line that may give the date of the document without saying that it does."""

LONGEST_LABEL = 100
"""Characters of a line in which a date and what says that it is that of the document must stand."""

_PROGRAM = re.compile(r"^(?:microsoft (?:office )?word|powerpoint presentation|writer) ?[-–:] ?", re.I)
_FILE_NAME = re.compile(r"\.(?:docx?|odt|rtf|indd|tex|dvi|pdf|html?|txt|qxd|pptx?|xlsx?)$", re.I)
_NO_TITLE = frozenset(
    "untitled|untitled document|untitled-1|sans titre|sans nom|document|document1|word document|new document|title"
    "|titre|home|accueil|index|no title|مستند|بدون عنوان|بلا عنوان|الرئيسية".split("|")
)
_NO_AUTHOR = frozenset(
    "user|users|admin|administrator|administrateur|author|auteur|unknown|inconnu|owner|root|python-docx|default"
    "|microsoft office user|utilisateur microsoft office|utilisateur windows|utilisateur|windows user|hp|dell|lenovo|pc"
    "|anonymous|openpyxl|libreoffice|مستخدم|المستخدم".split("|")
)
_UNNAMED = re.compile(r"(?:feuil|feuille|sheet|ورقة|section|slide|diapositive|table) ?\d{1,3}", re.I)
"""What programs call a sheet, a section or a slide that nobody has named."""
_NO_DATE = frozenset({"1970-01-01", "1980-01-01", "1601-01-01"})

_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_ISO_DATE = re.compile(r"(\d{4})(?:[-/](\d\d))?(?:[-/](\d\d))?(?!\d)")
_DATED_LINE = re.compile(r"^.{0,80}?\d.*$", re.M)
_MARKS = r"[\s>*_#|•-]*"
_AUTHOR_LINE = re.compile(
    rf"^{_MARKS}(?:auteurs?|auteure|autrice|rédacteur|rédactrice|rédigé par|authors?|written by|المؤلف|الكاتب|إعداد)"
    rf"[\s*_]*:[\s*_|]*(\S.*?){_MARKS}$",
    re.I | re.M,
)
_DATE_LABEL = re.compile(
    r"^(?:date(?: de (?:publication|mise a jour|la version))?|date d'(?:edition|application)|publie le|mis a jour le"
    r"|derniere mise a jour|version du|fait a [^,:]{2,30}, le|fait le|publication date|published(?: on)?"
    r"|last (?:updated|modified|reviewed)(?: on)?|updated(?: on)?|effective(?: date)?"
    r"|التاريخ|تاريخ(?: النشر| التحديث)?|نشر في|حرر ب[^,:،]{2,30}(?:,|،)? في|بتاريخ)(?: ?:)? ?",
)
_PLACE = re.compile(r"^[^\W\d]+(?:[ -][^\W\d]+)?, (?:le |on |في )?")


def title(extracted: Extracted, file: str) -> Detail:
    """What the document is called, from the most telling place; every document has a title."""
    told = _PROGRAM.sub("", _words(extracted.metadata.title))
    if told and told.casefold() not in _NO_TITLE and not _FILE_NAME.search(told):
        return Detail(told, Origin.METADATA)
    for heading in extracted.headings:
        words = _words(extracted.text[heading.start : heading.end])
        if any(character.isalpha() for character in words) and not _UNNAMED.fullmatch(words):
            return Detail(words, Origin.HEADING)
    return file_title(file)


def author(extracted: Extracted) -> Detail | None:
    """Who wrote the document, where its metadata or a line such as `Auteur : …` tell it."""
    told = _words(extracted.metadata.author)
    if told and told.casefold() not in _NO_AUTHOR:
        return Detail(told, Origin.METADATA)
    found = _AUTHOR_LINE.search(extracted.text[:BEGINNING])
    return Detail(_words(found[1]), Origin.TEXT) if found else None


def date(extracted: Extracted, language: str) -> Detail | None:
    """When the document was written, where its metadata or a line at its beginning tell it."""
    told = _metadata_date(extracted.metadata.date or "", language)
    if told is not None:
        return Detail(told, Origin.METADATA)
    for line in _DATED_LINE.findall(extracted.text, 0, BEGINNING):
        value = _line_date(line, language)
        if value is not None:
            return Detail(value, Origin.TEXT)
    return None


def _words(text: str | None) -> str:
    """Words as metadata or a heading give them, in one line."""
    return " ".join(canonical(text or "").split())[:LONGEST].strip()


def _metadata_date(told: str, language: str) -> str | None:
    told = told.strip()
    match = _PDF_DATE.match(told) or _ISO_DATE.match(told)
    if match is None:
        return _spoken_date(told, language)
    return _valid("-".join(part for part in match.groups() if part))


def _line_date(line: str, language: str) -> str | None:
    """The date of a line that says so, or that holds a place and a date and nothing else."""
    plain = skeleton(fold_plain(line[:LONGEST_LABEL])).strip(" >*_#|•-.")
    label = _DATE_LABEL.match(plain)
    if label is None and len(line) > LONGEST_DATE_LINE:
        return None
    rest = plain[label.end() :].lstrip(" *_|") if label else _PLACE.sub("", plain)
    return _spoken_date(rest.removeprefix("le "), language, whole=label is None)


def _spoken_date(text: str, language: str, whole: bool = False) -> str | None:
    """The date at the beginning of a text; `whole`: nothing may follow it."""
    plain = skeleton(fold_plain(text)).strip()
    found = read_date(plain, 0, language) if plain else None
    if found is None or (whole and (not found.complete or plain[found.end :].strip())):
        return None
    return _valid(found.value)


def _valid(value: str) -> str | None:
    """A date as `2024-03-12`, `2024-03` or `2024`, if it may be one on which somebody wrote."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
    if match is None or value in _NO_DATE or not 1000 <= int(match[1]) <= 2200:
        return None
    return value if 1 <= int(match[2] or 1) <= 12 and 1 <= int(match[3] or 1) <= 31 else match[1]
