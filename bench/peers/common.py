"""What all peers share: the test set, the model's folder, the clock, and when a passage is a hit.

A script prints one JSON object. The clock of the ingest begins when the libraries are imported and the model is loaded,
and ends when the first question could be asked; that of a question covers everything from text to passages.
"""

import json
import os
import sys
import time
from pathlib import Path
from statistics import median

os.environ.update(
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    TOKENIZERS_PARALLELISM="false",
    DO_NOT_TRACK="1",
    LITELLM_LOCAL_MODEL_COST_MAP="True",  # paper-qa's library would otherwise ask the network at import
    OMP_WAIT_POLICY="PASSIVE",  # as preuve sets it for its own embedding
)

FIVE = 5


def model_folder():
    """The bundled model of preuve, as `python -m rag.embedding.making model FOLDER` writes it into the folder MODEL."""
    return os.environ["MODEL"]


def read_set(folder):
    """Texts by file, and the answerable questions with their evidence."""
    folder = Path(folder)
    corpus = folder / "corpus"
    texts = {
        path.relative_to(corpus).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(corpus.rglob("*"))
        if path.is_file()
    }
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [question for question in map(json.loads, lines) if question.get("answerable")]
    return texts, questions


def is_hit(found, question, texts):
    """Whether one of the passages, pairs of file and text, overlaps a place that proves the answer."""
    for file, text in found:
        start = texts[file].find(text)
        for fact in question["evidence"]:
            for place in fact:
                if place["file"] != file:
                    continue
                if start < 0:
                    # The peer has changed the white space; then the passage has to hold the answer.
                    if " ".join(place["text"].split()) in " ".join(text.split()):
                        return True
                elif start < place["end"] and place["start"] < start + len(text):
                    return True
    return False


def peak_megabytes():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1000


def main(name, prepare):
    """Run a peer. `prepare()` loads the model and returns `ingest(texts)`, which returns `retrieve(question)`."""
    texts, questions = read_set(sys.argv[1])
    ingest = prepare()
    started = time.perf_counter()
    retrieve = ingest(texts)
    ingested = time.perf_counter() - started
    retrieve(questions[0]["question"])
    hits, seconds = 0, []
    for question in questions:
        started = time.perf_counter()
        found = retrieve(question["question"])
        seconds.append(time.perf_counter() - started)
        hits += is_hit(found[:FIVE], question, texts)
    print(
        json.dumps(
            {
                "system": name,
                "ingest seconds": round(ingested, 2),
                "query milliseconds": round(1000 * median(seconds), 2),
                "peak MB": round(peak_megabytes()),
                "hit@5": round(hits / len(questions), 3),
            }
        )
    )
