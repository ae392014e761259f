"""What is told of a chat model, in three languages: why it failed, and why an answer is not simply what it wrote.

Braces are filled with the values of a cause. What is called PREUVE_ is a setting.
"""

from __future__ import annotations

from rag.answers import Answer, AnswerOrigin, Cause
from rag.errors import ModelError
from rag.language.remarks import is_remark, remark

LANGUAGE = "en"
"""The language of what nobody asked in another one, and of errors on a terminal."""

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "unreachable": "the model cannot be reached: is its server running, is the address right?",
        "key": "the model's server refused the key ({0}): check the provider's environment variable",
        "unknown": "the model's server does not know the model or the address ({0}): check both names",
        "pull": "the model's server does not know the model {0}: run `ollama pull {0}` first",
        "path": "the model's server does not know the address ({0}): PREUVE_MODEL_URL has to end in /v1",
        "busy": "the model's server has too many requests ({0}): try again later",
        "quota": "the account of the model's provider has no quota left ({0}): see its plan and billing",
        "loading": "the model's server is still loading the model ({0}): try again in a moment",
        "memory": "the model's server lacks memory ({0}): choose a smaller model or a lower PREUVE_CONTEXT_TOKENS",
        "failed": "the model's server failed ({0}): try again later",
        "refused": "the model's server refused the request ({0}): {1}",
        "context": "the passages are longer than what the model reads: set PREUVE_CONTEXT_TOKENS lower",
        "filtered": "the content filter of the model's provider refused the request: ask in other words",
        "silent": "the model did not begin to answer for {0} s: PREUVE_MODEL_FIRST_SECONDS lets it take longer",
        "stalled": "the model stopped writing for {0} s",
        "late": "the model did not finish within {0} s: PREUVE_MODEL_TOTAL_SECONDS lets it take longer",
        "endless": "the model did not finish, and its connection does not end",
        "long": "the model wrote more than {0} characters and was stopped",
        "repeats": "the model repeats itself and was stopped",
        "nothing": "the model gave no usable answer: it wrote nothing",
        "thought": "the model gave no usable answer: it was still thinking when its room of {0} tokens was used up",
        "called": "the model gave no usable answer: it called a tool, and there is none",
        "unusable": "the model gave no usable answer: {0}",
        "broken": "the connection to the model broke",
        "given up": "the call of the model was given up",
        "resting": "{0} failed {1} times in a row; it is asked again in {2} s",
        "without": "without the model: {0}",
        "incomplete": "incomplete: {0}",
        "no passage": "nothing in the documents has anything to do with the question",
        "not in passages": "the extracts do not answer",
        "cut": "the answer ends early: the model had used up its room of {0} tokens",
        "filter ended": "the answer ends early: the content filter of the model's provider ended it",
        "guard silent": "the model's answer is not shown: nothing of it is proven and likely to answer",
        "guard replaced": "nothing of the model's answer was proven: these are sentences of the documents instead",
        "guard shortened": "what the model wrote besides is not proven or not likely to answer, and is left out",
    },
    "fr": {
        "unreachable": "le modèle est injoignable : son serveur tourne-t-il, l’adresse est-elle juste ?",
        "key": "le serveur du modèle a refusé la clé ({0}) : vérifiez la variable d’environnement du fournisseur",
        "unknown": "le serveur ne connaît pas le modèle ou l’adresse ({0}) : vérifiez les deux noms",
        "pull": "le serveur ne connaît pas le modèle {0} : lancez d’abord `ollama pull {0}`",
        "path": "le serveur ne connaît pas l’adresse ({0}) : PREUVE_MODEL_URL doit finir par /v1",
        "busy": "le serveur du modèle a trop de demandes ({0}) : réessayez plus tard",
        "quota": "le compte chez le fournisseur du modèle n’a plus de crédit ({0}) : voyez son offre",
        "loading": "le serveur charge encore le modèle ({0}) : réessayez dans un instant",
        "memory": "le serveur manque de mémoire ({0}) : prenez un modèle plus petit ou baissez PREUVE_CONTEXT_TOKENS",
        "failed": "le serveur du modèle a échoué ({0}) : réessayez plus tard",
        "refused": "le serveur du modèle a refusé la demande ({0}) : {1}",
        "context": "les passages dépassent ce que le modèle peut lire : baissez PREUVE_CONTEXT_TOKENS",
        "filtered": "le filtre du fournisseur a refusé la demande : posez la question autrement",
        "silent": "le modèle n’a pas commencé en {0} s : PREUVE_MODEL_FIRST_SECONDS lui laisse plus de temps",
        "stalled": "le modèle a cessé d’écrire pendant {0} s",
        "late": "le modèle n’a pas fini en {0} s : PREUVE_MODEL_TOTAL_SECONDS lui laisse plus de temps",
        "endless": "le modèle n’a pas fini, et sa connexion ne se ferme pas",
        "long": "le modèle a écrit plus de {0} caractères et a été arrêté",
        "repeats": "le modèle se répète et a été arrêté",
        "nothing": "le modèle n’a pas donné de réponse utilisable : il n’a rien écrit",
        "thought": "le modèle n’a pas donné de réponse : il réfléchissait encore après ses {0} jetons",
        "called": "le modèle n’a pas donné de réponse : il a appelé un outil, et il n’y en a pas",
        "unusable": "le modèle n’a pas donné de réponse utilisable : {0}",
        "broken": "la connexion avec le modèle s’est rompue",
        "given up": "l’appel du modèle a été abandonné",
        "resting": "{0} a échoué {1} fois de suite ; il sera de nouveau appelé dans {2} s",
        "without": "sans le modèle : {0}",
        "incomplete": "incomplet : {0}",
        "no passage": "rien dans les documents n’a de rapport avec la question",
        "not in passages": "les extraits ne répondent pas",
        "cut": "la réponse s’arrête tôt : le modèle avait épuisé ses {0} jetons",
        "filter ended": "la réponse s’arrête tôt : le filtre du fournisseur l’a interrompue",
        "guard silent": "la réponse du modèle n’est pas montrée : rien n’en est prouvé et à même de répondre",
        "guard replaced": "rien de la réponse du modèle n’était prouvé : voici plutôt des phrases des documents",
        "guard shortened": "le reste de ce que le modèle a écrit n’est pas prouvé ou ne répond pas, et a été retiré",
    },
    "ar": {
        "unreachable": "تعذر الوصول إلى النموذج: هل خادمه يعمل، وهل عنوانه صحيح؟",
        "key": "رفض خادم النموذج المفتاح ({0}): تحقق من متغير البيئة الخاص بالمزوّد",
        "unknown": "لا يعرف الخادم النموذج أو العنوان ({0}): تحقق من الاسمين",
        "pull": "لا يعرف الخادم النموذج {0}: نفّذ أولا `ollama pull {0}`",
        "path": "لا يعرف الخادم العنوان ({0}): يجب أن ينتهي PREUVE_MODEL_URL بـ /v1",
        "busy": "على خادم النموذج طلبات كثيرة ({0}): أعد المحاولة لاحقا",
        "quota": "نفد رصيد الحساب لدى مزوّد النموذج ({0}): راجع الاشتراك",
        "loading": "ما زال الخادم يحمّل النموذج ({0}): أعد المحاولة بعد لحظة",
        "memory": "ذاكرة الخادم لا تكفي ({0}): اختر نموذجا أصغر أو خفّض PREUVE_CONTEXT_TOKENS",
        "failed": "أخفق خادم النموذج ({0}): أعد المحاولة لاحقا",
        "refused": "رفض خادم النموذج الطلب ({0}): {1}",
        "context": "المقاطع أطول مما يقرؤه النموذج: خفّض PREUVE_CONTEXT_TOKENS",
        "filtered": "رفض مرشّح المزوّد الطلب: اسأل بعبارة أخرى",
        "silent": "لم يبدأ النموذج الجواب خلال {0} ث: يمنحه PREUVE_MODEL_FIRST_SECONDS وقتا أطول",
        "stalled": "توقف النموذج عن الكتابة {0} ث",
        "late": "لم ينته النموذج خلال {0} ث: يمنحه PREUVE_MODEL_TOTAL_SECONDS وقتا أطول",
        "endless": "لم ينته النموذج، ولا ينقطع اتصاله",
        "long": "كتب النموذج أكثر من {0} حرف فأُوقف",
        "repeats": "يكرر النموذج نفسه فأُوقف",
        "nothing": "لم يعط النموذج جوابا صالحا: لم يكتب شيئا",
        "thought": "لم يعط النموذج جوابا: كان ما زال يفكر حين نفدت رموزه وعددها {0}",
        "called": "لم يعط النموذج جوابا: استدعى أداة، ولا توجد أداة",
        "unusable": "لم يعط النموذج جوابا صالحا: {0}",
        "broken": "انقطع الاتصال بالنموذج",
        "given up": "تُرك استدعاء النموذج",
        "resting": "أخفق {0} على التوالي {1} مرات؛ يُسأل من جديد بعد {2} ث",
        "without": "من دون النموذج: {0}",
        "incomplete": "غير مكتمل: {0}",
        "no passage": "لا علاقة لأي شيء في الوثائق بالسؤال",
        "not in passages": "لا تجيب المقتطفات عن السؤال",
        "cut": "انتهى الجواب مبكرا: استنفد النموذج رموزه وعددها {0}",
        "filter ended": "انتهى الجواب مبكرا: أوقفه مرشّح المزوّد",
        "guard silent": "لا يُعرض جواب النموذج: ليس فيه ما ثبت ويُرجّح أنه يجيب",
        "guard replaced": "لم يثبت شيء من جواب النموذج: هذه جمل من الوثائق بدلا منه",
        "guard shortened": "بقية ما كتبه النموذج لم يثبت أو لا يُرجّح أنه يجيب، فحُذف",
    },
}
"""A line for each cause."""

NOTES = frozenset(
    {"no passage", "not in passages", "cut", "filter ended", "guard silent", "guard replaced", "guard shortened"}
)
"""Causes that stand for themselves; any other one is why the model failed."""


def told(cause: Cause, language: str = LANGUAGE) -> str:
    """A cause in words; in English where the language has none.

    A cause that was kept by another version of the program, and fits no words, is told by its values.
    """
    words = WORDS.get(language, WORDS[LANGUAGE])
    try:
        return words[cause.code].format(*cause.values)
    except (KeyError, IndexError):
        return " ".join((cause.code, *cause.values))


def noted(origin: AnswerOrigin | None, cause: Cause, language: str) -> str:
    """What an answer says of its cause: that it was made without the model, or is incomplete, where that failed."""
    if cause.code in NOTES:
        return told(cause, language)
    kind = "without" if origin is AnswerOrigin.FALLBACK else "incomplete"
    return told(Cause(kind, (told(cause, language),)), language)


def note_of(answer: Answer, language: str) -> str | None:
    """The note of an answer in a language, where it has one; a note without a cause stays as it was made."""
    return note_in(answer.origin, answer.cause, answer.note, language)


def note_in(origin: AnswerOrigin | None, cause: Cause | None, note: str | None, language: str) -> str | None:
    """The note of what has this origin and cause."""
    if cause is None:
        return note
    return remark(cause, language) if is_remark(cause) else noted(origin, cause, language)


def failure(code: str, *values: object) -> ModelError:
    """The error of a cause, its message in English."""
    texts = tuple(f"{value:g}" if isinstance(value, float) else str(value) for value in values)
    return ModelError(told(Cause(code, texts)), code, texts)


def cause_of(error: ModelError) -> Cause:
    """Why the model failed."""
    return Cause(error.code, error.values) if error.code else Cause("unusable", (str(error),))
