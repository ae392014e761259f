"""What the program says of itself and of the collection, in French, English and Arabic."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answers import Topic


@dataclass(frozen=True, slots=True)
class Replies:
    """The words of one language; braces are filled in by `str.format`."""

    said: dict[Topic, str]
    """To what needs no look at the collection."""
    before: str
    """After « oui »: what was asked before."""
    without_model: str
    with_model: str
    nothing: str
    listed: tuple[str, str]
    """One document, several."""
    first: str
    """Of many documents only the first."""
    subjects: tuple[str, str]
    quoted: str
    """Each document by a sentence of its own."""
    extract: str
    beside: str
    """Extracts of two documents."""
    shared: str
    """The same, of which some are on one subject."""
    part: str
    """Of many sections only the longest."""
    outline: str
    """The chapters of one document."""
    outline_part: str
    """Of many chapters only the first."""
    empty: str
    several: str
    """Several documents of that name."""
    which: str
    """No document was named."""
    unknown: str
    """No document of that name."""

    def counted(self, forms: tuple[str, str], count: int) -> str:
        """The singular or the plural form with the number in it."""
        return forms[0 if count == 1 else 1].format(count=count)


_FRENCH = Replies(
    said={
        Topic.GREETING: "Bonjour. Posez une question : la réponse cite les phrases exactes des documents.",
        Topic.THANKS: "Avec plaisir. Posez une autre question quand vous voulez.",
        Topic.FAREWELL: "Au revoir.",
        Topic.ASSENT: "Ce mot seul ne dit pas ce que vous cherchez : posez la question en entier.",
        Topic.COMPLAINT: (
            "Désolé que la réponse ne convienne pas. Elle ne contient que des phrases des documents : ses preuves"
            " montrent où elles se trouvent. Essayez de poser la question autrement, avec les mots que les"
            " documents emploient."
        ),
        Topic.IDENTITY: (
            "Je suis preuve, un programme qui répond à vos questions à partir de vos documents et renvoie, pour"
            " chaque phrase, aux caractères exacts qui la prouvent. {how}"
        ),
        Topic.ABILITIES: (
            "Posez une question en français, en anglais ou en arabe : je cherche dans les documents, je cite les"
            " phrases qui répondent et je montre où elles se trouvent. Quand les documents ne répondent pas, je le"
            " dis. Je peux aussi dresser la liste des documents (« Quels documents as-tu ? ») et donner l’extrait"
            " de l’un d’eux (« Résume » suivi de son nom). {how}"
        ),
    },
    before="Votre question précédente était : « {question} »",
    without_model="Aucun modèle de langage ne rédige les réponses.",
    with_model="Un modèle de langage ({model}) rédige les réponses, et chaque phrase est vérifiée dans les documents.",
    nothing="Il n’y a encore aucun document.",
    listed=("Il y a un document :", "Il y a {count} documents :"),
    first="Il y a {count} documents ; voici les {shown} premiers :",
    subjects=("Il y a un document, voici son titre.", "Il y a {count} documents, voici leurs titres."),
    quoted="Ensuite, une phrase centrale de chacun, citée mot pour mot.",
    extract=(
        "Extrait de « {title} » : ses phrases centrales, une par partie, citées mot pour mot. Ce n’est pas un"
        " résumé rédigé."
    ),
    beside=(
        "Extraits de « {first} » et de « {second} » : leurs phrases centrales, une par partie, citées telles quelles. "
        "Ce n’est pas une comparaison rédigée."
    ),
    shared=(
        "Extraits de « {first} » et de « {second} », côte à côte : d’abord par sujet ce dont parlent les deux, puis"
        " d’autres phrases centrales, citées telles quelles. Ce n’est pas une comparaison rédigée."
    ),
    part="Le document a {count} sections ; les {shown} plus longues sont citées.",
    outline="« {title} » compte {count} parties ; leurs titres, cités tels quels :",
    outline_part="Voici les {shown} premières.",
    empty="« {title} » n’a aucune phrase à citer.",
    several="{count} documents correspondent à ce nom. Lequel faut-il résumer ?",
    which="Quel document faut-il résumer ? Écrivez « Résume » suivi de son nom.",
    unknown="Aucun document ne porte ce nom.",
)
_ENGLISH = Replies(
    said={
        Topic.GREETING: "Hello. Ask a question: the answer quotes the exact sentences of the documents.",
        Topic.THANKS: "You are welcome. Ask another question whenever you like.",
        Topic.FAREWELL: "Goodbye.",
        Topic.ASSENT: "This word alone does not say what you are looking for: please ask the whole question.",
        Topic.COMPLAINT: (
            "Sorry that the answer is not what you need. It has only sentences of the documents, and its proofs"
            " show where they stand. Try to ask in another way, with words that the documents use."
        ),
        Topic.IDENTITY: (
            "I am preuve, a program that answers your questions from your documents and points, for every"
            " sentence, to the exact characters that prove it. {how}"
        ),
        Topic.ABILITIES: (
            "Ask a question in French, English or Arabic: I search the documents, quote the sentences that answer"
            " and show where they stand. Where the documents do not answer, I say so. I can also list the"
            " documents (“Which documents do you have?”) and give an extract of one of them (“Summarise” and its"
            " name). {how}"
        ),
    },
    before="Your question before was: “{question}”",
    without_model="No language model writes the answers.",
    with_model="A language model ({model}) writes the answers, and each sentence is checked against the documents.",
    nothing="There is no document yet.",
    listed=("There is one document:", "There are {count} documents:"),
    first="There are {count} documents; these are the first {shown}:",
    subjects=("There is one document, with this title.", "There are {count} documents, with these titles."),
    quoted="After them, a central sentence of each, quoted word for word.",
    extract=(
        "Extract of “{title}”: its central sentences, one for each part, quoted word for word. It is not a"
        " written summary."
    ),
    beside=(
        "Extracts of “{first}” and “{second}”: their central sentences, one of each part, quoted as they are. "
        "This is no written comparison."
    ),
    shared=(
        "Extracts of “{first}” and “{second}” side by side: first, by subject, what both speak of, then other central"
        " sentences, quoted as they are. This is no written comparison."
    ),
    part="The document has {count} sections; the {shown} longest are quoted.",
    outline="“{title}” has {count} parts; their headings, quoted as they are:",
    outline_part="These are the first {shown}.",
    empty="“{title}” has no sentence to quote.",
    several="{count} documents match this name. Which one is to be summarised?",
    which="Which document is to be summarised? Write “Summarise” and its name.",
    unknown="No document has this name.",
)
_ARABIC = Replies(
    said={
        Topic.GREETING: "مرحبا. اطرح سؤالا، والجواب يقتبس جمل الوثائق بنصها.",
        Topic.THANKS: "على الرحب والسعة. اطرح سؤالا آخر متى شئت.",
        Topic.FAREWELL: "إلى اللقاء.",
        Topic.ASSENT: "لا تكفي هذه الكلمة وحدها لمعرفة ما تبحث عنه: اطرح السؤال كاملا من فضلك.",
        Topic.COMPLAINT: (
            "نأسف لأن الجواب لا يناسبك. ليس فيه إلا جمل من الوثائق، وأدلته تبيّن مواضعها. حاول طرح السؤال بصيغة"
            " أخرى وبالكلمات التي تستعملها الوثائق."
        ),
        Topic.IDENTITY: (
            "أنا preuve، برنامج يجيب عن أسئلتك انطلاقا من وثائقك، ويُحيل في كل جملة إلى الحروف التي تُثبتها بعينها. {how}"
        ),
        Topic.ABILITIES: (
            "اطرح سؤالا بالعربية أو الفرنسية أو الإنجليزية: أبحث في الوثائق، وأقتبس الجمل التي تجيب، وأبيّن"
            " مواضعها. وإذا لم تجب الوثائق قلت ذلك. يمكنني أيضا أن أعرض قائمة الوثائق («ما هي الوثائق التي لديك؟»)"
            " وأن أعطي مقتطفا من إحداها («لخص» متبوعة باسمها). {how}"
        ),
    },
    before="كان سؤالك السابق: «{question}»",
    without_model="لا يكتب الأجوبة أي نموذج لغوي.",
    with_model="يكتب الأجوبة نموذج لغوي ({model})، وتُراجَع كل جملة على الوثائق.",
    nothing="لا توجد وثائق بعد.",
    listed=("توجد وثيقة واحدة:", "عدد الوثائق: {count}"),
    first="عدد الوثائق: {count}، وهذه الأولى منها، وعددها {shown}:",
    subjects=("توجد وثيقة واحدة، وهذا عنوانها.", "عدد الوثائق: {count}، وهذه عناوينها."),
    quoted="ثم جملة محورية من كل وثيقة، مقتبسة بنصها.",
    extract="مقتطف من «{title}»: جُمله المحورية، جملة من كل جزء، مقتبسة بنصها. وليس هذا ملخصا مكتوبا.",
    beside="مقتطفان من «{first}» و«{second}»: الجمل المحورية، جملة من كل جزء، مقتبسة بنصها. وليست هذه مقارنة مكتوبة.",
    shared=(
        "مقتطفان من «{first}» و«{second}» جنبا إلى جنب: ما يتحدثان عنه معا أولا، موضوعا موضوعا، ثم جمل محورية أخرى،"
        " مقتبسة بنصها. وليست هذه مقارنة مكتوبة."
    ),
    part="عدد أقسام الوثيقة {count}، واقتُبس من أطولها، وعددها {shown}.",
    outline="عدد أجزاء «{title}»: {count}، وهذه عناوينها كما هي:",
    outline_part="هذه الأولى منها، وعددها {shown}.",
    empty="ليس في «{title}» أي جملة تُقتبس.",
    several="عدد الوثائق التي يوافقها هذا الاسم: {count}. أيها تريد تلخيصه؟",
    which="أي وثيقة تريد تلخيصها؟ اكتب «لخص» متبوعة باسمها.",
    unknown="لا توجد وثيقة بهذا الاسم.",
)

REPLIES = {"fr": _FRENCH, "en": _ENGLISH, "ar": _ARABIC}
