"""`preuve verify`: re-check every citation of answers and evidence packs against the files, without the index."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from types import MappingProxyType
from typing import Any, NamedTuple

from ingest.folders.walk import discover
from ingest.load import Loader
from ingest.load.members import file_of
from rag.answers import Citation, Verdict
from rag.errors import FileRefused, IndexProblem, UsageError
from rag.index.choice import library_in
from rag.proof.citations import Check, Verifier, with_other_surroundings
from rag.proof.cuts import cut_of
from rag.proof.pack import recognised_in
from rag.proof.records import citation_from
from rag.types import NO_RECOGNISER, Document, Span
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record
from ui.pack import claims, differs, is_bundle, is_pack, open_bundle, read_pack, refuse_newer

GIVE = "give a file written by `preuve ask --json` or `preuve export`"


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation with where it stands, and what it says stands around its quote."""

    answer: str
    sentence: int
    citation: Citation
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A citation with what its check found."""

    cited: Cited
    check: Check
    cut: str | None = None
    """Why the quote, exact as it is, says something else than its sentence does."""
    carried: bool = False
    """Whether the file is that which the pack has brought with it: what lies in the folders is another one, or none."""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{path} cannot be read ({reason}): {GIVE}") from error


class Read(NamedTuple):
    """What a file says: answers, what it shows otherwise than its data, and the recognised texts that it carries."""

    answers: list[dict[str, Any]]
    differing: str | None
    recognised: list[Document]


def read_answers(path: Path, text: str) -> Read:
    """What the text of a file says.

    It is a JSON object, which may be an evidence pack, or one on each line, or a pack as Markdown or a web page.
    Raises `UsageError` that names the file and the line.
    """
    pack = read_pack(text, str(path))
    try:
        values = [pack.record if pack else json.loads(text)]
    except ValueError:
        values = list(_lines(path, text))
    for value in values:
        if is_pack(value):
            refuse_newer(value, str(path))
    answers = [answer for value in values for answer in claims(value)]
    for answer in answers:
        if not isinstance(answer, dict) or not isinstance(answer.get("sentences"), list):
            raise UsageError(f"{path} holds something else than answers: {GIVE}")
    try:
        recognised = [document for value in values if is_pack(value) for document in recognised_in(value)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{path}: what it carries of recognised text is damaged ({error!r}): {GIVE}") from error
    return Read(answers, differs(text, pack) if pack else None, recognised)


def _holds_answers(path: Path) -> bool:
    """Whether a file below a folder of documents is one of answers, or a pack of them."""
    try:
        return is_bundle(path) or bool(read_answers(path, _text(path)).answers)
    except (UsageError, RecursionError):
        return False


def _lines(path: Path, text: str) -> Iterator[Any]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise UsageError(f"{path}, line {number}: not JSON ({error})") from error


def _citations(path: Path, answer: dict[str, Any]) -> Iterator[Cited]:
    for number, sentence in enumerate(answer["sentences"], start=1):
        citations = sentence.get("citations", []) if isinstance(sentence, dict) else []
        if not isinstance(citations, list):
            raise UsageError(f"{path}, sentence {number}: its citations are not a list")
        for record in citations:
            try:
                around = (str(record.get(name) or "") for name in ("prefix", "suffix"))
                yield Cited(str(path), number, citation_from(record), *around)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise UsageError(f"{path}, sentence {number}: not a citation ({error!r})") from error


Recognised = Mapping[tuple[str, str], Document]
"""Documents with recognised text, as they were ingested, by file and sha256."""


def read_documents(
    roots: Sequence[Path],
    files: Mapping[str, set[str]],
    carried: Sequence[Mapping[str, Path]] = (),
    recognised: Recognised = MappingProxyType({}),
) -> tuple[dict[str, Document], set[str]]:
    """The files below folders, as far as they are there and can be read; one that lies outside is never opened.

    `files` gives for each name the sha256 that are looked for: where several folders have the name, one that has such
    a file goes first. Those that packs have `carried` come last; the second result names what was taken from there.
    Pictures of text are not recognised again: what was `recognised` in the same bytes counts, where it is at hand.
    """
    documents: dict[str, Document] = {}
    taken = set()
    with Loader(recognise=False) as loader:
        for file, versions in sorted(files.items()):
            places = [(root / file_of(file), root.resolve()) for root in roots]
            packed = [(each[file_of(file)], None) for each in carried if file_of(file) in each]
            for number, (path, root) in enumerate((*places, *packed)):
                try:
                    document = _read(loader, path, file, root, recognised)
                except (FileRefused, OSError):
                    continue
                if document.sha256 in versions or (file not in documents and number < len(places)):
                    documents[file] = document
                if document.sha256 in versions:
                    taken |= {file} if number >= len(places) else set()
                    break
    return documents, taken


def _read(loader: Loader, path: Path, file: str, root: Path | None, recognised: Recognised) -> Document:
    """A file as it was ingested, where its pictures of text were recognised then, or as it is read without that.

    Raises `FileRefused` where it cannot be read, which a file that is nothing but pictures is no reason for.
    """
    sha256 = loader.digest(path, file, root)
    kept = recognised.get((file, sha256))
    if kept is not None:
        return kept
    try:
        return loader.load(path, file, root)
    except FileRefused as refused:
        if refused.code != "no-text":
            raise
        return Document(file, sha256, "", "", recogniser=NO_RECOGNISER)


def _recognised(cited: Sequence[Cited], carried: Iterable[Document], index: Path) -> Recognised:
    """The recognised texts of cited documents: as the index has them, else as the packs carry them."""
    wanted = {(each.citation.file, each.citation.sha256) for each in cited if each.citation.recogniser}
    found = {(document.file, document.sha256): document for document in carried}
    if wanted:
        with suppress(IndexProblem), library_in(index).documents() as documents:
            for info in documents.infos(file for file, _ in wanted).values():
                if (info.file, info.sha256) in wanted and info.recogniser:
                    document = documents.document(info.file)
                    found |= {(info.file, info.sha256): document} if document is not None else {}
    return found


def _record(finding: Finding) -> dict[str, Any]:
    citation, check = finding.cited.citation, finding.check
    place = [check.found_span.start, check.found_span.end] if check.found_span else None
    return {
        "answer": finding.cited.answer,
        "sentence": finding.cited.sentence,
        "file": citation.file,
        "start": citation.start,
        "end": citation.end,
        "verdict": check.verdict.value,
        "message": check.message,
        "reason": check.reason,
        "difference": check.difference,
        "cut": finding.cut,
        "carried": finding.carried,
        "found": {"file": check.found_file, "span": place} if check.found_file else None,
    }


def _check(cited: Sequence[Cited], documents: Mapping[str, Document], taken: Set[str]) -> list[Finding]:
    verifier = Verifier(documents)
    checks = [(each, _around(each, verifier.check(each.citation), documents)) for each in cited]
    return [_finding(each, check, documents, each.citation.file in taken) for each, check in checks]


def _finding(cited: Cited, check: Check, documents: Mapping[str, Document], carried: bool) -> Finding:
    if check.verdict is not Verdict.EXACT:
        return Finding(cited, check, carried=carried)
    document, place = documents[cited.citation.file], Span(cited.citation.start, cited.citation.end)
    return Finding(cited, check, cut_of(document.text, place, document.language), carried)


def _around(cited: Cited, check: Check, documents: Mapping[str, Document]) -> Check:
    """The check, put right where the quote stands at its place and something else around it than was said."""
    if check.verdict is not Verdict.EXACT:
        return check
    citation, text = cited.citation, documents[cited.citation.file].text
    if text[: citation.start].endswith(cited.prefix) and text[citation.end :].startswith(cited.suffix):
        return check
    return with_other_surroundings(check, citation, documents[citation.file])


def _wanted(cited: Sequence[Cited], names: Sequence[str]) -> dict[str, set[str]]:
    """For each file name the versions that are cited under it."""
    wanted: dict[str, set[str]] = {name: set() for name in names}
    for each in cited:
        wanted.setdefault(each.citation.file, set()).add(each.citation.sha256)
    return wanted


def _found(
    cited: Sequence[Cited], roots: Sequence[Path], carried: Sequence[Mapping[str, Path]], recognised: Recognised
) -> list[Finding]:
    findings = _check(cited, *read_documents(roots, _wanted(cited, ()), carried, recognised))
    if all(finding.check.verdict is Verdict.EXACT for finding in findings):
        return findings
    # The quote may have moved to a file that nobody cited; that an answer holds it says nothing.
    found = [pair for root in roots for pair in discover(root).files]
    names = [name for name, path in found if not _holds_answers(path)]
    return _check(cited, *read_documents(roots, _wanted(cited, names), carried, recognised))


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    roots: list[Path] = arguments.root or [Path()]
    for root in roots:
        if not root.is_dir():
            raise UsageError(f"{root} is not a folder: give the folder of the files with --root")
    with TemporaryDirectory(prefix="preuve-verify-") as folder:
        bundles = {path: open_bundle(path, Path(mkdtemp(dir=folder))) for path in arguments.answers if is_bundle(path)}
        texts = {path: bundles[path].text if path in bundles else _text(path) for path in arguments.answers}
        read = {path: read_answers(path, text) for path, text in texts.items()}
        cited = [each for path, said in read.items() for answer in said.answers for each in _citations(path, answer)]
        carried = (document for said in read.values() for document in said.recognised)
        recognised = _recognised(cited, carried, settings.index.directory)
        findings = _found(cited, roots, [bundle.files for bundle in bundles.values()], recognised)
    differing = {str(path): said.differing for path, said in read.items() if said.differing}
    _tell(findings, differing, arguments.json)
    sound = all(finding.check.verdict is Verdict.EXACT for finding in findings)
    turned = arguments.strict and any(finding.cut for finding in findings)
    return 0 if sound and not differing and not turned else 1


def _tell(findings: Sequence[Finding], differing: Mapping[str, str], as_json: bool) -> None:
    counts = Counter(finding.check.verdict for finding in findings)
    cut = sum(finding.cut is not None for finding in findings)
    if as_json:
        told = {verdict.value: counts[verdict] for verdict in Verdict}
        checks = [_record(finding) for finding in findings]
        say_record({"citations": len(findings), **told, "cut": cut, "differing": differing, "checks": checks})
        return
    for finding in findings:
        citation, check = finding.cited.citation, finding.check
        warned = f"; but {finding.cut}" if finding.cut else ""
        warned += "; in the file that the pack has brought, not in the folder" * finding.carried
        say(f"{check.verdict.value:<8} {citation.file} {citation.start}-{citation.end}: {check.message}{warned}")
    for path, line in differing.items():
        say(f"differs  {path}: {line}")
    say(f"{len(findings)} citations: " + ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict))
    carried = sum(finding.carried for finding in findings)
    if carried:
        say(f"{carried} of them checked in files that the pack has brought: the folder has others, or none")
    if cut:
        say(f"{cut} of the exact ones cut so that the meaning turns")
