"""HTML by the kinds of pages that lose their text when what stands around it is taken out (H1 to H6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.load.html.reader import LITTLE_LEFT, TOLD_ALONE, read
from rag.errors import FileRefused

POOL = "La piscine municipale est ouverte du mardi au dimanche, de 9 h à 19 h."
PRICE = "Le tarif plein est de 4 euros, le tarif réduit de 2 euros."
WORKS = "Le bassin extérieur ferme le 15 septembre pour travaux."
ALL = (POOL, PRICE, WORKS)
ARABIC = "تفتح المكتبة أبوابها كل يوم من التاسعة صباحا."


@pytest.mark.parametrize(
    ("file", "pieces"),
    [
        ("aside-around-all", ALL),
        ("form-wrapper", ALL),
        ("widget-blog", ALL),
        ("short-text-many-links", (*ALL, "rubrique numéro 0 du site", "rubrique numéro 13 du site")),
        ("list-of-linked-results", ("Lot 1 : menuiserie", "12 400 euros", "Lot 2 : peinture", "Lot 3 : plomberie")),
        ("class-words", ("service social reçoit", "Menu du jour", "consentement du patient", POOL)),
        ("forum-comments", ("quand ouvre la piscine ?", POOL, WORKS)),
        ("faq-button-headings", ("Quels sont les tarifs de la piscine ?", PRICE, "Quand ferme le bassin", WORKS)),
        ("definition-list", ("Bassin\n", WORKS, "Tarif\n", PRICE)),
        ("noscript-content", ALL),
        ("mathml", ("La vitesse vaut v=d/t en mètres par seconde.",)),
        ("main-but-text-outside", (*ALL, "Conclusion", "affiché à l’entrée du bâtiment")),
        ("noframes", ("Cette page utilise des cadres. Le plan du site est à l’adresse /plan.",)),
        ("wrong-charset", ("Été", *ALL)),
        ("arabic-1256-declared", ("المكتبة", ARABIC)),
    ],
)
def test_the_shared_files(shared: Path, file: str, pieces: tuple[str, ...]) -> None:
    extracted = read((shared / "inputs" / "files" / "html" / f"{file}.html").read_bytes())
    assert [piece for piece in pieces if piece not in extracted.text] == []
    assert "<" not in extracted.text


RULES = "<h2>Règlement</h2><p>Le bonnet de bain est obligatoire dans les deux bassins.</p>"
WASH = "<p>La douche est obligatoire avant chaque baignade, même courte.</p>"
MENU = "<ul class='menu'><li><a href=1>Accueil</a><li><a href=2>Sport</a><li><a href=3>Contact</a></ul>"
FOOTER = "<footer><p>Ville de Valbrune, tous droits réservés.</p></footer>"
TWO = ("Le bonnet de bain est obligatoire", "La douche est obligatoire")


@pytest.mark.parametrize(
    ("body", "pieces", "without"),
    [
        # H1: the wrapper is taken for boilerplate.
        (f"{MENU}<form action=x>{RULES}{WASH}<input name=q></form>{FOOTER}", TWO, ("Accueil", "tous droits")),
        (f"<div role=dialog class='page-modal'>{RULES}{WASH}</div>", TWO, ()),
        (f"<aside id=sidebar-content><nav>{RULES}{WASH}</nav></aside>", TWO, ()),
        (f"<div class=elementor-widget>{RULES}</div>{MENU}<div class=elementor-widget>{WASH}</div>", TWO, ("Sport",)),
        (f"<button>Menu {RULES}{WASH}", TWO, ()),
        (f"<div style='display:none' class=page>{RULES}{WASH}</div>", TWO, ()),
        # H2: links.
        (
            (
                "<h1>Arrêtés</h1><ol><li><a href=1>Arrêté du 3 mai relatif à la pêche en rivière</a>"
                "<li><a href=2>Arrêté du 9 juin relatif aux feux de forêt</a><li><a href=3>Décision du maire</a></ol>"
            ),
            ("1. Arrêté du 3 mai relatif à la pêche", "3. Décision du maire"),
            (),
        ),
        (
            (
                f"<article><h1>Pièces</h1>{WASH}<p>Il faut l'un de ces papiers :</p><ul><li><a href=1>passeport</a>"
                f"<li><a href=2>carte d'identité</a><li><a href=3>titre de séjour</a></ul>{RULES}</article>"
            ),
            ("- passeport\n- carte d'identité\n- titre de séjour", *TWO),
            (),
        ),
        (
            (
                "<h1>Communes</h1><div><a href=1>Aubeterre</a></div><div><a href=2>Bonnes</a></div>"
                "<div><a href=3>Chalais</a></div><div><a href=4>Deviat</a></div>"
            ),
            ("Aubeterre", "Deviat"),
            (),
        ),
        # H3: class words.
        (f"<div class=related>{RULES}</div><section id=login>{WASH}</section>", TWO, ()),
        (f"<div class='share-text'>{RULES}</div><div class=popup>{WASH}</div>{FOOTER}", TWO, ("tous droits",)),
        (
            (f"<p>Le <span class=menu>menu</span> du jour change.</p><div class=tags>{WASH}</div>"),
            ("Le menu du jour",),
            (),
        ),
        (f"<h1>Un avis</h1><ol class=commentlist><li class=comment>{RULES}<li class=comment>{WASH}</ol>", TWO, ()),
        # H4: questions and answers.
        (
            (
                "<div class=faq><button aria-expanded=false aria-controls=a1>Faut-il un bonnet ?</button>"
                f"<div id=a1 hidden>{RULES}</div><button aria-controls=a2 aria-expanded=false>Et la douche ?</button>"
                f"<div id=a2 style='display: none'>{WASH}</div></div>"
            ),
            ("Faut-il un bonnet ?", "Et la douche ?", *TWO),
            (),
        ),
        (
            (
                f"<details><summary>Et la douche ?</summary>{WASH}</details><dl><dt><button>Le bonnet ?</button>"
                f"<dd aria-hidden=true>{RULES}</dl>"
            ),
            ("Et la douche ?", "Le bonnet ?", *TWO),
            (),
        ),
        # H5: outside of main, noscript, frames.
        (f"<main>{RULES}</main><section><h2>Hygiène</h2>{WASH}</section>{FOOTER}", ("Hygiène", *TWO), ("droits",)),
        (f"<noscript>Activez JavaScript.</noscript><noscript>{RULES}{WASH}</noscript>", TWO, ("Activez",)),
        (f"<article>{RULES}</article><div class=suite>{WASH}</div>{MENU}", TWO, ("Accueil",)),
    ],
)
def test_pages_of_each_kind(body: str, pieces: tuple[str, ...], without: tuple[str, ...]) -> None:
    text = read(f"<html><body>{body}</body></html>".encode()).text
    assert [piece for piece in pieces if piece not in text] == []
    assert [piece for piece in without if piece in text] == []


def test_a_page_of_frames() -> None:
    page = (
        f"<html><frameset cols='*'><frame src=a><noframes><body>{RULES}<b>&amp;</b>{WASH}</noframes></frameset></html>"
    )
    text = read(page.encode()).text
    assert text.startswith("Règlement\n\nLe bonnet") and text.endswith("même courte.") and "&\n" in text


@pytest.mark.parametrize(
    "body",
    [
        f"<main><h1>Bains</h1>{RULES}{WASH}</main><p hidden>Cette phrase n'est jamais montrée à qui lit.</p>",
        f"<h1>Bains</h1>{RULES}{WASH}<div aria-hidden=true>Cette phrase n'est jamais montrée à qui lit.</div>",
        f"<h1>Bains</h1>{RULES}{WASH}<template><p>Cette phrase n'est jamais montrée à qui lit.</p></template>",
        f"<h1>Bains</h1>{RULES}{WASH}<select><option>Cette phrase n'est jamais montrée à qui lit.</select>",
        f"<h1>Bains</h1>{RULES}{WASH}<div id=consent><p>Les cookies : cette phrase n'est jamais montrée.</p></div>",
    ],
)
def test_what_is_hidden_stays_out(body: str) -> None:
    text = read(f"<body>{body}".encode()).text
    assert "jamais montrée" not in text
    assert "bonnet" in text and "douche" in text


def test_comments_below_a_text_are_left_out_and_those_of_a_forum_are_read() -> None:
    post = "".join(f"<p>Le bassin numéro {number} est nettoyé chaque lundi par les agents.</p>" for number in range(9))
    comments = "<div id=comments><div class=comment><p>Merci pour ces précisions, elles me sont utiles.</p></div></div>"
    assert "Merci" not in read(f"<body><h1>Bassins</h1>{post}{comments}".encode()).text
    assert "Merci" in read(f"<body class='forum topic'><h1>Bassins</h1>{post}{comments}".encode()).text


def test_less_is_taken_out_where_little_is_left_and_this_is_told() -> None:
    words = "".join(f"<li><a href={name}>{name}</a>" for name in ("Aubeterre", "Bonnes", "Chalais", "Deviat"))
    extracted = read(f"<body><h1>A</h1><ul>{words}</ul>".encode())
    assert "- Aubeterre\n- Bonnes" in extracted.text
    assert extracted.warnings == (LITTLE_LEFT,)
    assert read(f"<body>{RULES}{WASH}".encode()).warnings == ()


def test_a_page_that_only_asks_for_scripts_is_refused() -> None:
    with pytest.raises(FileRefused) as caught:
        read(b"<body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>")
    assert caught.value.code == "no-text"


@pytest.mark.parametrize(
    "reference", ["&#11;", "&#12;", "&#1;", "&#x1f;", "&#0;", "&#xD800;", "&#xFFFE;", "&#x110000;"]
)
def test_references_to_controls_do_no_harm(reference: str) -> None:
    body = f"<p>avant{reference}<script>x</script>{reference}après<nav>m</nav>{reference}</p><p hidden>c</p>{reference}"
    text = read(f"<body>{body}<noframes>un{reference}deux</noframes>".encode()).text
    assert text.startswith("avant") and "après" in text and text.endswith("deux")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (
            '{"@graph":[{"@type":"WebSite"},{"headline":"Bains","articleBody":"Le bassin rouvre.\\nLe bonnet suit."}]}',
            "Bains\n\nLe bassin rouvre.\n\nLe bonnet suit.",
        ),
        ('[{"articleBody":"<p>Le bassin <b>rouvre</b>.</p>"}]', "Le bassin\n\nrouvre\n\n."),
        ('{"articleBody":"L&#39;eau est à 27 °C."}', "L'eau est à 27 °C."),
    ],
)
def test_a_page_of_scripts_is_read_as_it_describes_itself(data: str, text: str) -> None:
    page = f'<head><script type="application/ld+json">{data}</script></head><body><div id=root></div></body>'
    extracted = read(page.encode())
    assert (extracted.text, extracted.warnings) == (text, (TOLD_ALONE,))
    shown = read(page.replace("</div>", f"</div>{RULES}").encode())
    assert shown.text.startswith("Règlement") and TOLD_ALONE not in shown.warnings


@pytest.mark.parametrize("data", ["{", "[" * 100000, '{"articleBody": 5}', '{"a":' * 50 + "1" + "}" * 50])
def test_a_description_without_text_is_none(data: str) -> None:
    with pytest.raises(FileRefused, match="shows no text"):
        read(f'<script type="application/ld+json">{data}</script><body></body>'.encode())
