"""Word lists of French, English and Arabic: what carries no content, what asks, how names and months are written.

All words stand in the skeleton form of `rag.language.language`: folded, without accents, with plain alef and ya.
"""

from __future__ import annotations

QUESTION_WORDS: dict[str, frozenset[str]] = {
    "fr": frozenset(
        "qui que quoi quel quelle quels quelles quand comment pourquoi combien ou lequel laquelle lesquels"
        " lesquelles auquel duquel est-ce".split()
    ),
    "en": frozenset("who whom whose what which when where why how".split()),
    "ar": frozenset(
        "من ما ماذا متي اين كيف لماذا كم هل اي ايه ايا مما عما لمن بمن فيم علام ماهي ماهو"
        # In Egypt, in Morocco, in the Levant and the Gulf.
        " ازاي ازيك فين امتي امتا ليه مين انهي كام قداش"
        " واش شنو شنوا شنوه شني اشنو اشنوا اش علاش كيفاش كيفاه فوقاش فوقتاش وقتاش"
        " شحال اشحال شكون فاين منين اشمن شمن لاش"
        " شو شلون وين وينه ليش كيفك قديش شقد ايش وش منو ايمتي ايمتا".split()
    ),
}
"""Words that ask; they are stop words of the index too."""

STOP_WORDS: dict[str, frozenset[str]] = {
    "fr": QUESTION_WORDS["fr"]
    | frozenset(
        "le la les l un une des du de d au aux a et ou en dans par pour sur sous avec sans vers chez entre ce cet"
        " cette ces c ca cela ceci celui celle ceux celles ci se s sa son ses leur leurs mon ma mes ton ta tes notre"
        " nos votre vos je j tu t il elle on nous vous ils elles me m te lui eux y ne n pas plus moins que qu qui"
        " dont si est sont etait etaient ete etre fut furent sera seront soit ai as ont avait avaient avoir eu aura"
        " auront fait font faire mais donc or ni car comme aussi ainsi alors tres meme memes tout toute tous toutes"
        " autre autres cet quelque quelques plusieurs jusqu lorsqu puisqu quoiqu puis depuis lors lorsque afin selon"
        " peut peuvent voici voila deja encore ici la-bas".split()
    ),
    "en": QUESTION_WORDS["en"]
    | frozenset(
        "a an the and or but nor of in on at to from by for with without about into onto over under between as than"
        " that this these those there here it its he him his she her hers they them their theirs we our ours you your"
        " yours i me my mine is are was were be been being am do does did doing done has have had having will would"
        " shall should can could may might must not no so if then else also too very just such own same other any"
        " some all each both more most s t d ll re ve don didn doesn isn aren wasn weren hasn haven hadn won wouldn"
        " couldn shouldn".split()
    ),
    "ar": QUESTION_WORDS["ar"]
    | frozenset(
        "في علي الي عن من مع بعد قبل بين عند حتي منذ خلال حول دون ضد لدي نحو عبر و او ثم ام بل لكن لا لم لن ليس ليست"
        " ما ان انه انها انهم اذا اذ قد لقد كان كانت كانوا يكون تكون هو هي هم هن نحن انت انا هذا هذه ذلك تلك هولاء"
        " اوليك هناك هنا الذي التي الذين اللذان اللتان اللاتي كل بعض غير سوي كما لما حيث عندما بينما كذلك ايضا فقط"
        " جدا له لها لهم به بها بهم فيه فيها عليه عليها منه منها اليه اليها عنه عنها تم يتم فان وان وهو وهي ولا وقد"
        " ومن وفي وعلي والتي والذي بان لان"
        # Small words of the dialects.
        " ديال ديالي ديالك ديالو ديالها ديالنا ديالهم دياله كاين كاينه كاينين كيدير كتدير كايدير كيدار كتكون كيكون بغيت"
        " باغي خاصني خصني عافاك عفاك اللي باش غادي هادشي هاد هادي هادا داك هاديك ديك تاع متاع بتاع بتاعه بتاعت بتاعي"
        " بتاعها عايز عاوز عايزه عاوزه محتاج عشان علشان لسه دلوقتي كده ده دي مش مو ماشي موش بدي ابغي شي راه كي".split()
    ),
}

VOTES: dict[str, frozenset[str]] = {
    "fr": STOP_WORDS["fr"] | frozenset("annee ans entre apres avant pendant premiere quelle lieu nom".split()),
    "en": STOP_WORDS["en"] | frozenset("year years name after before during first many much long".split()),
    "es": frozenset(
        "el la los las de del que en y es un una por con para como se lo al su sus quien cuando donde cual fue son"
        " ha mas pero este esta cuantos".split()
    ),
    "it": frozenset(
        "il lo la gli le di del della dei che e un una per con come si nel nella chi quando dove quale sono ha piu"
        " ma questo questa quanti fu stato".split()
    ),
    "de": frozenset(
        "der die das den dem des ein eine einen und ist sind war wer was wann wo wie nicht mit von zu auf fur im es"
        " auch als an nach bei wurde werden hat".split()
    ),
    "pt": frozenset(
        "o a os as de do da dos das que em e um uma por com para como se no na quem quando onde qual foi sao mais"
        " mas este esta nao".split()
    ),
    "nl": frozenset(
        "de het een en van is zijn was wie wat wanneer waar hoe niet met op voor aan ook als naar bij werd worden"
        " dat die er heeft".split()
    ),
}
"""Frequent words by language, for telling the language of a short text."""

NAME_VARIANTS: dict[str, str] = {
    **dict.fromkeys("mohammed mohammad muhammad mouhammad mohamad muhammed mouhamed mohamed".split(), "mohamed"),
    **dict.fromkeys("ahmad ahmed".split(), "ahmed"),
    **dict.fromkeys("hassan hasan".split(), "hassan"),
    **dict.fromkeys("abdullah abdallah abdulla".split(), "abdallah"),
    **dict.fromkeys("youssef yousef yusuf youssouf yousuf".split(), "youssef"),
    **dict.fromkeys("hussein hussain houssein hossein husayn".split(), "hussein"),
    **dict.fromkeys("mustafa mustapha moustafa moustapha mostafa".split(), "mustapha"),
    **dict.fromkeys("ibrahim brahim".split(), "ibrahim"),
    **dict.fromkeys("marrakech marrakesh".split(), "marrakech"),
    **dict.fromkeys("benguerir benguerrir".split(), "benguerir"),
    **dict.fromkeys("tanger tangier tangiers".split(), "tanger"),
    **dict.fromkeys("fes fez".split(), "fes"),
}
"""Spellings of one name by their common form."""

JOINED_NAMES = frozenset({("ben", "guerir"), ("ben", "guerrir"), ("ben", "slimane"), ("ben", "ali")})
"""Pairs of words that are one name, written apart or together."""

MONTHS: dict[str, int] = {
    word.replace("_", " "): number
    for number, words in enumerate(
        (
            "janvier january janv jan يناير جانفي كانون_الثاني",
            "fevrier february fevr feb فبراير فيفري شباط",
            "mars march mar مارس اذار",
            "avril april avr apr ابريل افريل نيسان",
            "mai may ماي مايو ايار",
            "juin june jun يونيو جوان حزيران",
            "juillet july juil jul يوليوز يوليو جويليه تموز",
            "aout august aug غشت اغسطس اوت اب",
            "septembre september sept sep شتنبر سبتمبر ايلول",
            "octobre october oct اكتوبر تشرين_الاول",
            "novembre november nov نونبر نوفمبر تشرين_الثاني",
            "decembre december dec دجنبر ديسمبر كانون_الاول",
        ),
        start=1,
    )
    for word in words.split()
}
"""Month names, of the Maghreb and of the East too, with their number."""

MONTH_BEGINNINGS = frozenset(name.split()[0] for name in MONTHS)
"""The first words of month names."""

MONTHS_IN_DATES_ONLY = frozenset(
    "mars march mar may mai jan feb apr avr jun jul aug sep sept oct nov dec مارس اب اوت ماي".split()
)
"""Month names that are other words too, taken for months only beside a day or a year."""
