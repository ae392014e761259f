"""The words of the library, of what is uploaded and ingested, and of the choice of documents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LibraryWords:
    """Words in one language; braces are filled in by `str.format`. `refused` says why an upload is refused, by code."""

    language: str
    drop: str
    choose: str
    attach: str
    limits: str
    uploading: str
    waiting: str
    uploaded: str
    cancel: str
    broken: str
    refused: dict[str, str]
    preparing: str
    queueing: str
    reading: str
    recognising: str
    seconds_left: str
    minutes_left: str
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
    none_found: str
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
    language="en",
    drop="Drop files here, or",
    choose="choose files",
    attach="Add files",
    limits="PDF, Word, slides, sheets, books, mails, web pages, text · at most {size} MB each",
    uploading="Uploading {number} of {total}: {file}",
    waiting="Waiting",
    uploaded="Uploaded",
    cancel="Cancel",
    broken="The upload broke off. Please try again.",
    refused={
        "unsupported": "Files of this kind cannot be read: give texts, slides, sheets, books, mails or web pages.",
        "too-large": "The file is larger than {size} MB.",
        "empty": "The file is empty.",
        "too-many": "There are too many uploaded documents: delete some first.",
        "no-room": "There is no room left on the server.",
        "same": "A document with the same content is here already: {file}.",
        "busy": "Many files are being uploaded right now. Please try again in a moment.",
    },
    preparing="Getting ready to read…",
    queueing="Other files are being read; this one is next…",
    reading="Reading {number} of {total}: {file}",
    recognising="Recognising page {number} of {total}: {file}",
    seconds_left="about {count} s left",
    minutes_left="about {count} min left",
    publishing="Preparing the search…",
    stop="Stop",
    stopped="Stopped. The documents are as they were, and the uploaded files are gone.",
    failed="The documents could not be taken in: {reason}",
    busy="Another program is changing the documents. Please try again in a moment.",
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
    not_indexed="not taken in",
    find="Find a document",
    none_found="No document matches “{words}”.",
    here="Uploaded",
    scope="Answers come from",
    everything="all documents",
    pick="Answer from this only: {name}",
    unpick="Do not ask this any more: {name}",
    narrow="Choose documents",
    widen="Ask all documents again",
    asked_of="Asked of:",
    conditions="By date or author",
    since="since {date}",
    by="by {name}",
    none_left="None of the chosen documents is here any more. Choose others, or ask all.",
)

FRENCH = LibraryWords(
    language="fr",
    drop="Déposez des fichiers ici, ou",
    choose="choisissez-les",
    attach="Ajouter des fichiers",
    limits="PDF, Word, diapositives, tableurs, livres, courriels, pages web, textes · {size} Mo au plus chacun",
    uploading="Envoi de {number} sur {total} : {file}",
    waiting="En attente",
    uploaded="Envoyé",
    cancel="Annuler",
    broken="L’envoi s’est interrompu. Réessayez.",
    refused={
        "unsupported": "Ce type de fichier ne peut pas être lu : donnez textes, diapositives, tableurs, livres, "
        "courriels ou pages web.",
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
    recognising="Reconnaissance de la page {number} sur {total} : {file}",
    seconds_left="encore {count} s environ",
    minutes_left="encore {count} min environ",
    publishing="Préparation de la recherche…",
    stop="Arrêter",
    stopped="Arrêté. Les documents sont comme avant, et les fichiers déposés sont effacés.",
    failed="Les documents n’ont pas pu être ajoutés : {reason}",
    busy="Un autre programme modifie les documents. Réessayez dans un instant.",
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
    not_indexed="non pris en compte",
    find="Trouver un document",
    none_found="Aucun document ne correspond à « {words} ».",
    here="Déposés",
    scope="Les réponses viennent de",
    everything="tous les documents",
    pick="Répondre seulement à partir de : {name}",
    unpick="Ne plus interroger : {name}",
    narrow="Choisir des documents",
    widen="Interroger de nouveau tous les documents",
    asked_of="Demandé à :",
    conditions="Par date ou auteur",
    since="depuis {date}",
    by="de {name}",
    none_left="Aucun des documents choisis n’est encore ici. Choisissez-en d’autres, ou interrogez-les tous.",
)

ARABIC = LibraryWords(
    language="ar",
    drop="أفلت الملفات هنا، أو",
    choose="اخترها",
    attach="أضف ملفات",
    limits="PDF وWord وشرائح وجداول وكتب ورسائل وصفحات ونصوص · {size} ميغابايت لكل ملف على الأكثر",
    uploading="رفع {number} من {total}: {file}",
    waiting="في الانتظار",
    uploaded="تم الرفع",
    cancel="إلغاء",
    broken="انقطع الرفع. يُرجى المحاولة من جديد.",
    refused={
        "unsupported": "لا يُقرأ هذا النوع من الملفات: أعطِ نصوصًا أو شرائح أو جداول أو كتبًا أو رسائل أو صفحات ويب.",
        "too-large": "يتجاوز حجم الملف {size} ميغابايت.",
        "empty": "الملف فارغ.",
        "too-many": "عدد الوثائق المرفوعة كبير جدا، احذف بعضها أولا.",
        "no-room": "لم يبق مكان على الخادم.",
        "same": "توجد هنا وثيقة بالمحتوى نفسه: {file}.",
        "busy": "تُرفع الآن ملفات كثيرة. يُرجى المحاولة بعد لحظات.",
    },
    preparing="جارٍ الاستعداد للقراءة…",
    queueing="تُقرأ ملفات أخرى الآن، وهذه بعدها…",
    reading="قراءة {number} من {total}: {file}",
    recognising="التعرف على الصفحة {number} من {total}: {file}",
    seconds_left="يبقى نحو {count} ث",
    minutes_left="يبقى نحو {count} دقيقة",
    publishing="جارٍ إعداد البحث…",
    stop="إيقاف",
    stopped="أُوقف. الوثائق كما كانت، وحُذفت الملفات المرفوعة.",
    failed="تعذّرت إضافة الوثائق: {reason}",
    busy="يعدّل برنامج آخر الوثائق. يُرجى المحاولة بعد لحظات.",
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
    not_indexed="لم تُضف",
    find="ابحث عن وثيقة",
    none_found="لا وثيقة تطابق «{words}».",
    here="مرفوعة",
    scope="الأجوبة من",
    everything="كل الوثائق",
    pick="الإجابة من هذا فقط: {name}",
    unpick="عدم سؤال هذا بعد الآن: {name}",
    narrow="اختر وثائق",
    widen="اسأل كل الوثائق من جديد",
    asked_of="سُئل:",
    conditions="حسب التاريخ أو المؤلف",
    since="منذ {date}",
    by="من تأليف {name}",
    none_left="لم تعد أي من الوثائق المختارة موجودة هنا. اختر غيرها أو اسأل الكل.",
)

LIBRARY_WORDS = {"en": ENGLISH, "fr": FRENCH, "ar": ARABIC}
"""By the code of the language."""
