"""SHACL, for what the grounding checks do not cover: missing and doubled properties, wrong codes, wrong types."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.ontology import knowledge
from kg.verification.finding import Finding
from kg.verification.grounding import Grounds

if TYPE_CHECKING:
    import rdflib

_SHAPES = "https://w3id.org/newskg/shapes#"
# Whole-graph SPARQL, run once a document: quadratic in pyshacl. `grounding` and `backing` check the same in linear time.
_CHECKED_HERE = ("Checks", "Backing")
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def check_shapes(quads: Iterable[ox.Quad], grounds: Grounds) -> Iterator[Finding]:
    """Validate against `ontology/shapes.ttl`; warnings pass, violations are worded in one line each.

    <https://www.w3.org/TR/shacl/>
    """
    from pyshacl import validate  # half a second of imports that the other checks do not need
    from rdflib import RDF, SH, Graph, URIRef

    shapes = Graph().parse(knowledge("ontology") / "shapes.ttl", format="turtle")
    for name in _CHECKED_HERE:
        shapes.remove((URIRef(_SHAPES + name), None, None))
    _, report, _ = validate(_as_graph(quads), shacl_graph=shapes, allow_warnings=True)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        if report.value(result, SH.resultSeverity) == SH.Violation:
            node = str(report.value(result, SH.focusNode))
            path = str(report.value(result, SH.resultPath) or "").rsplit("#", 1)[-1]
            said = " ".join(str(report.value(result, SH.resultMessage)).split())
            yield Finding("shape", node, f"{grounds.name(node)}: {f'{path}: ' if path else ''}{said[:200]}")


def _as_graph(quads: Iterable[ox.Quad]) -> "rdflib.Graph":
    """Copy into rdflib's own memory, where the many small look-ups of pyshacl are twice as fast as through oxrdflib."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for quad in quads:
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> "rdflib.term.Identifier":
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.Literal):
        datatype = None if term.language or term.datatype.value == _XSD_STRING else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype)
    return rdflib.BNode(term.value if isinstance(term, ox.BlankNode) else str(term))
