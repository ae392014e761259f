"""Whether the places that a sentence cites prove it.

The check reads no meaning. It finds what the sentence says and its sources do not, which is how a model's sentence
goes wrong most often and how similarity is fooled. Each module compares one kind of thing. What it cannot compare
(another language, no word in common) does not count as proven.
"""

from rag.proof.support.check import LONGEST_CLAIM, Source, check
from rag.proof.support.finding import Finding, Support

__all__ = ["LONGEST_CLAIM", "Finding", "Source", "Support", "check"]
