"""The look of the page: type, space and colour are those of one scale, which `docs/design.md` has written down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ui.page
from tests import CHECKOUT

ASSETS = Path(ui.page.__file__).parent / "assets"
SHEETS = ("preuve.css", "people.css", "library.css", "plain.css")
TYPE = ("mini", "small", "text", "middle", "large", "title", "headline")
DESIGN = (CHECKOUT / "docs" / "design.md").read_text("utf-8")

COMMENT = re.compile(r"/\*.*?\*/", re.S)
RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
DECLARATION = re.compile(r"([\w-]+)\s*:\s*((?:\"[^\"]*\"|url\([^)]*\)|[^;])*)")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(")
SPACED = re.compile(r"(?:margin|padding)(?:-[a-z]+)*|(?:row-|column-)?gap")


def declarations(name: str) -> list[tuple[str, str, str]]:
    """Selector, property and value of everything in a style sheet."""
    text = COMMENT.sub("", (ASSETS / name).read_text("utf-8"))
    return [
        (selector.strip(), declared[1], declared[2].strip())
        for selector, body in RULE.findall(text)
        for declared in DECLARATION.finditer(body)
    ]


def properties(name: str, selector: str) -> dict[str, str]:
    """The custom properties of a selector where it stands first."""
    found: dict[str, str] = {}
    for where, what, value in declarations(name):
        if where.endswith(selector) and what.startswith("--") and what not in found:
            found[what] = value
    return found


LIGHT, DARK = properties("preuve.css", ":root"), properties("preuve.css", "body.dark")


def written(heading: str) -> dict[str, list[str]]:
    """The rows of the table below a heading of the document, by their first cell."""
    part = DESIGN.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in part.splitlines() if "`--" in line
    ]
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize("name", SHEETS)
def test_letters_have_a_size_of_the_scale(name: str) -> None:
    for selector, what, value in declarations(name):
        if what == "font-size":
            size = value
        elif what == "font" and value != "inherit":
            size = re.sub(r"^(?:(?:italic|bold|\d{3})\s+)*", "", value).split("/")[0].split()[0]
        else:
            continue
        named = re.fullmatch(r"var\(--(\w+)\)", size)
        relative = re.fullmatch(r"inherit|0|[\d.]+em", size)
        assert relative or (named and named[1] in TYPE), (selector, what, value)


@pytest.mark.parametrize("name", SHEETS)
def test_space_is_of_the_scale(name: str) -> None:
    allowed = {float(step.removesuffix("px")) for step in LIGHT["--space"].split()}
    for selector, what, value in declarations(name):
        if SPACED.fullmatch(what):
            sizes = {abs(float(size)) for size in re.findall(r"(-?[\d.]+)px", re.sub(r"calc\([^;]*\)", "", value))}
            assert sizes <= allowed, (selector, what, value)


@pytest.mark.parametrize("name", SHEETS)
def test_colours_are_named_and_nowhere_else(name: str) -> None:
    for selector, what, value in declarations(name):
        if not what.startswith("--"):
            assert not COLOUR.search(re.sub(r"url\(.*?\)", "", value)), (selector, what, value)


def test_the_document_has_the_scale_that_the_page_has() -> None:
    assert written("Type") == {f"--{name}": [LIGHT[f"--{name}"], *written("Type")[f"--{name}"][1:]] for name in TYPE}
    assert f"`{LIGHT['--space'].replace('px', '')}`" in DESIGN
    colours = {name for name, value in LIGHT.items() if COLOUR.match(value)}
    told = written("Colour")
    assert set(told) == colours
    for name in colours:
        assert told[name][:2] == [LIGHT[name], DARK.get(name, LIGHT[name])], name


def test_pages_without_the_chat_have_the_same_scale() -> None:
    plain = properties("plain.css", ":root")
    for name, value in plain.items():
        if name in LIGHT and name not in ("--serif", "--sans"):
            assert value == LIGHT[name], name


def test_motion_ends_where_it_is_not_wanted() -> None:
    for name in ("preuve.css", "people.css", "library.css"):
        text = (ASSETS / name).read_text("utf-8")
        moved = re.findall(r"(?:animation|transition):\s*([^;}]+)", text)
        assert all("infinite" not in each or "breathe" in each for each in moved)
    still = re.search(r"@media \(prefers-reduced-motion: reduce\) \{(.*)", (ASSETS / "preuve.css").read_text("utf-8"))
    assert still
    assert "animation: none !important" in still[1]
    assert "transition: none !important" in still[1]
