"""Every word of the page in French, English and Arabic, and which of them a browser gets."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = {"fr": "Français", "en": "English", "ar": "العربية"}
"""Languages of the page, each by its own name, in the order of the switch."""

FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the page in one language; braces are filled in by `str.format`."""

    language: str
    headline: str
    promise: str
    question: str
    placeholder: str
    ask: str
    new: str
    examples: str
    searching: str
    opening: str
    answer: str
    references: str
    proofs: tuple[str, str]
    no_answer: str
    no_answer_more: str
    closest: str
    unproven: str
    unproven_reason: str
    source: str
    documents: str
    source_empty: str
    citation_of: str
    passage_of: str
    previous: str
    following: str
    close: str
    page: str
    pages: tuple[str, str]
    passages: tuple[str, str]
    document_count: tuple[str, str]
    earlier: str
    later: str
    outline: str
    no_documents: str
    with_warnings: tuple[str, str]
    stale: str
    gone: str
    exact: str
    moved: str
    altered: str
    missing: str
    changed: str
    copy: str
    copied: str
    copy_name: str
    show: str
    language_name: str
    theme: str
    skip: str
    seconds: str
    empty_question: str
    long_question: str
    bad_question: str
    busy: str
    not_ready: str
    failed: str
    unexpected: str

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


ENGLISH = Words(
    language="en",
    headline="Ask your documents.",
    promise="Every sentence of the answer points to the exact characters that prove it.",
    question="Your question",
    placeholder="Ask a question",
    ask="Ask",
    new="New conversation",
    examples="For example",
    searching="Searching the documents…",
    opening="Opening the documents…",
    answer="Answer",
    references="Proofs",
    proofs=("{count} proof", "{count} proofs"),
    no_answer="The documents do not answer this question.",
    no_answer_more="Nothing in them proves an answer, so none is given.",
    closest="The closest passages",
    unproven="not proven",
    unproven_reason="No proof was found in the documents for this sentence.",
    source="Source",
    documents="Documents",
    source_empty="Choose a number in an answer to see the words that prove it, in their document.",
    citation_of="Proof {number} of {total}",
    passage_of="Passage {number} of {total}",
    previous="Previous",
    following="Next",
    close="Close",
    page="page {number}",
    pages=("{count} page", "{count} pages"),
    passages=("{count} passage", "{count} passages"),
    document_count=("{count} document", "{count} documents"),
    earlier="Show what comes before",
    later="Show what comes after",
    outline="Contents",
    no_documents="No document is indexed yet.",
    with_warnings=("{count} remark", "{count} remarks"),
    stale="The document has changed since this answer: the quote below is what it said then.",
    gone="The document is no longer indexed: the quote below is what it said.",
    exact="exact",
    moved="moved",
    altered="altered",
    missing="missing",
    changed="changed since",
    copy="Copy with references",
    copied="Copied",
    copy_name="Copy the answer with its references",
    show="Show in the document",
    language_name="Language",
    theme="Light or dark",
    skip="Skip to the question",
    seconds="{seconds} s",
    empty_question="Please type a question first.",
    long_question="This question has {length} characters; the limit is {limit}. Please shorten it.",
    bad_question="This question contains characters that are not text. Please type it again.",
    busy="Many questions are being answered right now. Please ask again in a moment.",
    not_ready="The documents are still being opened. Please ask again in a moment.",
    failed="This question could not be answered: {reason}",
    unexpected="an unexpected error, which is in the log of the server",
)

FRENCH = Words(
    language="fr",
    headline="Interrogez vos documents.",
    promise="Chaque phrase de la réponse renvoie aux caractères exacts qui la prouvent.",
    question="Votre question",
    placeholder="Posez votre question",
    ask="Demander",
    new="Nouvelle conversation",
    examples="Par exemple",
    searching="Recherche dans les documents…",
    opening="Ouverture des documents…",
    answer="Réponse",
    references="Preuves",
    proofs=("{count} preuve", "{count} preuves"),
    no_answer="Les documents ne répondent pas à cette question.",
    no_answer_more="Rien n’y prouve une réponse : aucune n’est donc donnée.",
    closest="Les passages les plus proches",
    unproven="non prouvé",
    unproven_reason="Aucune preuve de cette phrase n’a été trouvée dans les documents.",
    source="Source",
    documents="Documents",
    source_empty="Choisissez un numéro dans une réponse pour voir, dans le document, les mots qui la prouvent.",
    citation_of="Preuve {number} sur {total}",
    passage_of="Passage {number} sur {total}",
    previous="Précédente",
    following="Suivante",
    close="Fermer",
    page="page {number}",
    pages=("{count} page", "{count} pages"),
    passages=("{count} passage", "{count} passages"),
    document_count=("{count} document", "{count} documents"),
    earlier="Afficher ce qui précède",
    later="Afficher la suite",
    outline="Sommaire",
    no_documents="Aucun document n’est encore indexé.",
    with_warnings=("{count} remarque", "{count} remarques"),
    stale="Le document a changé depuis cette réponse : voici ce qu’il disait alors.",
    gone="Le document n’est plus indexé : voici ce qu’il disait.",
    exact="exacte",
    moved="déplacée",
    altered="altérée",
    missing="introuvable",
    changed="modifiée depuis",
    copy="Copier avec les références",
    copied="Copié",
    copy_name="Copier la réponse avec ses références",
    show="Voir dans le document",
    language_name="Langue",
    theme="Clair ou sombre",
    skip="Aller à la question",
    seconds="{seconds} s",
    empty_question="Tapez d’abord une question.",
    long_question="Cette question compte {length} caractères ; la limite est de {limit}. Raccourcissez-la.",
    bad_question="Cette question contient des caractères qui ne sont pas du texte. Tapez-la de nouveau.",
    busy="Beaucoup de questions sont en cours de traitement. Reposez la vôtre dans un instant.",
    not_ready="Les documents sont en cours d’ouverture. Reposez votre question dans un instant.",
    failed="Cette question n’a pas pu recevoir de réponse : {reason}",
    unexpected="une erreur imprévue, qui figure dans le journal du serveur",
)

ARABIC = Words(
    language="ar",
    headline="اسأل وثائقك.",
    promise="كل جملة في الجواب تُحيل إلى الحروف التي تُثبتها بعينها.",
    question="سؤالك",
    placeholder="اطرح سؤالك",
    ask="اسأل",
    new="محادثة جديدة",
    examples="على سبيل المثال",
    searching="جارٍ البحث في الوثائق…",
    opening="جارٍ فتح الوثائق…",
    answer="الجواب",
    references="الأدلة",
    proofs=("دليل واحد", "عدد الأدلة: {count}"),
    no_answer="لا تجيب الوثائق عن هذا السؤال.",
    no_answer_more="ليس فيها ما يُثبت جوابا، ولذلك لا يُقدَّم أي جواب.",
    closest="أقرب المقاطع",
    unproven="غير مُثبت",
    unproven_reason="لم يُعثر في الوثائق على دليل لهذه الجملة.",
    source="المصدر",
    documents="الوثائق",
    source_empty="اختر رقما في الجواب لترى في الوثيقة الكلمات التي تُثبته.",
    citation_of="الدليل {number} من {total}",
    passage_of="المقطع {number} من {total}",
    previous="السابق",
    following="التالي",
    close="إغلاق",
    page="صفحة {number}",
    pages=("صفحة واحدة", "عدد الصفحات: {count}"),
    passages=("مقطع واحد", "عدد المقاطع: {count}"),
    document_count=("وثيقة واحدة", "عدد الوثائق: {count}"),
    earlier="اعرض ما قبله",
    later="اعرض ما بعده",
    outline="المحتويات",
    no_documents="لا توجد وثائق مفهرسة بعد.",
    with_warnings=("ملاحظة واحدة", "عدد الملاحظات: {count}"),
    stale="تغيّرت الوثيقة بعد هذا الجواب، وهذا ما كانت تقوله حينها.",
    gone="لم تعد الوثيقة مفهرسة، وهذا ما كانت تقوله.",
    exact="مطابق",
    moved="منقول",
    altered="معدَّل",
    missing="مفقود",
    changed="تغيّر لاحقا",
    copy="نسخ مع المراجع",
    copied="تم النسخ",
    copy_name="نسخ الجواب مع مراجعه",
    show="اعرض في الوثيقة",
    language_name="اللغة",
    theme="فاتح أو داكن",
    skip="انتقل إلى السؤال",
    seconds="{seconds} ث",
    empty_question="اكتب سؤالا أولا.",
    long_question="يضم هذا السؤال {length} حرفا، والحد الأقصى {limit}. يُرجى اختصاره.",
    bad_question="يحتوي هذا السؤال على رموز ليست نصا. يُرجى كتابته من جديد.",
    busy="تجري الآن معالجة أسئلة كثيرة. يُرجى إعادة السؤال بعد لحظات.",
    not_ready="لا تزال الوثائق قيد الفتح. يُرجى إعادة السؤال بعد لحظات.",
    failed="تعذّرت الإجابة عن هذا السؤال: {reason}",
    unexpected="خطأ غير متوقع، تجده في سجل الخادم",
)

WORDS = {words.language: words for words in (FRENCH, ENGLISH, ARABIC)}


def counted(forms: tuple[str, str], count: int) -> str:
    """The singular or the plural form with the number in it."""
    return forms[0 if count == 1 else 1].format(count=count)


def page_language(accepted: str, chosen: str = "") -> str:
    """The page's language: the one chosen with the switch, else the best of an `Accept-Language` header.

    A header that cannot be read counts as none.
    """
    if chosen in WORDS:
        return chosen
    best, best_weight = FALLBACK, 0.0
    for part in accepted[:1000].split(","):
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight_text = parameter.strip().removeprefix("q=")
        try:
            weight = float(weight_text) if weight_text else 1.0
        except ValueError:
            continue
        if language in WORDS and weight > best_weight:
            best, best_weight = language, weight
    return best
