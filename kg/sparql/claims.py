"""Two questions with a command of their own: who claims what, and how two things hang together."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import UnknownNameError
from kg.ontology import KG, NIF, RDF, RDFS, SCHEMA, SKOS, load_ontology
from kg.sparql.table import Table, plain
from kg.store import Facts, facts

if TYPE_CHECKING:
    from kg.network import Edge, Network

MAX_PATHS = 20
_NAMED = ("Entity", "Event")


def claims(store: Iterable[ox.Quad], *, by: str = "", about: str = "", status: str = "") -> Table:
    """List claims in the order of the text: who, act, status, what, the sentence, the document, the channel.

    Args:
        store: the graph.
        by: a claimant, by label or alias, or by words of it; any case.
        about: an entity or event that the claim is about or has as an end; likewise.
        status: unassessed, unverified, confirmed, contested, refuted or retracted.

    Raises:
        UnknownNameError: nobody and nothing has that name; suggests the nearest.
    """
    if status and status not in (known := load_ontology().schemes["StatusScheme"]):
        raise UnknownNameError("status", status, known)
    index = facts(store)
    found = [iri for iri in index if f"{KG}Claim" in _values(index, iri, f"{RDF}type")]
    who = _find(index, by, {c for iri in found for c in _values(index, iri, f"{KG}claimant")}, "claimant") if by else set()
    what = _find(index, about, _things(index), "name") if about else set()
    rows = []
    for iri in found:
        ends = [v for p in (f"{KG}about", f"{RDF}subject", f"{RDF}object") for v in _values(index, iri, p)]
        stands = _text(index, iri, f"{KG}status").removeprefix(KG)
        speakers = _values(index, iri, f"{KG}claimant")
        if (not by or who & set(speakers)) and (not about or what & set(ends)) and status in {"", stands}:
            rows.append((*_place(index, iri), _row(index, iri, speakers, stands)))
    return plain(("who", "act", "status", "what", "sentence", "document", "via"), [row for *_, row in sorted(rows)])


def why(store: Iterable[ox.Quad], a: str, b: str, *, hops: int = 3) -> Table:
    """List the paths between two things, shortest first, a row a claim: the things passed, the claim, who makes it, its words.

    Paths run through entities and events in either direction, not through numbers; at most `MAX_PATHS` are listed.

    Raises:
        UnknownNameError: one of the names is not in the graph; suggests the nearest.
    """
    from kg.network import read_network  # a plain query need not pay for it

    quads = list(store)
    index = facts(quads)
    network = read_network(quads)
    things = _things(index)
    starts, ends = _find(index, a, things, "name"), _find(index, b, things, "name")
    label = {node.id: node.label for node in network.nodes}
    between = _between(network)
    paths = list(_paths(between, starts, ends, hops))
    rows = []
    for path in paths[:MAX_PATHS]:
        through = " – ".join(label[node] for node in path)
        for step in pairwise(path):
            for edge in between[step[0]][step[1]]:
                names = (label[edge.source], edge.relation, label[edge.target])
                rows.append((through, *names, edge.claimant, edge.attribution, edge.status, edge.text, edge.evidence))
    columns = ("path", "from", "relation", "to", "who", "attribution", "status", "what", "sentence")
    table = plain(columns, rows)
    return Table(table.columns, table.rows, truncated=len(paths) > MAX_PATHS)


def _between(network: "Network") -> dict[str, dict[str, list["Edge"]]]:
    """Index the edges by their two ends, either way."""
    passable = {node.id for node in network.nodes if node.kind in {"entity", "event"}}
    between: dict[str, dict[str, list[Edge]]] = {}
    for edge in network.edges:
        if edge.source in passable and edge.target in passable and edge.source != edge.target:
            for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
                between.setdefault(one, {}).setdefault(other, []).append(edge)
    return between


def _paths(
    between: dict[str, dict[str, list["Edge"]]], starts: set[str], ends: set[str], hops: int
) -> Iterator[tuple[str, ...]]:
    """Yield the paths from starts to ends without a repeated node, shortest first, one more than will be shown."""
    left = MAX_PATHS + 1
    level: list[tuple[str, ...]] = [(start,) for start in sorted(starts)]
    # Steps that can still arrive in time: a search without this visits every path of a large graph.
    near = _distances(between, ends, hops)
    for step in range(1, hops + 1):
        wider = []
        for path in level:
            for node in sorted(between.get(path[-1], {})):
                if node in path or near.get(node, hops + 1) > hops - step:
                    continue
                if node not in ends:
                    wider.append((*path, node))
                elif left:
                    left -= 1
                    yield (*path, node)
        level = wider if left else []


def _distances(between: dict[str, dict[str, list["Edge"]]], ends: set[str], hops: int) -> dict[str, int]:
    far = dict.fromkeys(ends, 0)
    level = set(ends)
    for step in range(1, hops + 1):
        level = {n for node in level for n in between.get(node, {}) if n not in far}
        far.update(dict.fromkeys(level, step))
    return far


def _find(index: Facts, name: str, among: Iterable[str], kind: str) -> set[str]:
    """Find nodes by label or alias in any case; else by whole words of a label.

    Raises:
        UnknownNameError: there is none.
    """
    wanted = " ".join(name.casefold().split())
    names = {iri: [*_values(index, iri, f"{RDFS}label"), *_values(index, iri, f"{SKOS}altLabel")] for iri in among}
    exact = {iri for iri, labels in names.items() if wanted in (label.casefold() for label in labels)}
    part = {iri for iri, labels in names.items() if any(f" {wanted} " in f" {label.casefold()} " for label in labels)}
    if not wanted or not exact | part:
        raise UnknownNameError(kind, name, (label for labels in names.values() for label in labels))
    return exact or part


def _things(index: Facts) -> list[str]:
    kinds = {f"{KG}{kind}" for kind in _NAMED}
    return [iri for iri in index if kinds & set(_values(index, iri, f"{RDF}type"))]


def _row(index: Facts, iri: str, speakers: list[str], status: str) -> tuple[str, ...]:
    spans = sorted(_values(index, iri, f"{KG}evidence"), key=lambda span: _begin(index, span))
    return (
        "; ".join(sorted(_text(index, speaker, f"{RDFS}label") for speaker in speakers)),
        _text(index, iri, f"{KG}act").removeprefix(KG),
        status,
        _text(index, iri, f"{KG}text"),
        " … ".join(_text(index, span, f"{NIF}anchorOf") for span in spans),
        _text(index, _source(index, spans), f"{SCHEMA}headline"),
        "; ".join(sorted(_text(index, channel, f"{RDFS}label") for channel in _values(index, iri, f"{KG}channel"))),
    )


def _place(index: Facts, iri: str) -> tuple[str, float, str]:
    spans = _values(index, iri, f"{KG}evidence")
    return _source(index, spans), min((_begin(index, span) for span in spans), default=0.0), iri


def _source(index: Facts, spans: list[str]) -> str:
    return _text(index, spans[0], f"{NIF}referenceContext") if spans else ""


def _begin(index: Facts, span: str) -> float:
    begin = _text(index, span, f"{NIF}beginIndex")
    return float(begin) if begin.isdecimal() else 0.0


def _values(index: Facts, iri: str, predicate: str) -> list[str]:
    terms = index.get(iri, {}).get(predicate, ())
    return [term.value for term in terms if not isinstance(term, ox.Triple)]


def _text(index: Facts, iri: str, predicate: str) -> str:
    return next(iter(_values(index, iri, predicate)), "")
