"""The part of a graph that one page shows, found by look-ups in the store's own indexes: the rest is never read.

What is found are quads like those of the whole graph, so that a page is made of them as of a graph of one article.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.namespaces import DOC, GEO, KG, NIF, RDF, RDFS, SKOS
from kg.ontology import load_ontology
from kg.sparql.narrowing import kept_claims, things_named
from kg.store import Term

MOST_CLAIMS = 20_000
"""Claims that are read for one page."""
MOST_LOOKED_AT = 100_000
"""Claims that are looked at for a neighbourhood."""
HEAVIEST = 2_000
"""Things that a page of the whole graph begins with: those that most is said of."""

_TYPE, _SUBJECT, _PREDICATE, _OBJECT = (ox.NamedNode(f"{RDF}{name}") for name in ("type", "subject", "predicate", "object"))
_ABOUT, _CLAIMANT, _EVIDENCE, _EVENT = (ox.NamedNode(f"{KG}{name}") for name in ("about", "claimant", "evidence", "Event"))
_KINDS = frozenset([ox.NamedNode(f"{KG}Entity"), _EVENT])
_CONTEXT, _LABEL = ox.NamedNode(f"{NIF}referenceContext"), ox.NamedNode(f"{RDFS}label")
_NAMED = frozenset([_SUBJECT, _OBJECT, _ABOUT, _CLAIMANT])
_OF_THING = frozenset(
    [_TYPE, _LABEL, *(ox.NamedNode(f"{SKOS}{name}") for name in ("altLabel", "prefLabel")),
     *(ox.NamedNode(f"{GEO}{name}") for name in ("lat", "long")),
     *(ox.NamedNode(f"{KG}{name}") for name in ("occurrence", "date", "period", "dateText", "evidence"))]
)  # fmt: skip
"""What is read of a thing; the direct triples between things are told by their claims."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The quads of a part of a graph, and whether more claims belong to that part than were read."""

    quads: tuple[ox.Quad, ...]
    cut: bool


def excerpt(store: ox.Store, keep: Mapping[str, Sequence[str]], *, focus: str = "", hops: int = 1) -> Excerpt:
    """Read the claims that filters keep and that lie within `hops` claims of `focus`; without either, those of most weight.

    Raises:
        UnknownNameError: nothing in the graph has that name; suggests the nearest.
        UsageError: a date is none.
    """
    kept = _kept(store, keep)
    things = _named(store, focus) if focus else set()
    claims = _around(store, things, hops, kept) if focus else set(_important(store)) if kept is None else kept
    ordered = sorted((claim for claim in claims if isinstance(claim, ox.NamedNode | ox.BlankNode)), key=str)
    # A role that no claim states has neither claimant nor status to be chosen by.
    bare = not any(words for name, words in keep.items() if name != "about")
    quads = list(_of_claims(store, ordered[:MOST_CLAIMS]))
    things = things | {quad.object for quad in quads if quad.predicate in _NAMED}
    quads += [quad for thing in sorted(things, key=str) for quad in _of_thing(store, thing, bare=bare)]
    quads += _of_evidence(store, {quad.object for quad in quads if quad.predicate == _EVIDENCE})
    return Excerpt(tuple(dict.fromkeys(quads)), len(ordered) > MOST_CLAIMS)


def weights(store: ox.Store) -> Mapping[Term, int]:
    """Count the claims with each thing as an end, and those in words alone about it."""
    counts = Counter(quad.object for name in (_SUBJECT, _OBJECT) for quad in store.quads_for_pattern(None, name, None))
    structured = {quad.subject for quad in store.quads_for_pattern(None, _PREDICATE, None)}
    counts.update(quad.object for quad in store.quads_for_pattern(None, _ABOUT, None) if quad.subject not in structured)
    return {end: number for end, number in counts.items() if isinstance(end, ox.NamedNode | ox.BlankNode)}


def claims_about(store: ox.Store, thing: Term) -> set[Term]:
    """Find the claims with a thing as an end, and those in words alone about it."""
    ends = _subjects(store, _SUBJECT, thing) | _subjects(store, _OBJECT, thing)
    return ends | {claim for claim in _subjects(store, _ABOUT, thing) if not _objects(store, claim, _PREDICATE)}


def _kept(store: ox.Store, keep: Mapping[str, Sequence[str]]) -> set[Term] | None:
    """Find the claims that filters keep; None where they keep all. Links name a thing as it is written, which is looked up."""
    others = {name: words for name, words in keep.items() if name != "about"}
    kept = kept_claims(store, others) if any(others.values()) else None
    if not keep.get("about"):
        return kept
    topics = {topic for name in keep["about"] for topic in _named(store, name)}
    found = {claim for topic in topics for end in (_ABOUT, _SUBJECT, _OBJECT) for claim in _subjects(store, end, topic)}
    return found if kept is None else found & kept


def _named(store: ox.Store, name: str) -> set[Term]:
    """Find things by a label as it is written, else as `things_named` does, which looks at every name."""
    written = _subjects(store, _LABEL, ox.Literal(name))
    return {thing for thing in written if _objects(store, thing, _TYPE) & _KINDS} or things_named(store, name)


def _around(store: ox.Store, centres: set[Term], hops: int, kept: set[Term] | None) -> set[Term]:
    """Find the claims between all things within so many claims."""
    reached, edge = set(centres), set(centres)
    ends: dict[Term, set[Term]] = {}
    for hop in range(hops + 1):
        for thing in sorted(edge, key=str):
            found = claims_about(store, thing)
            ends |= {claim: _ends(store, claim) for claim in (found if kept is None else found & kept) - ends.keys()}
            if len(ends) > MOST_LOOKED_AT:
                break
        if hop < hops:
            edge = {end for things in ends.values() for end in things} - reached
            reached |= edge
    return {claim for claim, things in ends.items() if things <= reached}


def _important(store: ox.Store) -> Iterator[Term]:
    """Yield the claims among the things that most is said of, until they are enough."""
    heavy = weights(store)
    chosen: set[Term] = set()
    count = 0
    for thing in sorted(heavy, key=lambda thing: (-heavy[thing], str(thing)))[:HEAVIEST]:
        chosen.add(thing)
        for claim in claims_about(store, thing):
            if _ends(store, claim) <= chosen:
                count += 1
                yield claim
        if count >= MOST_CLAIMS:
            break


def _of_claims(store: ox.Store, claims: Iterable[Term]) -> Iterator[ox.Quad]:
    for claim in claims:
        yield from _about(store, claim)


def _of_thing(store: ox.Store, thing: Term, *, bare: bool) -> Iterator[ox.Quad]:
    """Yield names, class and place of a thing, and the roles of an event that no claim states, with who has them."""
    quads = list(_about(store, thing))
    yield from (quad for quad in quads if quad.predicate in _OF_THING)
    if not bare or not any(quad.object == _EVENT for quad in quads):
        return
    relations = load_ontology().relations
    stated = {(p, o) for claim in _subjects(store, _SUBJECT, thing)
              for p in _objects(store, claim, _PREDICATE) for o in _objects(store, claim, _OBJECT)}  # fmt: skip
    for quad in quads:
        if quad.predicate.value.removeprefix(KG) in relations and (quad.predicate, quad.object) not in stated:
            yield quad
            yield from _of_thing(store, quad.object, bare=False)


def _of_evidence(store: ox.Store, spans: Iterable[Term]) -> Iterator[ox.Quad]:
    """Yield what is said of quoted words and of their articles, without the articles' thousands of other parts."""
    articles = set()
    for span in sorted(spans, key=str):
        for quad in _about(store, span):
            yield quad
            if quad.predicate == _CONTEXT:
                articles.add(quad.object)
    for article in sorted(articles, key=str):
        yield from (quad for quad in _about(store, article) if not _inner(quad.object))


def _ends(store: ox.Store, claim: Term) -> set[Term]:
    """Find the things that a claim ties together; plain values are none."""
    ends = _objects(store, claim, _SUBJECT) | _objects(store, claim, _OBJECT) or _objects(store, claim, _ABOUT)
    return {end for end in ends if isinstance(end, ox.NamedNode | ox.BlankNode)}


def _inner(term: Term) -> bool:
    """Tell whether something is a part of an article, such as a span, of which an article has thousands."""
    return isinstance(term, ox.NamedNode) and term.value.startswith(DOC) and "#" in term.value


def _about(store: ox.Store, node: Term) -> Iterator[ox.Quad]:
    if isinstance(node, ox.NamedNode | ox.BlankNode):
        yield from map(_plain, store.quads_for_pattern(node, None, None))


def _plain(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def _subjects(store: ox.Store, predicate: ox.NamedNode, value: Term) -> set[Term]:
    return {quad.subject for quad in store.quads_for_pattern(None, predicate, value)}


def _objects(store: ox.Store, node: Term, predicate: ox.NamedNode) -> set[Term]:
    if not isinstance(node, ox.NamedNode | ox.BlankNode):
        return set()
    return {quad.object for quad in store.quads_for_pattern(node, predicate, None)}
