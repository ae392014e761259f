"""Every prompt and every raw answer of a chat model, in a file for inspection; off unless somebody asks for it."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from rag.chat.model import Exchange, Record


def record_to(path: Path) -> Record:
    """A recorder that appends one JSON object a call to `path`.

    Raises:
        OSError: the file cannot be written; at once, not at the first call.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    lock = threading.Lock()

    def record(exchange: Exchange) -> None:
        line = json.dumps(
            {
                "messages": [{"role": role, "text": text} for role, text in exchange.messages],
                "answer": exchange.text,
                "seconds": round(exchange.seconds, 6),
                "error": exchange.error,
                "usage": dict(exchange.usage),
            },
            ensure_ascii=False,
        )
        with lock, path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    return record
