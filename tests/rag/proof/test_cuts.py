"""Quotes that are cut out of a sentence where that turns its meaning, and others that are cut and say the same."""

from __future__ import annotations

import pytest

from rag.proof.cuts import cut_of
from rag.types import Span

# The quote stands between ⟨ and ⟩; the first of a pair turns what its sentence says, the second does not.
FRENCH = [
    ("Le conseil n'a pas ⟨approuvé le plan⟩.", "Le conseil a, lundi, ⟨approuvé le plan⟩."),
    ("La commission ⟨n'approuve⟩ pas le plan.", "La commission ⟨n'approuve pas le plan⟩ du maire."),
    ("Il est faux que ⟨la piscine ferme en août⟩.", "Il est vrai que ⟨la piscine ferme en août⟩."),
    ("Il est interdit de ⟨stationner devant l'entrée⟩.", "Il est permis de ⟨stationner devant l'entrée⟩."),
    ("Le maire refuse de ⟨signer la convention⟩.", "Le maire accepte de ⟨signer la convention⟩."),
    ("⟨Le dépôt est rendu⟩, sauf en cas de dégât.", "⟨Le dépôt est rendu⟩ dans les deux mois."),
    ("⟨Les chiens sont admis⟩ à condition d'être tenus.", "⟨Les chiens sont admis⟩ avec leurs maîtres."),
    ("Sauf accord écrit, ⟨le bail prend fin en juin⟩.", "Selon l'accord écrit, ⟨le bail prend fin en juin⟩."),
    ("Si le colis est abîmé, ⟨le transporteur rembourse⟩.", "Chaque mois, ⟨le transporteur rembourse⟩ dix clients."),
    ("⟨L'abonné peut résilier⟩ s'il déménage.", "⟨L'abonné peut résilier⟩ par courrier."),
    ("⟨La salle est gratuite⟩, à moins que l'on vende.", "⟨La salle est gratuite⟩, et on y vend des gâteaux."),
    ("⟨Le vote est valable⟩ sous réserve du quorum.", "⟨Le vote est valable⟩ depuis hier."),
    ("Aucun ⟨élève n'a le droit de sortir⟩ seul.", "Chaque ⟨élève a le droit de sortir⟩ seul."),
    ("Jamais ⟨le musée a ouvert la nuit⟩.", "Hier ⟨le musée a ouvert la nuit⟩."),
    ("⟨Le prêt est accordé⟩ en aucun cas aux mineurs.", "⟨Le prêt est accordé⟩ à tous les majeurs."),
    ("⟨Nul ne peut entrer⟩ sans badge.", "⟨Le texte est adopté⟩ sans débat."),
    ("⟨Le parking est ouvert⟩ uniquement aux agents.", "⟨Le parking est ouvert⟩ jour et nuit."),
    ("En l'absence de réponse, ⟨la demande est rejetée⟩.", "Par lettre, ⟨la demande est rejetée⟩."),
    ("⟨Toute vente est taxée⟩, à l'exception des livres.", "⟨Toute vente est taxée⟩, livres compris."),
    ("Le syndic ne veut ni ⟨vendre la cour⟩ ni la louer.", "Le syndic veut ⟨vendre la cour⟩ et louer le toit."),
    ("L'avis n'est valable que ⟨pour les travaux en cours⟩.", "L'avis est valable ⟨pour les travaux en cours⟩."),
    ("⟨La carte est remplacée⟩ dans le seul cas d'un vol.", "Il ne pleut pas, mais ⟨la carte est mouillée⟩."),
    ("Le juge conteste que ⟨le contrat soit nul⟩.", "Le conseil n'a pas siégé, et ⟨le plan est adopté⟩."),
    ("Le médecin déconseille et n'a jamais ⟨prescrit ce sirop⟩.", "Même s'il pleut, ⟨le marché a lieu⟩."),
]
ENGLISH = [
    ("The board did not ⟨approve the plan⟩.", "The board did, on Monday, ⟨approve the plan⟩."),
    ("The board did not, in the end, ⟨approve the plan⟩.", "The board met, and in the end ⟨approved the plan⟩."),
    ("The council never ⟨sold the field⟩.", "The council later ⟨sold the field⟩."),
    ("It is false that ⟨the pool closes in August⟩.", "It is true that ⟨the pool closes in August⟩."),
    ("The mayor refused to ⟨sign the contract⟩.", "The mayor hastened to ⟨sign the contract⟩."),
    ("The school failed to ⟨warn the parents⟩.", "The school was quick to ⟨warn the parents⟩."),
    ("⟨The deposit is returned⟩ unless the room is damaged.", "⟨The deposit is returned⟩ within two months."),
    ("⟨Dogs are allowed⟩ if they are on a lead.", "⟨Dogs are allowed⟩ with their owners."),
    ("⟨Every sale is taxed⟩, except that of books.", "⟨Every sale is taxed⟩, even that of books."),
    ("Unless agreed in writing, ⟨the lease ends in June⟩.", "As agreed in writing, ⟨the lease ends in June⟩."),
    ("If the parcel is damaged, ⟨the carrier pays⟩.", "Every month ⟨the carrier pays⟩ ten clients."),
    ("⟨The vote is valid⟩ provided that ten are present.", "⟨The vote is valid⟩ since yesterday."),
    ("⟨The service is free⟩ subject to a yearly fee.", "⟨The service is free⟩, provided by the city, and open."),
    ("No ⟨pupil may leave alone⟩.", "Any ⟨pupil may leave alone⟩."),
    ("⟨The rule does⟩ not apply to guests.", "⟨The rule does not apply⟩ to guests."),
    ("⟨Nobody may enter⟩ without a badge.", "⟨The bill was passed⟩ without debate."),
    ("⟨The car park is open⟩ only to staff.", "⟨The car park is open⟩ day and night."),
    ("⟨Loans are given⟩ under no circumstances to minors.", "⟨Loans are given⟩ to all adults."),
    ("In the absence of a reply, ⟨the claim is rejected⟩.", "By letter, ⟨the claim is rejected⟩."),
    ("Staff are prohibited from ⟨lending their badge⟩.", "Staff are praised for ⟨lending their badge⟩."),
    ("The judge denied that ⟨the contract was void⟩.", "The judge found that ⟨the contract was void⟩."),
    ("The clinic doesn't ⟨treat children⟩.", "The clinic does ⟨treat children⟩."),
    ("⟨The claim that the bridge is safe⟩ is false.", "⟨The claim that the bridge is safe⟩ was repeated."),
    ("The firm is unlikely to ⟨pay a dividend⟩.", "There is no doubt that ⟨the firm will pay⟩."),
    ("⟨Members may vote⟩ as long as they have paid.", "He did not come, but ⟨the plan was approved⟩."),
]
ARABIC = [
    ("لم ⟨يصادق المجلس على المشروع⟩.", "أمس ⟨صادق المجلس على المشروع⟩."),
    ("لا ⟨يجوز تفويت العقار⟩.", "قانونا ⟨يجوز تفويت العقار⟩."),
    ("لن ⟨تغلق المكتبة يوم السبت⟩.", "غدا ⟨تغلق المكتبة يوم السبت⟩."),
    ("ليس ⟨الدخول مجانيا⟩ للزوار.", "كان ⟨الدخول مجانيا⟩ للزوار."),
    ("يمنع ⟨الوقوف أمام الباب⟩.", "يسمح ⟨الوقوف أمام الباب⟩."),
    ("رفض الرئيس ⟨توقيع الاتفاقية⟩.", "قبل الرئيس ⟨توقيع الاتفاقية⟩."),
    ("قرر المجلس عدم ⟨بيع الأرض⟩.", "قرر المجلس ⟨بيع الأرض⟩."),
    ("غادر الوزير دون ⟨التوقيع على العقد⟩.", "غادر الوزير بعد ⟨التوقيع على العقد⟩."),
    ("من الخطأ أن ⟨المسبح يغلق في غشت⟩.", "من الصحيح أن ⟨المسبح يغلق في غشت⟩."),
    ("⟨ترد الضمانة⟩ إلا إذا تضررت القاعة.", "⟨ترد الضمانة⟩ خلال شهرين."),
    ("⟨يسمح بالكلاب⟩ بشرط أن تكون مقيدة.", "⟨يسمح بالكلاب⟩ مع أصحابها."),
    ("⟨تفرض الضريبة على كل بيع⟩ باستثناء الكتب.", "⟨تفرض الضريبة على كل بيع⟩ ومنه الكتب."),
    ("إذا تلف الطرد، ⟨يؤدي الناقل التعويض⟩.", "كل شهر، ⟨يؤدي الناقل التعويض⟩."),
    ("⟨يحق للمشترك الفسخ⟩ في حالة الانتقال.", "⟨يحق للمشترك الفسخ⟩ برسالة."),
    ("⟨يكون التصويت صحيحا⟩ شريطة حضور عشرة أعضاء.", "⟨يكون التصويت صحيحا⟩ منذ أمس."),
    ("⟨القاعة مجانية⟩ ما لم يكن فيها بيع.", "⟨القاعة مجانية⟩ طوال السنة."),
    ("⟨لا يدخل أحد⟩ دون بطاقة.", "⟨صودق على النص⟩ دون مناقشة."),
    ("⟨الموقف مفتوح⟩ للموظفين فقط.", "⟨الموقف مفتوح⟩ ليلا ونهارا."),
    ("باستثناء العطل، ⟨تفتح الخزانة كل يوم⟩.", "حسب النظام، ⟨تفتح الخزانة كل يوم⟩."),
    ("⟨القول إن الجسر آمن⟩ غير صحيح.", "⟨القول إن الجسر آمن⟩ تكرر مرارا."),
    ("نفى القاضي ⟨بطلان العقد⟩.", "أكد القاضي ⟨بطلان العقد⟩."),
    ("في حال عدم الرد، ⟨يرفض الطلب⟩.", "برسالة، ⟨يرفض الطلب⟩."),
    ("⟨تمنح القروض⟩ عدا للقاصرين.", "لم يحضر أحد، ولكن ⟨صودق على المشروع⟩."),
]
PAIRS = {"fr": FRENCH, "en": ENGLISH, "ar": ARABIC}


def cut(marked: str, language: str) -> str | None:
    """What is said of the quote between ⟨ and ⟩, in a document with other sentences around."""
    around = {"fr": "La loi dit non. ", "en": "The law says no, if asked. ", "ar": "هذا هو النص. "}[language]
    before, _, rest = marked.partition("⟨")
    quote, _, after = rest.partition("⟩")
    start = len(around) + len(before)
    return cut_of(f"{around}{before}{quote}{after} {around}", Span(start, start + len(quote)), language)


def test_there_are_twenty_pairs_and_more_in_each_language() -> None:
    assert all(len(pairs) >= 20 for pairs in PAIRS.values())


@pytest.mark.parametrize(
    ("marked", "language"), [(pair[0], language) for language, pairs in PAIRS.items() for pair in pairs]
)
def test_a_cut_that_turns_the_meaning_is_told(marked: str, language: str) -> None:
    assert cut(marked, language) is not None


@pytest.mark.parametrize(
    ("marked", "language"), [(pair[1], language) for language, pairs in PAIRS.items() for pair in pairs]
)
def test_a_cut_that_leaves_the_meaning_is_not_told(marked: str, language: str) -> None:
    assert cut(marked, language) is None


def test_the_reason_names_what_was_left_out() -> None:
    assert cut(ENGLISH[0][0], "en") == 'a negation before the quote is left out: "not"'
    assert cut(FRENCH[5][0], "fr") == 'a condition after the quote is left out: "sauf"'


def test_a_whole_sentence_is_not_cut() -> None:
    text = "The pool is closed. If it rains, the market is not held. It opens on Monday."
    start = text.index("If")
    assert cut_of(text, Span(start, text.index(" It opens")), "en") is None
    assert cut_of(text, Span(start, len(text)), "en") is None


def test_nothing_is_known_of_other_languages() -> None:
    assert cut_of("Der Rat hat den Plan nicht gebilligt.", Span(8, 25), "de") is None
