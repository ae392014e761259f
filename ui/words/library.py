"""The words of the library, of what is uploaded and ingested, and of the choice of documents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LibraryWords:
    """Words in one language; braces are filled in by `str.format`. `refused` says why an upload is refused, by code."""

    drop: str
    choose: str
    limits: str
    uploading: str
    uploaded: str
    cancel: str
    broken: str
    refused: dict[str, str]
    preparing: str
    queueing: str
    reading: str
    embedding: str
    publishing: str
    stop: str
    stopped: str
    failed: str
    busy: str
    statuses: dict[str, tuple[str, str]]
    renew: str
    renew_name: str
    again: str
    delete: str
    really: str
    owned: str
    not_indexed: str
    find: str
    here: str
    scope: str
    everything: str
    pick: str
    unpick: str
    narrow: str
    widen: str
    asked_of: str
    conditions: str
    since: str
    by: str
    none_left: str


ENGLISH = LibraryWords(
    drop="Drop files here, or",
    choose="choose files",
    limits=".txt, .md, .html, .pdf, .docx · at most {size} MB each",
    uploading="Uploading",
    uploaded="Uploaded",
    cancel="Cancel",
    broken="The upload broke off. Please try again.",
    refused={
        "unsupported": "Only .txt, .md, .html, .pdf and .docx files can be read.",
        "too-large": "The file is larger than {size} MB.",
        "empty": "The file is empty.",
        "too-many": "There are too many uploaded documents: delete some first.",
        "no-room": "There is no room left on the server.",
        "same": "A document with the same content is here already: {file}.",
        "busy": "Many files are being uploaded right now. Please try again in a moment.",
    },
    preparing="Getting ready to read…",
    queueing="Another ingest is running; this one is next…",
    reading="Reading {number} of {total}: {file}",
    embedding="Reading {number} of {total} · {passages} passages taken in",
    publishing="Building the index…",
    stop="Stop",
    stopped="Stopped. The index is as it was, and the uploaded files are gone.",
    failed="The documents could not be indexed: {reason}",
    busy="Another program is changing the index. Please try again in a moment.",
    statuses={
        "added": ("{count} added", "{count} added"),
        "changed": ("{count} changed", "{count} changed"),
        "removed": ("{count} removed", "{count} removed"),
        "unchanged": ("{count} unchanged", "{count} unchanged"),
        "refused": ("{count} refused", "{count} refused"),
    },
    renew="Bring up to date",
    renew_name="Read all folders again and take in what has changed",
    again="Read again",
    delete="Delete",
    really="Really delete?",
    owned="From a folder of the server: whoever runs it can remove it there.",
    not_indexed="not indexed",
    find="Find a document",
    here="Uploaded",
    scope="Answers come from",
    everything="all documents",
    pick="Answer from this only: {name}",
    unpick="Do not ask this any more: {name}",
    narrow="Choose documents",
    widen="Ask all documents again",
    asked_of="Asked of",
    conditions="By date or author",
    since="since {date}",
    by="by {name}",
    none_left="None of the chosen documents is indexed any more. Choose others, or ask all.",
)

FRENCH = LibraryWords(
    drop="Déposez des fichiers ici, ou",
    choose="choisissez-les",
    limits=".txt, .md, .html, .pdf, .docx · {size} Mo au plus chacun",
    uploading="Envoi en cours",
    uploaded="Envoyé",
    cancel="Annuler",
    broken="L’envoi s’est interrompu. Réessayez.",
    refused={
        "unsupported": "Seuls les fichiers .txt, .md, .html, .pdf et .docx peuvent être lus.",
        "too-large": "Le fichier dépasse {size} Mo.",
        "empty": "Le fichier est vide.",
        "too-many": "Trop de documents ont été déposés : supprimez-en d’abord.",
        "no-room": "Il n’y a plus de place sur le serveur.",
        "same": "Un document de même contenu est déjà là : {file}.",
        "busy": "Beaucoup de fichiers sont en cours d’envoi. Réessayez dans un instant.",
    },
    preparing="Préparation de la lecture…",
    queueing="Une autre indexation est en cours ; celle-ci suit…",
    reading="Lecture de {number} sur {total} : {file}",
    embedding="Lecture de {number} sur {total} · {passages} passages intégrés",
    publishing="Construction de l’index…",
    stop="Arrêter",
    stopped="Arrêté. L’index est comme avant, et les fichiers déposés sont effacés.",
    failed="Les documents n’ont pas pu être indexés : {reason}",
    busy="Un autre programme modifie l’index. Réessayez dans un instant.",
    statuses={
        "added": ("{count} ajouté", "{count} ajoutés"),
        "changed": ("{count} modifié", "{count} modifiés"),
        "removed": ("{count} retiré", "{count} retirés"),
        "unchanged": ("{count} inchangé", "{count} inchangés"),
        "refused": ("{count} refusé", "{count} refusés"),
    },
    renew="Mettre à jour",
    renew_name="Relire tous les dossiers et intégrer ce qui a changé",
    again="Relire",
    delete="Supprimer",
    really="Supprimer vraiment ?",
    owned="D’un dossier du serveur : la personne qui le gère peut l’y retirer.",
    not_indexed="non indexé",
    find="Trouver un document",
    here="Déposés",
    scope="Les réponses viennent de",
    everything="tous les documents",
    pick="Répondre seulement à partir de : {name}",
    unpick="Ne plus interroger : {name}",
    narrow="Choisir des documents",
    widen="Interroger de nouveau tous les documents",
    asked_of="Demandé à",
    conditions="Par date ou auteur",
    since="depuis {date}",
    by="de {name}",
    none_left="Aucun des documents choisis n’est encore indexé. Choisissez-en d’autres, ou interrogez-les tous.",
)

ARABIC = LibraryWords(
    drop="أفلت الملفات هنا، أو",
    choose="اخترها",
    limits="\u2066.txt .md .html .pdf .docx\u2069 · {size} ميغابايت لكل ملف على الأكثر",
    uploading="جارٍ الرفع",
    uploaded="تم الرفع",
    cancel="إلغاء",
    broken="انقطع الرفع. يُرجى المحاولة من جديد.",
    refused={
        "unsupported": "لا تُقرأ إلا ملفات .txt و.md و.html و.pdf و.docx.",
        "too-large": "يتجاوز حجم الملف {size} ميغابايت.",
        "empty": "الملف فارغ.",
        "too-many": "عدد الوثائق المرفوعة كبير جدا، احذف بعضها أولا.",
        "no-room": "لم يبق مكان على الخادم.",
        "same": "توجد هنا وثيقة بالمحتوى نفسه: {file}.",
        "busy": "تُرفع الآن ملفات كثيرة. يُرجى المحاولة بعد لحظات.",
    },
    preparing="جارٍ الاستعداد للقراءة…",
    queueing="هناك فهرسة أخرى جارية، وهذه بعدها…",
    reading="قراءة {number} من {total}: {file}",
    embedding="قراءة {number} من {total} · أُدرج {passages} مقطعا",
    publishing="جارٍ بناء الفهرس…",
    stop="إيقاف",
    stopped="أُوقف. الفهرس كما كان، وحُذفت الملفات المرفوعة.",
    failed="تعذّرت فهرسة الوثائق: {reason}",
    busy="يعدّل برنامج آخر الفهرس. يُرجى المحاولة بعد لحظات.",
    statuses={
        "added": ("أُضيفت وثيقة واحدة", "أُضيفت: {count}"),
        "changed": ("تغيّرت وثيقة واحدة", "تغيّرت: {count}"),
        "removed": ("أُزيلت وثيقة واحدة", "أُزيلت: {count}"),
        "unchanged": ("وثيقة واحدة دون تغيير", "دون تغيير: {count}"),
        "refused": ("رُفضت وثيقة واحدة", "رُفضت: {count}"),
    },
    renew="تحديث",
    renew_name="قراءة كل المجلدات من جديد وإدراج ما تغيّر",
    again="قراءة من جديد",
    delete="حذف",
    really="أتريد الحذف فعلا؟",
    owned="من مجلد على الخادم: يزيلها منه القائم عليه.",
    not_indexed="غير مفهرسة",
    find="ابحث عن وثيقة",
    here="مرفوعة",
    scope="الأجوبة من",
    everything="كل الوثائق",
    pick="الإجابة من هذا فقط: {name}",
    unpick="عدم سؤال هذا بعد الآن: {name}",
    narrow="اختر وثائق",
    widen="اسأل كل الوثائق من جديد",
    asked_of="سُئل",
    conditions="حسب التاريخ أو المؤلف",
    since="منذ {date}",
    by="من تأليف {name}",
    none_left="لم تعد أي من الوثائق المختارة مفهرسة. اختر غيرها أو اسأل الكل.",
)

LIBRARY_WORDS = {"en": ENGLISH, "fr": FRENCH, "ar": ARABIC}
"""By the code of the language."""
