"""Blank nodes → IRIs that follow from what is said of them, so that reading a graph twice gives the same names.

A blank node is named by a hash of all its triples, in which the blank nodes it points at have their names already; two of which
exactly the same is said become one. RDF 1.1, section 3.5, <https://www.w3.org/TR/rdf11-concepts/#section-skolemization>.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

import pyoxigraph as ox

from kg.errors import InputError
from kg.ontology import DOC
from kg.store import Term

_Triple = tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal]
GENID = "https://w3id.org/.well-known/genid/newskg/"
"""Where blank nodes live that point at nothing in an article."""


def named(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the triples of all graphs as one, with an IRI for every blank node.

    Raises:
        InputError: blank nodes point at each other in a circle, or there are triples about triples (RDF 1.2).
    """
    triples: list[_Triple] = []
    for subject, predicate, value, _ in quads:
        if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
            raise InputError("triples about triples (RDF 1.2) are not read; write it as Turtle 1.1.")
        triples.append((subject, predicate, value))
    names = _names(triples)
    for subject, predicate, value in triples:
        yield ox.Quad(names.get(subject, subject), predicate, names.get(value, value))


def _names(triples: list[_Triple]) -> dict[Term, ox.NamedNode]:
    """Name the blank nodes, those first that point at no other."""
    waiting: dict[Term, int] = {end: 0 for triple in triples for end in triple if isinstance(end, ox.BlankNode)}
    said: dict[Term, list[tuple[str, Term]]] = {blank: [] for blank in waiting}
    pointing: dict[Term, list[Term]] = {blank: [] for blank in waiting}
    for subject, predicate, value in triples:
        if subject in said:
            said[subject].append((str(predicate), value))
        elif value in said:
            said[value].append((f"^{predicate}", subject))
        if subject in said and value in said:
            waiting[subject] += 1
            pointing[value].append(subject)
    names: dict[Term, ox.NamedNode] = {}
    ready = [blank for blank, count in waiting.items() if not count]
    while ready:
        blank = ready.pop()
        names[blank] = _name([(how, names.get(other, other)) for how, other in said[blank]])
        for other in pointing[blank]:
            waiting[other] -= 1
            ready += [other] * (not waiting[other])
    if len(names) < len(waiting):
        raise InputError("blank nodes that point at each other in a circle are not read; give them IRIs.")
    return names


def _name(said: list[tuple[str, Term]]) -> ox.NamedNode:
    digest = sha256("\n".join(sorted(f"{how} {other}" for how, other in said)).encode()).hexdigest()[:32]
    articles = sorted(
        other.value.partition("#")[0] for _, other in said if isinstance(other, ox.NamedNode) and _is_inner(other.value)
    )
    return ox.NamedNode(f"{articles[0]}#b{digest}" if articles else f"{GENID}{digest}")


def _is_inner(iri: str) -> bool:
    return iri.startswith(DOC) and "#" in iri
