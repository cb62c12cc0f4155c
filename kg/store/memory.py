"""A graph in memory: read behind a guard, handed on as pyoxigraph or rdflib.

pyoxigraph does all parsing; rdflib's parsers open addresses that a file names, and its writers can be made to inject triples.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from kg.errors import InputError
from kg.namespaces import DOC, KG, PREFIXES, RDF
from kg.store import hostile
from kg.store.atomic import one_line
from kg.store.names import is_store

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Identifier

    from kg.store.union import Union

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
PACKED = ".gz"
MAX_BYTES = 1 << 30
"""Largest file that is read into memory; a graph takes about ten times its Turtle."""
MAX_RATIO, FREE = 100, 1 << 26
"""Times its size that a packed graph may unpack to, beside bytes that each may: N-Triples shrink to a thirtieth."""
NAMED_DOCUMENTS = 200
"""Most documents that get a prefix of their own when a graph of several is written."""
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Facts: TypeAlias = dict[str, dict[str, list[Term]]]
_CONTEXT = "its JSON-LD context lies elsewhere and is not fetched; put the context itself into the file"
_BOM = b"\xef\xbb\xbf"


def load(path: Path | str) -> ox.Store:
    """Read a file, by its suffix, the `graph.ttl` of a folder, or all of a store as one graph.

    Raises:
        InputError: it is missing, too large, not of a known kind, or broken; one line with the place.
        DamageError: it is a store and not what was written.
    """
    path = Path(path)
    if is_store(path):
        from kg.store.disk import load_union  # a file does without

        return load_union(path)
    if path.is_dir():
        path = path / "graph.ttl"
    suffix = graph_suffix(path)
    if suffix not in FORMATS and path.exists():
        raise InputError(f"{path}: {path.suffix or 'no suffix'} is no graph format; known: {', '.join(sorted(FORMATS))}")
    data = _read(path)
    kind = FORMATS[suffix]
    hostile.check(path, data, kind)
    store = ox.Store()
    try:
        store.bulk_load(data, format=kind)
    except SyntaxError as error:
        place = f" line {error.lineno}" if error.lineno else ""
        told = _CONTEXT if "LoadDocumentCallback" in str(error.msg) else one_line(str(error.msg))
        raise InputError(f"{path}:{place} {told}") from error
    except (ValueError, OSError) as error:
        raise InputError(f"{path}: {one_line(str(error))}") from error
    if kind == ox.RdfFormat.JSON_LD:
        hostile.check_kept(path, data, store)
    return store


def graph_suffix(path: Path | str) -> str:
    """Return the suffix that says what kind of graph a file holds: its own, or the one before ".gz".

    >>> graph_suffix("graph.ttl"), graph_suffix("old/Graph.NQ.gz"), graph_suffix("a.gz")
    ('.ttl', '.nq', '')
    """
    name = Path(path).name.lower()
    return Path(name.removesuffix(PACKED)).suffix


def view(path: Path | str) -> ox.Store:
    """Open a store where it lies, as it is now, and read anything else into memory: for questions, which need little of it.

    Raises:
        InputError, DamageError: as `load`.
    """
    if is_store(Path(path)):
        from kg.store.disk import open_store  # a file does without

        return open_store(Path(path))
    return load(path)


def merged(path: Path | str) -> "ox.Store | Union":
    """Open a store where it lies as one graph, and read anything else into memory: for files that hold all of it.

    Raises:
        InputError, DamageError: as `load`.
    """
    if is_store(Path(path)):
        from kg.store.disk import open_union  # a file does without

        return open_union(Path(path))
    return load(path)


def as_store(graph: "ox.Store | rdflib.Graph | Path | str") -> ox.Store:
    """Return the graph as a pyoxigraph store, whatever it came as; a path is loaded.

    Raises:
        InputError: as `load`, or it is none of these.
    """
    if isinstance(graph, ox.Store):
        return graph
    if isinstance(graph, Path | str):
        return load(graph)
    # Whoever holds an rdflib graph has imported rdflib; nobody else pays for it.
    if "rdflib" not in sys.modules or not isinstance(graph, sys.modules["rdflib"].Graph):
        raise InputError(f"a graph is a path, a pyoxigraph store or an rdflib graph, not {type(graph).__name__}")
    if _is_ours(graph):
        shared: ox.Store = graph.store._inner  # noqa: SLF001 - oxrdflib has no public way back
        return shared
    store = ox.Store()
    quads = graph.quads() if isinstance(graph, sys.modules["rdflib"].Dataset) else ((*triple, None) for triple in graph)
    store.extend(ox.Quad(_node(s), ox.NamedNode(str(p)), _term(o), _graph_name(name)) for s, p, o, name in quads)
    return store


def as_dataset(store: ox.Store) -> "rdflib.Dataset":
    """Return the store as an rdflib dataset that shares its triples and prefixes; it answers as the union of its graphs."""
    import rdflib  # half of kg's start-up time, and only for people who script with it
    from oxrdflib import OxigraphStore

    dataset = rdflib.Dataset(store=OxigraphStore(store=store), default_union=True)
    for name, iri in prefixes(store).items():
        dataset.bind(name, iri, override=True, replace=True)
    return dataset


def as_rdflib(store: ox.Store) -> "rdflib.Graph":
    """Return the store as an rdflib graph that shares its triples, answers SPARQL at its speed and knows the prefixes.

    Named graphs are merged into a copy, because a plain rdflib graph sees the default graph only.
    """
    import rdflib  # half of kg's start-up time, and only for people who script with it
    from oxrdflib import OxigraphStore
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    if next(iter(store.named_graphs()), None) is not None:
        union = ox.Store()
        union.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in store)
        store = union
    graph = rdflib.Graph(store=OxigraphStore(store=store), identifier=DATASET_DEFAULT_GRAPH_ID, bind_namespaces="none")
    for name, iri in prefixes(store).items():
        graph.bind(name, iri, override=True, replace=True)
    return graph


def documents(store: "ox.Store | Union") -> list[str]:
    """List the IRIs of the documents that the graph was read from."""
    quads = store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{KG}Document"))
    return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})


def prefixes(store: "ox.Store | Union") -> dict[str, str]:
    """Return the prefixes of a graph: those of kg, and `doc:` for its document, or `d1:`, `d2:` … for several."""
    found = [iri for iri in documents(store) if iri.startswith(DOC)][:NAMED_DOCUMENTS]
    if len(found) == 1:
        return PREFIXES | {"doc": f"{found[0]}#"}
    return PREFIXES | {f"d{number}": f"{iri}#" for number, iri in enumerate(found, 1)}


def facts(quads: Iterable[ox.Quad], *, without: frozenset[str] = frozenset()) -> Facts:
    """Index a graph, or the triples as they were minted: subject → predicate → objects, all in the order of their text.

    Predicates in `without` are left out.
    """
    found: Facts = {}
    for subject, named, value, _ in quads:
        predicate = named.value
        if predicate not in without and not isinstance(subject, ox.Triple):
            found.setdefault(subject.value, {}).setdefault(predicate, []).append(value)
    for properties in found.values():
        for objects in properties.values():
            if len(objects) > 1:
                objects.sort(key=str)
    return found


def _read(path: Path) -> bytes:
    try:
        if not path.exists():
            raise InputError(f"{path}: no such file" + (". Run kg build first." if path.name == "graph.ttl" else ""))
        if not path.is_file():
            raise InputError(f"{path}: not a regular file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(f"{path}: {size / 2**30:.1f} GiB is more than the {MAX_BYTES >> 30} GiB that fit in memory")
        data = _unpacked(path, size) if path.suffix.lower() == PACKED else path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {one_line(error.strerror or str(error))}") from error
    return data.removeprefix(_BOM)


def _unpacked(path: Path, size: int) -> bytes:
    """Unpack a file, or refuse it before it takes more than the memory of a graph that large."""
    import gzip  # most graphs are not packed
    import zlib

    limit = min(MAX_BYTES, FREE + MAX_RATIO * size)
    try:
        with gzip.open(path) as file:
            data = file.read(limit + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{path}: damaged, or not packed with gzip") from error
    if len(data) > limit:
        raise InputError(f"{path}: unpacks to more than {limit >> 20:,} MiB, which no graph of its size does")
    return data


def _is_ours(graph: "rdflib.Graph") -> bool:
    """Tell whether an rdflib graph is all of a pyoxigraph store, as those are that kg hands out."""
    from oxrdflib import OxigraphStore
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    if not isinstance(graph.store, OxigraphStore):
        return False
    named = next(iter(graph.store._inner.named_graphs()), None)  # noqa: SLF001 - as above
    return isinstance(graph, sys.modules["rdflib"].Dataset) or (named is None and graph.identifier == DATASET_DEFAULT_GRAPH_ID)


def _graph_name(name: "Identifier | None") -> ox.NamedNode | ox.BlankNode | ox.DefaultGraph:
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    return ox.DefaultGraph() if name is None or name == DATASET_DEFAULT_GRAPH_ID else _node(name)


def _node(term: "Identifier") -> ox.NamedNode | ox.BlankNode:
    if isinstance(term, sys.modules["rdflib"].BNode):
        return ox.BlankNode("b" + "".join(f"{byte:02x}" for byte in str(term).encode()))
    return ox.NamedNode(str(term))


def _term(term: "Identifier") -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if not isinstance(term, sys.modules["rdflib"].Literal):
        return _node(term)
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
