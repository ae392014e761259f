"""Everyday words and the official ones that documents have for the same thing, in French, English and Arabic.

People ask for « le patron », "sick leave", « الباسبور »; documents speak of « l'employeur », "medical absence", « جواز
السفر ». A group may hold a kind and its members (« chien », « animal »), and what is allowed beside what is forbidden,
since either answers who asks for one of them: it serves to find a sentence, never to prove what it says (for that see
`rag.language.senses.paraphrases`). One group a line: French | English | Arabic, its dialects included.
"""

from __future__ import annotations

_TABLE = """
    coût coûte coûter coûtait prix tarif frais montant gratuit gratuitement gratis payant | cost costs price fee \
fees fare charge rate free | ثمن سعر رسم رسوم تكلفة مبلغ مجان مجانا مجاني فابور بلاش ببلاش يكلف
    payer paie paiement régler verser versement acquitter débourser due | pay pays paid payment settle remit due | \
دفع يدفع أداء يؤدي سدد تسديد خلص نخلص
    rembourser remboursement remboursé remboursable restituer restitution avoir | refund refunded refundable \
reimburse reimbursed reimbursement repay | استرداد استرجاع إرجاع تعويض يعوض
    réduction remise rabais promotion abattement | discount reduction rebate | تخفيض خصم
    caution arrhes acompte garantie consigne | deposit guarantee advance | ضمان ضمانة عربون كفالة تسبيق
    amende contravention pénalité sanction majoration | fine penalty sanction surcharge ticket | غرامة مخالفة عقوبة \
جزاء ذعيرة
    impôt taxe contribution redevance fiscal | tax taxes taxation levy duty | ضريبة ضرائب رسم جباية
    loyer louer loue location locataire bail | rent rental renting lease tenant hire | كراء إيجار اكترى مكتري مستأجر \
يكري
    logement maison appartement habitation domicile résidence demeure toit | home house housing flat apartment \
dwelling residence accommodation | سكن سكنى منزل بيت دار شقة مسكن إقامة
    travail travailler emploi boulot poste métier fonction | job work working employment position occupation | عمل \
شغل خدمة وظيفة منصب مهنة
    patron employeur boss chef hiérarchie hiérarchique supérieur | boss employer manager supervisor | مشغل رئيس \
مدير باطرون
    employé salarié agent collaborateur fonctionnaire personnel | employee worker staff officer official | موظف أجير \
عامل مستخدم عون
    salaire rémunération traitement paye paie | salary pay wage wages remuneration earnings | أجر أجرة راتب مرتب خلصة
    congé congés vacances repos absence | leave holiday holidays vacation absence | عطلة إجازة رخصة كونجي غياب
    licencier licenciement renvoyer renvoyé viré virer révocation | dismiss dismissal fired sacked redundancy layoff \
terminate terminated termination \
| فصل طرد إقالة تسريح
    démission démissionner partir quitter départ | resign resignation quit leave | استقالة مغادرة
    stagiaire stage apprenti alternant | intern trainee internship apprentice | متدرب تدريب ستاج متمرن
    retraite retraité pension | retirement retire retired pension pensioner | تقاعد متقاعد معاش
    chômage chômeur | unemployment unemployed jobless | بطالة
    télétravail distanciel | telework teleworking remote remotely homeworking | بعد
    malade maladie médical souffrant | ill sick illness sickness disease medical | مرض مريض طبي
    médecin docteur praticien toubib généraliste | doctor physician practitioner | طبيب دكتور
    soigner soin soins traiter traitement guérir | treat treatment cure care | علاج رعاية معالجة يداوي
    médicament remède comprimé | medicine drug medication pill | دواء أدوية
    hôpital clinique urgences | hospital clinic emergency | مستشفى مصحة سبيطار
    vaccin vaccination vacciner piqûre | vaccine vaccination vaccinated shot jab | لقاح تلقيح تطعيم جلبة
    enceinte grossesse maternité accouchement | pregnant pregnancy maternity childbirth | حامل حمل أمومة ولادة
    handicap handicapé invalide invalidité | disability disabled impairment | إعاقة معاق عجز
    enfant gosse gamin mineur fils fille petit | child children kid kids minor son daughter | طفل أطفال قاصر ولد \
أولاد ابن بنت دراري
    parent père mère tuteur | parent parents father mother guardian | والد والدين أب أم ولي
    vieux âgé senior aîné | old elderly senior aged | مسن كبير
    jeune adolescent ado | young youth teenager | شاب يافع
    conjoint époux épouse mari femme partenaire | spouse husband wife partner | زوج زوجة قرين
    école collège lycée scolaire | school college | مدرسة ثانوية إعدادية
    élève écolier étudiant apprenant | student pupil learner | تلميذ طالب
    professeur prof enseignant instituteur formateur | teacher professor lecturer instructor tutor | أستاذ معلم مدرس \
مكون
    examen épreuve concours test contrôle | exam examination test assessment | امتحان اختبار مباراة فرض
    inscription inscrire enregistrement immatriculation | registration register registered enrol enrolment signup | \
تسجيل قيد يسجل
    bourse aide subvention allocation prime | grant aid subsidy allowance benefit scholarship bonus | منحة مساعدة \
دعم إعانة
    recevoir reçoivent toucher touche percevoir perçoit bénéficier obtenir | receive get obtain earn entitled | حصل \
يحصل تلقى استفاد يستفيد
    papier papiers document pièce justificatif attestation certificat | document documents paper papers certificate \
proof | وثيقة وثائق ورقة أوراق وراق مستند شهادة
    formulaire imprimé bulletin | form slip | استمارة مطبوع
    demande requête dossier candidature postuler | application request apply applicant | طلب ملف ترشيح
    passeport | passport | جواز باسبور
    identité carte badge CIN | identity card badge | بطاقة هوية تعريف كارط لاكارط
    visa | visa | تأشيرة فيزا
    permis autorisation licence agrément habilitation | licence license permit authorisation authorization \
permission | رخصة ترخيص إذن تصريح بيرمي
    autorisé permis admis toléré accepté interdit défendu prohibé proscrit droit | allowed permitted accepted \
tolerated forbidden prohibited banned right | مسموح يسمح مسموحا ممنوع يمنع يجوز محظور مرخص
    obligatoire obligation obligé exigé requis devoir nécessaire falloir | mandatory compulsory required obliged \
obligation necessary need | إلزامي إجباري واجب يجب ضروري لازم خاص
    exclu exclure exclusion excepté sauf hors | excluded exclude exclusion except exempt | مستثنى استثناء باستثناء \
معفى
    couvert couvrir couverture assuré assurance garantie garanti mutuelle | cover covered coverage insurance insured \
warranty guarantee | تأمين تغطية مؤمن ضمان يغطي
    annuler annulation résilier résiliation désister | cancel cancelled cancellation terminate termination withdraw \
| إلغاء فسخ يلغي
    contrat convention accord engagement | contract agreement | عقد اتفاق اتفاقية كونطرا
    facture note quittance | invoice bill receipt | فاتورة وصل
    délai durée temps échéance | deadline period duration time term | أجل مدة مهلة
    réunion assemblée séance conseil | meeting assembly session sitting | اجتماع جلسة جمع
    vote voter suffrage scrutin élire élection éligible | vote voting ballot elect election eligible | تصويت انتخاب \
اقتراع يصوت
    maire mairie municipalité commune municipal | mayor council municipality municipal | بلدية جماعة عمدة
    police policier gendarme gendarmerie agent | police officer | شرطة درك بوليس أمن
    tribunal juge juridiction cour magistrat civil | court judge tribunal magistrate | محكمة قاضي قضاء
    avocat défenseur | lawyer attorney solicitor counsel | محام محامي
    loi règlement texte décret législation | law act regulation statute legislation rule | قانون نظام تشريع ظهير \
مرسوم
    plainte réclamation recours contestation litige | complaint appeal claim dispute | شكاية شكوى طعن تظلم نزاع
    vol voler cambriolage dérobé | theft steal stolen burglary | سرقة مسروق
    accident sinistre dommage dégât | accident damage claim incident | حادث حادثة ضرر
    danger dangereux risque toxique nocif | danger dangerous risk hazard toxic harmful | خطر خطير سام ضار
    ouvrir ouvert ouvre ouverture horaire horaires | open opens opening hours schedule | فتح يفتح مفتوح توقيت أوقات \
مواعيد يحل
    fermer fermé ferme fermeture clos | close closed closes closing closure shut | غلق يغلق إغلاق مغلق مسدود يسد
    partir part départ quitter embarquer | leave leaves depart departs departure sail | يغادر مغادرة ينطلق انطلاق
    arriver arrive arrivée | arrive arrives arrival | وصول يصل
    arrêter arrêt cesser cesse terminer | stop stops cease end halt | توقف يتوقف إيقاف
    durer dure durée long longueur | last lasts take takes duration long | يستغرق تستغرق يدوم مدة دام
    supprimer suppression effacer effacement retirer | delete deletion erase erasure remove removal | حذف محو إزالة \
يمسح
    modifier modification changer changement rectifier corriger | change modify amend amendment alter correct \
rectify | تغيير تعديل تصحيح يبدل
    données information informations renseignement | data information details | معطيات بيانات معلومات
    téléphone portable mobile numéro appel appeler joindre | phone telephone mobile call number reach | هاتف تيليفون \
تلفون جوال نمرة رقم اتصال
    mail e-mail courriel email messagerie | email mail e-mail | بريد إيميل
    adresse siège local bureau | address office premises | عنوان مقر مكتب بيرو
    ordinateur pc machine poste | computer pc laptop machine | حاسوب كمبيوتر
    compte login identifiant profil | account login username profile | حساب
    bug erreur panne défaut incident dysfonctionnement anomalie | bug error fault failure defect issue | خطأ عطل خلل \
عطب
    réparer réparation dépannage maintenance entretien | repair fix maintenance servicing | إصلاح صيانة تصليح
    installer installation configurer configuration réglage | install installation configure configuration setup set \
| تثبيت تركيب إعداد ضبط
    voiture auto automobile véhicule bagnole | car vehicle automobile | سيارة مركبة عربية طوموبيل
    vélo bicyclette cycle bicycle | bike bicycle bicycles cycle | دراجة بسكليت
    conduire conduite conducteur chauffeur | drive driving driver | سياقة قيادة سائق
    bateau navire ferry bac vaisseau traversée | boat ship ferry vessel crossing | سفينة باخرة مركب عبارة رحلة عبور
    avion vol aérien | plane flight aircraft | طائرة طيران رحلة
    train ferroviaire gare | train rail railway station | قطار سكة محطة
    bus autobus car autocar navette | bus coach shuttle | حافلة أوتوبيس طوبيس
    transport trajet voyage déplacement voyager | transport travel trip journey | نقل تنقل سفر رحلة
    bagage valise colis paquet | luggage baggage bag parcel package | أمتعة حقيبة طرد
    livrer livraison expédition envoi | deliver delivery ship shipping shipment | توصيل تسليم شحن
    acheter achat commander commande acquérir | buy bought purchase order acquire | شراء اقتناء يشتري
    vendre vente cession céder | sell sale sold | بيع يبيع
    magasin boutique commerce | shop store | متجر محل حانوت دكان
    client clientèle acheteur consommateur usager | customer client buyer consumer user | زبون عميل مستهلك مرتفق
    fournisseur prestataire vendeur | supplier vendor seller provider | مورد بائع ممون
    argent espèces liquide somme | money cash sum | مال نقود فلوس نقدا مصاري
    prêt prêter emprunt emprunter crédit | loan lend borrow borrowing credit | قرض سلف إعارة استعارة
    bénéfice profit gain résultat | profit gain earnings income | ربح أرباح
    recette revenu revenus | revenue income turnover proceeds | دخل إيراد مداخيل
    dépense dépenses charge charges | expense expenses expenditure spending | مصاريف نفقة مصروف
    manger repas nourriture déjeuner dîner cantine restauration | eat food meal meals lunch dinner canteen | أكل \
وجبة طعام غداء عشاء ماكلة
    boire boisson soda coca limonade gazeux gazeuse | drink drinking beverage coke cola soda fizzy lemonade \
pop | شرب مشروب
    dormir dortoir lit couchage nuit nuitée hébergement coucher loger | sleep bed dormitory overnight accommodation \
lodging | نوم سرير مبيت إيواء
    personne gens place couvert convive visiteur usager | person people persons place seats visitors | شخص أشخاص ناس \
فرد مقعد
    chien chat animal bête | dog dogs cat pet pets animal animals | كلب قط حيوان
    feu barbecue grillade incendie flamme | fire barbecue grill flame | نار شواء حريق
    fumer tabac cigarette fumeur | smoke smoking tobacco cigarette | تدخين سيجارة تبغ
    poubelle déchet ordure ramassage éboueur bac recyclage tri | trash garbage rubbish waste bin litter | \
نفايات قمامة أزبال زبل
    électricité courant énergie électrique | electricity power energy electric | كهرباء طاقة ضو
    essence carburant gazole diesel | fuel petrol gasoline diesel | وقود بنزين محروقات
    local salle pièce | room hall | قاعة غرفة صالة
    actuel actuellement vigueur valable | current currently force valid | حالي حاليا ساري نافذ
    étranger immigré immigration | foreigner foreign immigrant immigration | أجنبي مهاجر هجرة
    divorce divorcer séparation | divorce divorced separation | طلاق
    ski skier hiver neige glisse | ski skiing snowboard winter snow | تزلج ثلج شتاء
    oublier oublié perdre perdu égarer | forget forgot forgotten remember lost lose | نسي ضياع ضاع ضائع مفقود فقد
    aéroport aérogare terminal | airport terminal | مطار
    cuisine cuisiner recette | kitchen cook cooking recipe | مطبخ كوزينة طبخ
"""

EVERYDAY: tuple[dict[str, str], ...] = tuple(
    dict(zip(("fr", "en", "ar"), (words.strip() for words in line.split("|")), strict=True))
    for line in _TABLE.strip().splitlines()
)
"""The groups, each as words by language."""
