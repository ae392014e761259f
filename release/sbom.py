"""Writes what the program consists of, as CycloneDX: `make sbom`, for each release.

The list is that of `requirements.lock`, so that it names the very files that `pip install --require-hashes` installs.
It is compared with the lock file before it is kept: a package, a version or a hash that is missing is a fault.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from release.audit import HOME, LOCK, PINNED, normalised

HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def locked(text: str) -> dict[str, tuple[str, frozenset[str]]]:
    """The version and the hashes of each package of a lock file, by its normalised name."""
    found = {}
    for entry in re.split(r"\n(?=\S)", text.strip()):
        pinned = PINNED.match(entry)
        if pinned is not None:
            found[normalised(pinned[1])] = (pinned[2], frozenset(HASH.findall(entry)))
    return found


def faults(bill: Mapping[str, Any], lock: str) -> list[str]:
    """What a bill of materials says otherwise than the lock file, or does not say."""
    components = {normalised(each["name"]): each for each in bill.get("components", ())}
    packages = locked(lock)
    found = [f"{name} is in it, and is not locked" for name in components.keys() - packages.keys()]
    for name, (version, hashes) in packages.items():
        component = components.get(name, {})
        listed = [
            each["content"]
            for reference in component.get("externalReferences", ())
            for each in reference.get("hashes", ())
        ]
        if component.get("version") != version:
            found.append(f"{name} {version} is locked, and it says {component.get('version', 'nothing')}")
        elif not hashes <= set(listed):
            found.append(f"{len(hashes - set(listed))} hashes of {name} {version} are missing")
    return sorted(found)


def main(arguments: Sequence[str]) -> int:
    """Write the bill to the path that is named; 1 where it is not complete."""
    (where,) = arguments
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", str(LOCK)]
    options = ["--pyproject", str(HOME / "pyproject.toml"), "--output-reproducible", "--validate"]
    subprocess.run([*command, *options, "--output-file", where], check=True)
    lock = LOCK.read_text(encoding="utf-8")
    found = faults(json.loads(Path(where).read_text(encoding="utf-8")), lock)
    for fault in found:
        print(f"sbom: {fault}", file=sys.stderr)
    print(f"{len(locked(lock))} packages in {where}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
