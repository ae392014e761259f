"""Citations: cut by code, and checked against files by exact match after folding."""

from __future__ import annotations

import hashlib
import random
import time
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.checker.mutate import HARMFUL, HARMLESS
from rag.answers import Citation, Verdict
from rag.proof.citations import OTHER_READER, Verifier, cite, verify
from rag.proof.quotes import Haystack
from rag.proof.records import citation_from, citation_record
from rag.types import READER, Block, BlockKind, Document, Passage, Span, SureWord
from tests.fixtures.passages import passage
from tests.fixtures.reliability import CountRow

TEXT = (
    "Le Maroc a mobilisé 11 milliards de MAD pour l’État d’œuvre.\n"
    "La crois-\nsance n’est pas de 5 % mais de 1 500,5 %. Efficacité ? « Oui », dit-il.\n"
    "يقع المركز في مدينة الرباط ولا يقع في فاس.\n"
    "It doesn't rain in non-arid regions; -5 °C was measured on 2020-03-04.\n"
)
OTHER = "Le centre AI Movement est installé à Rabat. Il emploie quarante personnes.\n"


def document(file: str, text: str) -> Document:
    return Document(file, hashlib.sha256(text.encode()).hexdigest(), "txt", text)


DOCUMENTS = {made.file: made for made in (document("a.txt", TEXT), document("b/c.txt", OTHER))}


def citation(quote: str, start: int | None = None, file: str = "a.txt", text: str = TEXT) -> Citation:
    at = max(0, text.find(quote)) if start is None else start
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Citation(file, sha256, at, at + len(quote), quote, None, None, Verdict.EXACT, READER)


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=80), st.integers(0, 1000), st.data())
def test_a_citation_is_its_slice(text: str, start: int, data: st.DataObject) -> None:
    made = passage(text, start=start)
    first = data.draw(st.integers(start, start + len(text) - 1))
    last = data.draw(st.integers(first + 1, start + len(text)))
    cited = cite(made, Span(first, last))
    assert cited.quote == text[first - start : last - start]
    assert (cited.file, cited.sha256, cited.start, cited.end) == (made.file, made.sha256, first, last)
    whole = Document(made.file, made.sha256, "txt", "x" * start + text)
    assert verify(cited, {made.file: whole}).verdict is Verdict.EXACT


@pytest.mark.parametrize("span", [Span(9, 12), Span(10, 10), Span(12, 11), Span(10, 31), Span(-5, 12), Span(40, 50)])
def test_a_span_outside_its_passage_is_refused(span: Span) -> None:
    made = Passage("a:0", "a.txt", "s", 0, 10, 30, "x" * 20, "fr")
    with pytest.raises(ValueError, match="a:0"):
        cite(made, span)


def test_exact_needs_the_literal_characters_at_the_place() -> None:
    check = verify(citation("11 milliards"), DOCUMENTS)
    assert (check.verdict, check.found_file, check.found_span) == (Verdict.EXACT, "a.txt", Span(20, 32))


def test_a_text_of_another_reader_is_searched_and_never_stale() -> None:
    other = replace(citation("11 milliards", start=3), reader=READER + 1)
    check = verify(other, DOCUMENTS)
    assert (check.verdict, check.found_span, check.reason) == (Verdict.MOVED, Span(20, 32), OTHER_READER)
    assert check.message == "read by another version of the program: found at 20:32"
    assert verify(replace(other, start=20, end=32), DOCUMENTS).verdict is Verdict.EXACT
    assert verify(replace(other, start=20, end=32), DOCUMENTS).reason is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Le poste de 3ème adjoint est créé.", "poste de 3\nème adjoint"),
        ("Au 1\ner janvier, 20 euros.", "Au 1er janvier, 20"),
        ("Au XXI\ne siècle, on comptait.", "Au XXIe siècle"),
        ("On the 2nd of May", "2 nd of May"),
    ],
)
def test_a_raised_ending_is_found_however_it_was_read(text: str, quote: str) -> None:
    (found,) = Haystack(text).find(quote)
    assert "".join(text[found.start : found.end].split()) == "".join(quote.split())


@pytest.mark.parametrize(
    ("text", "quote"), [("3 elèves", "3e lèves"), ("le 3 est là", "le 3est là"), ("5 e-mails", "5e-mails de")]
)
def test_a_space_before_another_word_is_no_raised_ending(text: str, quote: str) -> None:
    assert Haystack(text).find(quote) == ()


def test_a_citation_without_a_reader_is_older_than_the_first_that_is_named() -> None:
    check = verify(replace(citation("11 milliards", start=3), reader=None), DOCUMENTS)
    assert (check.verdict, check.reason) == (Verdict.MOVED, OTHER_READER)
    check = verify(replace(citation("12 milliards", start=20), reader=None), DOCUMENTS)
    assert (check.verdict, check.reason) == (Verdict.ALTERED, None)


@pytest.mark.parametrize("quote", ["12 milliards", "une phrase que le premier lecteur avait retournée"])
def test_what_another_reader_read_and_the_present_text_lacks_is_missing(quote: str) -> None:
    check = verify(replace(citation(quote, start=20), reader=READER + 1), DOCUMENTS)
    assert (check.verdict, check.found_span, check.reason) == (Verdict.MISSING, None, OTHER_READER)
    assert "read by another version of the program" in check.message


def test_a_changed_file_is_stale_whoever_read_it() -> None:
    other = replace(citation("11 milliards"), sha256="0" * 64, reader=READER + 1)
    assert verify(other, DOCUMENTS).verdict is Verdict.STALE


def test_a_quote_in_another_file_is_moved_there_whoever_read_it() -> None:
    check = verify(replace(citation("emploie quarante personnes"), reader=READER + 1), DOCUMENTS)
    assert (check.verdict, check.found_file, check.reason) == (Verdict.MOVED, "b/c.txt", None)


def test_a_quote_at_another_place_is_moved() -> None:
    check = verify(citation("11 milliards", start=3), DOCUMENTS)
    assert (check.verdict, check.found_span) == (Verdict.MOVED, Span(20, 32))
    check = verify(citation("Efficacité ?", start=-7), DOCUMENTS)
    assert check.verdict is Verdict.MOVED
    check = verify(citation("AI Movement est installé à Rabat"), DOCUMENTS)
    assert (check.verdict, check.found_file) == (Verdict.MOVED, "b/c.txt")
    check = verify(citation("Il emploie quarante personnes.", file="gone.txt"), DOCUMENTS)
    assert (check.verdict, check.found_file) == (Verdict.MOVED, "b/c.txt")


def test_of_several_places_the_nearest_is_told() -> None:
    text = "oui. " * 50
    check = verify(replace(citation("oui.", text=text), start=101, end=105), {"a.txt": document("a.txt", text)})
    assert check.found_span == Span(100, 104)


RIGHT = [
    "La croissance n'est pas de 5 %",
    "La croissance n’est pas de 5%",
    "La crois\u00adsance n’est pas de 5\u00a0%",
    "l'État d'oeuvre",
    "LE MAROC A MOBILISÉ",
    "Le Maroc\na  mobilisé",
    unicodedata.normalize("NFD", "mobilisé 11 milliards"),
    "Eﬃcacité ?",
    "Efficacité?",
    '"Oui", dit-il',
    "“Oui”, dit‑il",
    "يقع المركـــز في مدينة الرباط",
    "يَقَعُ المركز",
    "١١ milliards",
    "1\u202f500,5 %",
    "non-arid regions",
]
WRONG = [
    ("12 milliards de MAD", "11 milliards de MAD"),
    ("La croissance est pas de 5 %", None),
    ("La croissance n’est pas de 6 %", None),
    ("1 milliards de MAD", None),
    ("est pas de 5 %", None),
    ("500,5 %", None),
    ("de 1 500", None),
    ("5 °C was measured", None),
    ("arid regions", None),
    ("It does", None),
    ("2020-03", None),
    ("aroc a mobilisé", None),
    ("Le Maroc a mobilise 11 milliards", None),
    ("Le Maroc n’a pas mobilisé 11 milliards", None),
    ("La croissance n’est plus de 5 %", None),
    ("المركز في مدينة فاس", None),
    ("مركز في مدينة الرباط", None),
    ("الرباط ويقع في فاس", None),
    ("ou", None),
]


@pytest.mark.parametrize("quote", RIGHT)
def test_another_way_of_writing_is_the_right_quote(quote: str) -> None:
    check = verify(citation(quote, start=0), DOCUMENTS)
    assert check.verdict is Verdict.MOVED
    assert check.found_span is not None
    assert Haystack(quote).find(TEXT[check.found_span.start : check.found_span.end]) or "-" in quote


@pytest.mark.parametrize("quote", [quote for quote, _ in WRONG])
def test_other_words_are_never_the_right_quote(quote: str) -> None:
    assert verify(citation(quote, start=0), DOCUMENTS).verdict in (Verdict.ALTERED, Verdict.MISSING)


def test_an_altered_quote_is_told_with_its_difference() -> None:
    check = verify(citation("Le Maroc a mobilisé 12 milliards de MAD", start=0), DOCUMENTS)
    assert check.verdict is Verdict.ALTERED
    assert check.difference == '"11" became "12"'
    assert check.difference in check.message
    check = verify(citation("La croissance est de 5 % mais de 1 500,5 %.", start=0), DOCUMENTS)
    assert check.verdict is Verdict.ALTERED
    assert check.difference is not None
    assert "pas" in check.difference


@pytest.mark.parametrize("quote", ["", " \n", "Les baleines chantent la nuit dans l’océan."])
def test_nothing_like_it_is_missing(quote: str) -> None:
    check = verify(citation(quote, start=0), DOCUMENTS)
    assert (check.verdict, check.found_file, check.found_span) == (Verdict.MISSING, None, None)


def test_a_file_that_is_gone() -> None:
    check = verify(citation("Les baleines chantent.", file="gone.txt"), DOCUMENTS)
    assert check.verdict is Verdict.MISSING
    assert "gone.txt" in check.message


@pytest.mark.parametrize(
    ("now", "found", "said"),
    [
        (TEXT + "Une ligne de plus.\n", Span(0, 8), "still holds"),
        ("Titre\n" + TEXT, Span(6, 14), "stands at 6:14"),
        (TEXT.replace("Le Maroc a mobilisé", "La France a mobilisé"), None, "nothing like"),
        ("Tout autre chose.", None, "nothing like"),
    ],
)
def test_a_file_that_has_changed_makes_its_citations_stale(now: str, found: Span | None, said: str) -> None:
    check = verify(citation("Le Maroc"), {"a.txt": document("a.txt", now)})
    assert (check.verdict, check.found_span) == (Verdict.STALE, found)
    assert "the file has changed since" in check.message
    assert said in check.message


def test_verdicts_of_a_hundred_quotes(fault_row: CountRow) -> None:
    """Row 7 of the faults: 50 true quotes in other writing, 50 with one thing changed."""
    chance = random.Random(3)
    sentences = [
        f"En {1900 + n}, la préfecture n’a pas reçu {n + 12} % des œuvres d’art, soit {n + 3} millions d’euros ;"
        f" l’efficacité de l’administration numéro {n} fut jugée insuffisante."
        for n in range(50)
    ]
    text = "\n".join(sentences)
    verifier = Verifier({"a.txt": document("a.txt", text)})
    accepted = changed = 0
    for place, sentence in enumerate(sentences):
        harmless = list(HARMLESS.values())[place % len(HARMLESS)](sentence, chance) or sentence
        accepted += verifier.check(citation(harmless, 0, text=text)).verdict in (Verdict.EXACT, Verdict.MOVED)
        harmful = list(HARMFUL.values())[place % len(HARMFUL)](sentence, chance)
        assert harmful
        changed += verifier.check(citation(harmful, 0, text=text)).verdict in (Verdict.EXACT, Verdict.MOVED)
    assert accepted == 50
    assert changed == 0
    fault_row(7).happened(times=100)


class Counted(Mapping[str, Document]):
    """Documents that are read when they are asked for."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self.read: list[str] = []

    def __getitem__(self, file: str) -> Document:
        document = self.documents[file]
        self.read.append(file)
        return document

    def __iter__(self) -> Iterator[str]:
        return iter(self.documents)

    def __len__(self) -> int:
        return len(self.documents)


def test_other_files_are_read_only_where_the_quote_is_not_in_its_own() -> None:
    documents = Counted(DOCUMENTS)
    Verifier(documents).check(citation("11 milliards"))
    assert set(documents.read) == {"a.txt"}


def test_large_texts_are_folded_once() -> None:
    big = "Lorem ipsum dolor œuvre l’été sit amet. " * 25_000 + "La fin est de 5 %."
    verifier = Verifier({"a.txt": document("a.txt", big)})
    wanted = citation("La fin est de 5%.", 0, text=big)
    assert verifier.check(wanted).verdict is Verdict.MOVED
    started = time.perf_counter()
    for _ in range(20):
        assert verifier.check(wanted).verdict is Verdict.MOVED
    assert time.perf_counter() - started < 1


BY = "tesseract 5.3.0 fra"


def test_recognised_text_that_is_not_at_hand_is_never_missing() -> None:
    scanned = replace(citation("un mot que nul ne retrouve", start=3), recogniser=BY, recognised=92)
    check = verify(scanned, DOCUMENTS)
    assert (check.verdict, check.found_span) == (Verdict.UNCHECKED, None)
    assert "not at hand: it cannot be checked" in check.message
    at_hand = {file: replace(document, recogniser=BY) for file, document in DOCUMENTS.items()}
    assert verify(scanned, at_hand).verdict is Verdict.MISSING  # the text is there, and the quote is not in it
    check = verify(replace(citation("11 milliards"), recogniser=BY), at_hand)
    assert (check.verdict, check.message.partition(":")[0]) == (Verdict.EXACT, "recognised text, as of the ingest")


def test_a_citation_is_as_sure_as_its_recognised_words() -> None:
    words = (SureWord(10, 14, 100), SureWord(15, 19, 50), SureWord(20, 28, 80))
    made = replace(
        passage("Rabat abcd le texte", start=10),
        blocks=(Block(BlockKind.PARAGRAPH, 10, 29, words=words),),
        recogniser=BY,
    )
    assert (cite(made, Span(10, 19)).recognised, cite(made, Span(10, 28)).recognised) == (75, 78)
    assert cite(made, Span(28, 29)).recognised is None
    assert cite(made, Span(10, 14)).recogniser == BY
    record = citation_record(cite(made, Span(10, 19)))
    assert record["recognised"] == {"by": BY, "percent": 75}
    assert citation_from(record) == cite(made, Span(10, 19))
    assert "recognised" not in citation_record(citation("11 milliards"))
