"""News in, a knowledge graph of evidenced claims out.

>>> import kg
>>> graph = kg.build(["data/news/luhansk_strike.txt"])
>>> answer = kg.query(graph, '''
...     SELECT ?who ?stance WHERE {
...       ?claim kg:claimant/rdfs:label ?who ; kg:attribution ?stance ; rdf:predicate kg:weapon ; rdf:object id:ATACMS .
...     }''')
>>> answer.texts()
[('Russia’s Defence Ministry', 'kg:alleged')]
>>> kg.verify(graph)
()

Wherever a graph goes in, it may be an `rdflib.Graph`, a `pyoxigraph.Store`, or the path of a file, of a folder with a
`graph.ttl`, or of a store. Every error is a `KgError` of one line. The libraries behind each function are imported when it is
first called.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.errors import InputError, KgError, UsageError

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox
    import rdflib

    from kg.drawing import DrawnSummary
    from kg.pipeline import BuildResult
    from kg.sparql import Table
    from kg.verification import Finding

__all__ = ["KgError", "asking", "build", "draw", "extract", "load", "query", "to_networkx", "verify"]

AnyGraph: TypeAlias = "rdflib.Graph | ox.Store | Path | str"


@contextlib.contextmanager
def asking(graph: AnyGraph) -> "Iterator[Callable[..., Table]]":
    """Ask a graph one question after the other, as it is now; what is yielded takes the arguments of `query` but for the graph.

    >>> with asking("ontology/kg.ttl") as ask:
    ...     [ask(f"ASK {{ kg:{name} a ?class }}").texts() for name in ("Claim", "Clam")]
    [[('true',)], [('false',)]]

    Raises:
        InputError: the graph cannot be read.
        DamageError: it is a store and not what was written.
    """
    from kg import sparql, store

    # Of a large store on disk a question needs little.
    loaded = store.view(graph) if isinstance(graph, Path | str) else store.as_store(graph)

    def ask(question: str, *, keep: Mapping[str, str | Sequence[str]] | None = None, **limits: Any) -> "Table":  # noqa: ANN401
        asked = sparql.named_questions().get(question) or sparql.Question("this query", "", question)
        with store.telling_damage(graph):
            return worker.ask(asked.sparql, values=asked.values(loaded, _several(keep)), **limits)

    with sparql.Asking(loaded) as worker:
        yield ask


def build(  # noqa: PLR0913 - what an article may be silent about
    paths: Iterable[str | Path],
    *,
    model: str | None = None,
    published: str | None = None,
    source: str | None = None,
    author: str | None = None,
    fields: Mapping[str, str] | None = None,
    workers: int = 1,
) -> "rdflib.Graph":
    """Read articles and return their graph; `extract` is for those who want the claims as values or can do with failures.

    Args:
        paths: files (text, pages, PDF, mail, feeds, records, archives), folders of them, or "-" for standard input.
        model: `fast` (without statistical names), or another installed spaCy pipeline, by name or folder.
        published: the date of publication where an article does not say, as 2024-06-07.
        source: the publisher where an article does not say.
        author: its author where an article does not say.
        fields: where JSON and CSV keep what, as `{"text": "body", "title": "headline"}`.
        workers: processes to read with.

    Raises:
        InputError: an article cannot be read, or the model is not installed.
        UsageError: `published` is not a date.
    """
    from kg import store
    from kg.pipeline import to_store, to_turtle

    result = extract(paths, model=model, published=published, source=source, author=author, fields=fields, workers=workers)
    if result.failures:
        raise InputError("; ".join(f"{failure.path}: {failure.message}" for failure in result.failures))
    return store.as_rdflib(to_store(to_turtle(result)))


def draw(  # noqa: PLR0913 - what a picture shows, and how
    graph: AnyGraph,
    path: Path | str | Sequence[Path | str],
    *,
    view: str = "relations",
    event: str = "",
    focus: str | None = None,
    hops: int = 1,
    keep: Mapping[str, str | Sequence[str]] | None = None,
    title: str = "",
    source: str = "",
    max_nodes: int = 0,
    size: tuple[float | None, float | None] = (None, None),
    dpi: int = 150,
    theme: str = "light",
) -> "DrawnSummary":
    """Draw a graph or a part of it into files whose suffixes choose SVG, PNG, PDF or page (.html); what has no room is counted.

    Args:
        graph: what is drawn.
        path: one file or several.
        view: a name of `kg.drawing.VIEWS`.
        event: the event of the view "event".
        focus: draw only what is within `hops` claims of this thing.
        hops: how near that is.
        keep: filters of `kg.filters.FILTERS` by name, such as {"by": "Kremlin", "status": ["unverified", "contested"]}.
        title: what stands above; otherwise the headline, or the number of articles.
        source: what the source line names; otherwise publishers and dates.
        max_nodes: nodes, or claims, that are shown at most; 0 for what suits the view.
        size: width and height in inches; otherwise in proportion, or what the text needs.
        dpi: dots an inch of a PNG.
        theme: light, dark or print.

    Raises:
        InputError: the graph cannot be read.
        UsageError: unknown name, format or date, or no room for a node.
        OutputError: a file cannot be written.
    """
    from kg import drawing, filters, network, page, store

    held = store.as_store(graph)
    read = network.read_network(held)
    part = filters.narrow(read, _several(keep), focus=focus or "", hops=hops)
    headline = title or (f"{focus}: {read.title}" if focus else read.title)
    brief = drawing.Brief(headline, source or read.source, part.note, max_nodes, size, event)
    targets = [path] if isinstance(path, Path | str) else list(path)
    pages = [target for target in targets if page.is_page(target)]
    if pages and view != "relations":
        raise UsageError(f"a page has every view in it; --view {view} is for .svg, .png and .pdf")
    heading = page.Heading(brief.title, brief.source, brief.note)
    summaries = [page.write_page(held, part.network, target, heading, max_nodes) for target in pages]
    pictures = [target for target in targets if target not in pages]
    if pictures or not pages:
        return drawing.publish(drawing.view(part.network, view, brief), pictures, dpi=dpi, theme=theme)
    return summaries[-1]


def extract(  # noqa: PLR0913 - what an article may be silent about
    paths: Iterable[str | Path],
    *,
    model: str | None = None,
    published: str | None = None,
    source: str | None = None,
    author: str | None = None,
    fields: Mapping[str, str] | None = None,
    workers: int = 1,
) -> "BuildResult":
    """Read articles into frozen values: a `Reading` (entities, events, claims) for each, and what failed and why.

    A text of more than 100,000 characters has several readings, one after the other, with offsets in the whole text.

    The arguments are those of `build`.

    Raises:
        InputError: the model is not installed.
        UsageError: `published` is not a date.
    """
    from kg import pipeline
    from kg.read import Options

    options = Options(published=published, source=source, author=author, fields=fields)
    return pipeline.extract(paths, options, model=model, workers=workers)


def load(path: Path | str) -> "rdflib.Dataset":
    """Read a graph from a file (Turtle, N-Triples, N-Quads, TriG, JSON-LD, RDF/XML) or the `graph.ttl` of a folder.

    The dataset keeps named graphs and answers as their union; pyoxigraph holds the triples, so SPARQL has its speed.

    Raises:
        InputError: it is missing, not of a known kind, or broken.
    """
    from kg import store

    return store.as_dataset(store.load(path))


def query(
    graph: AnyGraph,
    sparql: str,
    *,
    keep: Mapping[str, str | Sequence[str]] | None = None,
    deadline: float = 10.0,
    max_rows: int = 100_000,
    memory: int = 1 << 30,
) -> "Table":
    """Answer a read-only SPARQL query; the usual prefixes need not be declared.

    Args:
        graph: what is asked.
        sparql: SELECT, ASK, CONSTRUCT or DESCRIBE, <https://www.w3.org/TR/sparql11-query/>; or the name of a named question.
        keep: filters of `kg.filters.FILTERS` by name, such as {"by": "Kremlin", "since": "2024-06"}; they narrow the claims ?c
            of the query, or its events ?e.
        deadline: seconds until the query is stopped.
        max_rows: rows after which the table is cut and marked as truncated; 0 for no limit.
        memory: bytes that the query may take beside the graph.

    Raises:
        InputError: the graph cannot be read.
        UsageError: the query is refused or is not SPARQL, or a filter is misspelt.
        LimitError: it took too long or too much memory.
        DamageError: the graph is a store and not what was written.
    """
    with asking(graph) as ask:
        return ask(sparql, keep=keep, deadline=deadline, max_rows=max_rows, memory=memory)


def to_networkx(graph: AnyGraph) -> "nx.MultiDiGraph[str]":
    """Return the graph for network analysis: an edge a claim, with claimant, attribution, status and evidence.

    Raises:
        InputError: the graph cannot be read.
    """
    from kg import network, store

    return network.to_networkx(store.as_store(graph))


def verify(graph: AnyGraph, *, shapes: bool = True) -> "tuple[Finding, ...]":
    """Hold every edge against its source text, and the graph against its shapes; nothing found means nothing is wrong.

    `shapes=False` leaves out SHACL, which takes nearly all the time.

    Raises:
        InputError: the graph cannot be read.
    """
    from kg import store, verification

    return verification.verify(store.as_store(graph), shapes=shapes)


def _several(keep: Mapping[str, str | Sequence[str]] | None) -> dict[str, Sequence[str]]:
    return {name: [words] if isinstance(words, str) else words for name, words in (keep or {}).items()}
