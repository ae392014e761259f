"""The trained reader while it learns: the bundled encoder in torch, its upper layers and two small heads trained on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import AutoModel

from eval.fitting.examples import Example
from rag.embedding.tokens import Tokens
from rag.reading.trained.pairs import NONE, Pair, above_pieces, pair_of, question_pieces

TRAINED_LAYERS = 6
"""Upper layers that learn; the word vectors and the layers below stay those of the bundled encoder."""
DROPPED = 0.1
_SENTENCE = re.compile(r"(?<=[.!?؟;:])\s+|\s*\n+\s*")
_SHORTEST = 20
"""Characters of a part of an answer that may stand for it."""


class Pointer(nn.Module):
    """Points at the start and the end of an answer, and says whether a passage holds one."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        # Dropping attention as well would take longer than all the rest: such numbers are drawn one after the other.
        self.encoder = AutoModel.from_pretrained(folder, hidden_dropout_prob=DROPPED, attention_probs_dropout_prob=0.0)
        self.encoder.requires_grad_(False)
        width = self.encoder.config.hidden_size
        self.upper = self.encoder.encoder.layer[-TRAINED_LAYERS:]
        self.upper.requires_grad_(True)
        self.points = nn.Linear(width, 2)
        self.holds = nn.Linear(width, 1)

    def learnt(self) -> dict[str, Tensor]:
        """What training changes, by name."""
        kept = [*self.upper.state_dict(prefix="upper.").items(), *self.points.state_dict(prefix="points.").items()]
        return dict([*kept, *self.holds.state_dict(prefix="holds.").items()])

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Points of start and end, shape `(pairs, pieces, 2)`, and those of "holds", shape `(pairs,)`, in float32."""
        seen = torch.zeros_like(mask, dtype=torch.bfloat16).masked_fill(~mask, -torch.inf)[:, None, None, :]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            with torch.no_grad():
                self.encoder.embeddings.eval()
                values = self.encoder.embeddings(input_ids=ids)
                for layer in self.encoder.encoder.layer[:-TRAINED_LAYERS]:
                    layer.eval()
                    values = _through(layer, values, seen)
            for layer in self.upper:
                values = _through(layer, values, seen)
        values = values.float()
        return self.points(values), self.holds(values[:, 0])[:, 0]


def _through(layer: nn.Module, values: Tensor, seen: Tensor) -> Tensor:
    result = layer(values, seen)
    through: Tensor = result[0] if isinstance(result, tuple) else result
    return through


@dataclass(frozen=True, slots=True)
class Lesson:
    """A pair with the first and last pieces of what answers; `NONE` twice where nothing does."""

    pair: Pair
    spans: tuple[tuple[int, int], ...]

    @property
    def answered(self) -> bool:
        return self.spans != ((NONE, NONE),)


def lesson(tokens: Tokens, example: Example, most: int) -> Lesson:
    """An example as it is learnt from: its passage cut to at most `most` pieces around an answer, at a sentence."""
    start, end = _window(example, tokens, most)
    pieces = tokens.encode(example.passage[start:end], most + 2)
    pair = pair_of(question_pieces(tokens, example.question), above_pieces(tokens, example.above), pieces)
    spans = set()
    for left, right in example.answers:
        for one, other in _parts(example.passage, left, right):
            inside = [
                at for at, (first, last) in enumerate(pair.offsets) if first < other - start and last > one - start
            ]
            if inside and one >= start:
                spans.add((pair.first + inside[0], pair.first + inside[-1]))
    return Lesson(pair, tuple(sorted(spans)) or ((NONE, NONE),))


def _parts(passage: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of an answer: any of them proves it."""
    at = start
    for found in [*_SENTENCE.finditer(passage, start, end)]:
        if found.start() - at >= _SHORTEST:
            yield at, found.start()
            at = found.end()
    if end > at:
        yield at, end


def _window(example: Example, tokens: Tokens, most: int) -> tuple[int, int]:
    """The part of the passage that is shown: whole sentences, the first answer among them where there is one."""
    offsets = tokens.encode(example.passage).offsets[1:-1]
    if len(offsets) <= most:
        return 0, len(example.passage)
    wanted = example.answers[0][0] if example.answers else 0
    at = next((index for index, (_, last) in enumerate(offsets) if last > wanted), 0)
    openings = [0, *(found.end() for found in _SENTENCE.finditer(example.passage))]
    latest = max(opening for opening in openings if opening <= wanted)
    # Somewhere before the answer, by what the question happens to be: always the same for the same example.
    back = sum(example.question.encode()) % max(1, most * 2 // 3)
    earliest = offsets[max(0, at - back)][0]
    start = next((opening for opening in openings if earliest <= opening <= latest), latest)
    first = next((index for index, (left, _) in enumerate(offsets) if left >= start), at)
    last = offsets[min(len(offsets), first + most) - 1][1]
    return start, last


def together(lessons: Sequence[Lesson], padding: int) -> tuple[Tensor, Tensor, Tensor]:
    """Ids and mask, shape `(pairs, pieces)`, and which pieces may be pointed at: those of the passage, and `NONE`."""
    longest = max(len(each.pair.ids) for each in lessons)
    ids = torch.full((len(lessons), longest), padding)
    mask = torch.zeros((len(lessons), longest), dtype=torch.bool)
    free = torch.zeros((len(lessons), longest), dtype=torch.bool)
    for row, each in enumerate(lessons):
        ids[row, : len(each.pair.ids)] = torch.tensor(each.pair.ids)
        mask[row, : len(each.pair.ids)] = True
        free[row, each.pair.first : each.pair.first + len(each.pair.offsets)] = True
        free[row, NONE] = True
    return ids, mask, free


def loss_of(points: Tensor, holds: Tensor, free: Tensor, lessons: Sequence[Lesson]) -> Tensor:
    """How much the right starts and ends are missed, and what the passages hold; the mean of the pairs."""
    chances = points.masked_fill(~free[:, :, None], -torch.inf).log_softmax(dim=1)
    missed = torch.zeros(())
    for row, each in enumerate(lessons):
        for end in (0, 1):
            right = sorted({span[end] for span in each.spans})
            missed = missed - chances[row, right, end].logsumexp(0)
    held = torch.tensor([float(each.answered) for each in lessons])
    told = nn.functional.binary_cross_entropy_with_logits(holds, held)
    return missed / (2 * len(lessons)) + told
