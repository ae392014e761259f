"""What kinds of files and languages are called: words of people, and each language by its own name."""

from __future__ import annotations

FORMATS = {
    "en": {
        "pdf": "PDF", "docx": "Word", "doc": "Word", "odt": "Text document", "rtf": "Text document", "txt": "Text",
        "md": "Text", "html": "Web page", "pptx": "Slides", "ppt": "Slides", "odp": "Slides", "xlsx": "Sheet",
        "xls": "Sheet", "ods": "Sheet", "csv": "Table", "zip": "Folder", "epub": "Book", "json": "Data",
        "ipynb": "Notebook", "srt": "Subtitles", "eml": "Mail", "image": "Picture",
    },
    "fr": {
        "pdf": "PDF", "docx": "Word", "doc": "Word", "odt": "Document texte", "rtf": "Document texte", "txt": "Texte",
        "md": "Texte", "html": "Page web", "pptx": "Diapositives", "ppt": "Diapositives", "odp": "Diapositives",
        "xlsx": "Tableur", "xls": "Tableur", "ods": "Tableur", "csv": "Tableau", "zip": "Dossier", "epub": "Livre",
        "json": "Données", "ipynb": "Carnet", "srt": "Sous-titres", "eml": "Courriel", "image": "Image",
    },
    "ar": {
        "pdf": "PDF", "docx": "Word", "doc": "Word", "odt": "مستند نصي", "rtf": "مستند نصي", "txt": "نص",
        "md": "نص", "html": "صفحة ويب", "pptx": "شرائح", "ppt": "شرائح", "odp": "شرائح",
        "xlsx": "جدول حسابي", "xls": "جدول حسابي", "ods": "جدول حسابي", "csv": "جدول", "zip": "مجلد", "epub": "كتاب",
        "json": "بيانات", "ipynb": "دفتر", "srt": "ترجمة مرئية", "eml": "رسالة", "image": "صورة",
    },
}  # fmt: skip
"""By the language of the page, then by the name that the reader gives a format."""

AUTONYMS = dict(
    pair.replace("_", " ").split(":")
    for pair in (
        "ar:العربية az:Azərbaycanca be:Беларуская bg:Български bn:বাংলা bs:Bosanski ca:Català cs:Čeština da:Dansk"
        " de:Deutsch el:Ελληνικά en:English eo:Esperanto es:Español et:Eesti eu:Euskara fa:فارسی fi:Suomi fr:Français"
        " gl:Galego he:עברית hi:हिन्दी hr:Hrvatski hu:Magyar hy:Հայերեն id:Indonesia is:Íslenska it:Italiano ja:日本語"
        " ka:ქართული kk:Қазақша ko:한국어 lt:Lietuvių lv:Latviešu mk:Македонски ms:Melayu mt:Malti nb:Norsk"
        " nl:Nederlands nn:Norsk no:Norsk pl:Polski pt:Português ro:Română ru:Русский sk:Slovenčina sl:Slovenščina"
        " sq:Shqip sr:Српски sv:Svenska sw:Kiswahili ta:தமிழ் te:తెలుగు th:ไทย tl:Tagalog tr:Türkçe uk:Українська ur:اردو"
        " uz:Oʻzbekcha vi:Tiếng_Việt zh:中文"
    ).split()
)
"""The languages that a text is told among, each by its own name."""


def format_word(kind: str, language: str) -> str:
    """A format in a word; a format without one by its name."""
    return FORMATS[language].get(kind, kind.upper())


def language_name(code: str) -> str:
    """A language by its own name; empty where it is not known."""
    return AUTONYMS.get(code, "")
