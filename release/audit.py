"""Says whether the pinned versions were audited lately, and asks for advisories that nobody has read: `make audit`.

What was read, when and about which versions stands in `docs/security.md`, for people; it is read from there, so that
there is no second list. `pip-audit` is then asked about every package of `requirements.lock`, but for those advisories
that the page names with the reason why they do not reach this program; it needs a network.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

HOME = Path(__file__).parents[1]
LOCK = HOME / "requirements.lock"

DAYS = 30
"""Days after which the advisories are read again."""

ADVISORY = re.compile(r"\b(?:CVE-\d{4}-\d+|GHSA(?:-\w{4}){3}|PYSEC-\d{4}-\d+)\b")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
NAMED = re.compile(r"([A-Za-z][\w-]*) (\d+(?:\.\d+)+)")


def pins(text: str) -> dict[str, str]:
    """The versions of a file of constraints or a lock file by their packages, whose names are normalised."""
    return {normalised(name): version for name, version in PINNED.findall(text)}


def accepted(page: str) -> list[str]:
    """The advisories that concern a pinned version and do not reach this program."""
    table = page.partition("Advisories that concern a pinned version:")[2].partition("Advisories that were looked at")[
        0
    ]
    return sorted(set(ADVISORY.findall(table)))


def faults(page: str, constraints: Mapping[str, str], direct: list[str], today: date) -> list[str]:
    """What is not true, or not true any more, of the dependencies on the page."""
    section = page.partition("## Dependencies")[2]
    told = re.search(r"Checked on (\d+ \w+ \d{4})", section)
    if told is None:
        return ["docs/security.md does not say when the advisories were read"]
    found = []
    read = datetime.strptime(told[1], "%d %B %Y").replace(tzinfo=UTC).date()
    if (today - read).days > DAYS:
        found.append(f"the advisories were read on {read}: read them again, after {DAYS} days at most")
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| ")]
    for name, version in NAMED.findall("\n".join([*cells, *_packages(section)])):
        pinned = constraints.get(normalised(name), "")
        if not f"{pinned}.".startswith(f"{version}."):
            found.append(f"docs/security.md speaks of {name} {version}, but {pinned or 'nothing'} is pinned")
    named = "\n".join(cells)
    found += [
        f"docs/security.md does not say what {name} is allowed to do"
        for name in direct
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", named, re.IGNORECASE)
    ]
    return found


def _packages(section: str) -> list[str]:
    """The second column of the table of advisories, without the versions in brackets that are named beside."""
    rows = [line.split("|") for line in section.splitlines() if ADVISORY.search(line) and line.startswith("| ")]
    return [row[2].partition("(")[0] for row in rows]


def direct_dependencies(project: str) -> list[str]:
    """The names of what the program itself asks for."""
    listed = tomllib.loads(project)["project"]["dependencies"]
    return [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in listed]


def told(output: str, errors: str) -> list[str]:
    """What pip-audit says in its JSON: advisories that nobody has read, and packages that it could not ask about.

    Such a package is no fault for pip-audit, which ends with 0 also where it has asked about none.
    """
    try:
        packages = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        said = (errors.strip() or "it says nothing").splitlines()[-1]
        return [f"pip-audit could not ask for advisories ({said}): run this where there is a network"]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    if skipped and len(skipped) == len(packages):
        return [f"pip-audit could ask about none of {len(packages)} packages: run this where there is a network"]
    found = [f"pip-audit could not ask about {name}" for name in skipped]
    for package in packages:
        for advisory in package.get("vulns", ()):
            fixed = ", ".join(advisory.get("fix_versions", ())) or "no version"
            where = f"{package['name']} {package['version']}"
            found.append(
                f"{advisory['id']} concerns {where} (fixed in {fixed}): read it, and say so in docs/security.md"
            )
    return found


def normalised(name: str) -> str:
    """The name of a package as all of its spellings have it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Print what is wrong with the page, then what pip-audit finds; 1 where there is anything."""
    page = (HOME / "docs" / "security.md").read_text(encoding="utf-8")
    constraints = pins((HOME / "constraints.txt").read_text(encoding="utf-8"))
    direct = direct_dependencies((HOME / "pyproject.toml").read_text(encoding="utf-8"))
    found = faults(page, constraints, direct, datetime.now(UTC).date())
    for fault in found:
        print(f"audit: {fault}", file=sys.stderr)
    ignored = [argument for advisory in accepted(page) for argument in ("--ignore-vuln", advisory)]
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--requirement", str(LOCK), *ignored]
    options = ["--format", "json", "--progress-spinner", "off"]
    asked = subprocess.run([*command, *options], check=False, capture_output=True, text=True)
    problems = told(asked.stdout, asked.stderr)
    for problem in problems:
        print(f"audit: {problem}", file=sys.stderr)
    return int(bool(found or problems))


if __name__ == "__main__":
    sys.exit(main())
