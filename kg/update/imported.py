"""Graphs of kg's model → named graphs: a colleague's articles, each by itself and called after its content.

What belongs to no article (names, classes and places of shared things, and how the graph was made) is given to every article
that speaks of it; what no article speaks of is left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError
from kg.merging import Graph, Shares, read_graph
from kg.model import Document
from kg.ontology import DCTERMS, DOC, KG, PROV, RDFS, RUN, SCHEMA
from kg.store import BOOKKEEPING, Term, article_graph
from kg.store.sources import COUNTED
from kg.update.identity import identify

MAX_GROWTH = 20
"""Times that a graph may grow when it is taken apart: by so much at most do its articles speak of the same things."""
_DERIVED, _MADE = ox.NamedNode(f"{PROV}wasDerivedFrom"), ox.NamedNode(f"{PROV}wasGeneratedBy")
_TITLES = frozenset({f"{RDFS}label", f"{SCHEMA}headline", f"{DCTERMS}identifier"})
"""What may be the name of an article, which gets another one."""
_Portions = Mapping[str, list[ox.Triple]]
"""IRI of an article, or of a thing that belongs to none → its triples."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One article of a graph: the document with the name that it gets, its named graph, and a fingerprint of that."""

    document: Document
    quads: Sequence[ox.Quad]
    made: str


def articles_of(path: Path | str) -> Iterator[Imported]:
    """Yield the articles of a graph file, the oldest first, each with its named graph.

    Raises:
        InputError: it cannot be read, is hostile, is not of kg's model, or its articles share far more than articles do.
    """
    graph = read_graph(path, {})
    own, shared = _apart(graph)
    documents = sorted((_document(graph, iri, str(path)) for iri in graph.articles), key=lambda d: (d.published or "", d.id))
    names = {f"{DOC}{document.id}": identify(document) for document in documents}
    told: dict[str, list[ox.Triple]] = {}
    left = MAX_GROWTH * len(graph.store)
    for iri, triples in own.items():
        told[iri] = [*triples, *_spoken_of(triples, shared)]
        left -= len(told[iri])
        if left < 0:
            raise InputError(f"its articles share more than {MAX_GROWTH} times what is in it. Split it into a file an article.")
    runs = _runs(own, shared)
    for iri, document in names.items():
        run = [triple for name in runs.get(iri, ()) for triple in shared.get(name, ())]
        yield _named(iri, document, (told[iri], run), names)


def _apart(graph: Graph) -> tuple[_Portions, _Portions]:
    """Return the triples of each article, and those that belong to none, by the run or the thing that they describe."""
    shares = Shares(graph.index)
    own: dict[str, list[ox.Triple]] = {iri: [] for iri in graph.articles}
    shared: dict[str, list[ox.Triple]] = {}
    for quad in graph.store:
        if quad.predicate in (*BOOKKEEPING, *COUNTED):
            continue  # what a store keeps for itself, and what it counts over all of its articles, are made anew
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        owners = shares.articles(quad)
        for article in owners:
            if article in own:
                own[article].append(quad.triple)
        if not owners and not subject.startswith(KG):
            shared.setdefault(subject.partition("#")[0] if subject.startswith(RUN) else subject, []).append(quad.triple)
    return own, shared


def _document(graph: Graph, iri: str, path: str) -> Document:
    """Read an article's document back from its graph."""
    index = graph.index
    headline, identifier = index.text(iri, f"{SCHEMA}headline"), index.text(iri, f"{DCTERMS}identifier")
    name = iri.removeprefix(DOC)
    return Document(
        name,
        graph.articles[iri],
        headline if headline != identifier else "",
        (),
        index.text(iri, f"{SCHEMA}datePublished") or None,
        index.text(iri, f"{DCTERMS}source") or None,
        index.text(iri, f"{SCHEMA}inLanguage") or "en",
        index.text(iri, f"{SCHEMA}author") or None,
        index.text(iri, f"{SCHEMA}url") or None,
        f"{path}, {name}",
        updated=index.text(iri, f"{SCHEMA}dateModified") or None,
        section=index.text(iri, f"{SCHEMA}articleSection") or None,
        place=index.text(iri, f"{SCHEMA}dateline") or None,
    )


def _runs(own: _Portions, shared: _Portions) -> Mapping[str, list[str]]:
    """Return article → the runs that made it: the article says so in a store, and the dataset in a graph that was built."""
    found: dict[str, set[str]] = {}
    for article, triples in own.items():
        for triple in triples:
            if triple.predicate == _MADE:
                found.setdefault(article, set()).add(_value(triple.object).partition("#")[0])
    for name in (name for name in shared if name.startswith(RUN)):
        for triple in shared[name]:
            if triple.predicate == _DERIVED:
                found.setdefault(_value(triple.object), set()).add(name)
    return {article: sorted(names) for article, names in found.items()}


def _spoken_of(own: Iterable[ox.Triple], shared: _Portions) -> Iterator[ox.Triple]:
    """Yield what is said of the shared things that some triples name, and of what that names."""
    seen: set[str] = set()
    waiting = {_value(end) for triple in own for end in (triple.subject, triple.object)}
    while waiting:
        thing = waiting.pop()
        if thing not in seen and thing in shared and not thing.startswith(RUN):
            seen.add(thing)
            yield from shared[thing]
            waiting |= {_value(triple.object) for triple in shared[thing]}


def _named(
    iri: str, document: Document, triples: tuple[list[ox.Triple], list[ox.Triple]], names: Mapping[str, Document]
) -> Imported:
    """Give an article its name in the store, and its run a name that follows from what is said of it."""
    told, run = triples
    old, new = iri.removeprefix(DOC), ox.Literal(document.id)
    article = DOC + document.id

    def renamed(node: ox.NamedNode) -> ox.NamedNode:
        head, mark, rest = node.value.partition("#")
        return ox.NamedNode(f"{DOC}{names[head].id}{mark}{rest}") if head in names else node

    kept: list[ox.Triple] = []
    for subject, predicate, value in (triple for triple in told if triple.predicate != _MADE):
        is_old = _value(subject) == iri and predicate.value in _TITLES and _value(value) == old
        target = new if is_old else renamed(value) if isinstance(value, ox.NamedNode) else value
        kept.append(ox.Triple(renamed(subject) if isinstance(subject, ox.NamedNode) else subject, predicate, target))
    quads = list(article_graph([*kept, *run], article, _digest(_nameless(run))))
    return Imported(document, quads, _digest(str(quad) for quad in quads))


def _nameless(run: Iterable[ox.Triple]) -> set[str]:
    """Return what is said of the parts of a run, without its name."""
    parts = ((_value(triple.subject), str(triple)) for triple in run)
    return {text.replace(f"<{name.partition('#')[0]}#", "<#") for name, text in parts if "#" in name}


def _digest(lines: Iterable[str]) -> str:
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


def _value(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else str(term)
