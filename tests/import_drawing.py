"""Draws which room imports which: `python -m tests.import_drawing` writes it into `docs/architecture.md`.

A node is a room (a folder of a package) or a module that stands beside the rooms. An arrow that follows from others is
left out, so that what is drawn is the order of the rooms and not every import.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

import grimp

from tests import CHECKOUT

PAGE = CHECKOUT / "docs" / "architecture.md"
PACKAGES = ("rag", "ingest", "eval", "ui", "bench")
BEGIN, END = "<!-- imports: written by `make drawing` -->", "<!-- end of imports -->"

Imports = Mapping[str, set[str]]
"""Each room with those that it imports."""


def room_of(module: str) -> str:
    """The room of a module, or the module itself where it stands beside the rooms; a package without rooms is one."""
    parts = module.split(".")
    return parts[0] if parts[0] == "bench" else ".".join(parts[:2])


def room_imports() -> dict[str, set[str]]:
    """The imports between rooms, those inside functions counted."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    modules = [module for module in graph.modules if "." in module]
    rooms: dict[str, set[str]] = {room_of(module): set() for module in modules}
    for module in modules:
        imported = {room_of(each) for each in graph.find_modules_directly_imported_by(module) if "." in each}
        rooms[room_of(module)] |= imported - {room_of(module)}
    return rooms


def reached(rooms: Imports, start: str) -> set[str]:
    """The rooms that one imports, directly or through others."""
    found: set[str] = set()
    waiting = list(rooms[start])
    while waiting:
        room = waiting.pop()
        if room not in found:
            found.add(room)
            waiting += rooms[room]
    return found


def reduced(rooms: Imports) -> dict[str, set[str]]:
    """The imports without those that follow from others; raises `ValueError` where rooms import in a circle."""
    beyond = {room: reached(rooms, room) for room in rooms}
    circles = sorted(room for room, found in beyond.items() if room in found)
    if circles:
        raise ValueError(f"these rooms import in a circle: {', '.join(circles)}")
    return {
        room: {each for each in imported if not any(each in beyond[other] for other in imported)}
        for room, imported in rooms.items()
    }


def drawing() -> str:
    """The drawing in the language of Mermaid, the same for the same imports."""
    rooms = reduced(room_imports())
    lines = ["```mermaid", "graph TD"]
    for package in reversed(PACKAGES):
        inside = sorted(room for room in rooms if room.split(".")[0] == package)
        lines += [f"  subgraph {package}", *(f'    {_node(room)}["{_label(room)}"]' for room in inside), "  end"]
    lines += [f"  {_node(room)} --> {_node(other)}" for room in sorted(rooms) for other in sorted(rooms[room])]
    return "\n".join([*lines, "```"])


def _node(room: str) -> str:
    return room.replace(".", "_")


def _label(room: str) -> str:
    folder = (CHECKOUT / room.replace(".", "/")).is_dir()
    return room.replace(".", "/") + ("/" if folder else ".py")


def page_with(page: str, drawn: str) -> str:
    """The page with another drawing between its marks."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{drawn}\n{END}{after}"


def main() -> int:
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), drawing()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
