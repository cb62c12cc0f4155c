"""The one-file page: nothing gets in or out, and a reader finds every claim with its sentence, by mouse or by keyboard."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.errors import UsageError
from kg.network import Edge, Network, Node, read_network
from kg.ontology import DCTERMS, DOC, ID, KG, NIF, RDF, RDFS, SCHEMA, SKOS
from kg.page import Heading, content, write_page
from kg.page.articles import read_sources
from kg.page.placing import APART, SMALL, place
from tests.browser import open_browser, open_page, wait_until

AXE = Path(__file__).parent / "web" / "axe.min.js"
PAYLOADS = (
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    "<!--<script>",
    "--><img src=x onerror=window.hit=1>",
    "<img src=http://127.0.0.1:9/x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "' onmouseover='window.hit=1",
    "javascript:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
    "${window.hit=1}",
    "{{constructor.constructor('window.hit=1')()}}",
    "$policy $data ${title}",
    "</textarea></style></title><script>window.hit=1</script>",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "\\u003cscript\\u003ewindow.hit=1\\u003c/script\\u003e",
    "evil\u202egpj.exe \u2066x\u200f",
    "nul\x01 bell\x07 escape\x1b[31m line\u2028end",
    "𝒜𝓃 astral name 🚢 العربية 名前",
    "x" * 10_000,
    "W" * 50 + " <b>bold</b> &lt;i&gt; &amp;",
)


def hostile():
    """Build a graph with each payload in 8 places: names, other names, claims, quotes, texts, headlines, sources, addresses."""
    store = ox.Store()

    def put(subject, predicate, value):
        term = ox.Literal(value) if not isinstance(value, ox.NamedNode) else value
        store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term))

    for at, words in enumerate(PAYLOADS):
        article, thing, who, claim = f"{DOC}d{at}", f"{ID}t{at}", f"{ID}w{at}", f"{DOC}d{at}#c"
        text = f"Before 🚀 {words} after."
        begin = text.index(words)
        span = f"{article}#offset_{begin}_{begin + len(words)}"
        put(article, f"{RDF}type", ox.NamedNode(f"{KG}Document"))
        for predicate, value in ((f"{SCHEMA}headline", words), (f"{DCTERMS}source", words), (f"{SCHEMA}url", words),
                                 (f"{NIF}isString", text)):  # fmt: skip
            put(article, predicate, value)
        for iri in (thing, who):
            put(iri, f"{RDF}type", ox.NamedNode(f"{KG}Entity"))
            put(iri, f"{RDFS}label", words)
            put(iri, f"{SKOS}altLabel", f"also {words}")
        put(claim, f"{RDF}type", ox.NamedNode(f"{KG}Claim"))
        for predicate, value in (("subject", thing), ("predicate", f"{KG}attacks"), ("object", thing if at % 2 else who)):
            put(claim, f"{RDF}{predicate}", ox.NamedNode(value))
        put(claim, f"{KG}text", words)
        put(claim, f"{KG}claimant", ox.NamedNode(who))
        put(claim, f"{KG}evidence", ox.NamedNode(span))
        put(claim, f"{KG}status", ox.NamedNode(f"{KG}unverified"))
        put(claim, f"{KG}differsFrom", ox.NamedNode(f"{DOC}d{(at + 1) % len(PAYLOADS)}#c"))
        for predicate, value in (("anchorOf", words), ("beginIndex", str(begin)), ("endIndex", str(begin + len(words)))):
            put(span, f"{NIF}{predicate}", value)
        put(span, f"{NIF}referenceContext", ox.NamedNode(article))
    return store


class Tags(HTMLParser):
    """Collects the tags of a page with their attributes, and the text of scripts and styles."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        """Note what stands in a script or a style."""
        if self.cdata_elem:
            self.texts.append((self.tags[-1], data))


def page_of(store, path, **asked):
    """Write a page and read it."""
    kg.draw(store, path, **asked)
    return path.read_text(encoding="utf-8")


def data_of(page):
    """Read the data of a page."""
    return json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])


def test_same_graph_same_bytes(store, tmp_path):
    """Two pages of a graph are the same, and light: what is not data is below 1 MB."""
    page = page_of(store, tmp_path / "a.html")
    assert page == page_of(store, tmp_path / "b.htm")
    assert len(page.encode()) - len(json.dumps(data_of(page))) < 1_000_000


def test_only_what_the_policy_names_may_run(store, tmp_path):
    """The policy allows the two scripts and the style by their hashes, nothing from anywhere, and nothing inline."""
    found = Tags(page_of(store, tmp_path / "a.html"))
    policy = next(tag[1]["content"] for tag in found.tags if tag[1].get("http-equiv") == "Content-Security-Policy")
    digests = [sha256(text.encode()).digest() for tag, text in found.texts if "type" not in tag[1]]
    hashes = {f"'sha256-{b64encode(digest).decode()}'" for digest in digests}
    assert policy.startswith("default-src 'none'; ")
    assert set(re.findall(r"'sha256-[^']+'", policy)) == hashes
    assert len(hashes) == 3
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not [tag for tag in found.tags if {"src", "style", "onclick", "onload"} & tag[1].keys()]
    assert [tag[1]["href"] for tag in found.tags if "href" in tag[1]] == ["data:,", "#main"]


def test_hostile_words_stay_words(store, tmp_path):
    """Markup in names, claims, texts and addresses adds no tag to the page; control and direction signs are gone."""
    harmless = Tags(page_of(store, tmp_path / "a.html")).tags
    page = page_of(hostile(), tmp_path / "b.html", title=PAYLOADS[1])
    assert [tag for tag, _ in Tags(page).tags] == [tag for tag, _ in harmless]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]", page)
    block = re.search(r'id="data">(.*)', page)[1]
    assert "<" not in block.partition("</script>")[0]
    assert len(data_of(page)["things"]["label"]) == 2 * len(PAYLOADS) - len(PAYLOADS) // 2


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20), min_size=3, max_size=3))
def test_offsets_count_as_browsers_count(parts):
    """The offsets of evidence, in units of UTF-16, cut out the same words."""
    before, words, after = parts
    text = before + words + after
    article, span = f"{DOC}a", f"{DOC}a#offset_{len(before)}_{len(before) + len(words)}"
    node = ox.NamedNode
    quads = [
        ox.Quad(node(article), node(f"{RDF}type"), node(f"{KG}Document")),
        ox.Quad(node(article), node(f"{NIF}isString"), ox.Literal(text)),
        ox.Quad(node(f"{article}#c"), node(f"{KG}evidence"), node(span)),
        ox.Quad(node(span), node(f"{NIF}referenceContext"), node(article)),
        ox.Quad(node(span), node(f"{NIF}beginIndex"), ox.Literal(len(before))),
        ox.Quad(node(span), node(f"{NIF}endIndex"), ox.Literal(len(before) + len(words))),
    ]
    found, ((begin, end),) = read_sources(quads).evidence[f"{article}#c"]
    assert found == article
    assert text.encode("utf-16-le")[2 * begin : 2 * end].decode("utf-16-le") == words


@pytest.mark.parametrize("count", [0, 1, 2, SMALL, SMALL + 1, 400])
def test_things_have_their_places(count):
    """However many things there are, with loops and several lines between two, each has a place and few touch another."""
    lines = [(at, (at * at + 7) % count) for at in range(count)] + [(at, 0) for at in range(count // 2)]
    found = place([f"Thing {at}" for at in range(count)], lines)
    assert found == place([f"Thing {at}" for at in range(count)], lines)
    assert len(found) == len(set(found)) == count
    near = sum((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 < (APART / 3) ** 2 for at, a in enumerate(found) for b in found[:at])
    assert near <= count / 50


@pytest.mark.parametrize("network", [Network((), ()), Network((Node("urn:a", "A", "Person", "entity"),), ())])
def test_nothing_to_show(network, tmp_path):
    """No thing, or one that nobody speaks of, is a page too."""
    assert write_page([], network, tmp_path / "a.html", Heading("", "", "")).nodes == len(network.nodes)


def test_what_does_not_fit_is_said(tmp_path):
    """The most talked-about things are kept; the page says how many are not."""
    nodes = tuple(Node(f"urn:{at}", f"Thing {at}", "Person", "entity") for at in range(6))
    edges = tuple(Edge(f"urn:c{at}", "urn:0", f"urn:{at}", "attacks", "", "", "asserted", "", "CT+", "") for at in range(1, 6))
    summary = write_page([], Network(nodes, edges), tmp_path / "a.html", Heading("T", "S", ""), 3)
    data = data_of((tmp_path / "a.html").read_text(encoding="utf-8"))
    assert (summary.nodes, summary.nodes_left_out, summary.claims_left_out) == (3, 3, 3)
    assert data["things"]["label"][0] == "Thing 0"
    assert data["note"] == "the 3 least talked-about things and 3 claims left out"


def test_too_many_claims_for_a_browser(tmp_path, monkeypatch):
    """A page has fewer things where there are too many claims between them, and at last fewer claims."""
    monkeypatch.setattr(content, "MOST_CLAIMS", 10)
    nodes = tuple(Node(f"urn:{at}", f"Thing {at}", "Person", "entity") for at in range(2))
    edges = tuple(Edge(f"urn:c{at:03}", "urn:0", f"urn:{at % 2}", "", "", "", "", "", "", "") for at in range(100))
    summary = write_page([], Network(nodes, edges), tmp_path / "a.html", Heading("T", "S", ""), 2)
    assert (summary.nodes, summary.claims, summary.claims_left_out) == (1, 10, 90)


def test_filters_narrow_a_page(store, tmp_path):
    """A page of a part of the graph has that part, and says so; a view of a picture is refused."""
    data = data_of(page_of(store, tmp_path / "a.html", keep={"by": "Ana Pérez"}))
    assert set(data["speakers"]["label"]) == {"Ana Pérez"}
    assert data["note"].startswith("only by Ana Pérez")
    with pytest.raises(UsageError, match=r"every view in it"):
        kg.draw(store, tmp_path / "b.html", view="claims")
    assert not (tmp_path / "b.html").exists()


@pytest.fixture(scope="module")
def browser():
    """Give the one browser of this file's tests."""
    with open_browser() as browser:
        yield browser


@pytest.fixture
def address(store, tmp_path):
    """Write the page of the small article of our own, and give its address."""
    kg.draw(store, tmp_path / "page.html")
    return (tmp_path / "page.html").as_uri()


def middle_of_line(page):
    """Find where on the screen the middle of a line is that stands for one claim, and that claim's words."""
    return page.evaluate("""() => {
        const edge = picture.graph.edges().filter((it) => !it.isLoop() && it.parallelEdges().length === 1)
            .filter((it) => it.connectedNodes().length === 2)[0];
        const { x, y } = edge.renderedMidpoint(), frame = document.getElementById("graph").getBoundingClientRect();
        return [x + frame.x, y + frame.y, claims.find((claim) =>
            `n${claim.source}` === edge.data("source") && `n${claim.target}` === edge.data("target")).text];
    }""")


def test_a_line_leads_to_its_sentence(browser, address):
    """A click on a line opens its claim: the words, who says so, and the sentence marked in the text of the article."""
    with open_page(browser, address) as page:
        x, y, words = middle_of_line(page)
        page.mouse.click(x, y)
        assert page.locator("#details h2").inner_text() == words
        marked = page.locator("#details mark").first.inner_text()
        assert marked in page.locator("#details .article").inner_text()
        assert page.locator("#details .article").evaluate("(it) => getComputedStyle(it).display") == "block"
        assert marked == page.locator("#details blockquote").first.inner_text().partition(" … ")[0]


def test_search_and_filters(browser, address):
    """A name without its accents is found; filters say how many claims are left, and the table has just these."""
    with open_page(browser, address) as page:
        page.fill("#search", "perez")
        page.keyboard.press("Enter")
        assert "Ana Pérez" in page.locator("#details h2").inner_text()
        page.click("#show-table")
        everything = page.locator("tbody tr").count()
        page.fill("#who", "pérez")
        wait_until(page, "document.querySelectorAll('tbody tr').length < 9")
        left = page.locator("tbody tr").count()
        assert 0 < left < everything
        assert page.locator("#count").inner_text() == f"{left} of {everything} claims"
        assert {row.split("\t")[1] for row in page.locator("tbody tr").all_inner_texts()} == {"Ana Pérez"}
        page.click("#reset")
        wait_until(page, f"document.querySelectorAll('tbody tr').length === {everything}")


def test_a_link_shows_the_same_again(browser, address):
    """The address keeps view, filters and what is open; opened elsewhere it shows them."""
    with open_page(browser, address) as page:
        page.click("#show-table")
        page.fill("#words", "strike")
        page.locator("#kinds input").first.uncheck()
        wait_until(page, "['hide=', 'words=strike'].every((part) => location.hash.includes(part))")
        page.locator("tbody .link").last.click()
        wait_until(page, "location.hash.includes('claim=')")
        link, shown = page.url, page.locator("main, #details, #filters").all_inner_texts()
    with open_page(browser, link) as page:
        assert page.locator("main, #details, #filters").all_inner_texts() == shown
        assert page.locator("tr[aria-current]").count() == 1


def test_keyboard_alone(browser, address):
    """Everything can be reached without a mouse: the graph by arrows, a thing by Enter, its claims and the table by Tab."""
    with open_page(browser, address) as page:
        page.locator("#graph").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        name = page.locator("#focused").inner_text().split(",")[0]
        page.keyboard.press("Enter")
        assert name in page.locator("#details h2").inner_text()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("#details mark").count()
        page.locator("body").focus()
        page.locator("#skip").focus()
        page.keyboard.press("Enter")
        assert page.locator("tbody tr").count()


@pytest.mark.parametrize(
    ("scheme", "rules"),
    [("light", "['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']"), ("dark", "['color-contrast']")],
)
def test_accessible(browser, address, scheme, rules):
    """axe-core finds nothing to mend under WCAG 2.2 AA: contrast, names, roles, order; with a claim open beside the table."""
    with open_page(browser, address, color_scheme=scheme) as page:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        page.evaluate("open('claim', claims.findIndex((claim) => claim.rivals.length)); showView('table');")
        found = page.evaluate(f"axe.run({{ runOnly: {rules} }})")
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []


def test_hostile_words_do_nothing_in_a_browser(browser, tmp_path):
    """With 20 payloads in 8 places nothing runs, nothing is asked for, and everything can be read as it stands."""
    kg.draw(hostile(), tmp_path / "page.html", title=PAYLOADS[1])
    with open_page(browser, (tmp_path / "page.html").as_uri()) as page:
        read = page.evaluate("""() => {
            const read = [];
            for (const [kind, list] of Object.entries(LISTS)) for (const it of list) {
                open(kind, it.at);
                read.push(document.getElementById("details").textContent);
            }
            showView("table");
            return read.join(" ");
        }""")
        page.fill("#search", "<script")
        assert page.locator("#found li").count()
        assert page.evaluate("window.hit") is None
        assert (
            page.locator("img, iframe, script:not([type]), svg[onload], [onmouseover], a[target]:not([href^=http])").count()
            == 2
        )
        for words in PAYLOADS[:15]:
            assert words in read


def test_named_graph_of_two_articles(two_articles, tmp_path):
    """The page of two articles that share their things marks each sentence in its own article."""
    data = data_of(page_of(two_articles, tmp_path / "a.html"))
    assert len(data["articles"]["id"]) == 2
    assert len(read_network(two_articles).edges) <= len(data["claims"]["id"])
    places = zip(data["claims"]["article"], data["claims"]["spans"], strict=True)
    quotes = {data["articles"]["text"][article][begin:end] for article, (begin, end, *_) in places}
    assert any(quote.startswith("At least 12 people") for quote in quotes)
