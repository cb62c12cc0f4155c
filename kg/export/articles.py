"""N-Quads with one named graph an article, so that an article can be replaced or withdrawn as a whole.

A triple belongs to the article in whose namespace its subject or its object lies; a direct triple between shared things
belongs to every article that claims it. The label, the class and the place of a shared thing belong to none.
"""

from collections.abc import Iterator
from typing import BinaryIO

import pyoxigraph as ox

from kg.export.index import PARTS, Index
from kg.ontology import CLAIMED, DOC, KG, load_ontology

_SETTLED = ("unassessed", "confirmed")


def nquads(store: ox.Store, file: BinaryIO) -> None:
    """Write N-Quads; triples of a graph that has a name already keep it."""
    claimed = _claimed(Index(store))
    lines = {f"{placed} .\n" for quad in store for placed in _placed(quad, claimed)}
    file.write("".join(sorted(lines)).encode())


def _placed(quad: ox.Quad, claimed: dict[tuple[str, str, str], set[str]]) -> Iterator[ox.Quad]:
    if not isinstance(quad.graph_name, ox.DefaultGraph):
        yield quad
        return
    # The run that a graph was made by points at whole articles; what lies in an article has a name behind its IRI.
    inner = [end for end in (quad.subject, quad.object) if isinstance(end, ox.NamedNode) and "#" in end.value]
    own = next((article for end in (quad.subject, *inner) if (article := _article(end))), "")
    key = (_value(quad.subject), quad.predicate.value, _value(quad.object))
    articles = [own] if own else sorted(claimed.get(key, ()))
    for article in articles:
        yield ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(article))
    if not articles:
        yield quad


def _claimed(index: Index) -> dict[tuple[str, str, str], set[str]]:
    """Return which articles have the claim behind a direct triple (model rules 2 and 8)."""
    relations = load_ontology().relations
    found: dict[tuple[str, str, str], set[str]] = {}
    for claim in index.subjects("Claim"):
        subject, predicate, value = (index.text(claim, part) for part in PARTS)
        article = claim.partition("#")[0]
        if index.text(claim, "factuality") != "CT+" or index.code(claim, "attribution") == "denied" or not predicate:
            continue
        stated = index.code(claim, "attribution") == "asserted" and index.code(claim, "status") in _SETTLED
        name = predicate.removeprefix(KG)
        above = ("affiliatedWith",) if name in relations and "affiliatedWith" in relations[name].parents else ()
        for each in (name, *above):
            found.setdefault((subject, f"{KG if stated else CLAIMED}{each}", value), set()).add(article)
    return found


def _article(term: object) -> str:
    """Return the article in whose namespace a term lies, or nothing."""
    return term.value.partition("#")[0] if isinstance(term, ox.NamedNode) and term.value.startswith(DOC) else ""


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else str(term)
