"""The package of a document of Office: parts that name each other by relations.

What the content type of the main part says (document, template, with macros or without) does not matter: nothing of a
macro is ever read.
"""

from __future__ import annotations

import posixpath
from typing import Any
from urllib.parse import unquote

from ingest.load.archive.archive import Archive

Relations = dict[str, tuple[str, str]]
"""Kind and target, inside of the package, by the identifier of the relation."""


class Package(Archive):
    """The parts of a document, of which `main` holds its text or names what does."""

    def __init__(self, data: bytes, what: str, main: str) -> None:
        """`main` is where the text stands if no relation says it.

        Raises `FileRefused` as `Archive`.
        """
        super().__init__(data, what)
        stated = next((target for kind, target in self.relations_of("").values() if kind == "officeDocument"), None)
        self.main = stated or main
        self.relations = self.relations_of(self.main)

    def document(self) -> Any:
        """The root element of the main part. Raises `FileRefused` (`damaged`)."""
        return self.root(self.main)

    def related(self, kind: str) -> Any | None:
        """The root of the part that the document names for `kind` (`styles`, `footnotes`), `None` without one."""
        return self.part(self.place(kind))

    def place(self, kind: str) -> str:
        """The name of the part that the document names for `kind`, or where it mostly is."""
        name = next((target for found, target in self.relations.values() if found == kind), None)
        return name or posixpath.join(posixpath.dirname(self.main), f"{kind}.xml")

    def target(self, identifier: str | None) -> str | None:
        """The name of the part that a relation of the document leads to."""
        relation = self.relations.get(identifier or "")
        return relation[1] if relation else None

    def relations_of(self, part: str) -> Relations:
        """The relations of a part, or of the whole package, that stay inside of it."""
        folder, name = posixpath.split(part)
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: Relations = {}
        for relation in () if root is None else root.iter("{*}Relationship"):
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(
                    posixpath.join("/", folder, unquote(relation.get("Target", "")).replace("\\", "/"))
                )
                kind = relation.get("Type", "").rpartition("/")[2]
                found[relation.get("Id", "")] = (kind, target.lstrip("/"))
        return found
