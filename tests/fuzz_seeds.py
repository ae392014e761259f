"""What is fuzzed in each format: whole files, made here, and pieces that mean something in it."""

from __future__ import annotations

import io

from tests.fixtures.files import HTML, archive, both, lines, pdf, picture, report, two_columns, with_footnote, word
from tests.fixtures.made.packages import RTF, SHEET, TABLE, TEXT, book, opendocument, presentation, shape, slide
from tests.fixtures.made.scans import as_png, as_tiff
from tests.fixtures.made.scans import drawn as drawn_page
from tests.fixtures.made.workbook import number, row, workbook
from tests.fixtures.websites import SKELETONS, website

_WORDS = (
    "# Titre\n\n- un point\n\nÉté : œuvre, 3 €\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nالحد الأدنى\f\n\n```\nx\n```\n"
)

TOKENS = {
    "html": "&#11; &#0; &#xD800; &#x110000; < > </ <!-- --> <![CDATA[ ]]> <table> <tr> <td> <math> <mfrac> <msup> <svg>"
    " <noframes> <frameset> <body> <li> <ol&#32;start=999999999> <dl><dt> <details><summary> <h1> <pre> <plaintext>"
    " <textarea> <title> <a&#32;href=x> <b> <noscript> <template> class=comments hidden <button> <x-y> \0",
    "md": "``` ~~~ --- === # ###### | |---| > - 1. [^1]: ** __ <div> \t \0",
    "txt": "\f \v \0 \ufeff \u2028 \r : - |",
    "pdf": "obj endobj stream endstream << >> [ ] xref trailer /Kids /Parent /Length /Filter /FlateDecode BT ET Tj ( )"
    " R 999999 -1 0",
    "xlsx": "<row> </row> <row&#32;r='9999999'> <c&#32;t='s'> <c&#32;r='XFD1'> <v>-1</v> <v>1e308</v> <is> <mergeCell"
    " ref='A1:XFD1048576'> <col&#32;max='16384'> <autoFilter> <!DOCTYPE 0;-0;@ [$-40C]d [>3] \"",
    "ods": "<table:table-row> <table:table-cell> </table:table-row> table:number-rows-repeated='99999999'"
    " table:number-columns-repeated='99999' table:number-rows-spanned='9' <text:p> <office:annotation> <!DOCTYPE",
    "odt": "<text:list> <text:list-item> <text:p> <text:h&#32;text:outline-level='x'> <text:note>"
    " <text:s&#32;text:c='99999'> <table:table> <draw:frame> <draw:text-box> </text:p> <text:section> <!DOCTYPE",
    "pptx": "<a:p> <a:t> </a:t> <a:tbl> <a:tr> <a:tc> <p:sp> <p:grpSp> <p:ph&#32;type='title'/> <a:buAutoNum>"
    " lvl='99' <!DOCTYPE",
    "epub": "<itemref <item> href='../../x' <p> <h1> <nav> <a&#32;href='#'> </body> <!DOCTYPE &x; linear='no'",
    "rtf": "{ } \\par \\cell \\row \\trowd \\intbl \\u-1? \\uc99 \\bin99999 \\'ff \\* {\\fonttbl {\\upr {\\footnote"
    " \\ansicpg9 \\f0 \\ls1 \\v \\outlinelevel8 \0",
    "png": "IHDR IDAT PLTE tRNS eXIf pHYs IEND \xff \0",
    "tiff": "II*\0 MM \1\1\4\0 \xff\xff\xff\xff",
    "csv": '; , \t " "" \n \r | sep=; \0 \ufeff',
    "json": '{ } [ ] , : " \\ null true 1e999 -0 \\ud800 \n {"a":',
    "ipynb": '{ } [ ] , : " \\ null {"cells": "source": "outputs": [[]] 1e9',
    "srt": "--> 00:00:01,000 99:99:99,999 \n\n WEBVTT NOTE <v&#32;x> <i> {\\an8} 1",
    "zip": "PK PK\3\4 ../ !/ \\ C: __MACOSX/ . \0",
    "eml": "\n\n -- --b --b-- Content-Type: multipart/mixed; boundary=b message/rfc822 text/html base64 =?utf-8?q? ?="
    " =3D Content-Disposition:&#32;attachment;filename= filename*=utf-8''%ff \0",
    "mhtml": "\n\n --b --b-- Content-Type:&#32;text/html;&#32;charset=x Content-Location: =3D =\n &#11; <table> <form>"
    " </body> Snapshot-Content-Location: quoted-printable base64 \0",
    "vtt": "--> 00:01.000 99:99:99.999 \n\n WEBVTT NOTE STYLE REGION <v&#32;x> <c.a> <00:00:01.000> &lrm; </i> line:0",
    "odp": "<draw:page> <draw:frame> <draw:text-box> <presentation:notes> <text:p> <text:list> <table:table>"
    " </draw:page> <!DOCTYPE",
    "jpg": "\xff\xd8 \xff\xe1 \xff\xc0 \xff\xda \xff\xd9 Exif\0\0II*\0 \xff \0",
    "docx": "<w:p> </w:p> <w:tbl> <w:tr> <w:tc> <w:t> &#11; <!-- <!DOCTYPE xmlns: PK",
}
"""Pieces that mean something in a format, between spaces."""


LONG_NUMBER = b"9" * 5000
"""More digits than Python reads as a number: a piece of every format."""


def tokens(kind: str) -> list[bytes]:
    """The pieces that mean something in a format."""
    return [*(each.replace("&#32;", " ").encode() for each in TOKENS[kind].split(" ")), LONG_NUMBER]


MAIL = (
    b"From: a@example.org\nSubject: =?utf-8?q?R=C3=A9union?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed;"
    b' boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nBonjour.\n--b\nContent-Type: message/rfc822\n\n'
    b"Subject: Avant\n\nLe mail.\n--b\nContent-Type: application/zip\nContent-Transfer-Encoding: base64\n"
    b'Content-Disposition: attachment; filename="a.zip"\n\nUEsDBAoAAAAA\n--b--\n'
)


MORE_MAIL = (
    b"Return-Path: <x@example.org>\nFrom: =?iso-8859-1?Q?Ren=E9e?= <r@example.org>\nTo: a@example.org,\n"
    b" b@example.org\n"
    b"Date: Mon, 30 Nov 2026 10:00:00 +0100\nSubject: Ordre du jour\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/alternative; boundary="c"\n\n--c\nContent-Type: text/plain; charset=iso-8859-1;'
    b" format=flowed\nContent-Transfer-Encoding: quoted-printable\n\nL'ordre est =E9tabli \nainsi.\n> cit=E9\n"
    b"--c\nContent-Type: text/html; charset=utf-8\n\n<p>L'ordre</p><table><tr><td>a<td>b</table>\n--c\n"
    b"Content-Type: image/png; name*0*=utf-8''%C3%A9; name*1=t.png\nContent-ID: <i>\nContent-Transfer-Encoding:"
    b" base64\n\niVBORw0KGgo=\n--c\nContent-Type: text/x; name=u\nContent-Disposition: attachment\n"
    b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a.txt\n#0V%T\n`\nend\n--c--\n"
)
SAVED = (
    b"From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/\nSubject: Page\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\nContent-Type: text/html\n'
    b"Content-Transfer-Encoding: quoted-printable\nContent-Location: https://example.org/\n\n<html><body><h1>Un=\n"
    b" titre</h1><p>L=C3=A9gende</p></body></html>\n--b\nContent-Type: text/css\n\np{}\n--b--\n"
)
VTT = (
    "WEBVTT - Titre\n\nNOTE un mot\n\nSTYLE\n::cue {}\n\n00:01.000 --> 00:02.000 align:start\n<v Ada>Bonjour <i>à</i>"
    " tous\n\nid\n00:00:03.000 --> 00:00:04.000\n- Fin &amp; suite\n"
)
NOTEBOOK = (
    b'{"nbformat": 4, "metadata": {"language_info": {"name": "python"}, "title": "T"}, "cells": [{"cell_type":'
    b' "markdown", "source": ["# A\\n", "texte"]}, {"cell_type": "code", "source": "x", "outputs": [{"output_type":'
    b' "stream", "text": ["un"]}, {"output_type": "execute_result", "data": {"text/plain": "2", "text/html":'
    b' "<b>2</b>"}}]}]}'
)
SLIDES = (
    '<draw:page draw:name="Un"><draw:frame presentation:class="title"><draw:text-box><text:p>Titre</text:p>'
    "</draw:text-box></draw:frame><draw:frame><draw:text-box><text:list><text:list-item><text:p>un</text:p><text:list><text:list-item>"
    "<text:p>deux</text:p></text:list-item></text:list></text:list-item></text:list></draw:text-box></draw:frame>"
    "<presentation:notes><draw:frame><draw:text-box><text:p>Note</text:p></draw:text-box></draw:frame>"
    "</presentation:notes></draw:page>"
)


def _jpg() -> bytes:
    content = io.BytesIO()
    drawn_page("Un mot.", 30).save(content, "JPEG")
    return content.getvalue()


def seeds() -> dict[str, list[bytes]]:
    """Whole files of each format, made here."""
    pages = [website(name, "ar", "short", "form").html.encode() for name in sorted(SKELETONS)]
    drawn = [pdf(lines("Un titre", "Une phrase de plus.")), pdf(two_columns(False)), pdf(both(lines("Deux"), picture))]
    rows = row(1, "Ville", "Montant") + row(2, "Fès", number(5, 2)) + row(3, "Oujda", number("45363", 3))
    sheet = workbook(
        rows, formats=("#,##0.00", "dd/mm/yyyy"), behind='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    return {
        "xlsx": [sheet],
        "ods": [opendocument(SHEET, "spreadsheet")],
        "odt": [opendocument(TEXT, "text")],
        "pptx": [presentation(slide(shape("Titre", kind="title"), shape("Un", "Deux", kind="body"), TABLE))],
        "epub": [
            book({"a": "<h1>Un</h1><p>Le texte.</p>", "b": "<p>La suite.</p>"}, contents='<a href="b.xhtml">B</a>')
        ],
        "zip": [archive([("a/été.txt", b"Un texte."), ("b.md", b"# Titre"), ("../c.txt", b"x")])],
        "eml": [MAIL, MORE_MAIL],
        "mhtml": [SAVED],
        "vtt": [VTT.encode()],
        "odp": [opendocument(SLIDES, "presentation")],
        "jpg": [_jpg()],
        "rtf": [RTF.encode("cp1252")],
        "csv": ['Ville;Montant\nFès;5\n"a ""b""\nc";6\n'.encode()],
        "json": [b'[{"a": 1, "b": "x"}, {"a": 2.50, "b": null}]', b'{"a": {"b": [1, {"c": [2]}]}}\n{"d": 1}'],
        "ipynb": [
            b'{"cells": [{"cell_type": "markdown", "source": ["# A"]}, {"cell_type": "code", "source": "x"}]}',
            NOTEBOOK,
        ],
        "srt": [b"1\n00:00:01,000 --> 00:00:02,000\nBonjour.\n\n2\n00:00:03,000 --> 00:00:04,000\n- Fin\n"],
        "html": [HTML.encode(), *pages],
        "md": [_WORDS.encode()],
        "txt": [_WORDS.encode(), _WORDS.encode("utf-16"), "L'été à Fès : 3 œufs.\n".encode("cp1252")],
        "pdf": drawn,
        "png": [as_png(drawn_page("Un mot.", 30))],
        "tiff": [as_tiff([drawn_page("Un mot.", 30)] * 2)],
        "docx": [word(report), with_footnote(word(report), "Une note.")],
    }
