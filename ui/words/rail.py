"""The words of the list of conversations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RailWords:
    """In one language; braces are filled in by `str.format`."""

    pinned: str
    pin: str
    unpin: str
    find: str
    none_found: str
    deleted: str
    undo: str
    close: str
    share: str
    shared: str
    take_back: str
    shared_by: str
    not_shared: str
    tools: str
    """What can be done with a conversation."""


RAIL_WORDS = {
    "en": RailWords(
        "Pinned",
        "Pin",
        "Unpin",
        "Find a conversation",
        "No conversation matches “{words}”.",
        "“{title}” is deleted.",
        "Undo",
        "Close the conversations",
        "Share for reading",
        "Whoever may log in here can read “{title}” at this address, with what is added to it:",
        "Take the link back",
        "{name} lets you read this conversation. Nothing in it can be changed from here.",
        "There is no conversation at this address, or its link was taken back.",
        "What can be done with",
    ),
    "fr": RailWords(
        "Épinglées",
        "Épingler",
        "Détacher",
        "Trouver une conversation",
        "Aucune conversation ne correspond à « {words} ».",
        "« {title} » est supprimée.",
        "Annuler",
        "Fermer les conversations",
        "Partager en lecture",
        "Toute personne qui peut se connecter ici peut lire « {title} » à cette adresse, avec ce qui s’y ajoute :",
        "Retirer le lien",
        "{name} vous donne à lire cette conversation. Rien ne peut y être modifié d’ici.",
        "Aucune conversation n’est à cette adresse, ou son lien a été retiré.",
        "Ce qu’on peut faire de",
    ),
    "ar": RailWords(
        "المثبتة",
        "تثبيت",
        "إلغاء التثبيت",
        "ابحث عن محادثة",
        "لا محادثة تطابق «{words}».",
        "حُذفت «{title}».",
        "تراجع",
        "إغلاق المحادثات",
        "مشاركة للقراءة",
        "يستطيع كل من له حق الدخول هنا قراءة «{title}» على هذا العنوان، مع ما يضاف إليها:",
        "سحب الرابط",
        "يتيح لك {name} قراءة هذه المحادثة. لا يمكن تغيير شيء فيها من هنا.",
        "لا توجد محادثة على هذا العنوان، أو سُحب رابطها.",
        "ما يمكن فعله بالمحادثة",
    ),
}
