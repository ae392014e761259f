"""What a reader has to say of a file, in the language of the page.

It says it in English, with its numbers; that is what an English page shows. A sentence that has no words in another
language yet is announced as one of the reader's.
"""

from __future__ import annotations

import re

_MORE = re.compile(r" and (\d+) more$")

WARNED: tuple[tuple[str, dict[str, str]], ...] = (
    (
        r"(\d+) of (\d+) pages cannot be read: (.+)",
        {"fr": "{0} pages sur {1} sont illisibles : {2}", "ar": "تتعذّر قراءة {0} من {1} صفحة: {2}"},
    ),
    (
        r"the PDF is cut off: .*; (\d+) pages were found",
        {"fr": "le PDF est incomplet : {0} pages ont été trouvées", "ar": "ملف PDF مبتور: عُثر على {0} صفحة"},
    ),
    (
        r"the PDF is damaged: .*",
        {"fr": "le PDF est endommagé : du texte peut manquer", "ar": "ملف PDF تالف: قد ينقصه نص"},
    ),
    (
        r"no text layer on (\d+) of (\d+) pages(?:: ([\d, ]+(?: and \d+ more)?))?; .*",
        {
            "fr": "{0} pages sur {1} sont des images sans texte ({2}) : il faut Tesseract sur le serveur pour les lire",
            "ar": "{0} من {1} صفحة صور بلا نص ({2}): يلزم Tesseract على الخادم لقراءتها",
        },
    ),
    (
        r"recognised with doubt, read it beside the picture: page (.+)",
        {
            "fr": "reconnu avec doute, à lire à côté de l’image : page {0}",
            "ar": "تعرُّف غير مؤكد، اقرأه بجانب الصورة: صفحة {0}",
        },
    ),
    (
        r"recognised by another program: (\d+) pages, at least (\d+) % .*",
        {
            "fr": "reconnu par un autre programme : {0} pages, {1} % au moins de leurs mots semblent justes",
            "ar": "تعرّف عليه برنامج آخر: {0} صفحة، {1} ٪ على الأقل من كلماتها تبدو صحيحة",
        },
    ),
    (
        r"the other program's text looks wrong: page (.+)",
        {"fr": "le texte de l’autre programme semble faux : page {0}", "ar": "يبدو نص البرنامج الآخر خاطئا: صفحة {0}"},
    ),
    (
        r"not recognised: page (.+) \(.*\)",
        {"fr": "non reconnu : page {0}", "ar": "لم يُتعرف عليه: صفحة {0}"},
    ),
    (
        r"(\d+) places are not valid \S+ and are shown as �",
        {"fr": "{0} signes illisibles sont montrés par �", "ar": "{0} رموز غير مقروءة تظهر بالرمز �"},
    ),
    (
        r"(\d+) control characters? .*dropped from the text",
        {"fr": "{0} signes invisibles ont été retirés du texte", "ar": "حُذفت من النص رموز خفية، عددها {0}"},
    ),
    (
        r"without what looked like menus, notices and links little text was left, .*",
        {
            "fr": "peu de texte restait sans les menus et bandeaux : le texte peut en contenir",
            "ar": "لم يبق نص كثير دون القوائم والإشعارات: قد يحتوي النص على بعضها",
        },
    ),
    (
        r"the page shows its text by scripts only: .*",
        {
            "fr": "la page n’affiche son texte que par programme : le texte est celui de sa description",
            "ar": "لا تعرض الصفحة نصها إلا بالبرامج: هذا نص وصفها",
        },
    ),
    (
        r"of (\d+) outputs only the first (\d+) characters are read",
        {
            "fr": "de {0} résultats, seuls les {1} premiers caractères sont lus",
            "ar": "يُقرأ أول {1} حرف فقط من {0} نتيجة",
        },
    ),
    (
        r"(\d+) attachments? .*documents? of (?:its|their) own",
        {"fr": "pièces jointes devenues des documents à part : {0}", "ar": "مرفقات صارت وثائق مستقلة: {0}"},
    ),
    (
        r"data more than (\d+) levels deep was left out",
        {"fr": "les données au-delà de {0} niveaux ont été laissées de côté", "ar": "تُركت البيانات بعد المستوى {0}"},
    ),
    (
        r"the RTF document is cut off: .*",
        {"fr": "le document est incomplet : sa fin manque", "ar": "المستند مبتور: تنقصه نهايته"},
    ),
    (
        r"same text as (.+)",
        {"fr": "même texte que {0}", "ar": "النص نفسه في {0}"},
    ),
)
"""Sentences of the readers as patterns, each with its words in the other languages."""

_AND_MORE = {"fr": " et {0} autres", "ar": " و{0} أخرى"}
_OTHERWISE = {"fr": "remarque du lecteur, en anglais : {0}", "ar": "ملاحظة القارئ بالإنجليزية: {0}"}


def warned(sentence: str, language: str) -> str:
    """A sentence of a reader in the language of the page."""
    if language not in _OTHERWISE:
        return sentence
    for pattern, words in WARNED:
        if found := re.fullmatch(pattern, sentence, re.S):
            values = [
                _MORE.sub(lambda more: _AND_MORE[language].format(more[1]), value or "") for value in found.groups()
            ]
            return words[language].format(*values)
    return _OTHERWISE[language].format(sentence)
