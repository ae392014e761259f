"""Nouns and adjectives that say nothing of their own: what is spoken of stands beside them.

« Une partie des apprentis », "the total area", « عدد السياح »: a statement may have such words where its source has
none or others. What people are, things and materials do not belong here. Skeleton text: folded, without accents.
"""

from __future__ import annotations

_WORDS = {
    "fr": """
        apres avant abord ailleurs partie parties part majorite plupart nombre total totalite ensemble somme montant
        prix tarif cout maximum minimum
        moyenne taux niveau quantite reste moitie tiers quart deux
        an ans annee annees mois semaine jour jours journee heure heures minute date periode duree delai terme
        moment
        temps fois pied oeuvre vigueur recours point debut fin epoque siecle cours lendemain veille echeance
        droit possibilite obligation interdiction autorisation accord cas fait raison cause effet suite consequence
        but
        objectif moyen maniere facon mesure condition conditions exception ordre titre objet sujet question reponse
        exemple propos egard rapport fonction role place lieu endroit site situation charge compte besoin
        document documents texte source page passage article section information informations extrait
        personne personnes gens type types sorte genre categorie forme groupe membre nom
        notion concept idee approche methode debut activite action operation decision mise realisation creation
        ouverture fermeture construction demande
        societe entreprise organisme organisation institution ville pays region zone
        grand grande petit petite nouveau nouvelle nouveaux nouvelles ancien ancienne anciens anciennes meme memes
        autre
        autres seul seule simple premier premiere dernier derniere different differents differentes divers principal
        principale principaux bon bonne double certain certains certaine plein pleine total totale debit long longue
        distance longueur largeur hauteur surface superficie poids taille valeur pourcentage pour cent
        kilometre kilometres metre metres euro euros avance preavis
    """,
    "en": """
        part parts majority minority number numbers total sum amount price cost fee charge rate level maximum
        minimum
        average rest half third quarter percent percentage share
        year years month months week weeks day days hour hours minute minutes date dates period time times duration
        deadline term moment end start beginning century notice advance course
        right possibility obligation permission case fact reason cause effect result consequence purpose aim way
        manner
        condition conditions exception order subject question answer example role place site situation need
        document documents text source page passage article section information extract
        person people persons type types kind sort category form group name
        notion concept idea approach method activity action operation decision opening closing closure construction
        creation request
        company firm organisation organization institution town city country region area
        new old big large small same other others main first last next only whole single double different various
        certain general full annual yearly monthly weekly daily
        distance length width height surface weight size value kilometre kilometres kilometer kilometers metre
        metres
        pound pounds euro euros dollar dollars admission advance addition least most more than later earlier sooner
    """,
    "ar": """
        عدد مجموع مبلغ ثمن سعر كلفه تكلفه نسبه مايه جزء قسم معظم نصف ثلث ربع باقي اقصي ادني حد معدل مستوي
        سنه سنوات عام اعوام شهر اشهر شهور اسبوع اسابيع يوم ايام ساعه ساعات دقيقه تاريخ فتره مده اجل وقت بدايه نهايه
        قرن
        حق امكان ممكن مقرر منتظر ضروري واجب اذن حاله سبب اثر نتيجه هدف غرض طريقه شرط استثناء موضوع سوال جواب مثال
        دور
        مكان موقع وضع حاجه طرف
        وثيقه نص مصدر صفحه فقره ماده معلومات معلومه
        شخص اشخاص ناس نوع انواع صنف شكل مجموعه اسم
        نشاط عمليه قرار فتح اغلاق افتتاح بناء انشاء احداث طلب
        شركه مقاوله موسسه منظمه مدينه بلد منطقه جهه
        جديد جديده قديم قديمه كبير كبيره صغير صغيره اخر اخري اول اولي ثاني ثانيه رييسي رييسيه كامل كامله مختلف
        مختلفه
        مسافه طول عرض ارتفاع مساحه وزن حجم قيمه بالغ دخول
    """,
}

GENERAL: dict[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _WORDS.items()}
"""By language, words that a statement may have beyond its source."""
