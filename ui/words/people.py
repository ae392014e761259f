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
    change_password: str
    current_password: str
    new_password: str
    new_password_again: str
    wrong_password: str
    passwords_differ: str
    password_length: str
    password_changed: str
    back: str
    conversations: str
    no_conversations: str
    questions: tuple[str, str]
    older: str
    rename: str
    new_title: str
    delete: str
    unknown_conversation: str
    not_kept: str
    damaged_turn: str
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
    change_password="Change the password",  # noqa: S106
    current_password="Present password",  # noqa: S106
    new_password="New password",  # noqa: S106
    new_password_again="New password once more",  # noqa: S106
    wrong_password="The present password is another one.",  # noqa: S106
    passwords_differ="The new password was typed in two ways.",
    password_length="A password has {least} to {most} characters.",  # noqa: S106
    password_changed="The password was changed. Wherever else you were logged in, you are so no longer.",  # noqa: S106
    back="Back to the conversation",
    conversations="Conversations",
    no_conversations="What you ask is kept here.",
    questions=("{count} question", "{count} questions"),
    older="Show older ones",
    rename="Rename",
    new_title="New title",
    delete="Delete",
    unknown_conversation="There is no conversation at this address: it was deleted, or is somebody else’s.",
    not_kept="This answer could not be kept: {reason}",
    damaged_turn="This question and its answer, as they were kept, are damaged; nothing of them can be shown.",
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
    change_password="Changer le mot de passe",  # noqa: S106
    current_password="Mot de passe actuel",  # noqa: S106
    new_password="Nouveau mot de passe",  # noqa: S106
    new_password_again="Nouveau mot de passe, encore une fois",  # noqa: S106
    wrong_password="Le mot de passe actuel est un autre.",  # noqa: S106
    passwords_differ="Le nouveau mot de passe a été tapé de deux façons.",
    password_length="Un mot de passe compte de {least} à {most} caractères.",  # noqa: S106
    password_changed="Le mot de passe est changé. Partout ailleurs, vous êtes déconnecté.",  # noqa: S106
    back="Retour à la conversation",
    conversations="Conversations",
    no_conversations="Vos questions sont gardées ici.",
    questions=("{count} question", "{count} questions"),
    older="Afficher les plus anciennes",
    rename="Renommer",
    new_title="Nouveau titre",
    delete="Supprimer",
    unknown_conversation="Il n’y a pas de conversation à cette adresse : supprimée, ou à quelqu’un d’autre.",
    not_kept="Cette réponse n’a pas pu être gardée : {reason}",
    damaged_turn="Cette question et sa réponse gardées sont endommagées ; rien ne peut en être montré.",
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
    change_password="تغيير كلمة المرور",  # noqa: S106
    current_password="كلمة المرور الحالية",  # noqa: S106
    new_password="كلمة المرور الجديدة",  # noqa: S106
    new_password_again="كلمة المرور الجديدة مرة أخرى",  # noqa: S106
    wrong_password="كلمة المرور الحالية غير هذه.",  # noqa: S106
    passwords_differ="كُتبت كلمة المرور الجديدة بصيغتين مختلفتين.",
    password_length="عدد حروف كلمة المرور بين {least} و{most}.",  # noqa: S106
    password_changed="غُيّرت كلمة المرور. انتهت جلساتك في كل مكان آخر.",  # noqa: S106
    back="العودة إلى المحادثة",
    conversations="المحادثات",
    no_conversations="تُحفظ أسئلتك هنا.",
    questions=("سؤال واحد", "عدد الأسئلة: {count}"),
    older="عرض الأقدم",
    rename="إعادة التسمية",
    new_title="عنوان جديد",
    delete="حذف",
    unknown_conversation="لا توجد محادثة في هذا العنوان: حُذفت أو هي لشخص آخر.",
    not_kept="تعذّر حفظ هذه الإجابة: {reason}",
    damaged_turn="هذا السؤال وجوابه تالفان حيث حُفظا، ولا يمكن عرض شيء منهما.",
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
