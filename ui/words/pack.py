"""The words of an evidence pack that the page itself does not have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PackWords:
    """The words of a pack in one language; braces are filled in by `str.format`."""

    title: str
    check: str
    made: str
    model: str
    index: str
    place: str
    export: str
    more: str
    """What ⋯ is called."""
    export_answer: str
    export_conversation: str
    forms: Mapping[str, str]
    """By the names of `ui.pack.FORMS`; `zip` is the web page with the cited files."""
    left_out: str
    """Files that a pack does not carry, since they are no longer what was cited."""
    too_large: str
    not_set: str


PACK_WORDS = {
    "en": PackWords(
        title="Evidence pack",
        check="Every quote below was cut out of its file by code. “preuve verify” checks all of them again.",
        made="Made",
        model="Answered by",
        index="Index",
        place="characters {start} to {end}",
        export="Export",
        more="More",
        export_answer="Export this answer with its proofs",
        export_conversation="Export the conversation with its proofs",
        forms={
            "html": "Web page",
            "docx": "Word",
            "pdf": "PDF",
            "markdown": "Markdown",
            "bibtex": "References (BibTeX)",
            "csl": "References (CSL)",
            "json": "Data (JSON)",
            "zip": "With the cited files (ZIP)",
        },
        left_out="Not in it, since changed or gone: {files}.",
        too_large="The cited files have more than {limit} MB together: “preuve export --with-files” packs them.",
        not_set="The PDF cannot be made ({reason}). Take Word or the web page instead.",
    ),
    "fr": PackWords(
        title="Dossier de preuves",
        check="Le programme a découpé chaque citation dans son fichier. “preuve verify” les vérifie toutes de nouveau.",
        made="Établi",
        model="Réponses de",
        index="Index",
        place="caractères {start} à {end}",
        export="Exporter",
        more="Plus",
        export_answer="Exporter cette réponse avec ses preuves",
        export_conversation="Exporter la conversation avec ses preuves",
        forms={
            "html": "Page web",
            "docx": "Word",
            "pdf": "PDF",
            "markdown": "Markdown",
            "bibtex": "Références (BibTeX)",
            "csl": "Références (CSL)",
            "json": "Données (JSON)",
            "zip": "Avec les fichiers cités (ZIP)",
        },
        left_out="N’y sont pas, car modifiés ou disparus : {files}.",
        too_large="Les fichiers cités dépassent {limit} Mo : “preuve export --with-files” les joint.",
        not_set="Le PDF ne peut pas être fait ({reason}). Prenez Word ou la page web.",
    ),
    "ar": PackWords(
        title="ملف الأدلة",
        check="اقتطع البرنامج كل اقتباس من ملفه حرفيا، ويتحقق الأمر “preuve verify” منها كلها من جديد.",
        made="تاريخ الإعداد",
        model="أجاب",
        index="الفهرس",
        place="الحروف من {start} إلى {end}",
        export="تصدير",
        more="المزيد",
        export_answer="تصدير هذا الجواب مع أدلته",
        export_conversation="تصدير المحادثة مع أدلتها",
        forms={
            "html": "صفحة ويب",
            "docx": "Word",
            "pdf": "PDF",
            "markdown": "Markdown",
            "bibtex": "المراجع (BibTeX)",
            "csl": "المراجع (CSL)",
            "json": "بيانات (JSON)",
            "zip": "مع الملفات المستشهد بها (ZIP)",
        },
        left_out="ليست فيه لأنها تغيرت أو لم تعد موجودة: {files}.",
        too_large="تتجاوز الملفات المستشهد بها {limit} ميغابايت، ويرفقها الأمر “preuve export --with-files”.",
        not_set="تعذر إعداد ملف PDF ({reason}). اختر Word أو صفحة الويب.",
    ),
}
"""By the code of the language."""
