"""How strongly a sentence says what it says: must or may, all or some, done or planned; French, English and Arabic.

All patterns read skeleton text: folded, without accents, with plain alef and ya.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Patterns = Mapping[str, re.Pattern[str]]


def _patterns(**words: str) -> dict[str, re.Pattern[str]]:
    """Patterns of whole words by language; `_` is a space, and a word may be a regular expression."""
    return {code: re.compile(_alternatives(listed, code)) for code, listed in words.items()}


def _alternatives(listed: str, code: str) -> str:
    prefix = "[وف]?" if code == "ar" else ""
    return rf"(?<![\w-]){prefix}(?:{'|'.join(word.replace('_', ' ') for word in listed.split())})(?!\w)"


MUST = _patterns(
    fr="doi(?:t|vent) devra(?:it)? devront obligatoir\\w* oblig\\w+ exig\\w+ requis\\w* tenue?s?_d"
    " il_faut faut imperativ\\w+ (?:ont|a)_l'obligation impos\\w+ necessair\\w* incombe",
    en="must shall require[sd]? required requirement obliged obligatory mandatory compulsory ha(?:ve|s|d)_to needs?_to"
    " necessary duty bound_to",
    ar="يجب تجب يتعين يلزم ملزم\\w* الزامي\\w* واجب\\w* لا_بد ينبغي علي_\\w+_ان مطلوب\\w* يتوجب",
)
"""Obligation."""

MAY = _patterns(
    fr="peu(?:t|vent) pourra pourront pourra(?:it|ient) faculta\\w+ autoris\\w+ permi[st]\\w*"
    " permet\\w* possib\\w+ loisible"
    " (?:a|ont)_le_droit (?:a|ont)_la_possibilite tolere\\w* susceptib\\w+ option\\w* libre_de admis\\w*",
    en="may might can could optional\\w* allow\\w* permit\\w* possib\\w+ free_to entitled able_to"
    " voluntary right_to option"
    " tolerated",
    ar="الحق_في من_حق\\w* يمكن\\w* يجوز يحق بامكان\\w* يستطيع\\w* مسموح\\w* يسمح اختياري\\w* امكاني\\w* تستطيع ممكن قد",
)
"""Permission and possibility."""

SHOULD = _patterns(
    fr="devrai(?:t|ent) recommand\\w+ conseill\\w+ invit\\w+ encourag\\w+ souhait\\w+ prefer\\w+",
    en="should ought recommend\\w* advis\\w+ encouraged suggest\\w* invited preferabl\\w+",
    ar="يستحسن ينصح يوصي موصي\\w* يفضل يشجع",
)
"""Recommendation."""

HEDGE = _patterns(
    fr="\\w{2,}(?:er|ir|dr|vr)ai(?:t|ent) peut-etre probab\\w+ vraisemblabl\\w+ eventuel\\w+"
    " semble\\w* parait sans_doute presume\\w* suppose\\w* soupconn\\w+"
    " pourrai(?:t|ent) peu(?:t|vent) susceptib\\w+ risque\\w* possib\\w+ serai(?:t|ent) aurai(?:t|ent)",
    en="may might could perhaps probab\\w+ possib\\w+ likely alleged\\w* reported\\w* seem\\w*"
    " appear\\w* suspected thought"
    " believed presumed potential\\w* risk\\w* uncertain",
    ar="ربما لعل يحتمل محتمل\\w* قد يبدو من_المرجح يرجح يمكن يشتبه يعتقد من_الممكن",
)
"""Doubt: it is so perhaps."""

PLANNED = _patterns(
    fr="propos\\w+ sugger\\w+ present\\w+ prevoi\\w* prevu\\w* projett\\w+ en_projet envisag\\w+"
    " examin\\w+ debatt\\w+ discut\\w+ etudi\\w+"
    " negoci\\w+ demand\\w+ reclam\\w+ souhait\\w+ esper\\w+ planifi\\w+ annonc\\w+ recommand\\w+"
    " soumi[st]\\w* depos\\w+"
    " candidat\\w* tent\\w+ essa\\w+ promi[st]\\w* promess\\w* devrai(?:t|ent) invit\\w+ brigu\\w+"
    " intention compte_\\w+er"
    " \\w{2,}(?:era|eront|ira|iront|dra|dront|vra|vront) sera seront aura auront fera feront va_\\w+(?:er|ir|re)"
    " vont_\\w+(?:er|ir|re) doi(?:t|vent)_(?:etre|\\w+(?:er|ir|re)) menac\\w+",
    en="propos\\w+ suggest\\w* present(?:ed|s) plan(?:s|ned|ning)? consider\\w* discuss\\w* debat\\w+ stud(?:y|ied|ies)"
    " negotiat\\w+ request\\w* ask(?:ed|s|ing)? appl(?:y|ied|ies) hop(?:e|ed|es|ing) intend\\w* intention announc\\w+"
    " recommend\\w* submit\\w* bid attempt\\w* tried try tries promis\\w+ should would will shall aim(?:s|ed)?"
    " expect\\w* scheduled threaten\\w* envisag\\w+ seek\\w* sought nominat\\w+ candidate"
    " due_to_\\w+ set_to is_to are_to"
    " call(?:ed|s)_for wants? wanted",
    ar="اقتر\\w+ مقترح\\w* يقترح قدم عرض\\w* ناقش\\w* درس\\w* يدرس ينوي تنوي يعتزم تعتزم تخطط يخطط طلب\\w* طالب\\w*"
    " وعد\\w* حاول\\w* يحاول سوف س[يت]\\w{3,} ستفتح (?:من_)?المقرر (?:من_)?المنتظر ينتظر يتوقع"
    " مرشح\\w* دعا دعت يامل تفاوض\\w*"
    " اعلن\\w* هدد\\w*",
)
"""What is not done yet: proposed, planned, asked for, tried, to come."""

DONE = _patterns(
    fr="(?:a|ont|avait|avaient|est|sont|fut|furent)_(?:ete_)?\\w{2,}(?:e|es|ee|ees|i|is|ie|ies|u|us"
    "|ue|ues|t|ts|te) adopt\\w+ approuv\\w+ vote\\w* decid\\w+ realis\\w+ achev\\w+ termin\\w+"
    " acheve\\w* construi\\w+ bati\\w* ouver\\w+"
    " ouvert\\w* fusionn\\w+ sign\\w+ ratifi\\w+ conclu\\w* vendu\\w* vend[ui]\\w* achet\\w+"
    " ferm\\w+ demoli\\w* promulgu\\w+"
    " entre\\w*_en_vigueur inaugur\\w+ lanc\\w+ nomm\\w+ elu\\w* obten\\w+ obtenu\\w* gagn\\w+ remport\\w+ instaur\\w+"
    " supprim\\w+ mis\\w*_en_\\w+ cree\\w* accept\\w+ accord\\w+ recu\\w* reduit\\w* augment\\w+ devenu\\w* install\\w+"
    " detrui\\w+ embauch\\w+ quitt\\w+ rejoint\\w* reussi\\w* effectu\\w+ impos\\w+ transfer\\w+",
    en="\\w{3,}ed sold bought built kept left approved passed enacted decided completed finished"
    " built opened merged signed ratified concluded sold"
    " bought closed demolished inaugurated launched appointed elected obtained won introduced abolished created"
    " accepted granted received reduced raised became installed destroyed hired left joined succeeded managed acquired"
    " moved implemented established carried_out took_place in_force agreed replaced imposed expelled resigned"
    " took_effect",
    ar="بنت بنوا اعتمد\\w* صادق\\w* قرر\\w* اقر\\w* تم تمت انجز\\w* اكتمل\\w* بني\\w* افتتح\\w*"
    " فتح\\w* دمج\\w* وقع\\w* باع\\w* بيع\\w*"
    " اشتري\\w* اغلق\\w* هدم\\w* اطلق\\w* عين\\w* انتخب\\w* حصل\\w* فاز\\w* الغي\\w* انشي\\w*"
    " احدث\\w* شيد\\w* اسس\\w* بدا\\w* رفع\\w* خفض\\w* وزع\\w* اضاف\\w*"
    " قبل\\w* دخل\\w*_حيز اصبح\\w*"
    " نقل\\w* غادر\\w* استقال\\w* وافق\\w*",
)
"""What is done: adopted, completed, opened."""

ALL = _patterns(
    fr="(?<!presque_)tous (?<!presque_)toutes tout_l\\w+ toute_l\\w+ tout\\w*_(?:le|la) chaque"
    " chacun\\w* toujours integral\\w+ entier\\w* totalite"
    " quelconque unanim\\w* n'importe 100_% systematiquement",
    en="(?<!nearly_)(?<!almost_)(?<!not_)all (?<!nearly_)(?<!almost_)(?<!not_)every each everyone"
    " everybody always whole entire\\w* any anyone unanimous\\w* everything invariably 100_%",
    ar="كل جميع كافه دايما كامل\\w* باكمل\\w* كله\\w* جميعه\\w* بالاجماع",
)
"""Everything and everybody."""

MOST = _patterns(
    fr="(?:la_)?plupart majorit\\w+ generalement en_general presque habituellement",
    en="most majority mostly generally usually nearly almost mainly largely",
    ar="معظم\\w* اغلب\\w* غالب\\w* اكثري\\w*",
)
"""More than half."""

SOME = _patterns(
    fr="certain\\w* quelques plusieurs (?:la_)?plupart majorit\\w+ (?:une_)?(?:grande_)?partie"
    " parfois souvent generalement"
    " (?:beaucoup|peu|nombre)_d\\w* moitie tiers quart presque environ minorite rarement en_general"
    " quasi\\w* deux_tiers \\d+_(?:sur|des)_\\d+"
    " sur_(?:les_)?\\d+ habituellement partiel\\w* un_sur \\d+_?%",
    en="some several most many few majority mostly part partly sometimes often generally usually half third quarter"
    " nearly almost minority rarely occasionally partial\\w* certain one_in out_of"
    " \\d+_(?:out_)?of_(?:the_)?\\d+ of_(?:the|its|their)_\\d+ mainly much two-thirds \\d+_?% typically",
    ar="بعض\\w* معظم\\w* اغلب\\w* غالب\\w* عدد_من كثير\\w* قليل\\w* احيانا غالبا جزء\\w* نصف ثلث ربع"
    " اكثري\\w* عاده تقريبا"
    " عده قسم",
)
"""A part, or not always."""

EXCEPT = _patterns(
    fr="sauf hormis excepte\\w* exception\\w* hors a_part sinon",
    en="except\\w* unless apart_from other_than save_for but_not excluding",
    ar="الا باستثناء عدا ماعدا سوي",
)
"""What opens an exception."""

ONLY = _patterns(
    fr="seul\\w*(?!_fois) uniquement exclusivement ne_\\w+_qu\\w* n'\\w+_qu\\w* rien_que reserve\\w*",
    en="only solely exclusively sole nothing_but alone just reserved",
    ar="فقط وحده\\w* حصرا حصري\\w* لا_غير دون_غير\\w* سوي الا مقتصر\\w* يقتصر",
)
"""Nothing else."""
