"""Words that documents and those who tell of them use for the same thing: French | English | Arabic.

Narrower than `rag.language.senses.everyday`: no kind beside its members, no whole beside its parts. One word here may
stand for another in a statement that has to be proven. Where the first word of a line is in a group of
`rag.language.senses.paraphrases`, the others join that group.
"""

from __future__ import annotations

NOUNS = """
    bailleur propriétaire loueur logeur | landlord landlords owner owners lessor | مالك مؤجر ملاك
    locataire preneur | tenant tenants lessee renter | مستأجر مكتري مكتر
    caution garantie cautionnement | deposit guarantee | ضمان ضمانة كفالة
    candidat postulant | applicant applicants candidate candidates | مرشح مترشح مترشحون
    client clientèle | customer customers client clients | زبون زبناء عميل عملاء
    usager utilisateur | user users | مستعمل مستخدم
    touriste vacancier | tourist tourists holidaymaker holidaymakers | سائح سياح
    bénévole volontaire | volunteer volunteers | متطوع متطوعون
    avocat défenseur | lawyer lawyers attorney attorneys counsel | محام محامي
    juge magistrat | judge judges magistrate magistrates | قاض قاضي قضاة
    tribunal cour juridiction | court courts tribunal tribunals | محكمة محاكم
    procès audience | trial hearing | محاكمة
    infraction délit violation | offence offense violation breach | مخالفة انتهاك خرق
    amende pénalité | fine fines penalty penalties | غرامة ذعيرة
    impôt taxe | tax taxes levy levies | ضريبة ضرائب رسم رسوم
    subvention dotation | subsidy subsidies grant grants | إعانة منحة
    bénéfice profit | profit profits gain gains | ربح أرباح
    revenu recette | revenue revenues income receipts | دخل إيراد إيرادات مداخيل
    dépense | expense expenses expenditure spending | نفقة نفقات مصاريف
    dette endettement | debt debts | دين ديون
    accord convention traité pacte | agreement treaty accord pact deal | اتفاق اتفاقية معاهدة
    colloque conférence congrès symposium | conference congress symposium | مؤتمر ملتقى
    rapport bilan | report reports | تقرير تقارير
    étude enquête recherche | study studies survey surveys inquiry investigation | دراسة تحقيق بحث
    formulaire imprimé | form forms questionnaire | استمارة مطبوع
    attestation certificat | certificate certificates | شهادة
    délai échéance | deadline deadlines | أجل مهلة
    durée période | duration period | مدة فترة
    étape phase stade | stage stages phase phases step steps | مرحلة طور
    obstacle entrave frein | obstacle obstacles barrier barriers hurdle | عائق عقبة
    problème difficulté | problem problems difficulty difficulties trouble | مشكل مشكلة صعوبة
    solution remède | solution solutions remedy | حل
    risque danger péril | risk risks danger dangers hazard hazards | خطر مخاطر
    avantage atout bienfait | advantage advantages benefit benefits asset | ميزة مزية فائدة
    inconvénient défaut désavantage | disadvantage disadvantages drawback drawbacks | عيب سلبية
    erreur faute | error errors mistake mistakes fault | خطأ أخطاء
    changement modification évolution | change changes modification modifications alteration | تغيير تعديل
    amélioration progrès | improvement improvements progress advance | تحسين تقدم
    caractéristique propriété trait | feature features characteristic characteristics property | خاصية ميزة صفة
    outil instrument | tool tools instrument instruments | أداة أدوات
    appareil dispositif équipement | device devices equipment appliance appliances | جهاز أجهزة معدات
    machine engin | machine machines | آلة آلات
    ordinateur | computer computers | حاسوب كمبيوتر
    logiciel programme | software program | برنامج برمجية
    données | data | بيانات معطيات
    réseau | network networks | شبكة
    internet web toile | internet web online | إنترنت
    courriel mail e-mail | email e-mail mail | بريد
    téléphone portable mobile | phone telephone mobile | هاتف
    photo photographie cliché image | photo photograph picture image | صورة
    film long-métrage | film films movie movies | فيلم
    roman livre ouvrage | book books volume | كتاب
    journal quotidien gazette | newspaper newspapers paper daily | صحيفة جريدة
    tableau toile peinture | painting paintings canvas | لوحة
    immeuble bâtiment édifice | building buildings | مبنى بناية عمارة
    pièce salle chambre | room rooms | غرفة قاعة
    terrain parcelle | plot land | أرض قطعة
    route chaussée voie | road roads | طريق طرق
    rue avenue | street streets | شارع
    pont viaduc | bridge bridges | جسر قنطرة
    train rail | train trains rail railway | قطار
    avion appareil aéronef | plane planes aircraft airplane aeroplane | طائرة
    vol | flight flights | رحلة
    aéroport | airport airports | مطار
    billet ticket | ticket tickets | تذكرة
    frontière limite | border borders frontier | حدود
    forêt bois | forest forests wood woods | غابة
    fleuve rivière cours | river rivers | نهر واد
    montagne mont | mountain mountains mount | جبل
    mer océan | sea ocean | بحر محيط
    pluie précipitations averse | rain rainfall precipitation | مطر أمطار
    température chaleur | temperature temperatures heat | حرارة
    sécheresse | drought droughts | جفاف
    inondation crue | flood floods flooding | فيضان فيضانات
    incendie feu | fire fires blaze | حريق حرائق نار
    séisme tremblement | earthquake earthquakes quake | زلزال هزة
    usine fabrique manufacture | factory factories plant plants mill | مصنع معمل
    ouvrier travailleur | worker workers labourer labourers | عامل عمال
    chômeur | unemployed jobless | عاطل
    métier profession emploi poste | job jobs profession occupation post position | مهنة وظيفة منصب
    patron employeur | employer employers boss | مشغل
    associé partenaire | partner partners associate | شريك شركاء
    concurrent rival | competitor competitors rival rivals | منافس منافسون
    adversaire opposant | opponent opponents adversary | خصم معارض
    soldat militaire | soldier soldiers troops | جندي جنود
    armée troupes | army military | جيش
    guerre conflit | war wars conflict conflicts | حرب نزاع صراع
    attaque assaut offensive | attack attacks assault offensive | هجوم
    élection scrutin vote | election elections ballot poll | انتخاب انتخابات اقتراع
    électeur votant | voter voters elector | ناخب ناخبون
    député parlementaire | deputy deputies lawmaker lawmakers legislator | نائب برلماني
    parlement assemblée | parliament assembly legislature | برلمان
    gouvernement exécutif | government cabinet executive | حكومة
    ministère département | ministry ministries department | وزارة
    syndicat | union unions | نقابة
    association organisation | association organisation organization | جمعية منظمة
    épouse femme conjointe | wife spouse | زوجة
    époux mari conjoint | husband | زوج
    père papa | father dad | أب والد
    mère maman | mother mum mom | أم والدة
    bébé nourrisson | baby babies infant infants | رضيع
    foyer ménage | household households | أسرة أسر
    enfant gamin | child children kid kids | طفل أطفال
    adolescent jeune | teenager teenagers adolescent youth | مراهق شاب
    patient malade | patient patients | مريض مرضى
    maladie affection pathologie | disease diseases illness illnesses | مرض داء
    médicament remède | drug drugs medicine medicines medication | دواء أدوية
    vaccin vaccination | vaccine vaccines vaccination immunisation jab | لقاح تلقيح تطعيم لتلقيح لتطعيم
    hôpital clinique | hospital hospitals clinic | مستشفى مصحة
    opération intervention chirurgie | surgery operation | جراحة عملية
    vaisseau | blood vessel | وعاء
    nourriture aliments alimentation | food foods | غذاء طعام أغذية
    bétail troupeau cheptel | cattle livestock herd herds | ماشية قطيع
    récolte moisson | harvest harvests crop crops | محصول حصاد
    champ | field fields | حقل
    paysan agriculteur cultivateur fermier | farmer farmers grower growers | فلاح مزارع
    déchet ordure détritus | waste rubbish garbage trash refuse | نفاية نفايات قمامة
    pollution contamination | pollution contamination | تلوث
    énergie électricité courant | electricity power | كهرباء
    essence carburant | fuel petrol gasoline | وقود بنزين
    quantité volume | quantity volume | كمية حجم
    nombre effectif | number numbers | عدد
    proportion part pourcentage | share proportion percentage | نسبة حصة
    tiers | third thirds | ثلث
    chaud brûlant | hot hottest hotter warm warmer warmest | حار ساخن
    froid glacé | cold colder coldest cool cooler coolest | بارد
    célèbre connu réputé renommé | famous renowned well-known celebrated | مشهور شهير معروف
    riche aisé fortuné | rich wealthy affluent | غني ثري
    pauvre démuni | poor needy | فقير
    dangereux périlleux | dangerous hazardous risky | خطير خطر
    difficile ardu | difficult hard tough | صعب عسير
    facile aisé simple | easy simple | سهل بسيط
    gravement sévèrement | seriously severely badly | بشدة
    environ approximativement | about approximately roughly around | حوالي تقريبا نحو قرابة
    souvent fréquemment | often frequently | غالبا كثيرا
    rarement | rarely seldom | نادرا
    rapidement promptement | quickly swiftly | بسرعة
    actuellement maintenant aujourd'hui | currently now today presently | حاليا الآن اليوم
    auparavant précédemment jadis | formerly previously earlier | سابقا
    informer avertir prévenir aviser notifier | inform informs informed notify notified notifies tell told | أخبر أعلم \
أبلغ إخبار إبلاغ
    annoncer communiquer | announce communicate communicated | أعلن
    déposer soumettre présenter | submit submits submitted file files filed lodge lodged hand handed | قدم أودع تقديم \
إيداع
    disparaître dissiper cesser | disappear disappears disappeared vanish vanished go-away | اختفى زال
    durer prolonger | last lasts lasted take takes took | دام استغرق استمر
    connaître enregistrer | see record records recorded | سجل عرف عرفت شهد شهدت
    interroger questionner | interview interviewed question questioned | استجوب
    grandir élever | grow raise raised | نشأ ترعرع
    cacher dissimuler | hide hides hid hidden conceal concealed | أخفى
    réparer dépanner | repair repaired fix fixed mend mended | أصلح إصلاح
    remplacer substituer | replace replaced substitute substituted | استبدل عوض
    surprendre étonner | surprise surprised astonish astonished | فاجأ أدهش
    répondre répliquer | answer answered reply replied respond responded | أجاب رد
    annuler abroger résilier | cancel cancelled canceled call-off revoke revoked scrap scrapped | ألغى ألغت إلغاء ألغي
    reconnaître admettre avouer | admit admitted acknowledge acknowledged concede conceded | أقر اعترف
    promettre engager | promise promised pledge pledged vow vowed | وعد تعهد
    critiquer dénoncer | criticise criticised criticize criticized denounce denounced | انتقد ندد
    féliciter louer | praise praised commend commended | أشاد هنأ
    exclure écarter | exclude excluded rule-out | استبعد أقصى
    regrouper réunir rassembler | gather gathered bring brought assemble | جمع ضم
    diviser partager répartir | divide divided split share shared | قسم وزع
    relier raccorder | link linked connect connected join | ربط وصل
    couvrir recouvrir | cover covered covers | غطى شمل
"""
