"""The words for what reading made of a file: what its text does not hold, and where title, author and date are from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.index.contents import DocumentInfo
from rag.types import NO_RECOGNISER, Document, LeftOut, Omission, Origin

MOST = 3
"""Lines of one kind; beyond, their number is told."""

LEFT_OUT = {
    "en": {
        Omission.HIDDEN: "hidden text left out: {0} characters",
        Omission.BOILERPLATE: "menus, notices and the like around the text left out: {0} % of the page",
        Omission.UNMAPPED: "page {0}: {1} % of the letters cannot be read, as the font does not say what they are",
        Omission.REPEATED: "repeated headers, footers or watermarks kept once: {0} lines left out",
    },
    "fr": {
        Omission.HIDDEN: "texte caché laissé de côté : {0} caractères",
        Omission.BOILERPLATE: "menus, bandeaux et autres abords du texte laissés de côté : {0} % de la page",
        Omission.UNMAPPED: "page {0} : {1} % des lettres sont illisibles, la police ne dit pas ce qu’elles sont",
        Omission.REPEATED: "en-têtes, pieds de page ou filigranes répétés gardés une fois : {0} lignes retirées",
    },
    "ar": {
        Omission.HIDDEN: "نص مخفي لم يؤخذ: عدد حروفه {0}",
        Omission.BOILERPLATE: "قوائم وإشعارات حول النص لم تؤخذ: {0} ٪ من الصفحة",
        Omission.UNMAPPED: "الصفحة {0}: {1} ٪ من الحروف لا تُقرأ لأن الخط لا يبيّن ما هي",
        Omission.REPEATED: "ترويسات أو تذييلات أو علامات مائية متكررة أُبقيت مرة واحدة: حُذف منها {0} سطرًا",
    },
}
"""A sentence for each kind of what is left out; braces are filled with its numbers."""

FURTHER = {"en": "… and {0} more of this kind", "fr": "… et {0} autres de ce genre", "ar": "… و{0} أخرى من هذا النوع"}

ORIGINS = {
    "en": {
        Origin.METADATA: "from the file’s properties",
        Origin.HEADING: "from the first heading",
        Origin.TEXT: "from the text",
        Origin.FILE: "from the file’s name",
    },
    "fr": {
        Origin.METADATA: "d’après les propriétés du fichier",
        Origin.HEADING: "d’après le premier titre",
        Origin.TEXT: "d’après le texte",
        Origin.FILE: "d’après le nom du fichier",
    },
    "ar": {
        Origin.METADATA: "من خصائص الملف",
        Origin.HEADING: "من العنوان الأول",
        Origin.TEXT: "من النص",
        Origin.FILE: "من اسم الملف",
    },
}
"""Where a title, an author or a date was taken from."""


RECOGNISED = {"en": "recognised, {0} %", "fr": "reconnu, {0} %", "ar": "نص متعرف عليه، {0} ٪"}
"""What stands at text that was recognised on a picture: how sure the program was of its words."""

RECOGNISED_PAGES = {
    "en": ("text recognised on {0} page", "text recognised on {0} pages"),
    "fr": ("texte reconnu sur {0} page", "texte reconnu sur {0} pages"),
    "ar": ("نص متعرف عليه في صفحة واحدة", "نص متعرف عليه، عدد الصفحات: {0}"),
}
TO_RECOGNISE = {
    "en": "pages that are pictures were not recognised: Tesseract is not installed here",
    "fr": "des pages qui sont des images n’ont pas été reconnues : Tesseract n’est pas installé ici",
    "ar": "لم يُتعرف على نص الصفحات المصوَّرة لأن Tesseract غير مثبت هنا",
}
ARABIC_DOUBT = {
    "en": "recognised Arabic: up to one word in ten may be wrong, compare with the picture",
    "fr": "arabe reconnu : jusqu’à un mot sur dix peut être faux, comparez avec l’image",
    "ar": "نص عربي متعرف عليه: قد تخطئ كلمة من كل عشر، فقارنه بالصورة",
}


def recognised_word(percent: int, language: str) -> str:
    """That a text was recognised, and how sure it is: « reconnu, 92 % »."""
    return RECOGNISED[language].format(percent)


def recognised_lines(document: Document | DocumentInfo, language: str) -> Iterator[str]:
    """What is to be said of recognised text in a document."""
    if document.recogniser == NO_RECOGNISER:
        yield TO_RECOGNISE[language]
    if document.recognised:
        count = len(document.recognised)
        percent = round(sum(each.percent for each in document.recognised) / count)
        pages = RECOGNISED_PAGES[language][0 if count == 1 else 1].format(count)
        yield f"{pages} ({recognised_word(percent, language)})"
        if document.language == "ar":
            yield ARABIC_DOUBT[language]


def left_out_lines(left_out: Sequence[LeftOut], language: str) -> Iterator[str]:
    """What a text does not hold, in the words of a language: a few lines a kind."""
    order = list(Omission)
    for code, group in groupby(sorted(left_out, key=lambda each: order.index(each.code)), lambda each: each.code):
        members = list(group)
        for each in members[:MOST]:
            yield LEFT_OUT[language][code].format(*(f"{number:g}" for number in each.numbers))
        if len(members) > MOST:
            yield FURTHER[language].format(len(members) - MOST)
