"""A pack as a web page of its own: nothing outside of it is loaded, no script runs, its data stands in it as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources

from rag.answers import EXTRACTIVE, Verdict
from rag.conversation import Spot
from rag.proof.pack import spot_in
from rag.proof.records import ABOUT, Record
from ui.neutralise import escape, flowing, name_markup, text_markup
from ui.pack.elements import checked_page
from ui.pack.embedded import embedded
from ui.pack.notes import day_words, recognised_words
from ui.words.answers import certainty_word, instead_words, note_words
from ui.words.collection import named_facts
from ui.words.pack import PACK_WORDS
from ui.words.places import part_word
from ui.words.words import Words, verdict_word

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
BEGINNING = '<script type="application/json" id="evidence">'
END = "</script>"


def page(pack: Record, words: Words) -> str:
    """The pack as one HTML document; every text of strangers in it is neutralised.

    Raises `PreuveError` where one is not, all the same (see `ui.pack.elements`).
    """
    numbers = {spot_in(reference): reference["number"] for reference in pack["references"]}
    turns = "".join(_turn(turn, numbers, words) for turn in pack["turns"])
    own = PACK_WORDS[words.language]
    title = next((turn["question"] for turn in pack["turns"]), own.title)
    style = resources.files("ui.pack").joinpath("pack.css").read_text(encoding="utf-8")
    text = "\n".join(
        (
            f'<!doctype html><html lang="{words.language}" dir="{words.direction}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">',
            f'<title>{text_markup(title)}</title><link rel="icon" href="data:,"><style>{style}</style></head><body>',
            f"{_head(pack, words)}<main>{turns}{_proofs(pack['references'], words)}</main>",
            f"{BEGINNING}{embedded(pack)}{END}</body></html>",
            "",
        )
    )
    return checked_page(text)


def _head(pack: Record, words: Words) -> str:
    own = PACK_WORDS[words.language]
    models = sorted({str(turn["model"]) for turn in pack["turns"]} - {"", EXTRACTIVE})
    indexes = sorted({str(turn["index"]) for turn in pack["turns"]} - {""})
    facts = (
        (own.made, [day_words(pack["made"], words), str(pack["maker"])]),
        *([(own.model, models)] if models else []),
        (own.index, indexes),
    )
    shown = "".join(
        f"<div><dt>{escape(name)}</dt>{''.join(f'<dd><bdi>{text_markup(value)}</bdi></dd>' for value in values)}</div>"
        for name, values in facts
    )
    return (
        f'<header><p class="wordmark" lang="fr" dir="ltr">preuve<span>.</span></p><h1>{escape(own.title)}</h1>'
        f"<p>{escape(own.check)}</p><dl>{shown}</dl></header>"
    )


def _turn(turn: Record, numbers: Mapping[Spot, int], words: Words) -> str:
    content = _about(turn[ABOUT], words) if turn.get("kind") == ABOUT else ""
    if likely := certainty_word(turn, words.language):
        content += f'<p class="note">{escape(likely)}</p>'
    content += "".join(_sentence(sentence, numbers, words) for sentence in turn["sentences"])
    if turn["abstained"] and not turn.get(ABOUT):
        content += f'<p class="refusal">{escape(words.no_answer)}</p>'
    if told := turn.get("instead"):
        said = instead_words(str(told["found"]), str(told["asked"]), words.language)
        content += f'<p class="note" dir="auto">{text_markup(said)}</p>'
    if note := note_words(turn, words.language):
        content += f'<p class="note" dir="auto">{text_markup(note)}</p>'
    return f'<article><h2 dir="auto">{text_markup(str(turn["question"]))}</h2>{content}</article>'


def _about(about: Record, words: Words) -> str:
    """What was said of the program or the collection, and the documents that were named."""
    items = "".join(
        f"<li><b>{name_markup(str(each['title']))}</b> · "
        + " · ".join(f"<bdi>{name_markup(fact)}</bdi>" for fact in named_facts(each, words))
        + "</li>"
        for each in about["documents"]
    )
    return f'<p class="reply" dir="auto">{text_markup(str(about["text"]))}</p>' + (f"<ol>{items}</ol>" if items else "")


def _sentence(sentence: Record, numbers: Mapping[Spot, int], words: Words) -> str:
    cited = dict.fromkeys(numbers[spot_in(citation)] for citation in sentence["citations"])
    marks = "".join(f'<a href="#proof-{number}">{number}</a>' for number in cited)
    doubt = ""
    if not sentence["supported"]:
        reason = text_markup(str(sentence.get("reason") or words.unproven_reason))
        doubt = f' <span class="doubt">{escape(words.unproven)}<span class="reason" dir="auto"> {reason}</span></span>'
    classes = "sentence" if sentence["supported"] else "sentence unproven"
    return f'<p class="{classes}" dir="auto">{text_markup(flowing(str(sentence["text"])))} {marks}{doubt}</p>'


def _proofs(references: Sequence[Record], words: Words) -> str:
    if not references:
        return ""
    items = "".join(_proof(reference, words) for reference in references)
    return f"<section><h2>{escape(words.references)}</h2><ol>{items}</ol></section>"


def _proof(reference: Record, words: Words) -> str:
    where = [f'<bdi class="file">{name_markup(reference["file"])}</bdi>']
    if reference["page"] is not None:
        where.append(escape(part_word(words, reference["file"], reference["page"])))
    where += map(escape, recognised_words(reference, words))
    if reference["heading"]:
        where.append(f"<bdi>{text_markup(str(reference['heading']))}</bdi>")
    verdict = Verdict(reference["verdict"])
    before, after = (text_markup(reference.get(name, "")) for name in ("prefix", "suffix"))
    place = PACK_WORDS[words.language].place.format(start=reference["start"], end=reference["end"])
    return (
        f'<li id="proof-{reference["number"]}"><p class="where"><b>{reference["number"]}</b> {" · ".join(where)}</p>'
        f'<blockquote dir="auto">{before}<mark>{text_markup(reference["quote"])}</mark>{after}</blockquote>'
        f'<p class="check"><span class="verdict {verdict.value}">{escape(verdict_word(verdict, words))}</span> · '
        f'{escape(place)} · <span dir="ltr">SHA-256 <code>{text_markup(reference["sha256"])}</code></span></p></li>'
    )
