"""What has gone wrong on the server, in the language of the page.

An error says it in English, with its values; that is what an English page shows. Others say it by its kind: what it
means to who reads, and whom to tell.
"""

from __future__ import annotations

from rag.errors import (
    Busy,
    EmbedderError,
    IndexMismatch,
    IndexMissing,
    IndexProblem,
    ModelError,
    StoreProblem,
    TestSetError,
)

PROBLEMS: dict[str, dict[type[Exception], str]] = {
    "fr": {
        IndexMissing: "aucun document n’a encore été préparé : ajoutez-en d’abord",
        IndexMismatch: "les documents ont été préparés avec d’autres réglages : la personne qui gère le serveur doit"
        " les faire relire (`preuve ingest --rebuild`)",
        IndexProblem: "ce qui est gardé des documents est endommagé : la personne qui gère le serveur peut le réparer"
        " (`preuve check --repair`)",
        EmbedderError: "le programme qui prépare la recherche ne répond pas : prévenez la personne qui gère le serveur",
        ModelError: "le modèle n’a pas donné de réponse utilisable",
        StoreProblem: "les conversations ne peuvent être ni lues ni gardées : prévenez la personne qui gère le serveur",
        TestSetError: "le jeu de test contient une erreur, que `preuve eval` nomme",
        Busy: "un autre programme est en train de s’en servir : réessayez dans un instant",
        OSError: "un fichier du serveur ne peut pas être lu ou écrit : prévenez la personne qui gère le serveur",
    },
    "ar": {
        IndexMissing: "لم تُحضَّر أي وثيقة بعد: أضف بعضها أولا",
        IndexMismatch: "حُضّرت الوثائق بإعدادات أخرى: على القائم على الخادم أن يعيد قراءتها (`preuve ingest --rebuild`)",
        IndexProblem: "ما حُفظ من الوثائق تالف: يستطيع القائم على الخادم إصلاحه (`preuve check --repair`)",
        EmbedderError: "لا يجيب البرنامج الذي يُعدّ البحث: أخبر القائم على الخادم",
        ModelError: "لم يعط النموذج جوابا صالحا",
        StoreProblem: "تتعذّر قراءة المحادثات أو حفظها: أخبر القائم على الخادم",
        TestSetError: "في مجموعة الاختبار خطأ يسميه الأمر `preuve eval`",
        Busy: "يستعمله الآن برنامج آخر: أعد المحاولة بعد لحظات",
        OSError: "تتعذّر قراءة ملف على الخادم أو كتابته: أخبر القائم على الخادم",
    },
}
"""A sentence for each kind of error, the narrower kinds first."""


def problem_words(error: Exception, language: str) -> str | None:
    """The sentence of an error; `None` where the language has none for it, and its own words are to be shown."""
    return next((said for kind, said in PROBLEMS.get(language, {}).items() if isinstance(error, kind)), None)
