"""The words of an evidence pack that the page itself does not have."""

from __future__ import annotations

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
    export_answer: str
    export_conversation: str
    as_page: str
    as_markdown: str
    as_data: str


PACK_WORDS = {
    "en": PackWords(
        title="Evidence pack",
        check="Every quote below was cut out of its file by code. “preuve verify” checks all of them again.",
        made="Made",
        model="Answered by",
        index="Index",
        place="characters {start} to {end}",
        export="Export",
        export_answer="Export this answer with its proofs",
        export_conversation="Export the conversation with its proofs",
        as_page="Web page",
        as_markdown="Markdown",
        as_data="Data (JSON)",
    ),
    "fr": PackWords(
        title="Dossier de preuves",
        check="Le programme a découpé chaque citation dans son fichier. “preuve verify” les vérifie toutes de nouveau.",
        made="Établi",
        model="Réponses de",
        index="Index",
        place="caractères {start} à {end}",
        export="Exporter",
        export_answer="Exporter cette réponse avec ses preuves",
        export_conversation="Exporter la conversation avec ses preuves",
        as_page="Page web",
        as_markdown="Markdown",
        as_data="Données (JSON)",
    ),
    "ar": PackWords(
        title="ملف الأدلة",
        check="اقتطع البرنامج كل اقتباس من ملفه حرفيا، ويتحقق الأمر “preuve verify” منها كلها من جديد.",
        made="تاريخ الإعداد",
        model="أجاب",
        index="الفهرس",
        place="الحروف من {start} إلى {end}",
        export="تصدير",
        export_answer="تصدير هذا الجواب مع أدلته",
        export_conversation="تصدير المحادثة مع أدلتها",
        as_page="صفحة ويب",
        as_markdown="Markdown",
        as_data="بيانات (JSON)",
    ),
}
"""By the code of the language."""
