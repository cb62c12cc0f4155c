"""Parts of a network: what is near a thing or about it, who says it, how sure it is, of which type and time.

Every filter takes a network and the words that a user gave, any of which may hold, and returns a smaller network. What remains
are claims and the things they are about.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kg.dates import day_of, interval
from kg.errors import UnknownNameError, UsageError
from kg.network import Edge, Network, Node
from kg.ontology import load_ontology

Key = TypeVar("Key")
Filter = Callable[[Network, Sequence[str]], Network]
"""Words of the user to a smaller network.

Raises: UnknownNameError for a name that is not in the network, UsageError for what is no date.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a network, and in words what it is restricted to and how many claims that left out ("" for all of it)."""

    network: Network
    note: str


def narrow(network: Network, keep: Mapping[str, Sequence[str]], *, focus: str = "", hops: int = 1) -> Part:
    """Apply filters of `FILTERS` by name, then keep what is within `hops` claims of `focus`; empty ones do nothing.

    Raises:
        UnknownNameError: no filter, or nothing in the network, has that name; suggests the nearest.
        UsageError: a date is none.
    """
    part = network
    words = []
    for name, wanted in keep.items():
        if name not in FILTERS:
            raise UnknownNameError("filter", name, FILTERS)
        if wanted:
            # Names are looked up in the whole network: two filters that exclude each other are no misspelling.
            part = _common(part, FILTERS[name](network, wanted))
            words.append(f"{name} {' or '.join(wanted)}")
    if focus:
        part = _around(part, _named(network, focus), hops)
        words.append(f"within {hops} claim{'s' if hops > 1 else ''} of {focus}")
    left_out = len(claims_of(network)) - len(claims_of(part))
    note = f"only {', '.join(words)}: {left_out:,} of {len(claims_of(network)):,} claims filtered out" if words else ""
    return Part(part, note)


def claims_of(network: Network) -> tuple[Edge, ...]:
    """Return all claims, those in words alone last."""
    return (*network.edges, *network.remarks)


def near(network: Network, name: str, hops: int) -> Network:
    """Keep what is within so many claims of the things of that name, or else with the name in theirs.

    Raises:
        UnknownNameError: nothing has that name; suggests the nearest.
    """
    return _around(network, _named(network, name), hops)


def about(network: Network, wanted: Sequence[str]) -> Network:
    """Keep claims that are about one of these things or events, or have it as an end."""
    topics = {node for name in wanted for node in _named(network, name)}
    return _claims(network, lambda edge: bool(topics & {edge.source, edge.target, *edge.about.split("; ")}))


def by(network: Network, wanted: Sequence[str]) -> Network:
    """Keep claims that one of these makes; "article author" is the article's own voice."""
    labels = {name for edge in claims_of(network) for name in edge.claimant.split("; ")}
    speakers = {node.id: node.label for node in network.speakers}
    names = [(label, label) for label in labels] + [(speakers[iri], name) for iri, name in network.names if iri in speakers]
    found = {claimant for name in wanted for claimant in matching(names, name, "claimant")}
    return _claims(network, lambda edge: bool(found & set(edge.claimant.split("; "))))


def in_article(network: Network, wanted: Sequence[str]) -> Network:
    """Keep claims of the articles with these words in their headline."""
    headlines = {(edge.document, edge.document) for edge in claims_of(network)}
    found = {headline for words in wanted for headline in matching(headlines, words, "article")}
    return _claims(network, lambda edge: edge.document in found)


def of_status(network: Network, wanted: Sequence[str]) -> Network:
    """Keep claims of one of these statuses."""
    chosen = _listed("status", wanted, load_ontology().schemes["StatusScheme"])
    return _claims(network, lambda edge: edge.status in chosen)


def of_attribution(network: Network, wanted: Sequence[str]) -> Network:
    """Keep claims that the article presents in one of these ways."""
    chosen = _listed("attribution", wanted, load_ontology().schemes["AttributionScheme"])
    return _claims(network, lambda edge: edge.attribution in chosen)


def of_type(network: Network, wanted: Sequence[str]) -> Network:
    """Keep claims with an end of one of these classes or of a class below it."""
    ontology = load_ontology()
    above = {name: set(kinds) for name, kinds in ontology.types.items()}
    above |= {name: set(kind.ancestors) for name, kind in ontology.events.items()}
    classes = {node.id: {node.type, *above.get(node.type, ())} for node in network.nodes}
    chosen = _listed("type", wanted, {name for kinds in classes.values() for name in kinds} | above.keys())
    ends = {node for node, kinds in classes.items() if kinds & chosen}
    return _claims(network, lambda edge: bool(ends & {edge.source, edge.target}))


def since(network: Network, wanted: Sequence[str]) -> Network:
    """Keep claims of this day, month or year and later; see `date_of`."""
    days = [read_date(date) for date in wanted]
    dates = _dates(network)
    return _claims(network, lambda edge: in_range(dates[edge.id], days, ()))


def until(network: Network, wanted: Sequence[str]) -> Network:
    """Keep claims of this day, month or year and earlier; see `date_of`."""
    days = [read_date(date) for date in wanted]
    dates = _dates(network)
    return _claims(network, lambda edge: in_range(dates[edge.id], (), days))


FILTERS: dict[str, Filter] = {
    "about": about,
    "by": by,
    "article": in_article,
    "status": of_status,
    "attribution": of_attribution,
    "type": of_type,
    "since": since,
    "until": until,
}


def date_of(edge: Edge, nodes: Mapping[str, Node]) -> str:
    """Return the date of the event that a claim is about, else when it was said, else when it was published, else ""."""
    events = [nodes[node].date for node in (edge.source, edge.target, *edge.about.split("; ")) if node in nodes]
    return next(filter(None, map(day_of, (*events, edge.said, edge.published))), "")


def read_date(text: str) -> str:
    """Return a day, month or year as it is written.

    Raises:
        UsageError: it is none.
    """
    if not interval(text):
        raise UsageError(f"{text!r} is not a date. Write it as 2024-06-07, 2024-06 or 2024.")
    return text


def in_range(date: str, since: Sequence[str], until: Sequence[str]) -> bool:
    """Tell whether a day, month or year has a day from the first of `since` to the last of `until`; both may be open.

    >>> in_range("2024-06", ["2024-06-30"], []), in_range("2024-06", [], ["2024-05"]), in_range("", ["2024"], [])
    (True, False, False)
    """
    days = interval(date)
    if days is None:
        return False
    first, last = days
    begun = not since or last >= min(_spanned(day)[0] for day in since)
    return begun and (not until or first <= max(_spanned(day)[1] for day in until))


def _spanned(date: str) -> tuple[str, str]:
    return interval(date) or (date, date)


def _dates(network: Network) -> dict[str, str]:
    nodes = {node.id: node for node in network.nodes}
    return {edge.id: date_of(edge, nodes) for edge in claims_of(network)}


def _claims(network: Network, holds: Callable[[Edge], bool]) -> Network:
    """Keep the claims for which something holds, with the things they are about."""
    edges = tuple(edge for edge in network.edges if holds(edge))
    remarks = tuple(edge for edge in network.remarks if holds(edge))
    return _with_ends(network, edges, remarks)


def _common(one: Network, other: Network) -> Network:
    """Keep the claims that two parts of a network share."""
    shared = {edge.id for edge in claims_of(other)}
    return _claims(one, lambda edge: edge.id in shared)


def _around(network: Network, centres: set[str], hops: int) -> Network:
    beside: dict[str, set[str]] = {node.id: set() for node in network.nodes}
    for edge in network.edges:
        beside[edge.source].add(edge.target)
        beside[edge.target].add(edge.source)
    reached = centres & beside.keys()
    for _ in range(hops):
        reached |= {neighbour for node in reached for neighbour in beside[node]}
    # A number is no thing that is farther away than what it is claimed of.
    values = {node.id for node in network.nodes if node.kind == "value"}
    reached |= {edge.target for edge in network.edges if edge.source in reached and edge.target in values}
    return replace(
        network,
        nodes=tuple(node for node in network.nodes if node.id in reached),
        edges=tuple(edge for edge in network.edges if {edge.source, edge.target} <= reached),
        remarks=tuple(edge for edge in network.remarks if edge.source in reached),
    )


def _with_ends(network: Network, edges: tuple[Edge, ...], remarks: tuple[Edge, ...]) -> Network:
    ends = {node for edge in (*edges, *remarks) for node in (edge.source, edge.target, *edge.about.split("; "))}
    nodes = tuple(node for node in network.nodes if node.id in ends)
    return replace(network, nodes=nodes, edges=edges, remarks=remarks)


def _listed(kind: str, wanted: Sequence[str], known: Iterable[str]) -> set[str]:
    """Look names up in a list, in any case."""
    names = {name.casefold(): name for name in known}
    unknown = next((name for name in wanted if name.casefold() not in names), None)
    if unknown is not None:
        raise UnknownNameError(kind, unknown, names.values())
    return {names[name.casefold()] for name in wanted}


def _named(network: Network, name: str) -> set[str]:
    nodes = {node.id: node.label for node in network.nodes}
    return matching([*nodes.items(), *(pair for pair in network.names if pair[0] in nodes)], name, "name")


def matching(names: Iterable[tuple[Key, str]], name: str, kind: str) -> set[Key]:
    """Find the keys of a name among pairs of key and name, in any case; else of names that hold it as whole words.

    Raises:
        UnknownNameError: there is none; suggests the nearest.
    """
    known = list(names)
    wanted = " ".join(name.casefold().split())
    exact = {node for node, other in known if other.casefold() == wanted}
    part = {node for node, other in known if f" {wanted} " in f" {other.casefold()} "}
    if not wanted or not exact | part:
        raise UnknownNameError(kind, name, (other for _, other in known))
    return exact or part
