"""What people say to the program, by topic and language, and questions that look alike and are about the documents."""

from __future__ import annotations

from rag.answers import Topic

SAID: dict[str, dict[Topic, str]] = {
    "fr": {
        Topic.GREETING: """
            Bonjour
            bonjour !
            BONSOIR
            Salut, ça va ?
            coucou toi
            Bonjour, comment allez-vous ?
            bjr
            Hello
            """,
        Topic.THANKS: """
            Merci
            merci beaucoup !!
            Merciiii
            Je vous remercie pour votre aide.
            Super, merci
            C’est parfait, merci bien
            mrc
            Bravo, bonne réponse
            """,
        Topic.FAREWELL: """
            Au revoir
            au revoir et bonne journée
            À bientôt !
            a plus tard
            Bonne soirée
            """,
        Topic.ASSENT: """
            oui
            Non
            OK
            d’accord
            daccord
            Bien sûr
            peut-être
            je ne sais pas
            """,
        Topic.COMPLAINT: """
            Tu es nul, c’est faux
            Cest faux
            Ta réponse est complètement fausse.
            vous vous trompez
            Ce n’est pas ce que j’ai demandé
            t’es bête
            N’importe quoi !
            Mauvaise réponse
            """,
        Topic.IDENTITY: """
            QUI ES TU
            Es-tu une machine ou une personne ?
            Quelle IA es-tu ?
            Qui es-tu ?
            qui etes vous
            T’es qui ?
            Tu es qui toi ?
            Comment tu t’appelles ?
            Quel est votre nom ?
            Êtes-vous une IA ?
            est-ce que tu es un humain ?
            Tu es ChatGPT ?
            Quel modèle de langage utilises-tu ?
            Qui t’a programmé ?
            Par qui as-tu été développé ?
            Présente-toi
            Parle-moi de toi
            """,
        Topic.ABILITIES: """
            quelles sont tes capacites
            Peux-tu m’expliquer comment tu fonctionnes ?
            Dans quelles langues puis-je écrire ?
            Que peux-tu faire ?
            Que savez-vous faire ?
            qu’est ce que tu peux faire pour moi
            Tu sers à quoi ?
            Comment peux-tu m’aider ?
            Aide-moi stp
            J’ai besoin d’aide
            Comment ça marche ?
            Comment fonctionne cet outil ?
            Quelles sont tes fonctionnalités ?
            Quelles questions puis-je te poser ?
            Parlez-vous arabe ?
            """,
        Topic.DOCUMENTS: """
            De quels fichiers disposez-vous ?
            nombre de documents
            Quels documents ont été chargés ?
            Quels documents as-tu ?
            quels documents avez vous ?
            Quels sont les documents disponibles ?
            De quels documents disposes-tu ?
            Quels fichiers sont indexés ?
            Liste des documents
            Donne-moi la liste de tes documents, s’il te plaît.
            Peux-tu lister les fichiers ?
            Affiche tous les documents
            Montrez-moi vos sources
            Combien de documents as-tu ?
            Il y a combien de fichiers ?
            Tu as quoi comme documents ?
            Sur quelles sources te bases-tu ?
            Bonjour, quels documents as-tu ?
            D’où viennent tes réponses ?
            """,
        Topic.SUBJECTS: """
            Que trouve-t-on dans ces documents ?
            de quoi parlent les documents que tu as
            De quoi parlent ces documents ?
            de quoi traitent tes documents
            Quel est le sujet de ces documents ?
            Que contiennent ces fichiers ?
            Sur quoi portent les documents ?
            Quels sujets peux-tu traiter ?
            Qu’est-ce que tu sais ?
            Résume les documents
            Fais un résumé de tous les documents
            """,
    },
    "en": {
        Topic.GREETING: """
            Hello
            hi there!
            Good morning
            hello, how are you?
            Heyyy
            How are you doing today?
            """,
        Topic.THANKS: """
            Thanks
            thank you very much!
            Thx
            Great, thanks a lot
            Perfect!
            That was very helpful, thank you
            I really appreciate your help
            """,
        Topic.FAREWELL: """
            Bye
            Good bye!
            See you later
            Have a nice day
            Thanks, bye
            """,
        Topic.ASSENT: """
            yes
            No.
            okay
            sure
            yes please
            maybe
            I don't know
            """,
        Topic.COMPLAINT: """
            You are stupid
            that is wrong
            Wrong answer!
            this is not what I asked
            You're lying
            your answer is completely wrong
            what a useless bot
            """,
        Topic.IDENTITY: """
            Are you a machine or a person?
            who created this chatbot?
            Who are you?
            who r u
            What are you?
            what's your name
            Are you human?
            Are you an AI?
            Am I talking to a robot?
            Who built you?
            Which language model are you based on?
            Tell me about yourself
            Please introduce yourself
            Hello, who are you?
            """,
        Topic.ABILITIES: """
            what languages can I use?
            Can you explain how you work?
            what can u do
            What can you do?
            what can you do for me
            What are you able to do?
            How can you help me?
            Can you help me please?
            Help!
            I need help
            What are your features?
            How do I use this tool?
            What kind of questions can I ask you?
            Do you speak Arabic?
            What is your purpose?
            """,
        Topic.DOCUMENTS: """
            number of documents
            what documents can you access
            Where do your answers come from?
            Which documents do you have?
            what documents do u have
            What files are available?
            Which files are indexed?
            List the documents
            Show me all your files, please
            Can you give me a list of your documents?
            How many documents are there?
            how many files do you have access to
            What sources do you use?
            Do you have documents?
            Which documents can you search?
            Hi! What documents do you have?
            What is in your knowledge base?
            """,
        Topic.SUBJECTS: """
            What do these files contain?
            What can I find in these documents?
            What are these documents about?
            What do the documents cover?
            what's in these files
            Which topics are covered by the documents?
            What topics do you know about?
            What do you know?
            Summarize all documents
            Give me an overview of the documents
            """,
    },
    "ar": {
        Topic.GREETING: """
            مرحبا
            السلام عليكم
            أهلاً وسهلاً
            صباح الخير!
            مرحباً، كيف حالك؟
            """,
        Topic.THANKS: """
            شكرا
            شُكْرًا جزيلًا
            شكرا لك على المساعدة
            ممتاز، شكرا
            بارك الله فيك
            """,
        Topic.FAREWELL: """
            مع السلامة
            وداعا
            إلى اللقاء
            شكرا، مع السلامة
            """,
        Topic.ASSENT: """
            نعم
            لا
            حسناً
            موافق
            لا أعرف
            """,
        Topic.COMPLAINT: """
            أنت غبي
            هذا خطأ
            جوابك غير صحيح
            إجابة خاطئة!
            هذا ليس ما سألت عنه
            """,
        Topic.IDENTITY: """
            ما أنت؟
            هل أنت شخص حقيقي؟
            من أنت؟
            من انت
            من تكون؟
            ما اسمك؟
            ما هو اسمك
            هل أنت إنسان أم آلة؟
            هل أنت برنامج؟
            من صنعك؟
            من طورك
            عرف بنفسك
            حدثني عن نفسك
            السلام عليكم، من أنت؟
            """,
        Topic.ABILITIES: """
            كيف أستخدمك؟
            بأي لغة أسألك؟
            ماذا يمكنك أن تفعل؟
            ماذا تستطيع ان تفعل
            ماذا تفعل؟
            بماذا يمكنك مساعدتي؟
            كيف تساعدني؟
            هل يمكنك مساعدتي؟
            ساعدني من فضلك
            ما هي وظيفتك؟
            ما هي إمكانياتك
            كيف أستعمل هذا البرنامج؟
            هل تتحدث العربية؟
            ما الأسئلة التي يمكنني أن أطرحها عليك؟
            """,
        Topic.DOCUMENTS: """
            أريد رؤية قائمة الملفات
            ما مصادرك؟
            ما هي الوثائق التي لديك؟
            ما الوثائق المتوفرة؟
            ماهي الملفات المفهرسة
            أي وثائق عندك؟
            كم عدد الوثائق لديك؟
            كم ملفا لديك
            أعطني قائمة الوثائق
            اعرض الملفات
            هل عندك مستندات؟
            ما هي المصادر التي تعتمد عليها؟
            قائمة المستندات
            مرحبا، ما هي الوثائق الموجودة؟
            """,
        Topic.SUBJECTS: """
            ما الذي تحتويه هذه الملفات؟
            لخص لي جميع الملفات
            عم تتحدث هذه الوثائق؟
            ما موضوع هذه الملفات؟
            عن ماذا تتحدث هذه المستندات
            ما هو محتوى الوثائق؟
            ما المواضيع التي تعرفها؟
            لخص كل الوثائق
            """,
    },
}

ASKED_OF_DOCUMENTS = {
    "fr": """
        Quels documents faut-il fournir pour s’inscrire ?
        Quels documents doit présenter un locataire ?
        Quels sont les documents nécessaires au dossier ?
        Quels documents avez-vous le droit de consulter en mairie ?
        Combien de documents faut-il joindre ?
        Liste des documents à remettre avant le 3 mars
        Dans quels fichiers sont gardées les données des patients ?
        Merci de dire qui a signé la charte
        Merci d’indiquer le délai de recours
        Qui êtes-vous selon le règlement ?
        Qui est le président ?
        Quel est votre délai de livraison ?
        Bonjour, quel est le délai de recours ?
        Que peut faire le président ?
        Que pouvez-vous faire en cas de litige ?
        À quoi sert le fonds de réserve ?
        Comment fonctionne la commission ?
        Comment ça marche, la garantie ?
        Quelle aide peut recevoir une famille ?
        Qui a créé l’association ?
        Qui a conçu le robot du musée ?
        Est-ce que le contrat est nul ?
        Est-il faux que la cotisation a augmenté ?
        Oui ou non, la caution est-elle remboursée ?
        Quelles langues parle le guide ?
        Qu’est-ce qu’un document confidentiel ?
        Quand dit-on bonjour aux visiteurs ?
        Qui remercie le président à la fin de la séance ?
        Quels sujets sont à l’ordre du jour ?
        Puis-je poser une question au conseil ?
        Dans quelle langue dois-je écrire ma demande ?
        Quelles données collectez-vous ?
        Quelles informations dois-je donner ?
        Quels documents ont été signés ?
        Quels textes s’appliquent ?
        Qui paie ?
        Est-ce exact ?
        Que sait faire le logiciel ?
        Quels chapitres du guide parlent de la neige ?
        Quelles sont les sections du syndicat ?
        Quelles sont les parties du contrat ?
        Quels articles le magasin vend-il ?
        Qui a écrit le sommaire ?
        Quelles sont les fonctions du maire ?
        Et en 2023 ?
        """,
    "en": """
        Which documents do you have to bring?
        What documents do you need to apply?
        Which documents are required?
        How many documents must be attached?
        Which files contain the annexes?
        What is a document?
        Who has access to the documents?
        Who are you allowed to contact?
        Who are you according to the policy?
        Who is the treasurer?
        What can you do if the deposit is not returned?
        What can you do with the card?
        What do you have to do before leaving?
        How do you work from home?
        How does the committee work?
        Can you help a colleague with a claim?
        What help can a family get?
        Hello, what is the notice period?
        Thanks to which grant was the library built?
        Thank you, but who signed the charter?
        Who made the first map?
        What is the name of the robot?
        Is it wrong to share a password?
        Is a yes by e-mail enough?
        How many languages does the guide speak?
        What is your notice period?
        What topics are on the agenda of the meeting?
        What are the documents about the merger?
        When do you say goodbye to the guests?
        May I ask the council a question?
        In which language must I write?
        What data do you collect about me?
        What information do I have to give?
        Which documents were signed?
        Who pays?
        How can I help?
        What can the robot do?
        Which chapters of the guide speak of snow?
        Which sections of the union voted for the strike?
        What are the parts of the agreement?
        Who wrote the table of contents?
        How many chapters did the author write?
        Can you explain the procedure?
        List the members
        And in 2023?
        """,
    "ar": """
        ما هي الوثائق المطلوبة للتسجيل؟
        ما الوثائق اللازمة للحصول على جواز السفر؟
        كم وثيقة يجب تقديمها؟
        ما هي الملفات التي يجب إرسالها؟
        قائمة الوثائق المطلوبة
        شكرا، من وقع على الميثاق؟
        مرحبا، ما هو أجل الطعن؟
        من أنت حسب القانون؟
        من هو الرئيس؟
        ما اسم المدير؟
        ماذا يفعل الرئيس؟
        ماذا تفعل إذا ضاع المفتاح؟
        ماذا تفعل اللجنة؟
        كيف تعمل الجمعية؟
        ما هي مهام أمين المال؟
        هل أنت ملزم بالتوقيع؟
        من صنع الساعة؟
        ما هي اللغات الرسمية؟
        هل يمكن مساعدة الأسر؟
        ما هو الروبوت؟
        متى نقول مرحبا للزوار؟
        ما معنى شكرا؟
        هل هذا العقد خطأ؟
        كم عدد الأعضاء؟
        ما المواضيع المدرجة في جدول الأعمال؟
        من يجيب عن الأسئلة؟
        ما هي أقسام المستشفى؟
        أي فصل من الدليل يتحدث عن الثلج؟
        متى تبدأ فصول الدراسة؟
        بأي لغة يكتب الطلب؟
        ما المعلومات المطلوبة؟
        هل هذا صحيح؟
        ما الوثائق التي وُقعت؟
        هل الوثائق سرية؟
        ماذا يعني ذلك؟
        اعرض المسطرة
        وفي سنة 2023؟
        """,
}

SUMMARISED = {
    "fr": """
        Résume le manuel du refuge
        resume le manuel du refuge
        Résumez-moi le manuel du refuge, s’il vous plaît.
        Peux-tu me faire un résumé du manuel du refuge ?
        Fais la synthèse du manuel du refuge
        Je voudrais un résumé de manuel_refuge.pdf
        Un résumé du manuel du refuge en trois phrases
        De quoi parle le manuel du refuge ?
        """,
    "en": """
        Summarise the refuge manual
        summarize the refuge manual
        Can you sum up the refuge manual for me?
        Give me a short summary of the refuge manual
        tl;dr refuge manual
        What is the refuge manual about?
        What does the refuge manual say?
        """,
    "ar": """
        لخص دليل الملجأ
        لخّص لي دليل الملجأ من فضلك
        هل يمكنك تلخيص دليل الملجأ؟
        أعطني ملخصا عن دليل الملجأ
        عم يتحدث دليل الملجأ؟
        """,
}

OUTLINED = {
    "fr": """
        Liste les chapitres du manuel du refuge
        liste des chapitres du manuel du refuge
        Quels sont les chapitres du manuel du refuge ?
        quels chapitres contient le manuel du refuge ?
        Quels chapitres y a-t-il dans le manuel du refuge ?
        Quels chapitres le manuel du refuge contient-il ?
        Le manuel du refuge contient quels chapitres ?
        Combien de chapitres compte le manuel du refuge ?
        Nomme les chapitres du manuel du refuge
        De quels chapitres se compose le manuel du refuge ?
        Donne-moi les titres des chapitres du manuel du refuge
        Peux-tu lister les chapitres du manuel du refuge ?
        Je voudrais la liste des chapitres du manuel du refuge
        Montre la table des matières du manuel du refuge
        table des matieres du manuel du refuge
        sommaire du manuel du refuge
        C'est quoi le sommaire du manuel du refuge ?
        Quelles sont les sections du manuel du refuge ?
        Quelles sont les rubriques du manuel du refuge ?
        Cite les principaux chapitres du manuel du refuge, merci
        Affiche tous les chapitres du manuel du refuge svp
        """,
    "en": """
        List the chapters of the refuge manual
        list all the chapters in the refuge manual
        What are the chapters of the refuge manual?
        Which chapters are in the refuge manual?
        What chapters does the refuge manual have?
        Which chapters does the refuge manual contain?
        How many chapters does the refuge manual have?
        how many chapters are there in the refuge manual
        Give me the chapters of the refuge manual
        Can you list the chapters of the refuge manual?
        I would like to see the chapters of the refuge manual
        Show me the table of contents of the refuge manual
        table of contents of the refuge manual
        refuge manual table of contents
        the refuge manual chapters
        toc of the refuge manual
        What is the table of contents of the refuge manual?
        What are the sections of the refuge manual?
        Name the headings of the refuge manual
        Tell me the titles of the chapters of the refuge manual, please
        Hello, what are the main chapters of the refuge manual?
        """,
    "ar": """
        ما هي فصول دليل الملجأ؟
        ماهي فصول دليل الملجأ
        ما فصول دليل الملجأ؟
        اذكر فصول دليل الملجأ
        اذكر لي فصول دليل الملجأ
        اذكر جميع فصول دليل الملجأ
        اعرض فصول دليل الملجأ
        أعطني فصول دليل الملجأ
        أعطني قائمة فصول دليل الملجأ
        لائحة فصول دليل الملجأ
        هات فهرس دليل الملجأ
        فهرس دليل الملجأ
        ما هو فهرس دليل الملجأ؟
        اعرض لي فهرس دليل الملجأ من فضلك
        ما هي أبواب دليل الملجأ؟
        ما هي محاور دليل الملجأ؟
        ما هي عناوين فصول دليل الملجأ؟
        ما هي أقسام دليل الملجأ؟
        اذكر أقسام دليل الملجأ
        أريد فصول دليل الملجأ
        شنو هي فصول دليل الملجأ
        """,
}


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
