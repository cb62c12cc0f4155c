"""Pages as publishers make them: the whole article, nothing twice, and a word on what may be missing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Document
from kg.read.header import read_header
from kg.read.layout import lay_out
from kg.read.page import read_markup
from kg.read.tidy import unfold
from tests.test_read import put, read

STRIKE = "A missile struck a block of flats in Kharkiv on Tuesday, killing at least seven people, the regional governor said."
SEARCH = "Rescuers were still searching the rubble on Wednesday for four people who were missing, the emergency service said."
WITNESS = "“We heard the explosion and then the whole wall was gone,” said Iryna Melnyk, 54, who lives on the third floor."
DENIAL = "Russia’s Defence Ministry denied that any civilian building had been a target. The claim could not be verified."
STORY = (STRIKE, SEARCH, WITNESS, DENIAL)


def page(body, *, note=None, head=""):
    """Return a page with a note in JSON-LD."""
    script = f'<script type="application/ld+json">{json.dumps(note)}</script>' if note else ""
    return f'<!doctype html><html lang="en"><head><title>Seven killed</title>{head}{script}</head><body>{body}</body></html>'


def paragraphs(*texts):
    """Set paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts)


def test_every_post_of_a_live_page():
    """The posts of a live page are one article; its last change and its section are those of its notes."""
    posts = "".join(
        f'<article><time datetime="2024-06-05">9.10</time><h2>Update {n}</h2><p>{text}</p><div><a>Share</a></div></article>'
        for n, text in enumerate(STORY)
    )
    note = {
        "@graph": [{"@type": "LiveBlogPosting", "dateModified": "2024-06-05T12:00:00Z", "articleSection": ["World", "War"]}]
    }
    found = read_markup(page(f"<main><h1>Seven killed</h1>{posts}</main>", note=note))
    assert [text for text in STORY if text not in found.text] == []
    assert (found.updated[:10], found.section, found.warnings) == ("2024-06-05", "World", ())


def test_tables_that_place_things():
    """A page set in tables gives its paragraphs; a table of figures stays a table, whose rows are not parsed."""
    menu = "<td><a>World</a><br><a>Sport</a></td>"
    old = read_markup(page(f"<table><tr>{menu}<td><b>Seven killed</b><p>{'<br><br>'.join(STORY)}</td></tr></table>"))
    assert old.text.split("\n\n")[-len(STORY) :] == list(STORY)
    assert "|" not in old.text
    rows = "<table><tr><th>City</th><th>Killed</th></tr><tr><td>Kharkiv</td><td>7</td></tr></table>"
    new = read_markup(page(f"<article><h1>Seven killed</h1>{paragraphs(*STORY[:2])}{rows}{paragraphs(*STORY[2:])}</article>"))
    kinds = {new.text[slice(*block.span)]: block.kind for block in lay_out(new.text).blocks}
    assert kinds["| Kharkiv | 7 |"] == "table"
    assert kinds[DENIAL] == "body"


HEAD = '<meta property="article:published_time" content="2024-06-05T10:00:00Z">'


@pytest.mark.parametrize(
    ("top", "head", "said"),
    [
        ('<h1>{}</h1><div class="byline">By Ada Berg</div><div>Wednesday, 5 June 2024, 16:20 GMT</div>', "", {}),
        ("<font size=5><b>{}</b></font><br><font size=1>June 5, 2024<br>By Ada Berg<br>Courier staff</font>", "", {}),
        ("<p><b>The Courier</b></p><p>{}</p><p>By Ada Berg | June 5, 2024</p><hr>", "", {}),
        ("<h1>{}</h1><i>Published 05.06.2024</i><p>By Ada Berg in Lviv</p>", "", {}),
        ("<div>Friday, 7 June 2024</div><h1>{}</h1><p>By Ada Berg</p>", HEAD, {}),
        (
            "<h1>{}</h1>By Ada Berg<time datetime=2024-06-05> </time><p><time itemprop=dateModified datetime=2024-06-06></p>",
            "",
            {"updated": "2024-06-06"},
        ),
        (
            "<h1>{}</h1><p>By Ada Berg</p>",
            f'{HEAD}<link rel="canonical" href="https://web.archive.org/web/20240609120000/https://courier.example/kharkiv">',
            {"url": "https://courier.example/kharkiv", "source": "courier.example"},
        ),
    ],
)
def test_heads_of_pages(top, head, said, tmp_path):
    """By-line, day and address are read however they are set, and the day over the headline is that of the saving."""
    title = "Seven killed in Kharkiv by a missile"
    body = f"<div>{top.format(title)}</div><div>{paragraphs(*STORY)}</div>"
    documents, failures = read(put(tmp_path, "a.html", page(body, head=head).replace("Seven killed<", f"{title}<")))
    assert failures == []
    (document,) = documents
    stated = {"author": "Ada Berg", "published": "2024-06-05", "warnings": (), **said}
    assert {name: getattr(document, name) for name in stated} == stated


def test_a_page_saved_in_one_file(tmp_path):
    """The page is found among its pictures, with the address that the browser noted."""
    picture = "--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
    content = f"--b\nContent-Type: text/html; charset=utf-8\n\n{page(paragraphs(*STORY))}\n"
    head = "From: <Saved by Blink>\nSnapshot-Content-Location: https://courier.example/kharkiv\nMIME-Version: 1.0\n"
    related = 'Content-Type: multipart/related; type="text/html"; boundary=b\n\n'
    (document,), _ = read(put(tmp_path, "a.mhtml", f"{head}{related}{picture}{content}--b--\n"))
    assert (document.url, document.text.split("\n\n")[1:]) == ("https://courier.example/kharkiv", list(STORY))
    _, (failure,) = read(put(tmp_path, "b.mht", f"{head}{related}{picture}--b--\n"))
    assert "none of its parts is HTML" in failure.message


def test_a_pull_quote_is_said_once():
    """Words in large letters, which have no speaker there, are not the article's own."""
    quote = '<blockquote class="story__pull-quote"><p>the whole wall was gone</p></blockquote>'
    found = read_markup(
        page(f"<article><h1>Seven killed</h1>{paragraphs(*STORY[:2])}{quote}{paragraphs(*STORY[2:])}</article>")
    )
    assert found.text.count("the whole wall was gone") == 1


def test_what_may_be_missing_is_said(tmp_path):
    """Of a page for subscribers, and of one whose paragraphs were taken for something else, the report warns."""
    closed = {"@type": ["NewsArticle"], "isAccessibleForFree": "False"}
    file = put(
        tmp_path, "closed.html", page(f"<article><h1>Seven killed</h1>{paragraphs(STRIKE, SEARCH)}</article>", note=closed)
    )
    (document,), _ = read(file)
    assert isinstance(document, Document)
    assert document.warnings == ("its page is for subscribers only; perhaps only the beginning of the text was saved.",)
    doubtful = f'<div class="comments" id="comments">{paragraphs(*STORY[2:])}</div>'
    found = read_markup(page(f"<article><h1>Seven killed</h1>{paragraphs(*STORY[:2])}{doubtful}</article>"))
    assert DENIAL not in found.text
    assert found.warnings == ("2 of the 4 paragraphs of its page were taken for something else than the article.",)


@given(
    st.recursive(
        st.text("ab ", max_size=5),
        lambda inner: st.tuples(st.sampled_from(["table", "tr", "td", "div", "p"]), st.lists(inner, max_size=4)),
        max_leaves=20,
    ),
    st.booleans(),
)
def test_unfolding_loses_nothing(nested, live):
    """Whatever lies in whatever, every letter of a page stays where it was."""
    lxml_html = pytest.importorskip("lxml.html")
    tree = lxml_html.document_fromstring(f"<div>x{_markup(nested)}</div>")
    before = "".join(tree.itertext())
    unfold(tree, live=live)
    assert "".join(tree.itertext()) == before


def _markup(nested):
    if isinstance(nested, str):
        return nested * 200
    tag, inner = nested
    return f"<{tag}>{''.join(map(_markup, inner))}</{tag}>"


@pytest.mark.parametrize(
    "line",
    [
        "Already a subscriber? Log in",
        "Subscribe to continue reading",
        "Subscribe now, and get the whole story every morning.",
        "Get unlimited access to the Courier for $1 a week.",
        "This article was amended on 6 June 2024 to correct a name.",
        "Additional reporting by Hanna Chornous in Kyiv",
        "(Reporting by Tom Balmforth; Editing by Timothy Heritage)",
        "Our Standards: The Trust Principles.",
        "Source: regional authorities.",
    ],
)
def test_lines_about_the_page(line):
    """They are no part of the story, and name no publisher."""
    stamp = read_header(line)
    assert stamp is not None
    assert stamp.source == ""


@pytest.mark.parametrize("note", ["{", "[" * 100_000, '{"@type": 7}', '[{"@type": null, "dateModified": {}}]', "\u2028", "7"])
def test_damaged_notes(note):
    """What is no note says nothing."""
    found = read_markup(page(paragraphs(*STORY), head=f'<script type="application/ld+json">{note}</script>'))
    assert STRIKE in found.text
    assert found.updated == ""
