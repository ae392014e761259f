"""Words that people use in speech, and what documents write for the very same: « toubib » is the doctor.

Narrower than `rag.language.senses.everyday`: what stands here is the same thing, and counts as the word itself.
"""

from __future__ import annotations

from functools import lru_cache

from rag.language.language import analyse

# The spoken words, then what is written for them, by language.
_TABLES = {
    "fr": """
        boulot taf job = emploi / travail | patron boss = employeur | bagnole = voiture / véhicule | toubib = médecin
        gosse gamin môme = enfant
        fric thune pognon = argent | vacances = congés | prof = professeur / enseignant
        portable = téléphone mobile / téléphone | mail = courriel / courrier électronique / adresse électronique
        pv contravention = amende | vélo = bicyclette | paye paie = salaire / rémunération
        viré = licencié / licenciement
        bus = autobus | appart = appartement / logement
        frigo = réfrigérateur | télé = téléviseur / télévision
        resto = restaurant | ordi = ordinateur | info infos = information | rdv = rendez-vous | ado = adolescent
        sécu = sécurité sociale | fac = université / faculté | appli = application | pub = publicité
        labo = laboratoire
    """,
    "en": """
        pay = salary / wages / remuneration | wages = salary / pay / remuneration | boss = employer / supervisor
        kid kids = child / children | car = vehicle | bike = bicycle | phone = telephone | fired sacked = dismissed
        doctor = physician | vacation = leave / holiday | flat = apartment | exam = examination | lab = laboratory
        app = application | info = information | fridge = refrigerator | photo = photograph | ad = advertisement
        trash garbage = waste / rubbish | gas = petrol / fuel | cop cops = police
    """,
    "ar": """
        باسبور باسبورت = جواز السفر / جواز | بيرمي = رخصة السياقة / رخصة القيادة | فابور بلاش ببلاش = مجانا / مجاني
        طوموبيل طوموبيلات طونوبيل عربية = سيارة / مركبة
        كارط لاكارط = بطاقة | سبيطار = مستشفى
        فلوس مصاري = نقود / مال
        كونجي = عطلة / إجازة | كوزينة = مطبخ | تيليفون تلفون = هاتف | بوليس = شرطة | فيزا = تأشيرة | ستاج = تدريب
        كونطرا = عقد | كيحل يحل يتفتح بيفتح = يفتح / تفتح / فتح | كيسد يسد يتقفل بيقفل = يغلق / تغلق / إغلاق
        دراري عيال = أطفال | شغل خدمة = عمل | طوبيس أوتوبيس = حافلة | حانوت دكان = متجر / محل | إيميل = بريد إلكتروني
        تنبر تمبر = طابع | لامبيلانص لانبيلانص أومبيلونص = سيارة الإسعاف / إسعاف | فاكتورة = فاتورة | كارني = دفتر
        كواغط كاغيط = وثائق / أوراق / شهادة | زنقة = شارع / زقاق | حولي = خروف / أغنام | طبلة = طاولة | ساروت = مفتاح
        فرملية = ممرضة | طوموبيلة كار = سيارة / حافلة | بيسكليت بسكليطة = دراجة | باركينغ = موقف السيارات
        ليسي = ثانوية | سكويلة مدرسه = مدرسة | لاكريش = حضانة | كليان = زبون | سيرتافيكا = شهادة | ديبلوم = شهادة
        بوسطة = بريد | لابانك = بنك / مصرف | تران ماشينة = قطار | طاكسي = سيارة أجرة | لاگار = محطة | أوطيل = فندق
        ريزرفاسيون = حجز | ديكلاراسيون = تصريح | أسورانس لاسورانس = تأمين | فاكانس = عطلة | سيرفيس = مصلحة / خدمة
        ضو = كهرباء | صبيطار سبيتار = مستشفى | فرماسيان = صيدلية | أجزخانة أجزاخانة = صيدلية | شنطة = حقيبة
        كرا = كراء / إيجار | وراق = وثائق / أوراق | نمرة = رقم | باطرون = مشغل | دكتور = طبيب | ليسانس = إجازة
    """,
}


@lru_cache(maxsize=4)
def _written(language: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """By the index term of a spoken word, the index terms of what is written for it."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for entry in _TABLES.get(language, "").replace("\n", "|").split("|"):
        spoken, _, written = entry.partition("=")
        ways = tuple(tuple(token.term for token in analyse(each, language)) for each in written.split("/"))
        for token in analyse(spoken, language):
            found[token.term] = (*found.get(token.term, ()), *(way for way in ways if way and way != (token.term,)))
    return found


def written_for(term: str, language: str) -> tuple[tuple[str, ...], ...]:
    """What documents write for the spoken word with an index term, as rows of index terms of the same language."""
    return _written(language).get(term, ())
