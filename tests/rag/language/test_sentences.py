"""Sentences: where they end, where they do not, and that nothing is lost between them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.sentences import LONGEST, sentences
from tests import SHARED

EVAL = SHARED / "eval"


def cut(text, language="fr"):
    return [text[span.start : span.end] for span in sentences(text, language)]


_PIECES = st.sampled_from(
    [
        *("Le chat", " dort", ".", ". ", " ! ", "?", "…", " »", "« ", "\n", "\n\n", "  ", "\t", "M. ", "3.5", "U.S. "),
        *("p. 4", "1. ", "- un", "• deux", ";", "؛ ", "؟ ", "كلمة ", ". و", "[1]", "(", ")", " | ", "ﷺ"),
        *("a" * 50, "mot " * 60),
    ]
)


@given(
    st.lists(st.one_of(_PIECES, st.characters()), max_size=40).map("".join), st.sampled_from(["fr", "en", "ar", "und"])
)
@settings(max_examples=400, deadline=None)
def test_sentences_are_trimmed_in_order_and_leave_only_white_space_out(text, language):
    at = 0
    for span in sentences(text, language):
        assert not text[at : span.start].strip()
        piece = text[span.start : span.end]
        assert piece
        assert piece == piece.strip()
        at = span.end
    assert not text[at:].strip()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["M. Dupont est né en 50 av. J.-C.", "Le chat dort."]),
        ("fr", ["J. K. Rowling a vendu 3.5 livres.", "Elle écrit."]),
        ("fr", ["Voir l'art. 12, p. 4, fig. 3 et n° 5.", "Fin."]),
        ("fr", ["Il dit : « Je viens. »", "Puis il partit."]),
        ("fr", ["« Quoi ? » dit-il.", "Rien."]),
        ("fr", ["Des pommes, des poires, etc.", "Le marché ferme."]),
        ("fr", ["Attendez… il arrive.", "Le voilà !"]),
        ("fr", ["Une note[12].", "Une autre.[3]", "La fin."]),
        ("fr", ["L'O.N.U. siège à New York.", "Elle est grande."]),
        ("fr", ["Il vaut 3.5.", "Paris suit.", "**Objet.**", "Le texte vaut.", "En 800 apr. J.-C.", "Il régna."]),
        ("en", ["Dr. Smith lives in the U.S. Army base.", "He is 45."]),
        ("en", ["She saw No. 5, e.g. the red one.", "Mr. No came."]),
        ("en", ["The answer is no.", "He left."]),
        ("en", ['He said "Go."', "She went."]),
        ("en", ["It is a work of art.", "Many came."]),
        ("en", ["Smith et al. (2020) found 1,500.5 units.", "Then they stopped."]),
        ("ar", ["ذهب د. أحمد إلى المدرسة.", "هل عاد؟", "نعم!", "عاد مساءً."]),
        ("ar", ["قال ج. ك. رولينغ ذلك؛ ثم سكت.", "انتهى."]),
    ],
)
def test_sentences_by_example(language, expected):
    assert cut(" ".join(expected), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["Voir laws.boe.gov.sa pour le texte.", "Écrivez à info@societe.de avant lundi."]),
        ("fr", ["Ouvrez https://www.Exemple.com/Page.Le?x=1.La puis conf.d/Session.Un.", "Fin."]),
        ("fr", ["Lisez README.md.", "Le tél. : 05.37.10.20.30.", "Appelez-nous !"]),
        ("fr", ["Article 5. Le trésorier tient les comptes.", "Article 6. Il les publie."]),
        ("fr", ["Art. 12 bis. - Le bureau se réunit.", "Art. R. 421-1. Le juge est saisi."]),
        ("fr", ["§ 4.2. Les statuts sont publiés.", "Chapitre III. Les recettes sont versées."]),
        ("fr", ["ARTICLE PREMIER. L'association a un but.", "Titre Ier. Dispositions générales."]),
        ("fr", ["N.B. Les frais sont dus.", "Le délai est de 3 jours.", "Les Ets. Martin livrent."]),
        ("fr", ["L'al. 2 de l'art. L. 12 est abrogé.", "Il habite au 12.", "Le 14 est vide."]),
        ("en", ["See laws.boe.gov.sa for the text.", "Write to john@example.in before Monday."]),
        ("en", ["Section 2.1. The seller warrants.", "Sec. 4. The court decides.", "Part B. Other matters."]),
        ("en", ["SECTION 3. The rules apply.", "Schedule 1. Fees and costs.", "The limit is 3.", "No more."]),
        ("en", ["Tel. +44 20 1234 5678.", "Open conf.d/Session.The or ask a Ph.D. Student.", "Then run it."]),
        ("ar", ["المادة 5 . يمسك أمين المال الحسابات.", "المادة ٦. ينشرها."]),
        ("ar", ["الفصل الثالث. تعلن الحكومة.", "الملحق أ. قائمة الوثائق.", "المادة 7.- يبلغ القرار."]),
        (
            "ar",
            ["انظر laws.boe.gov.sa للنص.", "اكتب إلى info@company.sa اليوم.", "ينص على ذلك البند 4.", "تسري القواعد."],
        ),
    ],
)
def test_addresses_and_numbered_openings_are_not_cut(language, expected):
    assert cut(" ".join(expected), language) == expected


@pytest.mark.parametrize(
    "text", ["Voir l'article 5. Le maire décide.", "See section 4. The court decides.", "راجع المادة 5. تسري القواعد."]
)
def test_a_number_in_the_middle_of_a_sentence_opens_nothing(text):
    assert len(cut(text, "fr")) == 2


def test_a_title_ends_at_its_line():
    text = "Un partenariat élargi\n\nLe Maroc avance. Il signe.\n\nPerspectives\nLes projets sont nombreux et variés."
    assert cut(text) == [
        "Un partenariat élargi",
        "Le Maroc avance.",
        "Il signe.",
        "Perspectives",
        "Les projets sont nombreux et variés.",
    ]


def test_list_items_are_sentences():
    assert cut("Trois axes :\n- former\n- équiper\n• relier\n1. Mesurer\n2. Publier") == [
        "Trois axes :",
        "- former",
        "- équiper",
        "• relier",
        "1. Mesurer",
        "2. Publier",
    ]


@pytest.mark.parametrize(
    ("language", "wrapped", "count"),
    [
        (
            "fr",
            (
                "Le centre a été inauguré à Rabat par le ministre, en présence du président de\n"
                "Mohammed VI Polytechnique et de nombreux invités venus de toute la région, le\n"
                "15 novembre. Il forme des chercheurs."
            ),
            2,
        ),
        (
            "ar",
            (
                "افتتح المركز في الرباط بحضور عدد كبير من الضيوف الذين جاءوا من جميع أنحاء\n"
                "المنطقة ومن خارجها للمشاركة في هذا الحدث الهام الذي نظمته الجامعة في\n"
                "نونبر. وهو يكون الباحثين."
            ),
            2,
        ),
    ],
)
def test_a_line_broken_by_a_layout_does_not_end_a_sentence(language, wrapped, count):
    assert len(cut(wrapped, language)) == count


def test_the_number_of_a_heading_belongs_to_it():
    assert cut("1.1. Le cadre\n\n2. La suite\n\nFin.") == ["1.1. Le cadre", "2. La suite", "Fin."]


def test_a_full_stop_alone_belongs_to_the_sentence_before():
    assert cut("Il demanda : « Pourquoi ? » . Puis il se tut.") == ["Il demanda : « Pourquoi ? » .", "Puis il se tut."]


def test_a_menu_without_full_stops_is_cut():
    menu = "   ".join(f"Rubrique numéro {number}" for number in range(60))
    assert len(menu) > LONGEST
    assert max(map(len, cut(menu))) <= LONGEST
    clauses = "attendu que la commission a rendu son avis ; " * 30
    assert max(map(len, cut(clauses))) <= LONGEST


@pytest.mark.skipif(not EVAL.is_dir(), reason="the development sets are not beside this checkout")
@pytest.mark.parametrize("name", ["piaf-fr", "squad2-en", "xquad-en", "xquad-ar"])
def test_an_answer_nearly_always_lies_in_one_sentence(name):
    texts, inside, asked = {}, 0, 0
    for line in (EVAL / name / "questions.jsonl").read_text("utf-8").splitlines():
        question = json.loads(line)
        if not question["answerable"]:
            continue
        place = question["evidence"][0][0]
        if place["file"] not in texts:
            text = (EVAL / name / "corpus" / place["file"]).read_bytes().decode("utf-8")
            texts[place["file"]] = text, sentences(text, question["language"])
        text, spans = texts[place["file"]]
        words = text[place["start"] : place["end"]]
        start, end = place["start"] + len(words) - len(words.lstrip()), place["end"] - len(words) + len(words.rstrip())
        asked += 1
        inside += any(span.start <= start and end <= span.end for span in spans)
    assert inside / asked >= 0.99
