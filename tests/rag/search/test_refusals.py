"""Refusals in the words that models use, in three languages; and statements that are none."""

from __future__ import annotations

import pytest

from rag.search.refusals import REFUSAL, refuses, sounds_like_a_refusal


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        (REFUSAL, True),
        (f" {REFUSAL.lower()}. ", True),
        (f"**{REFUSAL}**", True),
        (f"{REFUSAL}. The passages speak of Paris.", True),
        (f"Paris is {REFUSAL.lower()}.", False),
        ("", False),
        ("Le budget est de 5 millions.", False),
    ],
)
def test_the_refusal_is_known_in_any_dress(answer: str, refused: bool) -> None:
    assert refuses(answer) == refused


REFUSALS = """
The passages do not mention the price of the ticket.
The provided documents don't contain any information about the mayor's salary.
Based on the given passages, there is no information about the launch date.
There is no mention of a second director in the text.
I cannot answer this question based on the provided passages.
I'm sorry, but I can't find the answer in the documents.
We are unable to determine the exact date from the context.
The context does not specify who signed the agreement.
This is not mentioned in the passages.
It is not possible to determine the budget from the documents.
No information is provided about the number of employees.
The text never says when the library opened.
The answer is not found in the provided text.
The date of the vote is not specified.
Unfortunately, the documents provided do not include details about parking.
Unable to answer from the passages.
I don't know.
Les passages ne mentionnent pas le prix du billet.
Les documents fournis ne contiennent aucune information sur le salaire du maire.
Le texte ne précise pas la date de lancement.
Il n’y a pas d’information sur ce point dans les passages.
Il n’y a aucune mention d’un second directeur.
Aucune information n’est donnée sur le nombre d’employés.
Aucun passage ne répond à la question.
Je ne peux pas répondre à cette question à partir des passages fournis.
Je suis désolé, mais je ne trouve pas la réponse.
Désolé, les extraits ne permettent pas de le dire.
Il est impossible de déterminer le montant.
Cette information ne figure pas dans les documents.
La date du vote n’est pas précisée.
Le nom du signataire n’est mentionné nulle part dans les textes. Les passages n’en parlent pas.
Je n’ai pas trouvé d’information à ce sujet.
Les passages numérotés n’indiquent pas qui préside la commission.
Malheureusement, le contexte ne fournit pas cette information.
لا تذكر المقاطع سعر التذكرة.
الوثائق المقدمة لا تحتوي على معلومات عن راتب رئيس البلدية.
لا توجد معلومات عن تاريخ الإطلاق في النص.
لا يوجد ذكر لمدير ثان.
لا أستطيع الإجابة عن هذا السؤال.
عذرا، لم أجد الجواب في الوثائق.
لا يمكن تحديد المبلغ من المقاطع.
تاريخ التصويت غير مذكور في النص.
هذه المعلومة غير متوفرة.
لم يرد ذكر عدد الموظفين في المقاطع.
للأسف، النصوص لا توضح من وقّع الاتفاق.
لا أعرف.
""".strip().splitlines()

STATEMENTS = """
The commission was created in 2009.
The library does not open on Sundays.
Members who do not pay lose their seat.
The committee never met in August.
No animals are allowed in the park.
There are no buses after midnight.
The council is not a court.
The director did not sign the agreement.
The museum provides information about the town.
La commission a été créée en 2009.
La bibliothèque n’ouvre pas le dimanche.
Le directeur n’a pas signé l’accord.
Aucun animal n’est admis dans le parc.
Il n’y a pas de bus après minuit.
La loi ne s’applique pas aux associations.
Le maire ne donne pas de subvention aux clubs.
Le centre n’est pas une université.
أنشئت اللجنة سنة 2009.
لا تفتح المكتبة يوم الأحد.
لم يوقع المدير الاتفاق.
لا توجد حافلات بعد منتصف الليل.
ليس المركز جامعة.
لا يسمح بدخول الحيوانات.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", REFUSALS)
def test_models_refuse_in_many_words(sentence: str) -> None:
    assert sounds_like_a_refusal(sentence)
    assert sounds_like_a_refusal(f"**{sentence}**")


@pytest.mark.parametrize("sentence", STATEMENTS)
def test_what_denies_something_else_is_no_refusal(sentence: str) -> None:
    assert not sounds_like_a_refusal(sentence)
