"""The bundled model as a folder that sentence-transformers loads: weights in safetensors, tokenizer, modules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from rag.embedding.charsmap import charsmap
from rag.embedding.packed import PackedModel
from rag.embedding.unigram import SPACE

PROMPTS = {"query": "query: ", "document": "passage: "}
"""What the model was trained to find before a question and before a passage (arXiv:2402.05672)."""
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
"""What transformers calls the parts of a layer, by the names that they have in the packed file."""
_MODULES = (
    ("", "sentence_transformers.models.Transformer"),
    ("1_Pooling", "sentence_transformers.models.Pooling"),
    ("2_Normalize", "sentence_transformers.models.Normalize"),
)


def write_folder(model: PackedModel, folder: Path) -> None:
    """Write the model into an existing folder."""
    save_file(_weights(model), folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(model).save(str(folder / "tokenizer.json"), pretty=False)
    sizes = model.sizes
    _write(folder / "config.json", {
        "architectures": ["BertModel"], "model_type": "bert", "hidden_size": sizes.width,
        "num_hidden_layers": sizes.layers, "num_attention_heads": sizes.heads, "intermediate_size": sizes.inner,
        "vocab_size": sizes.words, "max_position_embeddings": sizes.positions, "type_vocab_size": 2,
        "layer_norm_eps": sizes.epsilon, "hidden_act": "gelu", "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0, "pad_token_id": model.padding,
    })  # fmt: skip
    _write(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": sizes.positions,
        "model_input_names": ["input_ids", "attention_mask"], "bos_token": model.pieces[model.begin],
        "eos_token": model.pieces[model.end], "cls_token": model.pieces[model.begin],
        "sep_token": model.pieces[model.end], "pad_token": model.pieces[model.padding],
        "unk_token": model.pieces[model.unknown],
    })  # fmt: skip
    _write(folder / "modules.json", [
        {"idx": at, "name": str(at), "path": path, "type": kind} for at, (path, kind) in enumerate(_MODULES)
    ])  # fmt: skip
    _write(folder / "sentence_bert_config.json", {"max_seq_length": sizes.positions, "do_lower_case": False})
    _write(folder / "config_sentence_transformers.json", {"prompts": PROMPTS, "similarity_fn_name": "cosine"})
    for path, _ in _MODULES[1:]:
        (folder / path).mkdir()
    _write(folder / "1_Pooling" / "config.json", {
        "word_embedding_dimension": sizes.width, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False,
    })  # fmt: skip


def _write(path: Path, values: Any) -> None:
    path.write_text(json.dumps(values, indent=1), encoding="utf-8")


def _weights(model: PackedModel) -> dict[str, Any]:
    """The weights in float32 under the names that transformers has for them."""
    sizes = model.sizes
    weights = {
        "embeddings.word_embeddings.weight": model.blocks("emb.word", sizes.words).floats(),
        "embeddings.position_embeddings.weight": model.floats("emb.pos").reshape(-1, sizes.width),
        "embeddings.token_type_embeddings.weight": model.floats("emb.type").reshape(-1, sizes.width),
        "embeddings.LayerNorm.weight": model.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": model.floats("emb.ln.b"),
    }
    for layer in range(sizes.layers):
        for short, name in LAYER.items():
            rows = sizes.inner if short == "fi" else sizes.width
            weights[f"encoder.layer.{layer}.{name}.weight"] = model.blocks(f"l{layer}.{short}.w", rows).floats()
            weights[f"encoder.layer.{layer}.{name}.bias"] = model.floats(f"l{layer}.{short}.b")
        for short, name in NORMS.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = model.floats(f"l{layer}.{short}.w")
            weights[f"encoder.layer.{layer}.{name}.bias"] = model.floats(f"l{layer}.{short}.b")
    return weights


def _tokenizer(model: PackedModel) -> Tokenizer:
    """XLM-RoBERTa's: characters replaced, spaces joined and marked, the most probable pieces, a mark at both ends."""
    vocabulary = list(zip(model.pieces, map(float, model.scores), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=model.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(charsmap(model.replacements)), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="always")
    begin, end = model.pieces[model.begin], model.pieces[model.end]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, model.begin), (end, model.end)],
    )
    return tokenizer
