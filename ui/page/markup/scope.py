"""What the next questions are asked of, as neutralised markup: chips beside the question."""

from __future__ import annotations

from rag.index.parts import key_of
from ui.neutralise import escape, visible_name
from ui.page.markup.chips import short
from ui.page.markup.render import block
from ui.page.scope import BY, SINCE, Scope
from ui.words.library import LIBRARY_WORDS
from ui.words.words import Words


def chips(scope: Scope, words: Words, fixed: bool = False) -> str:
    """What the next questions are asked of, beside the question, and where files are added unless that is `fixed`."""
    own = LIBRARY_WORDS[words.language]
    add = f'<button type="button" class="choose attach" title="{escape(own.choose)}">{escape(own.attach)}</button>'
    add = "" if fixed else add
    if not scope:
        content = (
            f'<span>{escape(own.scope)}</span> <a class="narrow" href="#panel" title="{escape(own.narrow)}">'
            f"{escape(own.everything)}</a>{add}"
        )
        return block("p", "scope", content, words)
    chosen = "".join(
        f'<button type="button" class="chip" id="chip-{key_of(name)}" title="{told}"><bdi>{escape(short(name, own))}'
        f'</bdi><span class="cross">×</span><span class="unseen">{told}</span></button>'
        for name in scope
        for called in [short(name, own) if name.startswith((SINCE, BY)) else visible_name(name)]
        for told in [escape(own.unpick.format(name=called))]
    )
    widen = f'<button type="button" class="widen">{escape(own.widen)}</button>'
    return block("div", "scope chosen", f"<span>{escape(own.scope)}</span> {chosen}{widen}{add}", words)
