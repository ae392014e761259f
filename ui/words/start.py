"""The words of an empty page, and of what may be asked next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StartWords:
    """In one language; braces are filled in by `str.format`."""

    documents: str
    all_documents: str
    add: str
    next: str
    """Above questions that the documents answer, below an answer."""
    none_yet: str


START_WORDS = {
    "en": StartWords(
        "Your documents",
        "All {count} documents",
        "To add more, drop files here or",
        "You could ask next",
        "There is no document yet. Drop files here or",
    ),
    "fr": StartWords(
        "Vos documents",
        "Les {count} documents",
        "Pour en ajouter, glissez des fichiers ici ou",
        "Vous pourriez demander ensuite",
        "Il n’y a pas encore de document. Glissez des fichiers ici ou",
    ),
    "ar": StartWords(
        "وثائقك",
        "كل الوثائق، وعددها {count}",
        "لإضافة المزيد، أفلت الملفات هنا أو",
        "يمكنك أن تسأل بعد ذلك",
        "لا توجد وثائق بعد. أفلت الملفات هنا أو",
    ),
}
