"""The trained reader as it is asked: it points where the answer is, in three languages, and the graph is the model."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from rag.errors import Stopped
from rag.reading.trained.pointed import Pointed
from rag.reading.trained.reader import TrainedReader, above, open_trained, prepared
from rag.settings import make_settings
from rag.types import Block, BlockKind, Numbered, Passage, Span

pytestmark = pytest.mark.model

CENTRE = (
    "Le centre AI Movement est installé à Rabat. Il a été créé en 2021 par l’université. "
    "Il est dirigé par Nadia Berrada. Son budget est de 12 millions de dirhams."
)
LAW = "The act protects personal data. It was adopted on 21 March 2024. The regulator may fine firms up to 500 euros."
ARABIC = "يقع المركز في مدينة الرباط. تأسس المركز سنة 2021. يدير المركز السيد كريم العلوي."


def passage(text: str, heading: str | None = None, file: str = "a.txt", start: int = 0) -> Passage:
    return Passage("a", file, "0", 0, start, start + len(text), text, "fr", heading=heading)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> TrainedReader:
    return TrainedReader(partial(prepared, tmp_path_factory.mktemp("index")))


def likeliest(told: Pointed, text: str, start: int = 0) -> str:
    """The sentence of a text that a reader points at."""
    sentences = [part + "." for part in text.rstrip(".").split(".")]
    places, at = [], start
    for each in sentences:
        places.append(Span(at, at + len(each)))
        at += len(each)
    points = [told.best(place) for place in places]
    return sentences[int(np.argmax(points))].strip()


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Qui dirige le centre ?", CENTRE, "Il est dirigé par Nadia Berrada."),
        ("Combien d’argent a-t-il ?", CENTRE, "Son budget est de 12 millions de dirhams."),
        ("quand a ete cree le centre", CENTRE, "Il a été créé en 2021 par l’université."),
        ("When was the act adopted?", LAW, "It was adopted on 21 March 2024."),
        ("What is the highest fine?", LAW, "The regulator may fine firms up to 500 euros."),
        ("من يدير المركز؟", ARABIC, "يدير المركز السيد كريم العلوي."),
        ("متى تأسس المركز؟", ARABIC, "تأسس المركز سنة 2021."),
        ("budget du centre", CENTRE, "Son budget est de 12 millions de dirhams."),
        ("when was act adoptd", LAW, "It was adopted on 21 March 2024."),
    ],
)
def test_it_points_at_the_sentence_that_answers(reader: TrainedReader, question: str, text: str, answer: str) -> None:
    for start in (0, 5_000):
        [told] = reader.point(question, [passage(text, start=start)])
        assert likeliest(told, text, start) == answer


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Quel est le budget du centre ?", CENTRE, ARABIC),
        ("When was the act adopted?", LAW, CENTRE),
        ("متى تأسس المركز؟", ARABIC, LAW),
    ],
)
def test_a_passage_that_answers_holds_more_than_another(
    reader: TrainedReader, question: str, text: str, other: str
) -> None:
    right, wrong = reader.point(question, [passage(text), passage(other)])
    assert right.holds > wrong.holds


def test_what_one_passage_is_given_depends_on_no_other(reader: TrainedReader) -> None:
    [alone] = reader.point("Qui dirige le centre ?", [passage(CENTRE)])
    among = reader.point("Qui dirige le centre ?", [passage(LAW), passage(CENTRE), passage(ARABIC)])[1]
    assert alone.holds == among.holds
    assert np.array_equal(alone.starts, among.starts)


def test_a_question_that_is_stopped_reads_no_further(reader: TrainedReader) -> None:
    stop = Event()
    stop.set()
    with pytest.raises(Stopped):
        reader.point("Qui dirige le centre ?", [passage(CENTRE)], stop)


def test_odd_texts_are_read(reader: TrainedReader) -> None:
    texts = ["", " ", "\x00", "ﷺ" * 300, "x" * 30_000, "🙂" * 50]
    for told, text in zip(reader.point("?", [passage(text) for text in texts]), texts, strict=True):
        assert np.isfinite(told.holds)
        assert np.isfinite(told.best(Span(0, max(1, len(text)))))


def test_headings_stand_above_a_passage_or_else_its_file() -> None:
    assert above(passage("x", heading="Loi › Titre II")) == "Loi › Titre II"
    assert above(passage("x", file="fr/plan_d-action.md")) == "plan d action"


def test_what_announces_a_list_stands_above_its_items() -> None:
    said = Numbered(3, Block(BlockKind.PARAGRAPH, 0, 20), "Il faut fournir :")
    item = Passage("a", "a.md", "0", 0, 30, 40, "- un plan", "fr", heading="Pièces", above=(said,))
    assert above(item) == "Pièces\nIl faut fournir :"


def test_who_wants_words_alone_loads_nothing() -> None:
    assert open_trained(make_settings(reader="words")) is None
    assert open_trained(make_settings(embedder="hash")) is None
    assert open_trained(make_settings()) is not None


def test_the_graph_says_what_the_model_says(reader: TrainedReader, tmp_path: Path) -> None:
    """In torch and in float32, of the same weights: eight bits of what is multiplied lose little."""
    torch = pytest.importorskip("torch")
    from eval.fitting.pointer import Pointer
    from rag.embedding.sources import BundledSource
    from rag.embedding.tokens import TokenizerFile
    from rag.reading.trained.pairs import NONE, above_pieces, pair_of, question_pieces
    from rag.reading.trained.weights import from_eight_bits, read_learnt

    folder = BundledSource(tmp_path).folder()
    values = from_eight_bits(read_learnt())
    pointer = Pointer(folder)
    pointer.load_state_dict(
        {name: torch.tensor(np.ascontiguousarray(value)) for name, value in values.items()}, strict=False
    )
    pointer.eval()
    tokens = TokenizerFile(Path(folder) / "tokenizer.json")
    question = "Qui dirige le centre ?"
    pair = pair_of(question_pieces(tokens, question), above_pieces(tokens, "a"), tokens.encode(CENTRE))
    with torch.no_grad():
        points, holds = pointer(torch.tensor([pair.ids]), torch.ones((1, len(pair.ids)), dtype=torch.bool))
    expected = (points[0, pair.first : pair.first + len(pair.offsets)] - points[0, NONE]).numpy()
    [told] = reader.point(question, [passage(CENTRE)])
    assert abs(told.holds - float(holds[0])) < 0.75
    assert np.corrcoef(told.starts, expected[:, 0])[0, 1] > 0.97
    assert np.corrcoef(told.ends, expected[:, 1])[0, 1] > 0.97
