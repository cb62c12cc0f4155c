"""What one article says apart from what articles share: the graph of the one, the description of the other.

A triple lies in the graph of an article when its subject or its object is in the article's namespace. The rest describes a
shared thing: its names, classes, place and direct relations. An article's graph keeps that as text, and the default graph has
the sum of all texts about a thing, so that it is the same whatever came first, and forgets what was removed.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from math import isfinite
from operator import itemgetter

import pyoxigraph as ox

from kg.namespaces import GEO, KG, PROV, RDFS, RUN, SKOS

DESCRIPTION, SIGNATURE = BOOKKEEPING = ox.NamedNode(f"{KG}asDescribed"), ox.NamedNode(f"{KG}signature")
"""What the graphs of a store keep for themselves: of what articles share, and of what makes claims and texts the same."""
_KEPT = re.compile(rf"^\S+ (?:{'|'.join(re.escape(str(predicate)) for predicate in BOOKKEEPING)}) .*\n".encode(), re.MULTILINE)
_LABEL, _OTHER = ox.NamedNode(f"{RDFS}label"), ox.NamedNode(f"{SKOS}altLabel")
_PLACE = (ox.NamedNode(f"{GEO}lat"), ox.NamedNode(f"{GEO}long"))
_MADE = ox.NamedNode(f"{PROV}wasGeneratedBy")


def article_graph(triples: Iterable[ox.Triple], article: str, made: str) -> Iterator[ox.Quad]:
    """Yield the named graph of one article, from the triples of a graph that was built of this article alone.

    Args:
        triples: of that graph.
        article: IRI of the article, which is also the name of its graph.
        made: fingerprint of the kg that built it, for the name of its run, which all articles that were made so share.
    """
    graph, inside = ox.NamedNode(article), f"{article}#"
    maker = ox.NamedNode(f"{RUN}{made}#build")
    texts: dict[ox.NamedNode, list[str]] = {}
    for triple in triples:
        subject, target = triple.subject, triple.object
        if not isinstance(subject, ox.NamedNode) or subject == graph or subject.value.startswith(inside):
            yield ox.Quad(subject, triple.predicate, target, graph)
        elif subject.value.startswith(RUN):
            # The dataset of this one article is no dataset of the store; the rest tells how it was made.
            run, inner, _ = subject.value.partition("#")
            if inner:
                texts.setdefault(maker, []).append(f"{triple} .".replace(f"<{run}#", f"<{RUN}{made}#"))
        elif isinstance(target, ox.NamedNode) and target.value.startswith(inside):
            yield ox.Quad(subject, triple.predicate, target, graph)
        else:
            texts.setdefault(subject, []).append(f"{triple} .")
    yield ox.Quad(graph, _MADE, maker, graph)
    for thing, lines in texts.items():
        yield ox.Quad(thing, DESCRIPTION, ox.Literal("\n".join(sorted(lines))), graph)


def pack(quads: Iterable[ox.Quad]) -> bytes:
    """Return the graph of an article as it waits to be committed: N-Quads, packed to a fourteenth."""
    return zlib.compress(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"", level=1)


def unpack(packed: bytes) -> bytes:
    """Return a graph that was packed, as N-Quads."""
    return zlib.decompress(packed)


def book_keeping(data: bytes) -> Iterator[ox.Quad]:
    """Yield what of some graphs, as N-Quads, a store keeps for itself."""
    return ox.parse(b"".join(_KEPT.findall(data)), format=ox.RdfFormat.N_QUADS)


def described(quads: Iterable[ox.Quad]) -> dict[ox.NamedNode, set[str]]:
    """Return the shared things that some graphs describe, each with the texts of its descriptions."""
    found: dict[ox.NamedNode, set[str]] = {}
    for quad in quads:
        if quad.predicate == DESCRIPTION and isinstance(quad.subject, ox.NamedNode):
            found.setdefault(quad.subject, set()).add(_text(quad))
    return found


def stated(store: ox.Store, texts: Iterable[str]) -> frozenset[ox.Triple]:
    """Return what the default graph says of all that some descriptions speak of: a run comes with its tools."""
    things = {triple.subject for text in texts for triple in _parsed(text)}
    return frozenset(q.triple for t in things for q in store.quads_for_pattern(t, None, None, ox.DefaultGraph()))


def summed(texts: Iterable[str], known: Iterable[ox.Triple] = ()) -> frozenset[ox.Triple]:
    """Add up what several articles say of one thing: one label, the longest; one place; and all else.

    Args:
        texts: what articles say of it.
        known: the sum over other articles, to which these are added.
    """
    each = [frozenset(known), *(_parsed(text) for text in sorted(texts))]
    found = frozenset[ox.Triple]().union(*each)
    labels = sorted((t for t in found if t.predicate == _LABEL), key=lambda t: (-len(_text(t)), _text(t)))
    places = sorted((place for triples in each for place in _places(triples)), key=itemgetter(0))
    if len({triple.subject for triple in found}) != 1 or not labels:
        return found
    thing, name = labels[0].subject, labels[0].object
    names = {triple.object for triple in found if triple.predicate in (_LABEL, _OTHER)} - {name}
    kept = {triple for triple in found if triple.predicate not in (_LABEL, _OTHER, *_PLACE)}
    place = [ox.Triple(thing, where, value) for where, value in zip(_PLACE, places[0][1:], strict=True)] if places else []
    return frozenset([*kept, labels[0], *place, *(ox.Triple(thing, _OTHER, other) for other in names)])


def _places(triples: Iterable[ox.Triple]) -> Iterator[tuple[tuple[float, float], ox.Literal, ox.Literal]]:
    """Yield the coordinates that one article gives a thing, as numbers and as they are written."""
    found = {triple.predicate: triple.object for triple in sorted((t for t in triples if t.predicate in _PLACE), key=str)}
    north, east = (found.get(where) for where in _PLACE)
    if isinstance(north, ox.Literal) and isinstance(east, ox.Literal):
        with suppress(ValueError):  # a graph that was imported may say anything
            here = float(north.value), float(east.value)
            if all(map(isfinite, here)):
                yield here, north, east


@lru_cache(maxsize=4_000)
def _parsed(text: str) -> frozenset[ox.Triple]:
    return frozenset(quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES))


def _text(told: ox.Triple | ox.Quad) -> str:
    return told.object.value if isinstance(told.object, ox.Literal) else str(told.object)
