"""The other side of `rag.chat.local.gguf`: llama.cpp's own server for one GGUF file, in a process of its own.

It listens on loopback, for whoever has the key, and ends when its standard input does: with whoever started it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading

MEBIBYTE = 1 << 20


def main() -> None:
    """Serve the file that the first line of standard input describes; the first line out is the address or an error."""
    wanted = json.loads(sys.stdin.readline())
    limit = wanted["memory_mebibytes"] * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    # What llama.cpp says of itself must not come between the lines of the protocol.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        server = serve(wanted)
    except Exception as error:  # noqa: BLE001, whatever it is, it is told to the process that waits
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=out, flush=True)
        os._exit(1)
    print(json.dumps({"url": f"{server.listening_address}/v1"}), file=out, flush=True)
    threading.Thread(target=sys.stdin.read).run()
    os._exit(0)  # its threads may still be computing for nobody


def serve(wanted: dict[str, object]):  # type: ignore[no-untyped-def]  # its class has no types
    """The running server: one slot, so that what it has read of a prompt is kept for the next one that begins so."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = wanted["path"]
    parameters.n_ctx = wanted["window"]
    parameters.n_parallel = 1
    for threads in (parameters.cpuparams, parameters.cpuparams_batch):
        # Each step waits for the slowest thread: one that shares its core with something else holds up all.
        threads.n_threads = max(1, (os.cpu_count() or 2) - 1)
        threads.poll = 0  # threads that wait in a loop slow down everything else
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [wanted["key"]]
    parameters.cache_prompt = True
    parameters.cache_ram_mib = 0
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.offline = True
    parameters.verbosity = 0
    return xllamacpp.Server(parameters)


if __name__ == "__main__":
    main()
