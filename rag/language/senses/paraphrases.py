"""General words that say the same, and pairs of words that say the same from two sides, in French, English and Arabic.

A statement is compared by these keys with what proves it; the search knows only the narrower
`rag.language.senses.synonyms`, on which its figures rest. Names and subjects of documents do not belong here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rag.language.language import analyse
from rag.language.senses.nouns import NOUNS
from rag.language.senses.synonyms import CONCEPTS

_GROUPS = """
    bâtir bâti bâtie construit construite construction construire édifié érigé édifier | build built builds building \
constructed construction erected | بني بناء شيد تشييد شيدت بنيت
    achever achevé achevée achèvement terminer terminé finir fini | complete completed completion finish finished \
ended | اكتمل انتهى انتهت أنجز إنجاز
    rénové rénover rénovation restauré restaurer restauration réhabilité | renovated renovation restored restoration \
refurbished repaired repair repairs | ترميم رمم رممت إصلاح
    recevoir reçu reçoit obtenir obtenu obtient remis remise décerné attribué | receive received receives got get \
obtain obtained awarded given | حصل حصلت نال نالت تسلم منح منحت
    proposer proposé proposée proposition suggérer suggéré recommandé | propose proposed proposal suggest suggested \
| اقترح اقترحت اقتراح مقترح
    examiner examiné débattre débattu discuter discuté étudier étudié envisager envisagé | discuss discussed \
consider considered debated examined studied | ناقش ناقشت درس درست نظر
    interdire interdit interdite interdits interdiction prohibé défendu | forbid forbidden forbade banned ban \
prohibited prohibits | منع يمنع ممنوع حظر يحظر محظور
    permettre permis permet autoriser autorisé autorise autorisation toléré admis possible | allow allowed allows \
permit permitted permits admitted tolerated possible | يسمح سمح السماح مسموح يجوز يحق يمكن
    exiger exigé exige obligatoire obligé obligation tenu imposé requis nécessaire | require required requires \
mandatory compulsory obligatory obliged necessary needed need needs | يجب ملزم إلزامي مطلوب ضروري واجب
    accepter accepté accord approuver approuvé | accept accepted accepts approve approved approval agree agreed | وافق \
يوافق موافقة وافقت
    refuser refusé refus rejeter rejeté rejet | refuse refused reject rejected rejection declined | رفض رفضت يرفض
    arrêter arrêté arrêt cesser cessé suspendre suspendu interrompu interrompre | stop stopped halt halted suspend \
suspended ceased cease interrupted | توقف توقفت أوقف علق علقت
    fermer fermé fermée fermeture clos | close closed closes closing closure shut | أغلق أغلقت إغلاق مغلق
    ouvrir ouvert ouverte ouverture ouvre ouvrira | open opened opens opening | فتح افتتح افتتاح فتحت
    reprendre repris reprend reprise recommencé | resume resumed resumes restarted | استأنف استئناف
    loger logé logent logement héberger hébergé habiter habite réside résider demeurer vivre vit vivent | live lives \
lived living house housed reside resides dwell stay lodged | يسكن يسكنون سكن يقيم إقامة يعيش
    payer paie paient payé verser verse versé régler acquitter débourser coûter coûte | pay pays paid spend spent \
cost costs charged | دفع يدفع يؤدي أداء سدد كلف يكلف
    ferme fermes exploitation exploitations | farm farms holding holdings | مزرعة مزارع ضيعة
    école écoles établissement scolaire collège | school schools | مدرسة مدارس
    maison logis demeure habitation domicile résidence | house home homes residence residences dwelling residential \
| منزل بيت مسكن دار
    commerce boutique magasin commerces boutiques magasins | shop shops store stores business businesses retail \
| متجر متاجر محل محلات
    voiture automobile véhicule véhicules | car cars vehicle vehicles automobile | سيارة سيارات مركبة مركبات عربة
    médecin docteur praticien | doctor doctors physician physicians | طبيب أطباء
    élève élèves étudiant étudiants étudiante écolier apprenti | student students pupil pupils | طالب طلبة طلاب تلميذ \
تلاميذ
    enseignant professeur enseigner enseigne | teacher teachers professor lecturer teach teaches taught | أستاذ أساتذة \
معلم معلمون مدرس
    salaire rémunération paie traitement | salary salaries wage wages | أجر أجرة راتب رواتب
    congé congés vacances | leave holiday holidays vacation | إجازة عطلة
    tarif prix montant coût somme | price prices fee fees fare rate amount sum charge | ثمن سعر أسعار مبلغ تعريفة
    mesurer mesure long longueur longue | measure measures long length | طول طوله يبلغ
    peser pèse poids pesant | weigh weighs weight | وزن يزن وزنه
    dépasser dépasse excéder excède supérieur | exceed exceeds surpass surpasses above | تجاوز يتجاوز تتجاوز فاق يفوق
    limite limité maximum maximale plafond plafonné | limit limited maximum ceiling cap capped | حد أقصى سقف
    naviguer bateau navire embarcation | boat ship vessel boats ships vessels | قارب سفينة مركب سفن
    sauver sauvé secourir secouru secours | rescue rescued rescues save saved | أنقذ إنقاذ أنقذت
    endommager endommagé abîmé dégât dégâts dommage | damage damaged damages harmed | أضر أضرار تضرر
    détruire détruit détruite destruction ravagé ravager anéanti | destroy destroyed destruction wrecked ravaged | دمر \
تدمير هدم دمرت
    provoquer provoqué entraîner entraîné causer causé | cause caused causes led trigger triggered provoked | سبب تسبب \
تسببت أدى أدت
    protéger protection protège préserver préservé | protect protected protection protects preserve preserved | حماية \
حمى يحمي صان
    vaincre vaincu battre battu battus battent défaire défait triompher | defeat defeated defeats beat beaten beats \
overcome overcame | هزم هزمت تغلب انتصر فاز فازت
    gagner gagné remporter remporté victoire | win won wins winning winner victory | ربح كسب
    partir parti quitter quitté quitte départ | leave leaves left depart departed departure | غادر مغادرة رحل رحيل
    arriver arrivé arrive arrivée parvenir | arrive arrived arrives arrival reach reached | وصل وصول بلغ
    venir viennent vient venu | come comes came coming | يأتي يأتون جاء
    aller va vont allé | go goes went gone going | ذهب يذهب
    donner donné donne offrir offert fournir fourni remettre accorder accordé octroyer | give gave gives given \
provide provided provides offer offered grant granted supply | أعطى قدم تقديم يقدم وفر
    prendre prend pris prise | take takes took taken taking | أخذ يأخذ
    tenir tient tenu organise organisé organiser réunion | hold holds held organise organised organize organized \
meeting meet met | عقد يعقد نظم تنظيم اجتماع اجتمع
    dire dit déclarer déclaré affirmer affirmé annoncer annoncé | say said says state stated announce announced \
declared | قال صرح أعلن أكد
    montrer montré révéler révélé indiquer indiqué constater | show shows showed shown reveal revealed indicates found \
find | أظهر بين كشف
    penser pense croire croit estimer estime | think thinks thought believe believed believes | ظن يعتقد اعتقد رأى
    aider aide assistance soutien soutenir | help helps helped aid assistance support supported | ساعد مساعدة دعم
    travailler travaille travaillent emploie employer employé occuper | work works worked employ employs employed \
| يعمل عمل شغل يشغل موظف
    publier publié paru paraître sortir sorti parution dévoiler dévoilé présenter présenté introduire introduit | \
publish published publication release released unveiled appeared introduced present presented | نشر صدر نشرت إصدار عرض \
قدم كشف
    créer créé instituer institué mettre établir établi | create created set established establish found founded | \
أسس تأسس تأسست أنشأ أنشئ أنشئت إنشاء
    commencer commencé débuter débuté début entamer entamé lancer | begin began begun begins start started starts \
| بدأ بدأت بداية انطلق انطلقت شرع
    remonter date dater daté | date dates dated | يعود تعود
    utiliser utilisé utilise employer usage servir | use used uses usage | استعمل يستعمل استخدم يستخدم استعمال
    contenir contient comporter comporte comprendre comprend inclure inclut compter compte regrouper | contain \
contains include includes included comprise comprises have has consist consists | يضم تضم يحتوي تحتوي يشمل تشمل يتكون
    fabriquer fabriqué produire produit produite production | make makes made manufacture manufactured produce \
produced production | صنع صنعت أنتج إنتاج ينتج
    demander demandé solliciter sollicité requête demande | ask asked asks request requested apply application \
applications | طلب يطلب طلبت
    rembourser remboursé remboursement restituer restitué rendre rendu | refund refunded refunds reimburse reimbursed \
repaid return returned | استرد استرداد أعاد أعيد
    aménager transformer transformé convertir converti devenu devenir | convert converted turn turned become became \
transformed | حول تحويل أصبح أصبحت صار
    tuer tué mort morts décès mourir victime | kill killed kills die died dead death deaths | قتل مات توفي توفيت وفاة
    envoyer envoyé expédier expédié adresser | send sent sends dispatch dispatched ship | أرسل بعث إرسال
    écrire écrit rédiger rédigé auteur | write wrote written writes author authored | كتب كتبت ألف مؤلف
    peindre peint peintre | paint painted painter | رسم رسام
    concevoir conçu dessiner dessiné | design designed designs designer | صمم صممت تصميم
    choisir choisi élire élu désigner désigné nommer nommé | choose chose chosen elect elected appoint appointed \
select selected named | اختار انتخب عين اختيار تعيين
    diriger dirige dirigé gérer gère conduire | lead leads led run runs ran manage manages managed head heads headed | \
يدير أدار يرأس ترأس قاد يقود مدير مديرة
    surveiller surveillé contrôler contrôlé contrôle superviser | monitor monitored control controlled supervise \
supervised inspect inspected inspection | راقب مراقبة أشرف إشراف يراقب
    exister existe présent | exist exists existed | يوجد توجد
    augmenter augmenté hausse croître accru progresser progressé | increase increased rise rose risen grew grow \
growth climbed | ارتفع ارتفعت ارتفاع زاد زادت زيادة ازداد
    diminuer diminué baisse baisser baissé reculer reculé chuter | decrease decreased fall fell fallen decline \
dropped drop reduced | انخفض انخفضت انخفاض تراجع تراجعت نقص
    plupart majorité majoritaire | majority mostly | معظم أغلب أغلبية
    gratuit gratuite gratuitement gratuité | free freely | مجاني مجانا مجانية مجان
    annuel annuelle année | annual annually yearly year | سنوي سنويا
    mensuel mensuelle mois | monthly month | شهري شهريا
    rapide rapidement vite | quick quickly fast rapid rapidly | سريع بسرعة
    important considérable majeur | important considerable major significant | مهم هام كبير
    supplémentaire | extra additional more further | إضافي إضافية
    ville cité commune municipal municipale municipalité | town city municipal municipality | مدينة بلدة بلدية
    pays nation national nationale état | country nation national state | بلد دولة وطني وطنية
    loi texte règlement règle | law act rule rules regulation regulations | قانون نظام قاعدة
    guide manuel notice | guide handbook manual | دليل
    bureau agence antenne | office offices branch branches | مكتب مكاتب فرع فروع
    maire bourgmestre | mayor | عمدة
    retard retardé différé repoussé reporté | delay delayed postponed late | تأخر تأخير أجل تأجيل
    séparer séparé isoler isolé distinct | separate separated isolate isolated apart | فصل عزل
    garder gardé conserver conservé maintenir maintenu | keep keeps kept retain retained maintain maintained | احتفظ \
حافظ حفظ
    abandonner abandonné renoncer renoncé | abandon abandoned give-up gave-up | تخلى ترك
    atteindre atteint | reach reached attain attained | بلغ بلغت
    lire lit lecteur lectrice | read reads reader readers | قرأ يقرأ قارئ
    voyager voyage trajet | travel trip journey travels | سفر رحلة
    manger repas nourriture aliment | eat food meal meals eats ate eaten | أكل طعام وجبة
    boire bu boisson | drink drinks drank drunk | شرب مشروب
    parler parle parlent langue | speak speaks spoke spoken speech | تكلم يتكلم يتحدث تحدث
    apprendre appris formation former formé | learn learned learnt learns training trained | تعلم تكوين تدريب
    ans an âge âgé | age aged old | عمر سن
    perdre perdu perd perte | lose loses lost loss | خسر فقد خسارة
    vendre vendu vend vente | sell sells sold sale sales selling | باع بيع يبيع
    acheter acheté achat achète acquérir acquis | buy buys bought purchase purchased acquired | اشترى شراء يشتري
    prêter prêté prête prêt | lend lends lent loan | أعار إعارة
    emprunter emprunté emprunte emprunt | borrow borrows borrowed | استعار استعارة اقترض
    exporter exporté exporte exportation | export exports exported | صدر تصدير
    importer importé importe importation | import imports imported | استورد استيراد
"""

_CONVERSES = """
    vendre acheter | sell buy | باع اشترى
    prêter emprunter | lend borrow | أعار استعار
    donner recevoir | give receive | منح تسلم
    vaincre perdre | defeat lose | هزم خسر
    gagner perdre | win lose | ربح خسر
    précéder suivre | precede follow | سبق تلا
    enseigner apprendre | teach learn | علم تعلم
    exporter importer | export import | صدر استورد
"""


def _lines(table: str) -> Iterator[dict[str, str]]:
    for line in table.strip().splitlines():
        yield dict(zip(("fr", "en", "ar"), (words.strip() for words in line.split("|")), strict=True))


_ALL: tuple[dict[str, str], ...] = (*_lines(_GROUPS), *CONCEPTS)


@lru_cache(maxsize=8)
def _keys(language: str) -> dict[str, str]:
    """For each index term the key of the first group that has it."""
    keys: dict[str, str] = {}
    for place, group in enumerate(_ALL):
        for token in analyse(group.get(language, ""), language):
            keys.setdefault(token.term, f"={place}")
    for place, group in enumerate(_lines(NOUNS), start=len(_ALL)):
        terms = [token.term for token in analyse(group.get(language, ""), language)]
        joined = keys.get(terms[0], f"={place}") if terms else ""
        for term in terms:
            keys.setdefault(term, joined)
    return keys


def key(term: str, language: str) -> str:
    """What stands for an index term when statements are compared: its group's key, or the term itself."""
    return _keys(language).get(term, term)


@lru_cache(maxsize=8)
def _converses(language: str) -> frozenset[tuple[str, str]]:
    pairs = (
        tuple(key(t.term, language) for t in analyse(line.get(language, ""), language)) for line in _lines(_CONVERSES)
    )
    both = [pair for pair in pairs if len(pair) == 2]
    return frozenset([(one, other) for one, other in both] + [(other, one) for one, other in both])


def converse(one: str, other: str, language: str) -> bool:
    """Whether two keys say the same from two sides: who sells to somebody, and who buys from somebody."""
    return (one, other) in _converses(language)


MODAL_KEYS = frozenset(key(token.term, "fr") for token in analyse("permettre obligatoire", "fr"))
"""Keys of the words for what may and what must be."""
