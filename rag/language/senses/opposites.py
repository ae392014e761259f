"""Words that turn a statement round, and numbers written as words, in French, English and Arabic.

All patterns read skeleton text: folded, without accents, with plain alef and ya.
"""

from __future__ import annotations

import re

_GROUPS = tuple(
    tuple(side.strip() for side in line.split("/"))
    for line in """
    augment hauss progress croissan croit accr grimp rose rise rises rising risen increas grew grow climb gain \
ارتفع يرتفع ارتفاع زاد يزيد زياده ازداد ازدياد نمو نما / baiss diminu recul chut redui decroi fell fall drop \
declin decreas shrank shrink reduc انخفض ينخفض انخفاض تراجع هبط نقص ينقص تقلص
    plus% davantage more% اكثر% / moins% less% fewer% اقل%
    avant% before% prior% قبل% / apres% after% following% بعد%
    premier first% اول% الاول% اولي% / dernier last% اخر% الاخير
    au-dessus above% over% فوق% exceed depass superieur / en-dessous au-dessous below% under% تحت% inferieur
    maxim at-most اقصي / minim at-least ادني
    autoris permet permis% allow permit سمح يسمح السماح / interdi prohib defend% forbid forbade ban% banned منع \
يمنع حظر يحظر
    accept approuv adopt approv وافق يوافق قبل% / refus rejet reject declin% رفض يرفض
    gagn vainqu victoire won% win% wins% winning victor فاز يفوز فوز / perd% perdu defaite defeat lost% lose loss خسر \
يخسر خساره
    ouvr ouvert open فتح افتتح / ferm close shut اغلق
    debut commenc begin began begun start بدا% يبدا بدايه / termin achev fin% fini end% ended ends% finish انتهي \
ينتهي نهايه
    import% importe importa imports% imported استورد استيراد / export صدر% تصدير
    achet buy% bought buys% اشتري / vend% vendu vent% ventes% sell% sold sells% باع يبيع
    nord% north شمال الشمال / sud% south جنوب الجنوب / est-% east شرق الشرق / ouest% west غرب الغرب
    oriental eastern الشرقي شرقي / occidental western الغربي غربي
    septentrional northern الشمالي شمالي / meridional southern الجنوبي جنوبي
    toujours% always دايما / jamais% never% ابدا
    grand% grande larg big% bigg كبير اكبر الاكبر / petit small smaller صغير اصغر الاصغر
    haut% haute high علي% عالي اعلي / bas% basse% low% lower lowest منخفض
    ancien old% older% oldest قديم / nouveau nouvel new% newer newest جديد
    meilleur best% better% افضل احسن / pire% worst worse اسوا
    masculin male% males% ذكور / feminin female اناث
    homme men% man% رجل رجال / femme women% woman امراه نساء
    riche rich غني / pauvre poor فقير
    majorit اغلبيه / minorit اقليه
    public% publique العام% عمومي / prive private الخاص% خاص%
    interieur intern inner داخل / exterieur extern outer خارج
    gauche% left% يسار اليسار / droite% right% يمين اليمين
    facil easy easi easier سهل / difficil difficult hard% harder صعب
    long% longue longer longest طويل / court% courte short قصير
    soutien% soutenu soutenir support دعم يدعم / oppos عارض يعارض
    positi ايجابي / negati سلبي
    vrai% true% صحيح / faux% fausse false خاطي
    """.strip().splitlines()
)
_ARTICLES = "(?:و|ف)?(?:ال|لل|بال)?"
_ARTICLES_AND_PERSONS = "(?:n'|و|ف)?(?:ال|لل|بال|س?[يتن]|م)?"


def _side(words: str, before: str = _ARTICLES) -> re.Pattern[str]:
    """A pattern for beginnings of words; a word that ends in `%` stands for itself alone."""
    whole = [re.escape(word[:-1].replace("-%", "")) for word in words.split() if word.endswith("%")]
    begun = [re.escape(word) for word in words.split() if not word.endswith("%")]
    begun = [rf"{word}\w*" for word in begun]
    return re.compile(rf"(?<![\w']){before}(?:{'|'.join([*whole, *begun])})(?!\w)")


OPPOSITES = tuple(tuple(_side(words) for words in group) for group in _GROUPS)
"""Groups of patterns; a text that matches one of a group says the opposite of one that matches only another."""

# Groups of the table above whose second side denies; `rag.language.senses.negation.DENYING` counts these words.
_DENYING_GROUPS = ("autoris", "accept", "toujours%")
_MORE_GROUPS = tuple(
    tuple(side.strip() for side in line.split("/"))
    for line in """
    commenc debut began begin% begun start launch / complet achev termin fini% finish end% ended
    construi bati% erig built build construct شيد / demoli detrui destroy demolish هدم% دمر
    harmful nocif dangereu dangerous ضار / harmless inoffensi safe% safely
    pleine% plein% full% / vide% empty
    present% presente% / absent
    matin morning صباح / soir evening مساء
    jour% journee day% daytime نهار / nuit night ليل
    hiver winter شتاء / ete% summer صيف
    arriv وصل وصول / depart left% leav غادر مغادره
    entr enter entree دخل دخول / sort exit خرج خروج
    monte ascend up% صعد / descend down% نزل
    jeune young شاب / vieux vieil elderly عجوز مسن
    rapid fast% faster fastest quick سريع اسرع / lent slow بطي ابطا
    chaud hot% hott warm حار / froid cold بارد
    leger light% خفيف / lourd heavy ثقيل
    embauch hire% hired recruit وظف / licenci dismiss fired laid-off سرح
    bon% bonne% good% جيد / mauvais bad% poor سيي رديي
    fort% forte strong قوي / faible weak ضعيف
    upstairs / downstairs
    open ouvr فتح / closed ferme غلق
    credit / debit
    continu keep% keeps% maintien استمر يستمر / cess arret ceas stop halt توقف
    ami% friend صديق / ennemi enemy عدو
    paix peace سلام / guerre war% حرب
    obligatoire mandatory compulsory الزامي / facultati optional voluntary اختياري
    augment hauss croiss increas rose% gain expand ارتفع زاد / baiss diminu reduc decreas fell% shrank halv انخفض تراجع
    inclu compri includ شامل / exclu excep exclud
    domestique interieur national domestic / etranger foreign international
    payant paie% paient% paye% pay% pays% / gratuit free% freely
    rapproch nearer closer / eloign further farther
    remplac replac / conserv kept retain maintain
    multipli doubl% doubled doubling tripl ضاعف تضاعف / divis halv halved
    cree creer creat fonde% fondee% fonder% founded% lanc launch اسس انشا اطلق اطلاق / ferm dissou dissolv close% \
closed% اغلق الغت%
    quotidien daily يومي / hebdomadaire weekly اسبوعي / mensuel monthly شهري / annuel yearly annual سنوي
    """.strip().splitlines()
)
CONTRARIES = tuple(
    tuple(_side(words, _ARTICLES_AND_PERSONS) for words in group)
    for group in (*(group for group in _GROUPS if not group[0].startswith(_DENYING_GROUPS)), *_MORE_GROUPS)
)
"""The opposites that statements are compared by; the weights of the reader were fitted with `OPPOSITES` alone."""

_PREFIX = re.compile(r"(?:in|im|il|ir|un|non|de|des|dis|anti|mal|a)")


def opposite_prefix(one: str, other: str) -> bool:
    """Whether one term is the other with a prefix that negates it, such as impossible and possible."""
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or not long.endswith(short):
        return False
    return _PREFIX.fullmatch(long[: len(long) - len(short)]) is not None
