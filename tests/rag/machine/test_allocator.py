"""The allocator: threads share two arenas and large blocks stay out of them, as glibc itself counts."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.process

COUNT = """
import ctypes, json, re, sys, tempfile, threading
from rag.machine.allocator import keep_memory_steady
if sys.argv[1] == "steady":
    keep_memory_steady()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
def report():
    with tempfile.NamedTemporaryFile() as file:
        stream = ctypes.c_void_p(libc.fopen(file.name.encode(), b"w"))
        libc.malloc_info(0, stream)
        libc.fclose(stream)
        return file.read().decode()
def mapped():
    return int(re.search('type="mmap" count="([0-9]+)"', report())[1])
together = threading.Barrier(6)
def allocate():
    together.wait()
    libc.malloc(ctypes.c_size_t(1000))
    together.wait()
threads = [threading.Thread(target=allocate) for _ in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.free(ctypes.c_void_p(libc.malloc(ctypes.c_size_t(8_000_000))))
before = mapped()
libc.malloc(ctypes.c_size_t(1_000_000))
print(json.dumps([report().count("<heap nr="), mapped() - before]))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="there are arenas in glibc only")
@pytest.mark.parametrize(("how", "environment", "counted"), [
    ("steady", {}, [2, 1]),
    ("as it is", {}, [7, 0]),
    ("steady", {"MALLOC_ARENA_MAX": "3", "MALLOC_MMAP_THRESHOLD_": "2000000"}, [3, 0]),
])  # fmt: skip
def test_six_threads_share_two_arenas_and_large_blocks_come_from_the_system(
    how: str, environment: dict[str, str], counted: list[int]
) -> None:
    """Arenas of six threads and the main one, and whether a block of 1 MB is outside of them after one was freed."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    done = subprocess.run(
        [sys.executable, "-c", COUNT, how], env=inherited | environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == counted
