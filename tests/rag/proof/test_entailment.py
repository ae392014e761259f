"""An NLI model as a second support check, with cross-encoders of random weights made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

from eval.running.judge import InferenceJudge, open_judge
from rag.answers import AnswerSentence
from rag.chat.chain import ChatAnswerer
from rag.chat.limits import Limits
from rag.chat.model import open_model
from rag.errors import SettingError
from rag.events import Sentence
from rag.proof.entailment import Entailment
from rag.settings import Settings, settings_from
from tests.fixtures.passages import ListSearch, hits_of, no_sentences, passages_of
from tests.fixtures.servers.chat_server import ChatServer, says

LABELS = ("contradiction", "entailment", "neutral")
SOURCE = "The centre was founded in Rabat in 2021."
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(SOURCE.lower().replace(".", " .").split()))]

Made = Callable[..., str]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Makes a folder with a cross-encoder whose last layer leans to one label."""

    def make(favourite: str, labels: tuple[str, ...] = LABELS) -> str:
        torch.manual_seed(7)
        folder = tmp_path / favourite
        folder.mkdir()
        (folder / "vocab.txt").write_text("\n".join(WORDS))
        config = BertConfig(
            vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
            max_position_embeddings=64, num_labels=len(labels), id2label=dict(enumerate(labels)),
            label2id={label: at for at, label in enumerate(labels)},
        )  # fmt: skip
        model = BertForSequenceClassification(config)
        with torch.no_grad():
            model.classifier.bias[labels.index(favourite)] += 10
        model.save_pretrained(folder)
        BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
        return str(folder)

    return make


def answered(second: Entailment | None, said: str) -> AnswerSentence:
    """The sentence of a model as it was checked, whether or not it is shown in the end."""
    hits = hits_of(*passages_of("centre.txt", SOURCE))
    with ChatServer([says(said)]) as server:
        model = open_model("openai:scripted", server.url, Limits())
        chain = ChatAnswerer(model, ListSearch(hits), no_sentences, Settings(), "", second)
        events = list(chain.stream("Where was the centre founded?", "en"))
        server.finish()
    return next(event.sentence for event in events if isinstance(event, Sentence))


@pytest.mark.slow
def test_a_sentence_that_its_source_contradicts_is_not_proven(made: Made) -> None:
    said = f"{SOURCE} [1.1]"
    assert answered(None, said).supported
    assert answered(Entailment(made("entailment")), said).supported
    assert answered(Entailment(made("neutral")), said).supported
    doubted = answered(Entailment(made("contradiction")), said)
    assert not doubted.supported
    assert doubted.reason == "the support model finds that its source contradicts it"
    assert doubted.citations[0].quote == SOURCE


@pytest.mark.slow
def test_what_the_support_check_refuses_is_not_rescued(made: Made) -> None:
    said = "The centre was founded in Rabat in 2022. [1.1]"
    sentence = answered(Entailment(made("entailment")), said)
    assert not sentence.supported
    assert "2022" in str(sentence.reason)


@pytest.mark.slow
def test_a_model_of_two_labels_will_do(made: Made) -> None:
    assert Entailment(made("not_entailment", ("entailment", "not_entailment")))(SOURCE, SOURCE) is not None
    assert Entailment(made("entailment", ("entailment", "not_entailment")))(SOURCE, SOURCE) is None


@pytest.mark.slow
def test_a_model_with_other_labels_is_refused(made: Made) -> None:
    with pytest.raises(SettingError, match="its labels are good, bad, not entailment and contradiction"):
        Entailment(made("good", ("good", "bad")))(SOURCE, SOURCE)


@pytest.mark.slow
def test_the_judge_of_the_evaluation_is_opened_in_the_same_way(made: Made) -> None:
    for favourite in LABELS:
        judge = open_judge(f"nli:{made(favourite)}")
        assert isinstance(judge, InferenceJudge)
        assert judge.supports(SOURCE, SOURCE) is (favourite == "entailment")


def test_a_folder_without_safetensors_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04N.")
    with pytest.raises(SettingError, match=r"no \.safetensors weights"):
        Entailment(str(tmp_path))


@pytest.mark.slow
def test_a_model_that_is_not_there_is_told_when_it_is_needed(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="no-model cannot be loaded"):
        Entailment(str(tmp_path / "no-model"))(SOURCE, SOURCE)


def test_the_setting_is_off_by_default_and_a_name_goes_online() -> None:
    assert Settings().chat.support_model == ""
    assert not Settings().names_hub_model
    chosen = settings_from({"PREUVE_SUPPORT_MODEL": "cross-encoder/nli-deberta-v3-small"})
    assert chosen.names_hub_model
    assert not chosen.changed(support_model="./model").names_hub_model
