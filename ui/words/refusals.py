"""Why a file was refused, in the language of the page.

The reader says it in English, with its numbers; that is what an English page shows. Others say it by its code.
"""

from __future__ import annotations

REFUSALS = {
    "fr": {
        "archive-bomb": "Le document se déplie en beaucoup trop de données.",
        "binary": "Le contenu n’est pas du texte : donnez un document, un tableur, une page web ou un texte.",
        "changed": "Le fichier n’est plus celui qui a été lu.",
        "damaged": "Le fichier est endommagé ou incomplet et ne peut pas être ouvert.",
        "embedding": "Le texte n’a pas pu être préparé pour la recherche.",
        "empty": "Le fichier ne contient aucun texte : rien ne peut en être cité.",
        "encrypted": "Le fichier est protégé par un mot de passe : enregistrez-le sans.",
        "no-text": "Les pages ne montrent aucun texte qui puisse être lu, par exemple parce qu’elles sont numérisées.",
        "outside": "Le lien mène hors du dossier : copiez-y le fichier.",
        "timeout": "La lecture a pris trop de temps et a été arrêtée.",
        "too-large": "Le fichier est trop grand pour être lu : divisez-le.",
        "too-many-pages": "Le fichier a trop de pages : divisez-le.",
        "unreadable": "Le fichier ne peut pas être lu.",
        "unstable": "Le fichier changeait pendant sa lecture : réessayez plus tard.",
        "unsupported": "Ce genre de fichier n’est pas lu : donnez un document, un tableur, une page web ou un texte.",
    },
    "ar": {
        "archive-bomb": "تنفكّ الوثيقة عن بيانات أكثر مما يُقرأ بكثير.",
        "binary": "ليس المحتوى نصا: قدّم وثيقة أو جدولا أو صفحة أو نصا.",
        "changed": "لم يعد الملف هو الذي قُرئ.",
        "damaged": "الملف تالف أو ناقص ولا يمكن فتحه.",
        "embedding": "تعذّر إعداد النص للبحث.",
        "empty": "لا نص في الملف، فلا شيء يُقتبس منه.",
        "encrypted": "الملف محمي بكلمة مرور: احفظه دونها.",
        "no-text": "لا تعرض الصفحات نصا يمكن قراءته، كأن تكون ممسوحة ضوئيا.",
        "outside": "يقود الرابط إلى خارج المجلد: انسخ الملف إليه.",
        "timeout": "استغرقت القراءة وقتا أطول من اللازم فأُوقفت.",
        "too-large": "الملف أكبر من أن يُقرأ: قسّمه.",
        "too-many-pages": "صفحات الملف أكثر مما يُقرأ: قسّمه.",
        "unreadable": "لا يمكن قراءة الملف.",
        "unstable": "كان الملف يتغير أثناء قراءته: أعد المحاولة لاحقا.",
        "unsupported": "لا يُقرأ هذا النوع من الملفات: قدّم وثيقة أو جدولا أو صفحة أو نصا.",
    },
}
"""A sentence for each code of a refusal."""


def why_refused(code: str, message: str, language: str) -> str:
    """The reason of a refusal; the message of the reader where its code is not known."""
    return REFUSALS.get(language, {}).get(code, message)
