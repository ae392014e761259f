"""The bundled test set: as large and as varied as promised, its offsets exact, its questions consistent."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.sets.cases import Question, TestSet, read_set
from eval.sets.corpus import DATA, make_documents, make_questions
from eval.sets.dating import FIXED_DATE
from eval.sets.gold import FORMATS
from eval.sets.manuscript import read_sources
from ingest.load import Loader
from ingest.load.kind import SUFFIXES

pytestmark = pytest.mark.process

CORPUS = DATA / "corpus"
FIRST_FORMATS = ("txt", "md", "html", "pdf", "docx")
"""Those in which documents of their own are written; the others have the charter only."""
CONTAINED = {"eml": "moyens.csv", "zip": "moyens.csv"}
"""What stands in a file of a format, and holds its table."""
KINDS = (
    "one-fact",
    "several-facts",
    "several-files",
    "same-fact",
    "near-miss",
    "table-cell",
    "list",
    "date-number",
    "yes-no",
    "definition",
    "follow-up",
    "cross-language",
    "unanswerable",
    "off-topic",
)
FICTITIOUS = (
    "ait-nour",
    "pv-comite",
    "faq-assistants",
    "hopital",
    "irrigation",
    "zellige",
    "argan-coop",
    "mahdar",
    "barnamaj",
    "taqrir",
    "charte",
    "dalil",
)
WORD = re.compile(r"\w+")


@pytest.fixture(scope="module")
def bundled() -> TestSet:
    return read_set(DATA)


@pytest.fixture(scope="module")
def loader() -> Iterator[Loader]:
    with Loader() as loader:
        yield loader


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "questions.jsonl").read_text("utf-8").splitlines()]


def words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFKC", text).replace("\u00ad", "").lower())


def folder(file: str) -> str:
    return file.split("/")[0]


def files_of(question: Question) -> list[set[str]]:
    """For each fact, the files that prove it."""
    return [{place.file for place in fact} for fact in question.evidence]


def failing(questions: Iterable[Question], kind: str, holds: Any) -> list[str]:
    return [question.id for question in questions if question.kind == kind and not holds(question)]


def test_documents_by_language_and_format() -> None:
    files = [path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file()]
    languages = Counter(folder(file) for file in files)
    assert languages["fr"] >= 13
    assert languages["en"] >= 4
    assert languages["ar"] >= 4
    assert sum(languages.values()) - languages["parity"] >= 22
    formats = Counter(file.rsplit(".")[-1] for file in files if folder(file) != "parity")
    assert set(formats) == set(FIRST_FORMATS)
    assert min(formats.values()) >= 2
    assert sum((CORPUS / file).stat().st_size for file in files) < 2_000_000


def test_the_language_of_a_document_is_that_of_its_folder(loader: Loader) -> None:
    for path in sorted(CORPUS.rglob("*.*")):
        file = path.relative_to(CORPUS).as_posix()
        expected = "fr" if folder(file) == "parity" else folder(file)
        if path.suffix != ".zip":  # a list of names
            assert loader.load(path, file).language == expected, file


def test_invented_documents_say_so(bundled: TestSet) -> None:
    for name in FICTITIOUS:
        files = [file for file in bundled.corpus.files if name in file and not file.endswith(".zip")]  # a list of names
        assert files, name
        for file in files:
            assert re.search("fictif|fictive|fictitious|خيالي", bundled.corpus[file], re.IGNORECASE), file


def test_a_paged_document_has_columns_in_reading_order_and_ligatures_that_read_as_letters(loader: Loader) -> None:
    file = "fr/nations-unies.pdf"
    document = loader.load(CORPUS / file, file)
    assert [page.number for page in document.pages] == [1, 2]
    titles = ("La première résolution", "Le Groupe des Amis", "L’ambassadeur", "Panel et Dialogue", "Les sommets")
    positions = [document.text.index(title) for title in titles]
    assert positions == sorted(positions)
    assert "difficultés" in unicodedata.normalize("NFKC", document.text)


def test_arabic_is_read_from_a_pdf_in_the_order_in_which_it_is_written(loader: Loader) -> None:
    file = "ar/dalil-musaid.pdf"
    text = loader.load(CORPUS / file, file).text
    assert "وأجاب المساعد خلالها عن 2915 سؤالا. وأحال 408 أسئلة على الموظفين." in text
    assert not re.search("[\ufb50-\ufdff\ufe70-\ufefc]", text)


def test_questions_by_language(records: list[dict[str, Any]]) -> None:
    languages = Counter(record["language"] for record in records)
    assert len(records) >= 210
    assert languages["fr"] >= 115
    assert languages["en"] >= 47
    assert languages["ar"] >= 47


def test_questions_by_kind(records: list[dict[str, Any]]) -> None:
    kinds = Counter(record["kind"] for record in records)
    alone = Counter(record["kind"] for record in records if "parity" not in record)
    assert set(kinds) == set(KINDS)
    assert min(alone[kind] for kind in KINDS) >= 12, alone
    assert sum(not record["answerable"] for record in records) >= len(records) / 5
    answerable = Counter(record["answerable"] for record in records if record["kind"] == "near-miss")
    assert min(answerable[True], answerable[False]) >= 6


def test_every_offset_holds_the_text_it_claims(bundled: TestSet, records: list[dict[str, Any]]) -> None:
    places = [place for record in records for fact in record["evidence"] for place in fact]
    assert len(places) > 300
    for place in places:
        assert bundled.corpus[place["file"]][place["start"] : place["end"]] == place["text"], place
        assert place["text"] == place["text"].strip()
        assert len(place["text"]) <= 200


def test_no_question_is_asked_twice(bundled: TestSet) -> None:
    asked = Counter((question.question, question.turns, question.files) for question in bundled.questions)
    assert [question for question, times in asked.items() if times > 1] == []


def test_unanswerable_questions_have_neither_evidence_nor_answer(bundled: TestSet) -> None:
    for question in bundled.questions:
        assert bool(question.evidence) == bool(question.answers) == question.answerable, question.id
    assert failing(bundled.questions, "unanswerable", lambda question: not question.answerable) == []
    assert failing(bundled.questions, "off-topic", lambda question: not question.answerable) == []


def test_places_of_a_question_are_distinct(bundled: TestSet) -> None:
    for question in bundled.questions:
        for fact in question.evidence:
            spans = [(place.file, place.start, place.end) for place in fact]
            assert len(set(spans)) == len(spans), question.id


def test_answers_stand_in_the_evidence(bundled: TestSet) -> None:
    """Most words of every answer and all its numbers, where question and evidence share the language."""
    checked = 0
    for question in bundled.questions:
        own = [place.text for place in question.places if folder(place.file) in (question.language, "parity")]
        if not own or question.kind in ("yes-no", "several-files"):
            continue
        evidence = set(words(" ".join(own)))
        for answer in question.answers:
            wanted = words(answer)
            assert sum(word in evidence for word in wanted) >= 0.6 * len(wanted), (question.id, answer)
            if len(own) == len(question.places):
                assert {word for word in wanted if word.isdigit()} <= evidence, (question.id, answer)
            checked += 1
    assert checked > 150


def test_kinds_are_what_they_say(bundled: TestSet) -> None:
    questions = bundled.questions
    assert failing(questions, "one-fact", lambda q: len(q.evidence) == 1) == []
    assert failing(questions, "several-facts", lambda q: len(q.evidence) > 1 and set.intersection(*files_of(q))) == []
    assert failing(questions, "several-files", lambda q: not set.intersection(*files_of(q))) == []
    assert failing(questions, "same-fact", lambda q: all(len(files) > 1 for files in files_of(q))) == []
    assert failing(questions, "yes-no", lambda q: q.answers[0] in ("oui", "non", "yes", "no", "نعم", "لا")) == []
    assert failing(questions, "follow-up", lambda q: bool(q.turns)) == []
    assert (
        failing(questions, "cross-language", lambda q: q.language not in map(folder, set().union(*files_of(q)))) == []
    )
    cross = [
        place.file
        for q in questions
        if q.kind == "cross-language"
        for place in q.places
        if folder(place.file) == q.language
    ]
    assert cross == []
    assert [q.id for q in questions if q.turns and q.kind != "follow-up"] == []


def test_parity_questions_are_the_same_ten_on_each_format(records: list[dict[str, Any]]) -> None:
    parity = [record for record in records if "parity" in record]
    assert Counter(record["format"] for record in parity) == dict.fromkeys(FORMATS, 10)
    for name in {record["parity"] for record in parity}:
        group = [record for record in parity if record["parity"] == name]
        assert len({record["question"] for record in group}) == 1
        assert {record["files"][0].rsplit(".")[-1] for record in group} == set(FORMATS)
        proofs = {tuple(tuple(words(fact[0]["text"])) for fact in record["evidence"]) for record in group}
        assert len(proofs) == 1, name
        for record in group:
            assert {place["file"] for fact in record["evidence"] for place in fact} <= set(record["files"])


def test_questions_ask_for_what_stands_in_a_document_of_a_file(bundled: TestSet) -> None:
    asked = {question.id: question for question in bundled.questions}
    for suffix, member in CONTAINED.items():
        question = asked[f"fr-parity-04-{suffix}"]
        assert [place.file for place in question.places] == [f"parity/charte-al-manar.{suffix}!/{member}"]
        assert question.format == suffix


def test_every_format_that_is_read_everywhere_has_its_charter() -> None:
    """Those of before XML are read with LibreOffice and pictures with Tesseract, which not everybody has."""
    elsewhere = {"doc", "ppt", "xls", "image"}
    assert {SUFFIXES[f".{suffix}"] for suffix in FORMATS} == set(SUFFIXES.values()) - elsewhere


def test_all_formats_hold_the_same_words(loader: Loader, bundled: TestSet) -> None:
    """In the same order where the format has one place for all of them; names of fields and times come besides."""
    counted = {}
    for suffix in FORMATS:
        files = [file for file in bundled.corpus if file.startswith(f"parity/charte-al-manar.{suffix}")]
        said = " ".join(bundled.corpus[file] for file in files if file.endswith((suffix, ".md", ".csv")))
        counted[suffix] = [word for word in words(said[said.index("Exemple") :]) if word.isalpha()]
    assert len(counted["txt"]) > 150
    for suffix in FORMATS:
        if suffix in (*CONTAINED, "json", "jsonl", "srt", "vtt"):
            assert not Counter(counted["txt"]) - Counter(counted[suffix]), suffix
        else:
            assert counted[suffix][: len(counted["txt"])] == counted["txt"], suffix


def test_no_made_document_is_newer_than_another(loader: Loader) -> None:
    """The charter of one format would else be an earlier version of that of another."""
    files = [
        f"{each.name}.{suffix}" for each in read_sources(DATA / "sources") for suffix in each.formats + each.converted
    ]
    told = {file: found.value for file in files if (found := loader.load(CORPUS / file, file).date)}
    assert {Path(file).suffix for file in told} >= {".pdf", ".docx", ".odt", ".pptx", ".odp", ".epub", ".eml", ".mhtml"}
    assert set(told.values()) == {FIXED_DATE.date().isoformat()}, told


def test_made_again_the_documents_say_the_same(loader: Loader, tmp_path: Path) -> None:
    paths = make_documents(DATA, tmp_path)
    assert len(paths) >= 10
    for path in paths:
        file = path.relative_to(tmp_path).as_posix()
        committed = CORPUS / file
        if path.suffix not in (".pdf", ".docx", ".zip"):
            assert path.read_bytes() == committed.read_bytes(), file
        else:
            again, before = loader.load(path, file), loader.load(committed, file)
            assert (again.text, again.pages, again.headings) == (before.text, before.pages, before.headings), file


def test_made_twice_the_documents_have_the_same_bytes(tmp_path: Path) -> None:
    first, second = make_documents(DATA, tmp_path / "1"), make_documents(DATA, tmp_path / "2")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_questions_are_those_of_the_source(bundled: TestSet) -> None:
    assert make_questions(DATA, bundled.corpus) == (DATA / "questions.jsonl").read_text("utf-8")
