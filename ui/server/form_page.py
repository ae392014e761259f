"""Pages of our own with one form, such as the login: three languages, no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ui.neutralise import escape
from ui.words.people import PeopleWords
from ui.words.words import LANGUAGES, RIGHT_TO_LEFT


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: its name, what it is for in the language of the page, and how browsers may fill it in."""

    name: str
    label: str
    filled: str
    secret: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its title, fields and button. `kept` are the parameters of its address that a change of language keeps.

    `problem` says what was wrong with what was sent, `done` what came of it; `back` is the address and the words of a
    link that leads on.
    """

    title: str
    fields: Sequence[Field]
    button: str
    kept: Mapping[str, str]
    problem: str = ""
    done: str = ""
    back: tuple[str, str] | None = None


def form_page(form: Form, words: PeopleWords) -> str:
    """The page as HTML.

    The form is sent to the address of the page itself, so that what it leads on to, and the place in there, are kept.
    """
    direction = "rtl" if words.language in RIGHT_TO_LEFT else "ltr"
    switch = "".join(
        f'<a href="?{escape(urlencode({"language": code, **form.kept}))}" lang="{code}"'
        f"{' aria-current=true' if code == words.language else ''}>{escape(name)}</a>"
        for code, name in LANGUAGES.items()
    )
    alert = f'<p class="notice" role="alert">{escape(form.problem)}</p>' if form.problem else ""
    done = f'<p role="status">{escape(form.done)}</p>' if form.done else ""
    title = escape(form.title)
    fields = "".join(_field(field, first=at == 0) for at, field in enumerate(form.fields))
    asked = "" if form.done else f'<form method="post">{fields}<button>{escape(form.button)}</button></form>'
    back = f'<p><a href="{escape(form.back[0])}">{escape(form.back[1])}</a></p>' if form.back else ""
    return (
        f'<!doctype html><html lang="{words.language}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · preuve</title>'
        '<link rel="stylesheet" href="/preuve/plain.css"></head><body class="login"><header>'
        '<span class="wordmark" lang="fr" dir="ltr">preuve<span class="point">.</span></span>'
        f"<nav>{switch}</nav></header><main><h1>{title}</h1>{alert}{done}{asked}{back}</main></body></html>"
    )


def _field(field: Field, first: bool) -> str:
    kind = ' type="password"' if field.secret else ' autocapitalize="none" spellcheck="false" dir="auto"'
    return (
        f'<label for="{field.name}">{escape(field.label)}</label><input id="{field.name}" name="{field.name}"{kind} '
        f'autocomplete="{field.filled}" required{" autofocus" if first else ""}>'
    )
