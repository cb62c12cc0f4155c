"""What the site shows: a start page with a search, the page of any part of the graph, pictures, and answers to queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from typing import NamedTuple

import jinja2
import pyoxigraph as ox

from kg import drawing, page, sparql
from kg.characters import replaced
from kg.errors import KgError, LimitError, UnknownNameError, UsageError
from kg.filters import FILTERS, claims_of
from kg.namespaces import PREFIXES
from kg.network import Network, read_network
from kg.serving import lists
from kg.serving.child import Reply
from kg.serving.excerpt import MOST_CLAIMS, Excerpt, excerpt
from kg.serving.protocol import HTML, written
from kg.sparql import Table

MOST_THINGS = 2_000
"""Things on one page of the graph: what moves smoothly."""
_OWN_POLICY = {"Content-Security-Policy": "frame-ancestors 'none'"}
"""The page of the graph brings a policy of its own, with the hashes of its scripts."""
_SCRIPTED = (
    "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'unsafe-hashes' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='; "
    "img-src 'self' data:; font-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""For the page that YASGUI runs on: its files and requests are the site's own; the hash is of the one style that it sets."""
ASSETS = {"sparql.js": "text/javascript", "yasgui.min.js": "text/javascript", "yasgui.min.css": "text/css"}
_EXAMPLE = """# Who says what, and how sure?
SELECT ?who ?how ?what WHERE {
  ?claim kg:claimant/rdfs:label ?who ; kg:attribution ?how ; kg:text ?what
} LIMIT 50"""
_TYPE = f"{HTML}; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Site:
    """The graph, what stands above its pages, the templates, and the limits of an answer."""

    store: ox.Store
    title: str
    source: str
    templates: jinja2.Environment
    deadline: float
    """Seconds."""
    max_rows: int


class _Part(NamedTuple):
    """What a page shows of the graph: as quads, as a network, and in words what was left out."""

    excerpt: Excerpt
    network: Network
    note: str


def open_site(store: ox.Store, *, deadline: float, max_rows: int) -> Site:
    """Prepare the pages of a graph; of the graph itself only the dates and publishers of its articles are read."""
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("kg.serving", "web"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    templates.filters["safe_text"] = replaced
    return Site(store, *lists.caption(store), templates, deadline, max_rows)


def home(site: Site, words: str) -> Reply:
    """List what is most talked about, who says most, the articles and the events; or what has these words in a name of it."""
    found = lists.find(site.store, words)
    facts = {"title": site.title, "source": site.source, "claims": lists.count(site.store), "words": words, "lists": found}
    return _page(site, "home.html", facts)


def graph_page(site: Site, asked: Mapping[str, Sequence[str]]) -> Reply:
    """Give the page of a part of the graph: what filters keep, or what is near a thing."""
    keep = {name: [word for word in asked.get(name, ()) if word] for name in FILTERS}
    focus = "".join(asked.get("focus", ())[:1])
    part = _part(site, keep, focus, _hops(asked))
    heading = page.Heading(focus or site.title, site.source, part.note)
    text = page.page_text(part.excerpt.quads, part.network, heading, MOST_THINGS, "/")
    return Reply(text.encode(), _TYPE, headers=_OWN_POLICY)


def event_page(site: Site, name: str) -> Reply:
    """Show one event: the picture of those who tell of it, its roles and numbers; the order of things; its claims."""
    claims = claims_of(_part(site, {"about": [name] if name else []}).network)
    return _page(site, "event.html", {"title": name, "claims": len(claims)})


def picture(site: Site, view: str, name: str) -> Reply:
    """Draw an event, or the order of things, as SVG."""
    part = _part(site, {"about": [name] if name else []})
    brief = drawing.Brief(name or site.title, site.source, part.note, name=name if view == "event" else "")
    buffer = BytesIO()
    drawing.save(drawing.view(part.network, view, brief), buffer, fmt="svg")
    return Reply(buffer.getvalue(), "image/svg+xml")


def _part(site: Site, keep: Mapping[str, Sequence[str]], focus: str = "", hops: int = 1) -> _Part:
    """Read a part of the graph, and word which part it is."""
    found = excerpt(site.store, keep, focus=focus, hops=hops)
    network = read_network(found.quads)
    words = [f"{name} {' or '.join(wanted)}" for name, wanted in keep.items() if wanted]
    words += [f"within {hops} claim{'s' if hops > 1 else ''} of {focus}"] if focus else []
    note = [f"only {', '.join(words)}"] if words else []
    note += [f"the first {MOST_CLAIMS:,} claims"] if found.cut else []
    if not words:
        left_out = lists.count(site.store) - len(claims_of(network))
        note += [f"what most is said of; {left_out:,} claims left out"] if left_out > 0 else []
    return _Part(found, network, "; ".join(note))


def answer(site: Site, query: str, accept: str) -> Reply:
    """Answer a query in the format that the client likes."""
    return written(_asked(site, query), accept)


def query_page(site: Site, query: str) -> Reply:
    """Show the form for queries, with the answer or the error under it."""
    table: Table | None = None
    error, status = "", 200
    if query:
        try:
            table = _asked(site, query)
        except KgError as refused:
            error, status = str(refused), 503 if isinstance(refused, LimitError) else 400
    rows = [[replaced(text) for text in row] for row in table.texts()] if table else []
    facts: dict[str, object] = {
        "query": query or _EXAMPLE,
        "table": table,
        "rows": rows,
        "error": error,
        "limits": (site.deadline, site.max_rows),
    }
    facts |= {"prefixes": PREFIXES, "questions": list(sparql.named_questions().values())}
    reply = _page(site, "sparql.html", facts)
    return Reply(reply.body, reply.kind, status, {"Content-Security-Policy": _SCRIPTED})


def asset(name: str) -> Reply:
    """Give a script or a style that comes with kg.

    Raises: UnknownNameError for any other file.
    """
    if name not in ASSETS:
        raise UnknownNameError("file", name, ASSETS)
    body = (resources.files("kg.serving") / "web" / name).read_bytes()
    return Reply(body, ASSETS[name], headers={"Cache-Control": "max-age=3600"})


def style(site: Site) -> Reply:
    """Give the style of the site's own pages, in the colours of the drawings."""
    own = site.templates.get_template("site.css").render()
    return Reply(f"{page.colours()}\n{own}".encode(), "text/css; charset=utf-8")


def _asked(site: Site, query: str) -> Table:
    return sparql.run(site.store, query, deadline=site.deadline, max_rows=site.max_rows)


def _page(site: Site, name: str, facts: Mapping[str, object]) -> Reply:
    return Reply(site.templates.get_template(name).render(facts).encode(errors="replace"), _TYPE)


def _hops(asked: Mapping[str, Sequence[str]]) -> int:
    """Read how near, 1 to 4.

    Raises: UsageError for anything else.
    """
    hops = "".join(asked.get("hops", ())[:1]) or "1"
    if hops not in {"1", "2", "3", "4"}:
        raise UsageError(f"hops {hops!r}: 1, 2, 3 or 4 claims")
    return int(hops)
