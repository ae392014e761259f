"""Files to documents, by content: plain text, Markdown, HTML, PDF and Word.

Only `ingest.load.child`, which runs in a process of its own, imports the parsers; this package stays light.
"""

from ingest.load.loader import Loader, load

__all__ = ["Loader", "load"]
