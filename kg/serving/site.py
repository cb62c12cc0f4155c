"""What the site shows: a start page with a search, the page of any part of the graph, pictures, and answers to queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

import jinja2
import pyoxigraph as ox

from kg import drawing, page, sparql
from kg.characters import replaced
from kg.drawing.wording import spaced
from kg.errors import KgError, LimitError, UsageError
from kg.filters import FILTERS, claims_of, narrow
from kg.network import Network, read_network
from kg.serving.child import Reply
from kg.serving.protocol import HTML, written
from kg.sparql import Table

MANY = 30
"""Names in a list of the start page."""
MOST_THINGS = 2_000
"""Things on one page of the graph: what moves smoothly."""
_OWN_POLICY = {"Content-Security-Policy": "frame-ancestors 'none'"}
"""The page of the graph brings a policy of its own, with the hashes of its scripts."""
_TYPE = f"{HTML}; charset=utf-8"


class _Row(NamedTuple):
    """A name on the start page, what it is, how many claims there are, and other names of it."""

    label: str
    remark: str
    claims: int
    others: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """The graph in the forms in which it is asked, the pages, and the limits of an answer."""

    store: ox.Store
    network: Network
    templates: jinja2.Environment
    deadline: float
    """Seconds."""
    max_rows: int


def open_site(store: ox.Store, *, deadline: float, max_rows: int) -> Site:
    """Read what the site shows out of the graph."""
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("kg.serving", "web"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    templates.filters["safe_text"] = replaced
    return Site(store, read_network(store), templates, deadline, max_rows)


def home(site: Site, words: str) -> Reply:
    """List what is most talked about, who says most, the articles and the events; or what has these words in a name of it."""
    wanted = " ".join(words.casefold().split())
    edges = claims_of(site.network)
    weights = Counter(end for edge in edges for end in {edge.source, edge.target})
    others: dict[str, str] = defaultdict(str)
    for iri, name in site.network.names:
        others[iri] += f"\n{name}"
    things = [_Row(n.label, spaced(n.type), weights[n.id], others[n.id]) for n in site.network.nodes if n.kind == "entity"]
    events = [_Row(n.label, n.date or n.occurrence, weights[n.id]) for n in site.network.nodes if n.kind == "event"]
    lists = {
        "People, places, things": ("focus", things),
        "Events": ("event", events),
        "Who says so": ("by", _counted(name for edge in edges for name in edge.claimant.split("; "))),
        "Articles": ("article", _counted(edge.document for edge in edges)),
    }
    shown = [(title, key, *_first(rows, wanted)) for title, (key, rows) in lists.items()]
    facts = {"title": site.network.title, "source": site.network.source, "claims": len(edges), "words": words, "lists": shown}
    return _page(site, "home.html", facts)


def graph_page(site: Site, asked: Mapping[str, Sequence[str]]) -> Reply:
    """Give the page of a part of the graph: what filters keep, or what is near a thing."""
    keep = {name: [word for word in asked.get(name, ()) if word] for name in FILTERS}
    focus = "".join(asked.get("focus", ())[:1])
    part = narrow(site.network, keep, focus=focus, hops=_hops(asked))
    title = f"{focus}: {site.network.title}" if focus else site.network.title
    heading = page.Heading(title, site.network.source, part.note)
    return Reply(page.page_text(site.store, part.network, heading, MOST_THINGS, "/").encode(), _TYPE, headers=_OWN_POLICY)


def event_page(site: Site, name: str) -> Reply:
    """Show one event: the picture of those who tell of it, its roles and numbers; the order of things; its claims."""
    part = narrow(site.network, {"about": [name] if name else []})
    return _page(site, "event.html", {"title": name, "claims": len(claims_of(part.network))})


def picture(site: Site, view: str, name: str) -> Reply:
    """Draw an event, or the order of things, as SVG."""
    part = narrow(site.network, {"about": [name]} if name else {})
    brief = drawing.Brief(name or site.network.title, site.network.source, part.note, name=name if view == "event" else "")
    buffer = BytesIO()
    drawing.save(drawing.view(site.network if view == "event" else part.network, view, brief), buffer, fmt="svg")
    return Reply(buffer.getvalue(), "image/svg+xml")


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
    facts = {"query": query, "table": table, "rows": rows, "error": error, "limits": (site.deadline, site.max_rows)}
    reply = _page(site, "sparql.html", {**facts, "questions": list(sparql.named_questions().values())})
    return Reply(reply.body, reply.kind, status)


def style(site: Site) -> Reply:
    """Give the style of the site's own pages, in the colours of the drawings."""
    own = site.templates.get_template("site.css").render()
    return Reply(f"{page.colours()}\n{own}".encode(), "text/css; charset=utf-8")


def _asked(site: Site, query: str) -> Table:
    return sparql.run(site.store, query, deadline=site.deadline, max_rows=site.max_rows)


def _page(site: Site, name: str, facts: Mapping[str, object]) -> Reply:
    return Reply(site.templates.get_template(name).render(facts).encode(errors="replace"), _TYPE)


def _counted(names: Iterable[str]) -> list[_Row]:
    return [_Row(name, "", count) for name, count in Counter(names).items() if name]


def _first(rows: Sequence[_Row], wanted: str) -> tuple[list[_Row], int]:
    """Choose the rows with the wanted words, the heaviest first, and count the others of them."""
    found = [row for row in rows if wanted in f"{row.label}\n{row.others}".casefold()]
    found.sort(key=lambda row: (-row.claims, row.label))
    return found[:MANY], max(0, len(found) - MANY)


def _hops(asked: Mapping[str, Sequence[str]]) -> int:
    """Read how near, 1 to 4.

    Raises: UsageError for anything else.
    """
    hops = "".join(asked.get("hops", ())[:1]) or "1"
    if hops not in {"1", "2", "3", "4"}:
        raise UsageError(f"hops {hops!r}: 1, 2, 3 or 4 claims")
    return int(hops)
