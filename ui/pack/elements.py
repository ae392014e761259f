"""The second line behind neutralising in a page that is opened from a file: our own elements, and no others.

Such a page has no server that could send a policy or a sandbox with it, and the policy that it states for itself cannot
forbid `<meta http-equiv=refresh>` to lead elsewhere. So the finished page is read once more before it is handed out.
"""

from __future__ import annotations

from html.parser import HTMLParser

from rag.errors import PreuveError

HEAD = ("meta", "meta", "meta", "meta", "link", "style", "script")
"""The elements that may load, lead or run something: these and no others, in this order."""

PLAIN = frozenset(
    "html head title body header main article section div p span h1 h2 dl dt dd ol li a b bdi"
    " blockquote mark code".split()
)
ATTRIBUTES = frozenset({"class", "dir", "href", "id", "lang"})
"""What a plain element may have; none of it runs anything, and a link leads to a place in the page alone."""


class _Reader(HTMLParser):
    """Notes what is not ours; comments, declarations and the like are not."""

    def __init__(self) -> None:
        super().__init__()
        self.head: list[str] = []
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HEAD:
            self.head.append(tag)
        elif tag not in PLAIN:
            self.foreign.append(f"<{tag}>")
        else:
            self.foreign += [f"{name} in <{tag}>" for name, value in attrs if not _ours(name, value)]

    def handle_comment(self, data: str) -> None:  # noqa: ARG002
        self.foreign.append("a comment")

    def handle_pi(self, data: str) -> None:  # noqa: ARG002
        self.foreign.append("an instruction")

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002
        self.foreign.append("a declaration")


def _ours(name: str, value: str | None) -> bool:
    return name in ATTRIBUTES and (name != "href" or str(value).startswith("#"))


def checked_page(text: str) -> str:
    """The page as it is. Raises `PreuveError` where it holds an element that this program does not write."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    foreign = reader.foreign or ["another element in its head"] * (tuple(reader.head) != HEAD)
    if foreign:
        raise PreuveError(f"the evidence page would hold {foreign[0]} of a stranger: it is not written")
    return text
