"""The words about people in three languages: logging in, kept conversations, feedback."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PeopleWords:
    """Words in one language; braces are filled in by `str.format`."""

    language: str
    log_in_title: str
    name: str
    password: str
    log_in: str
    wrong_login: str
    many_logins: str
    log_out: str
    conversations: str
    no_conversations: str
    questions: tuple[str, str]
    older: str
    rename: str
    new_title: str
    delete: str
    delete_really: str
    not_kept: str
    many_questions: str
    feedback: str
    right: str
    not_right: str
    wrong_source: str
    should_have_answered: str
    note: str
    save_note: str
    thanks: str


ENGLISH = PeopleWords(
    language="en",
    log_in_title="Log in",
    name="Name",
    password="Password",  # noqa: S106
    log_in="Log in",
    wrong_login="This name and this password do not belong together.",
    many_logins="Too many attempts. Please try again in {minutes} min.",
    log_out="Log out",
    conversations="Conversations",
    no_conversations="What you ask is kept here.",
    questions=("{count} question", "{count} questions"),
    older="Show older ones",
    rename="Rename",
    new_title="New title",
    delete="Delete",
    delete_really="Delete for good",
    not_kept="This answer could not be kept: {reason}",
    many_questions="You have asked many questions in a short time. Please wait {seconds} s.",
    feedback="Your opinion of this answer",
    right="Right",
    not_right="Not right",
    wrong_source="Wrong source",
    should_have_answered="Should have answered",
    note="Add a note",
    save_note="Send",
    thanks="Thank you: this is kept for those who test the answers.",
)

FRENCH = PeopleWords(
    language="fr",
    log_in_title="Se connecter",
    name="Nom",
    password="Mot de passe",  # noqa: S106
    log_in="Se connecter",
    wrong_login="Ce nom et ce mot de passe ne vont pas ensemble.",
    many_logins="Trop d’essais. Réessayez dans {minutes} min.",
    log_out="Se déconnecter",
    conversations="Conversations",
    no_conversations="Vos questions sont gardées ici.",
    questions=("{count} question", "{count} questions"),
    older="Afficher les plus anciennes",
    rename="Renommer",
    new_title="Nouveau titre",
    delete="Supprimer",
    delete_really="Supprimer pour de bon",
    not_kept="Cette réponse n’a pas pu être gardée : {reason}",
    many_questions="Vous avez posé beaucoup de questions en peu de temps. Patientez {seconds} s.",
    feedback="Votre avis sur cette réponse",
    right="Juste",
    not_right="Pas juste",
    wrong_source="Mauvaise source",
    should_have_answered="Aurait dû répondre",
    note="Ajouter une remarque",
    save_note="Envoyer",
    thanks="Merci : votre avis est gardé pour ceux qui testent les réponses.",
)

ARABIC = PeopleWords(
    language="ar",
    log_in_title="تسجيل الدخول",
    name="الاسم",
    password="كلمة المرور",  # noqa: S106
    log_in="دخول",
    wrong_login="هذا الاسم وكلمة المرور هذه لا يتوافقان.",
    many_logins="محاولات كثيرة. يرجى المحاولة من جديد بعد {minutes} دقيقة.",
    log_out="خروج",
    conversations="المحادثات",
    no_conversations="تُحفظ أسئلتك هنا.",
    questions=("سؤال واحد", "عدد الأسئلة: {count}"),
    older="عرض الأقدم",
    rename="إعادة التسمية",
    new_title="عنوان جديد",
    delete="حذف",
    delete_really="حذف نهائي",
    not_kept="تعذّر حفظ هذه الإجابة: {reason}",
    many_questions="طرحت أسئلة كثيرة في وقت قصير. يرجى الانتظار {seconds} ثانية.",
    feedback="رأيك في هذه الإجابة",
    right="صحيحة",
    not_right="غير صحيحة",
    wrong_source="مصدر خاطئ",
    should_have_answered="كان ينبغي أن يجيب",
    note="إضافة ملاحظة",
    save_note="إرسال",
    thanks="شكرًا: يُحفظ رأيك لمن يختبرون الإجابات.",
)

PEOPLE_WORDS = {words.language: words for words in (ENGLISH, FRENCH, ARABIC)}
"""The words by language code."""
