"""A language model without any training behind the chain: what it writes is noise, and none of it looks proven."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from rag.chat.chain import ChatAnswerer
from rag.chat.limits import Limits
from rag.chat.model import open_model
from rag.events import Done, Sentence, Text
from rag.language.language import detect
from rag.settings import Settings
from tests.fixtures.passages import ListSearch, hits_of, no_sentences, passages_of
from tests.fixtures.servers.chat_server import ChatServer, Reply

pytestmark = pytest.mark.model

# Letters and signs, and what a trained model would write: pointers, ends of sentences, thoughts.
VOCABULARY = [*"abcdefghijklmnopqrstuvwxyzéàçœ ,;'’-%0123456789«»\n", *"ابتثجحخدذرزسشصض"]
VOCABULARY += [" "] * 12 + [
    ". ",
    "? ",
    " [1.1]",
    " [2.1]",
    "[1.",
    "3]",
    "(2.2)",
    "[9.9]",
    "【1.2】",
    "[",
    "]",
    " A: ",
    "**",
]
TOKENS = 50
QUESTIONS = 50


class RandomModel:
    """A Llama of some ten thousand random weights."""

    def __init__(self) -> None:
        torch.manual_seed(5)
        torch.set_num_threads(1)
        config = LlamaConfig(
            vocab_size=len(VOCABULARY),
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=2,
            num_attention_heads=2,
            max_position_embeddings=256,
            initializer_range=0.4,
        )
        self.model = LlamaForCausalLM(config).eval()
        self.lookup = {token: place for place, token in enumerate(VOCABULARY)}

    @torch.no_grad()
    def write(self, prompt: str) -> Iterator[str]:
        """Tokens sampled after the last characters of the prompt."""
        ids = [self.lookup[character] for character in prompt.lower()[-100:] if character in self.lookup] or [0]
        cache, given = None, torch.tensor([ids])
        for _ in range(TOKENS):
            output = self.model(given, past_key_values=cache, use_cache=True)
            cache = output.past_key_values
            chosen = int(torch.multinomial(torch.softmax(output.logits[0, -1] / 1.5, 0), 1))
            given = torch.tensor([[chosen]])
            yield VOCABULARY[chosen]


PASSAGES = passages_of(
    "plan.txt",
    "Le Maroc a mobilisé 11 milliards de MAD pour le plan Maroc 2030. Le plan a été adopté en 2024.\n",
    "Le centre AI Movement est dirigé par Amal El Fallah Seghrouchni. Il n’est pas une université.\n",
)
ASKED = [f"Que dit le document numéro {number} du plan ?" for number in range(QUESTIONS - 10)]
ASKED += ["What is the budget?", "من يدير المركز؟", "?", "a" * 500, "[1.1]", "1", "<think>", "{0}", "é", "Où ?"]


@pytest.mark.slow
def test_fifty_answers_of_noise_prove_nothing() -> None:
    noise = RandomModel()

    def answered(request: dict[str, Any]) -> Reply:
        return Reply(noise.write(str(request["messages"][-1]["content"])))

    hits = hits_of(*PASSAGES)
    pointed = 0
    with ChatServer(answered) as server:
        model = open_model("openai:random", server.url, Limits(failures=1000))
        chain = ChatAnswerer(model, ListSearch(hits), no_sentences, Settings())
        for question in ASKED:
            events = list(chain.stream(question, detect(question)))
            done = events[-1]
            assert isinstance(done, Done)
            assert done.answer.abstained, "the reader abstains too, and nothing is proven"
            checked = [event.sentence for event in events if isinstance(event, Sentence)]
            assert not any(sentence.supported for sentence in checked)
            for citation in itertools.chain.from_iterable(sentence.citations for sentence in checked):
                passage = next(p for p in PASSAGES if p.start <= citation.start and citation.end <= p.end)
                start = passage.start
                assert passage.text[citation.start - start : citation.end - start] == citation.quote
                pointed += 1
            shown = "".join(event.text for event in events if isinstance(event, Text))
            assert "[9.9]" not in shown
            assert "[1.1]" not in shown
        assert len(server.requests) >= QUESTIONS
    assert pointed > 20, "the noise must point somewhere for this to test anything"
