"""An OpenDocument file: its archive, its styles and what its metadata say."""

from __future__ import annotations

from typing import Any

from ingest.load.archive.archive import Archive, local
from ingest.load.metadata import SILENT, Metadata
from ingest.load.opendocument.names import CORE, FORMATTING, META, STYLE, o, p, t, x
from rag.errors import FileRefused

_ENCRYPTED = "encryption-data"


class Document(Archive):
    """The parts of a document, with its styles by name."""

    def __init__(self, data: bytes, what: str) -> None:
        """Raises `FileRefused`: `archive-bomb`, `damaged`, `encrypted`."""
        super().__init__(data, what)
        manifest = self.part("META-INF/manifest.xml")
        if manifest is not None and any(local(each) == _ENCRYPTED for each in manifest.iter("{*}*")):
            raise FileRefused("encrypted", f"the {what} is password protected; save it without a password")
        self.content = self.root("content.xml")
        self._styles: dict[tuple[str, str], Any] = {}
        self.style_roots = [root for root in (self.part("styles.xml"), self.content) if root is not None]
        for root in self.style_roots:
            for style in root.iter(f"{{{STYLE}}}style"):
                self._styles[style.get(f"{{{STYLE}}}family", ""), style.get(f"{{{STYLE}}}name", "")] = style

    def body(self, kind: str) -> Any:
        """The element that holds the text, the slides or the sheets. Raises `FileRefused` (`damaged`)."""
        body = self.content.find(f"{o('body')}/{o(kind)}")
        if body is None:
            raise self.damaged("its part content.xml holds nothing of the kind")
        return body

    def property(self, family: str, name: str | None, element: str, attribute: str) -> str | None:
        """What a style says, or the first of those that it is derived from which says it."""
        for _ in range(_MOST_PARENTS):
            style = self._styles.get((family, name or ""))
            if style is None:
                return None
            for each in style:
                if local(each) == element and (value := each.get(attribute)) is not None:
                    return str(value)
            name = style.get(f"{{{STYLE}}}parent-style-name")
        return None

    def parents(self, family: str, name: str | None) -> list[str]:
        """A style and those that it is derived from, by the names that people see, in small letters."""
        found: list[str] = []
        while name and len(found) < _MOST_PARENTS:
            style = self._styles.get((family, name))
            shown = style.get(f"{{{STYLE}}}display-name") if style is not None else None
            found.append((shown or name).replace("_20_", " ").lower())
            name = style.get(f"{{{STYLE}}}parent-style-name") if style is not None else None
        return found

    def is_hidden(self, style: str | None) -> bool:
        """Whether words of a text style are not shown."""
        return self.property("text", style, "text-properties", x("display")) == "none"

    def is_bold(self, family: str, style: str | None) -> bool:
        return self.property(family, style, "text-properties", f"{{{FORMATTING}}}font-weight") == "bold"

    def shows_slide(self, style: str | None) -> bool:
        """Whether a slide is shown."""
        return self.property("drawing-page", style, "drawing-page-properties", p("visibility")) != "hidden"

    def shows_table(self, style: str | None) -> bool:
        """Whether a sheet is shown."""
        return self.property("table", style, "table-properties", t("display")) != "false"

    def metadata(self) -> Metadata:
        """Title, author and date; of the dates that of the last change."""
        root = self.part("meta.xml")
        if root is None:
            return SILENT
        told = {each.tag: each.text for each in root.iter("{*}*") if each.text}
        author = told.get(f"{{{CORE}}}creator") or told.get(f"{{{META}}}initial-creator")
        return Metadata(
            told.get(f"{{{CORE}}}title"), author, told.get(f"{{{CORE}}}date") or told.get(f"{{{META}}}creation-date")
        )


_MOST_PARENTS = 20
