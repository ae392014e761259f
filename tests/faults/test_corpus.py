"""Questions that nothing answers, letters in other forms, hidden characters, and one file that repeats a lie."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.sync import sync
from rag.answers import Citation, Verdict
from rag.assistant import Assistant, open_assistant
from rag.embedding.embedder import HashEmbedder
from rag.index.embedded.index import open_index
from rag.proof.citations import Verifier
from rag.search.retrieve import Retriever
from rag.settings import Settings, make_settings
from tests import CHECKOUT
from tests.conftest import write_files
from tests.fixtures.reliability import CountRow
from tests.fixtures.servers.chat_server import ChatServer, says
from tests.fixtures.stored import STAMP, publish

pytestmark = pytest.mark.usefixtures("fewer_processes")

BUNDLED = CHECKOUT / "eval" / "data" / "corpus"

OFF_TOPIC = """\
Quelle est la capitale de l’Australie ?
Combien de joueurs compte une équipe de rugby ?
Quelle température faut-il pour cuire un gâteau au chocolat ?
Qui a peint la Joconde ?
Comment réparer une fuite de robinet ?
Quel est le sommet le plus haut des Alpes ?
En quelle année le mur de Berlin est-il tombé ?
Quelle est la vitesse de la lumière ?
Combien de cordes a un violon ?
Quel animal est le plus rapide sur terre ?
Qui a composé la Flûte enchantée ?
Comment tailler un rosier au printemps ?
Quelle planète est la plus proche du Soleil ?
Combien de temps dort un chat par jour ?
Quel fleuve traverse Budapest ?
Qui a gagné le Tour de France 1998 ?
Quelle est la recette de la pâte à crêpes ?
What is the boiling point of ethanol?
Who wrote Pride and Prejudice?
How many moons does Jupiter have?
Which team won the 1966 football world cup?
How do I change a bicycle tyre?
What does a sommelier do?
When was the Eiffel Tower painted red?
Which gas makes balloons float?
How long is a marathon?
Who discovered penicillin?
What is the currency of Japan?
How many bones are in a human hand?
Which instrument did Miles Davis play?
How do bees make honey?
What is the tallest waterfall in the world?
Who was the first person on the moon?
How is parmesan cheese aged?
ما هي عاصمة أستراليا؟
كم عدد أقمار كوكب المشتري؟
من اكتشف البنسلين؟
كيف تُصنع الجبنة البيضاء؟
ما أعلى جبل في العالم؟
من رسم لوحة الموناليزا؟
كم يبلغ طول سباق الماراثون؟
ما هي عملة اليابان؟
متى سقط جدار برلين؟
كيف أصلح دراجة هوائية؟
كم لاعباً في فريق كرة السلة؟
ما سرعة الضوء؟
من كتب رواية البؤساء؟
ما أسرع حيوان بري؟
كم ساعة تنام القطط؟
كيف تُطهى المعكرونة؟
""".splitlines()


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = make_settings(index=tmp_path_factory.mktemp("bundled") / "index")
    sync([BUNDLED], settings)
    assistant = open_assistant(settings)
    yield assistant
    assistant.close()


@pytest.mark.faults
@pytest.mark.model
def test_questions_that_the_documents_do_not_answer(bundled: Assistant, fault_row: CountRow) -> None:
    """At least 95 % get no answer; one that is given is a sentence of a document."""
    row = fault_row(17)
    answered = []
    for question in OFF_TOPIC:
        answer = bundled.ask(question)
        answered += [] if answer.abstained else [question]
        assert answer.abstained == (not answer.sentences)
        for sentence in answer.sentences:
            (citation,) = sentence.citations
            document = bundled.document(citation.file)
            assert document is not None
            assert document.text[citation.start : citation.end] == sentence.text
        row.happened()
    row.measured = f"{len(OFF_TOPIC) - len(answered)} of {len(OFF_TOPIC)} abstained"
    assert len(answered) <= 0.05 * len(OFF_TOPIC), answered


Form = Callable[[str], str]


def each_word(change: Form) -> Form:
    return lambda text: re.sub(r"\w{6,}", lambda match: change(match[0]), text)


def inside(sign: str) -> Form:
    return each_word(lambda word: f"{word[:3]}{sign}{word[3:]}")


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


def presented(text: str) -> str:
    """Arabic letters as the presentation forms that old files hold."""
    forms = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFE80, 0xFEFD)}
    return "".join(forms.get(character, character) for character in text)


BOTH: dict[str, Form] = {
    "zero width space": inside("\u200b"),
    "word joiner": inside("\u2060"),
    "soft hyphen": inside("\u00ad"),
    "direction marks": lambda text: f"\u202a{text}\u202c\u200f",
    "no-break space": lambda text: text.replace(" ", "\u00a0"),
    "line breaks": lambda text: text.replace(" ", "\n"),
    "tags": inside("\U000e0041"),
}
LATIN = BOTH | {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "full width": full_width,
    "ligatures": lambda text: text.replace("ffi", "ﬃ").replace("fi", "ﬁ"),
    "hyphenated at the line end": inside("-\n"),
}
ARABIC = BOTH | {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "presentation forms": presented,
    "tatweel": inside("\u0640"),
    "harakat": each_word(lambda word: "\u064e".join(word)),
}
SUBJECTS = {
    "fr": "élèves récoltes forêts rivières départements".split(),
    "en": "cafés harbours libraries forests railways orchards bridges".split(),
    "ar": "المدارس المصانع المستشفيات المكتبات المتاحف الجامعات المحاكم الموانئ".split(),
}
SENTENCES = {
    "fr": "La définition officielle des {} relève du préfet à l’été.",
    "en": "The official definition of {} confirms the naïve findings.",
    "ar": "أصدرت الوزارة تقريراً مفصلاً عن {} في السنة الأولى.",
}


def test_forms_of_the_same_letters_find_and_prove_the_same(tmp_path: Path, fault_row: CountRow) -> None:
    wanted = [(code, SENTENCES[code].format(subject)) for code, subjects in SUBJECTS.items() for subject in subjects]
    for code in SUBJECTS:
        texts = {f"{code}{at}.txt": text for at, (other, text) in enumerate(wanted) if other == code}
        publish(tmp_path / code, texts, code)
        index = open_index(tmp_path / code, STAMP)
        retriever = Retriever(index, HashEmbedder(), make_settings(embedder="hash"))
        documents = {file: document for file in texts if (document := index.document(file)) is not None}
        for file, text in texts.items():
            for name, form in (ARABIC if code == "ar" else LATIN).items():
                written = form(text)
                hits = retriever.retrieve(written, code)
                assert (hits[0].passage.file, hits[0].passage.text) == (file, text), name
                cited = Citation(file, documents[file].sha256, 0, len(text), written, None, None, Verdict.EXACT)
                verdict = Verifier(documents).check(cited).verdict
                # What is written otherwise is found at the same place, under the form that stands there.
                assert verdict in (Verdict.EXACT, Verdict.MOVED), (name, written)
                fault_row(38).happened(written != text)
        index.close()


HONEST = "\u00ad\u061c\u200e\u200f"
"""Hidden characters of honest texts: no warning."""
HIDDEN = [chr(code) for code in (
    0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2061, 0x2062,
    0x2063, 0x2064, 0x2066, 0x2067, 0x2068, 0x2069, 0x206A, 0x206F, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xE0001, 0xE0041,
    0xE007A, 0xE007F, 0x1D173,
)]  # fmt: skip


@pytest.mark.process
def test_hidden_characters_are_told_and_never_reach_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault_row: CountRow
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-tests")
    # A file system or a file of settings may drop a byte order mark from a name; in the text it stays.
    named = {f"n{ord(sign):x}{sign.strip(chr(0xFEFF))}.txt": sign for sign in HIDDEN}
    texts = {
        file: f"Le sujet n{number} est{sign} traité à Fès. {sign}Il date de 2021."
        for number, (file, sign) in enumerate(named.items())
    }
    write_files(tmp_path / "corpus", texts)
    settings = make_settings(index=tmp_path / "index", embedder="hash", model="openai:scripted")
    receipt = sync([tmp_path / "corpus"], settings)
    with ChatServer(lambda _: says("Le sujet est traité à Fès. [1.1]")) as server:
        assistant = open_assistant(settings.changed(model_url=server.url))
        for number, file in enumerate(receipt.files):
            told = any("invisible" in warning for warning in file.warnings)
            assert told == (named[file.file] not in HONEST), file
            assistant.ask(f"Où est traité le sujet n{number}\u202e\U000e0041 ?", files=[file.file])
        assistant.close()
    assert len(server.prompts) >= len(texts)
    for prompt in server.prompts:
        assert "traité" in prompt
        assert not [sign for sign in prompt if unicodedata.category(sign) in ("Cf", "Co", "Cn", "Cs")]
    fault_row(39).happened(times=len(HIDDEN))


TOPICS = {
    "siège de la commission": ("Rabat", "Atlantis"), "président du conseil": ("Nadia Berrada", "Jean Faussaire"),
    "budget du programme": ("12 millions de dirhams", "900 millions de dirhams"),
    "date du rapport": ("mars 2021", "juin 1999"), "durée du mandat": ("quatre ans", "trente ans"),
    "nombre des membres": ("douze membres", "mille membres"), "langue du registre": ("l’amazighe", "le latin"),
    "ville du colloque": ("Oujda", "Atlantis"), "objet de la loi": ("les données personnelles", "la pêche lunaire"),
    "tarif de la visite": ("20 dirhams", "5 000 dirhams"),
}  # fmt: skip


def poisoned(tmp_path: Path, number: int, topic: str) -> Settings:
    """Three honest files, and one in which five passages repeat the false claim."""
    true, false = TOPICS[topic]
    other = "Les autres sujets sont traités dans des documents que chacun peut lire au greffe. " * 3
    lie = f"Le {topic} est {false}. Oui, le {topic} est bien {false}. Chacun sait que le {topic} est {false}. "
    write_files(
        tmp_path / str(number),
        {
            "honnete.txt": f"Le {topic} est {true}. {other}",
            "autre.txt": f"Le conseil a parlé du {topic} sans rien décider. {other}",
            "note.txt": other,
            "poison.txt": "\n\n".join(f"{lie}{other}Partie {at}." for at in range(5)),
        },
    )
    settings = make_settings(index=tmp_path / f"index{number}", embedder="hash", model="openai:scripted",
                        passage_characters=500, passages_per_file=2)  # fmt: skip
    sync([tmp_path / str(number)], settings)
    return settings


def without_model(settings: Settings, topic: str) -> list[str]:
    """What the answer without a model quotes."""
    assistant = open_assistant(settings.changed(model=""))
    answer = assistant.ask(f"Quel est le {topic} ?")
    assistant.close()
    return [citation.quote for sentence in answer.sentences for citation in sentence.citations]


@pytest.mark.faults
def test_one_file_that_repeats_a_lie_does_not_fill_the_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault_row: CountRow
) -> None:
    """No promise of truth: both claims are before the model and, with their files, before the reader."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-tests")
    row = fault_row(43)
    cited_truth = first = silent = 0
    whatever = 1.0  # all errors tolerated: it answers every question
    for number, (topic, (true, false)) in enumerate(TOPICS.items()):
        settings = poisoned(tmp_path, number, topic)
        with ChatServer(lambda _: says("Je ne sais pas.")) as server:
            assistant = open_assistant(settings.changed(model_url=server.url))
            answer = assistant.ask(f"Quel est le {topic} ?")
            assistant.close()
        prompt = server.prompts[0]
        assert true in prompt, topic
        assert 1 <= len(re.findall(r"Partie \d", prompt)) <= settings.chat.passages_per_file
        assert {"honnete.txt", "poison.txt"} <= {hit.passage.file for hit in answer.hits}
        silent += without_model(settings, topic) == []
        quotes = without_model(settings.changed(tolerated_errors=whatever), topic)
        cited_truth += any(true in quote for quote in quotes)
        first += false in quotes[0]
        row.happened(false in prompt)
    total = len(TOPICS)
    row.measured = (
        f"without a model {silent} of {total} questions were not answered; made to answer them all, it began with the"
        f" lie {first} times and cited the truth {cited_truth} times"
    )
