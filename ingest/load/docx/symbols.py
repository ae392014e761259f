"""Signs that a document takes from the fonts Symbol, Wingdings and Webdings, as the characters of Unicode."""

from __future__ import annotations

UNKNOWN = "\ufffd"
"""Stands for a sign of a font that is not known."""

_SYMBOL = {
    0x20: " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼☐",
    0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪",
    0xF1: "⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
}
_WINGDINGS = {
    0x20: " 🖉✂✁👓🕭🕮🕯☎✆🖂🖃📪📫📬📭📁📂📄🗏🗐🗄⏳🖮🖰🖲🖳🖴🖫🖬✇✍🖎✌👌👍👎☜☞☝☟🖐☺😐☹💣☠🏳🏱✈☼💧❄🕆✞🕈✠✡☪☯ॐ☸♈♉♊♋♌♍♎♏♐♑♒♓&&",
    0x6C: "●❍■□☐❑❒⬧⧫◆❖⬥☒⍓⌘❀✿❝❞▯⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿🙢🙠🙡🙣🙞🙜🙝🙟·•▪○⭘◉◉◎○▪☐▴✦★✶✴✹✵⊕⌖⟡⌑⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛",
    0xD5: "⌫⌦⮘⮚⮙⮛⮈⮊⮉⮋←→↑↓↖↗↙↘←→↑↓↖↗↙↘⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂▭▫✗✔☒☑",
}
_WINGDINGS_2 = {0x4F: "✗✓☒☑☒☒", 0x96: "•●", 0xA0: "■☐☐☐☐"}
_WINGDINGS_3 = {0x66: "←→↑↓↖↗↙↘↔↕▲▼△▽◀▶◁▷", 0x7C: "◀▶▲▼"}
_WEBDINGS = {0x33: "◀▶▲▼", 0x61: "✔", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✖"}


def _table(runs: dict[int, str]) -> dict[int, str]:
    return {first + index: sign for first, signs in runs.items() for index, sign in enumerate(signs)}


_FONTS = {
    "symbol": _table(_SYMBOL),
    "wingdings": _table(_WINGDINGS),
    "wingdings 2": _table(_WINGDINGS_2),
    "wingdings 3": _table(_WINGDINGS_3),
    "webdings": _table(_WEBDINGS),
}


def is_sign_font(font: str | None) -> bool:
    """Whether the letters of a font are signs, whatever their codes say."""
    return (font or "").lower() in _FONTS


def sign(font: str | None, code: int) -> str:
    """The character that a font shows for a code; fonts of signs have theirs at U+F000 and above too."""
    table = _FONTS.get((font or "").lower())
    if table is None:
        private = 0xE000 <= code <= 0xF8FF or not 0x20 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF
        return UNKNOWN if private else chr(code)
    known = table.get(code & 0xFF if 0xF000 <= code <= 0xF0FF or code <= 0xFF else -1)
    if known:
        return known
    return UNKNOWN if code <= 0xFF or 0xE000 <= code <= 0xF8FF else chr(code)


def signs(font: str | None, text: str) -> str:
    """The text of a run in a font of signs."""
    return "".join(sign(font, ord(character)) if character > " " else character for character in text)
