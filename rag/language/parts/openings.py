"""Numbers that open an article, a section or an item: « Article 5. », "Sec. 4.", « § 2. », « المادة 5 . », « III. »."""

from __future__ import annotations

import re

_PARTS = (
    "articles?|arts?[.]?|sections?|sect?[.]?|§{1,2}|chapitre|chapter|chap[.]?|titre|title|livre|book|partie|part|clause"
    "|annexe|annex|appendix|appendice|schedule|rule|règle|regulation|paragraphe|paragraph|parag?[.]?|alinéa|al[.]"
    "|étape|step|question|point|item|considérant|recital|exercice|exercise|exemple|example|tableau|table|figure|fig[.]"
    "|(?:ال)?(?:مادة|فصل|قسم|بند|فقرة|باب|ملحق|جزء|مبحث|مطلب|فرع|قاعدة|خطوة|سؤال|جدول)"
)
_ARABIC_ORDINALS = "الأولى?|الاولى?|الحادية?|(?:الثاني|الثالث|الرابع|الخامس|السادس|السابع|الثامن|التاسع|العاشر)ة?"
_WORDS = (
    r"premi(?:er|ère)|unique|bis|ter|quater|[a-zé]{2,9}ième|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    rf"|twelve|[a-z]{{3,5}}(?:teen|ty)|(?:{_ARABIC_ORDINALS})(?: عشرة?)?|عشرة?"
)
_SPACE = "[ \u00a0\u202f]"
_NUMBER = (
    rf"(?:[A-Z][.]?{_SPACE}?)?\d{{1,4}}(?:[.–-]\d{{1,3}}){{0,4}}"
    rf"(?:{_SPACE}?(?:bis|ter|quater|er|ère|°|º|st|nd|rd|th|[a-z])\b)?"
    rf"|[IVXLC]{{1,7}}(?:er)?|[A-Z]|أ|ب|ج|(?i:{_WORDS})"
)
_LINE = r"(?:^|(?<=\n))[ \t\u00a0\u202f#>*_«\"]*"
_OPENING = re.compile(
    rf"(?:(?:{_LINE}|(?<=[.!?…؟–—-]){_SPACE}+|^{_SPACE}+)"
    rf"(?i:{_PARTS}){_SPACE}*(?:n°{_SPACE}?|no[.]?{_SPACE}|رقم )?(?:{_NUMBER})(?: مكررة?)?"
    rf"|{_LINE}(?:\d{{1,3}}(?:\.\d{{1,3}})*|[IVXLC]{{1,7}}|[A-Z])){_SPACE}?$",
    re.MULTILINE,
)
# What such a number may end with: quickly told, since most full stops stand after other words.
_ENDS = re.compile(rf"(?:.*[\d°º§]|\W*[IVXLC]+(?:er)?|.?\w|.*(?:{_WORDS})|مكررة?)$", re.IGNORECASE)
_LONGEST = 48  # characters before the full stop that are looked at
_LONGEST_WORD = 16


def opens_numbered(text: str, stop: int) -> bool:
    """Whether no more than the number of what it opens stands before the full stop at `stop`: the sentence goes on.

    A number, a Roman number or a letter alone opens only at the beginning of a line, a part with its number also after
    another sentence. In « selon l'article 5. Le maire » the number opens nothing.
    """
    last = text[max(0, stop - _LONGEST_WORD) : stop].split()
    if not last or not _ENDS.match(last[-1]):
        return False
    return _OPENING.search(text, max(0, stop - _LONGEST), stop) is not None
