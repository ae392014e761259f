"""Files of each format that are cut off, torn, locked, empty or too large: text, or a refusal that says what to do.

The good files are those of the bundled charter, most of which other programs have written.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from eval.sets.corpus import DATA
from eval.sets.gold import FORMATS
from ingest.load import child
from ingest.load.child import read
from rag.errors import FileRefused

GOOD = {suffix: (DATA / f"corpus/parity/charte-al-manar.{suffix}").read_bytes() for suffix in FORMATS}
PACKED = [suffix for suffix, data in GOOD.items() if data.startswith(b"PK")]
OPENDOCUMENT = ["odt", "ods", "odp"]
WHAT_TO_DO = re.compile("save it|install|divide|download it|give a|without a password|nothing can be cited|at most")

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a tenth of it": lambda data: data[: len(data) // 10],
    "half of it": lambda data: data[: len(data) // 2],
    "nine tenths of it": lambda data: data[: 9 * len(data) // 10],
    "without its last bytes": lambda data: data[:-3],
    "without its first bytes": lambda data: data[3:],
    "with a hole": lambda data: data[: len(data) // 3] + bytes(len(data) // 3) + data[2 * len(data) // 3 :],
    "twice": lambda data: data * 2,
    "turned": lambda data: data[::-1],
}


def code_of(data: bytes, file: str) -> str:
    """`text`, or the code of the refusal, of which the message says what to do."""
    try:
        extracted = read(data, file)
    except FileRefused as refused:
        assert "\n" not in str(refused)
        assert WHAT_TO_DO.search(str(refused)), (file, str(refused))
        return refused.code
    assert extracted.text.strip()
    return "text"


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_damaged_file_is_text_or_says_what_to_do(suffix: str, damage: str) -> None:
    code = code_of(DAMAGES[damage](GOOD[suffix]), f"a.{suffix}")
    assert code in {"text", "damaged", "binary", "empty", "no-text", "unsupported"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_file_of_each_format(suffix: str) -> None:
    assert code_of(b"", f"a.{suffix}") == "empty"
    assert code_of(b" \r\n\t\n", f"a.{suffix}") == "empty"


def test_no_good_file_is_refused() -> None:
    assert {suffix: code_of(data, f"a.{suffix}") for suffix, data in GOOD.items()} == dict.fromkeys(FORMATS, "text")


@pytest.mark.parametrize("suffix", PACKED)
def test_a_package_that_is_locked(suffix: str) -> None:
    assert code_of(flagged(GOOD[suffix]), f"a.{suffix}") == "encrypted"


@pytest.mark.parametrize("suffix", ["docx", "pptx", "xlsx"])
def test_a_file_that_office_has_locked(suffix: str) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    assert code_of(locked, f"a.{suffix}") == "encrypted"


@pytest.mark.parametrize("suffix", OPENDOCUMENT)
def test_a_file_that_libreoffice_has_locked(suffix: str) -> None:
    names = (
        b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:encryption-data/></m:manifest>'
    )
    locked = with_part(GOOD[suffix], "META-INF/manifest.xml", lambda _: names)
    assert code_of(locked, f"a.{suffix}") == "encrypted"


def test_a_mail_that_only_its_reader_can_open_says_so() -> None:
    for kind, parameters in (
        ("application/pkcs7-mime", {"smime-type": "enveloped-data", "name": "smime.p7m"}),
        ("multipart/encrypted", {"protocol": "application/pgp-encrypted"}),
    ):
        message = EmailMessage()
        message["Subject"] = "Budget"
        message.set_content("MIIB" * 20)
        message.set_type(kind)
        for name, value in parameters.items():
            message.set_param(name, value)
        extracted = read(message.as_bytes(), "a.eml")
        assert extracted.text.startswith("Subject: Budget")
        assert "MIIB" not in extracted.text
        assert "the text of the mail is encrypted: save it without encryption" in extracted.warnings


@pytest.mark.parametrize("suffix", PACKED)
def test_a_package_that_unpacks_to_too_much(suffix: str) -> None:
    assert code_of(said_to_be(GOOD[suffix], 1 << 30), f"a.{suffix}") == "archive-bomb"


@pytest.mark.parametrize("suffix", PACKED)
def test_a_package_that_holds_more_than_it_says(suffix: str) -> None:
    assert code_of(said_to_be(GOOD[suffix], 10), f"a.{suffix}") in {"text", "damaged", "empty"}


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != "zip"])
def test_a_text_that_is_too_long(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MOST_CHARACTERS", 1_000)
    assert code_of(GOOD[suffix], f"a.{suffix}") == "too-large"


def flagged(data: bytes) -> bytes:
    """The same archive with the flag of a password at each part, in its table and before each part."""
    changed = bytearray(data)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(signature), data):
            changed[found.start() + at] |= 1
    return bytes(changed)


def said_to_be(data: bytes, size: int) -> bytes:
    """The same archive, whose table says that each part unpacks to so many bytes."""
    changed = bytearray(data)
    for found in re.finditer(re.escape(b"PK\x01\x02"), data):
        struct.pack_into("<I", changed, found.start() + 24, size)
    return bytes(changed)


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same archive with one part changed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(result, "w") as after:
        for entry in before.infolist():
            content = before.read(entry)
            after.writestr(entry, change(content) if entry.filename == name else content)
    return result.getvalue()
