"""The options that narrow a question or a list of claims: which claims, or which events, of a store they keep.

Each option is answered from the store's own indexes with terms of the graph itself; nothing that a user types becomes SPARQL.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias

import pyoxigraph as ox

from kg.dates import day_of
from kg.errors import UnknownNameError
from kg.filters import in_range, matching, read_date
from kg.ontology import DCTERMS, KG, NIF, RDF, RDFS, SCHEMA, SKOS, load_ontology
from kg.store import Term

Filter: TypeAlias = "Callable[[ox.Store, Sequence[str]], set[Term]]"
"""Words of the user, any of which may hold, to claims. Raises: UnknownNameError."""

_TYPE, _LABEL, _OTHER = (ox.NamedNode(iri) for iri in (f"{RDF}type", f"{RDFS}label", f"{SKOS}altLabel"))
_ENDS = tuple(ox.NamedNode(iri) for iri in (f"{KG}about", f"{RDF}subject", f"{RDF}object"))
_DOCUMENT = ox.NamedNode(f"{KG}Document")
_TITLES = tuple(ox.NamedNode(iri) for iri in (f"{RDFS}label", f"{DCTERMS}title"))
_CLAIM, _EVENT = ox.NamedNode(f"{KG}Claim"), ox.NamedNode(f"{KG}Event")
_NAMED = (ox.NamedNode(f"{KG}Entity"), _EVENT)
_CLAIMANT, _EVIDENCE, _SAID = (ox.NamedNode(f"{KG}{name}") for name in ("claimant", "evidence", "saidAt"))
_DATES = (ox.NamedNode(f"{KG}date"), ox.NamedNode(f"{KG}period"))
_SOURCE, _PUBLISHED = ox.NamedNode(f"{NIF}referenceContext"), ox.NamedNode(f"{SCHEMA}datePublished")


def kept_claims(store: ox.Store, keep: Mapping[str, Sequence[str]]) -> set[Term]:
    """Return the claims that all of some options keep; an option without words keeps everything.

    Raises:
        UnknownNameError: no option, or nothing in the graph, has that name; suggests the nearest.
        UsageError: a date is none.
    """
    return _of_time(store, _of_filters(store, keep), keep, _date_of_claim)


def kept_events(store: ox.Store, keep: Mapping[str, Sequence[str]]) -> set[Term]:
    """Return the events that kept claims are about or have as an end; an event's own date decides before its article's.

    Raises:
        UnknownNameError: as `kept_claims`.
        UsageError: a date is none.
    """
    events = _subjects(store, _TYPE, _EVENT)
    if any(keep.get(name) for name in FILTERS):
        events &= {end for claim in _of_filters(store, keep) for end in _values(store, claim, *_ENDS)}
    return _of_time(store, events, keep, _date_of_event)


def things_named(store: ox.Store, name: str) -> set[Term]:
    """Find entities and events by label or other name, in any case; else by whole words of one.

    Raises:
        UnknownNameError: there is none; suggests the nearest.
    """
    return _named(store, {thing for kind in _NAMED for thing in _subjects(store, _TYPE, kind)}, name, "name")


def about(store: ox.Store, wanted: Sequence[str]) -> set[Term]:
    """Return claims that are about one of these things or events, or have it as an end."""
    topics = [topic for name in wanted for topic in things_named(store, name)]
    return {claim for topic in topics for end in _ENDS for claim in _subjects(store, end, topic)}


def by(store: ox.Store, wanted: Sequence[str]) -> set[Term]:
    """Return claims that one of these makes."""
    speakers = {quad.object for quad in store.quads_for_pattern(None, _CLAIMANT, None)}
    named = {speaker for name in wanted for speaker in _named(store, speakers, name, "claimant")}
    return {claim for speaker in named for claim in _subjects(store, _CLAIMANT, speaker)}


def in_article(store: ox.Store, wanted: Sequence[str]) -> set[Term]:
    """Return claims of the articles with these words in their headline."""
    articles = {
        (article, title) for article in _subjects(store, _TYPE, _DOCUMENT) for title in _texts(store, article, *_TITLES)
    }
    found = {article for words in wanted for article in matching(articles, words, "article")}
    spans = {span for article in found for span in _subjects(store, _SOURCE, article)}
    return {claim for span in spans for claim in _subjects(store, _EVIDENCE, span)}


def of_concept(store: ox.Store, wanted: Sequence[str], *, name: str, scheme: str) -> set[Term]:
    """Return claims with one of these concepts of a scheme."""
    known = {concept.casefold(): concept for concept in load_ontology().schemes[scheme]}
    concepts = [ox.NamedNode(KG + _looked_up(name, word, known)) for word in wanted]
    return {claim for concept in concepts for claim in _subjects(store, ox.NamedNode(KG + name), concept)}


def of_type(store: ox.Store, wanted: Sequence[str]) -> set[Term]:
    """Return claims with an end of one of these classes or of a class below it."""
    ontology = load_ontology()
    above: dict[str, set[str]] = {name: {name, *kinds} for name, kinds in ontology.types.items()}
    above |= {name: {name, *kind.ancestors} for name, kind in ontology.events.items()}
    names = {name.casefold(): name for name in above}
    chosen = {_looked_up("type", word, names) for word in wanted}
    classes = [ox.NamedNode(KG + name) for name, kinds in above.items() if kinds & chosen]
    ends = {thing for kind in classes for thing in _subjects(store, _TYPE, kind)}
    return {claim for thing in ends for end in _ENDS[1:] for claim in _subjects(store, end, thing)}


FILTERS: dict[str, Filter] = {
    "about": about,
    "by": by,
    "article": in_article,
    "status": partial(of_concept, name="status", scheme="StatusScheme"),
    "attribution": partial(of_concept, name="attribution", scheme="AttributionScheme"),
    "type": of_type,
}
_TIMES = ("since", "until")


def _of_filters(store: ox.Store, keep: Mapping[str, Sequence[str]]) -> set[Term]:
    kept: set[Term] | None = None
    for name, words in keep.items():
        if name not in FILTERS and name not in _TIMES:
            raise UnknownNameError("filter", name, (*FILTERS, *_TIMES))
        if words and name in FILTERS:
            found = FILTERS[name](store, words)
            kept = found if kept is None else kept & found
    return _subjects(store, _TYPE, _CLAIM) if kept is None else kept


def _of_time(
    store: ox.Store, nodes: set[Term], keep: Mapping[str, Sequence[str]], date_of: Callable[[ox.Store, Term], str]
) -> set[Term]:
    since, until = ([read_date(word) for word in keep.get(name, ())] for name in _TIMES)
    if not since and not until:
        return nodes
    return {node for node in nodes if in_range(date_of(store, node), since, until)}


def _date_of_event(store: ox.Store, event: Term) -> str:
    return _first(_texts(store, event, *_DATES)) or _published(store, event)


def _date_of_claim(store: ox.Store, claim: Term) -> str:
    """Return the date of the event that a claim is about, else when it was said, else when it was published, else ""."""
    ends = dict.fromkeys(end for predicate in (*_ENDS[1:], _ENDS[0]) for end in _values(store, claim, predicate))
    events = (date for end in ends for date in _texts(store, end, *_DATES))
    return _first(events) or _first(_texts(store, claim, _SAID)) or _published(store, claim)


def _published(store: ox.Store, node: Term) -> str:
    articles = {article for span in _values(store, node, _EVIDENCE) for article in _values(store, span, _SOURCE)}
    return _first(sorted(text for article in articles for text in _texts(store, article, _PUBLISHED)))


def _first(dates: Iterable[str]) -> str:
    return next(filter(None, map(day_of, dates)), "")


def _looked_up(kind: str, word: str, known: Mapping[str, str]) -> str:
    if word.casefold() not in known:
        raise UnknownNameError(kind, word, known.values())
    return known[word.casefold()]


def _named(store: ox.Store, among: set[Term], name: str, kind: str) -> set[Term]:
    # All names in turn: in a large store on disk, to look up those of each thing takes twenty times as long.
    names = (quad for predicate in (_LABEL, _OTHER) for quad in store.quads_for_pattern(None, predicate, None))
    pairs = ((q.subject, q.object.value) for q in names if q.subject in among and not isinstance(q.object, ox.Triple))
    return matching(pairs, name, kind)


def _subjects(store: ox.Store, predicate: ox.NamedNode, value: Term) -> set[Term]:
    return {quad.subject for quad in store.quads_for_pattern(None, predicate, value)}


def _values(store: ox.Store, node: Term, *predicates: ox.NamedNode) -> Iterator[Term]:
    """Yield what a node has under some predicates, in their order; plain values have nothing."""
    if isinstance(node, ox.NamedNode | ox.BlankNode):
        for predicate in predicates:
            yield from sorted((quad.object for quad in store.quads_for_pattern(node, predicate, None)), key=str)


def _texts(store: ox.Store, node: Term, *predicates: ox.NamedNode) -> Iterator[str]:
    return (term.value for term in _values(store, node, *predicates) if not isinstance(term, ox.Triple))
