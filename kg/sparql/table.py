"""The answer to a query: columns and rows as a frozen value, and the W3C formats it is written in."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import UsageError
from kg.namespaces import KG, PREFIXES, XSD
from kg.store import Term

TRUNCATED = f"{KG}truncated"
"""Stands in the head of JSON results of which rows were cut off; a member of its own would be no SPARQL JSON."""
_STRING = f"{XSD}string"


class Cell(NamedTuple):
    """One value; `kind` is uri, literal, bnode, triple, or "" where the variable is unbound.

    >>> str(Cell("uri", "https://w3id.org/newskg/ns#alleged"))
    'kg:alleged'
    """

    kind: str
    value: str
    datatype: str = ""
    language: str = ""

    def __str__(self) -> str:
        """Show it to people: IRIs short, everything else as it is."""
        if self.kind != "uri":
            return self.value
        for name, iri in PREFIXES.items():
            if self.value.startswith(iri):
                return f"{name}:{self.value[len(iri) :]}"
        return self.value


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in the order in which the query gave them.

    `form` is select, ask (one cell, true or false) or graph (columns subject, predicate, object);
    `truncated` tells that a limit cut rows off.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool = False
    form: str = "select"

    def texts(self) -> list[tuple[str, ...]]:
        """Return the rows as people read them."""
        return [tuple(str(cell) for cell in row) for row in self.rows]


def plain(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """Make a table of plain strings."""
    return Table(tuple(columns), tuple(tuple(Cell("literal", text) for text in row) for row in rows))


def as_csv(table: Table) -> str:
    """Write SPARQL 1.1 CSV: bare values, exact; for a spreadsheet use `kg export -f csv`, which disarms formulas."""
    return _written(table, ox.QueryResultsFormat.CSV)


def as_tsv(table: Table) -> str:
    """Write SPARQL 1.1 TSV: terms as in Turtle."""
    return _written(table, ox.QueryResultsFormat.TSV)


def as_xml(table: Table) -> str:
    """Write SPARQL Query Results XML.

    Raises:
        UsageError: a value has control characters, which XML cannot hold.
    """
    from xml.parsers import expat  # only this format needs it

    text = _written(table, ox.QueryResultsFormat.XML)
    try:
        expat.ParserCreate().Parse(text, True)
    except expat.ExpatError as error:
        raise UsageError("the answer has characters that XML cannot hold. Choose json, csv or tsv.") from error
    return f"{text}\n"


def as_json(table: Table) -> str:
    """Write SPARQL 1.1 Query Results JSON; where rows were cut off, the head's "link" says so."""
    head: dict[str, object] = {"link": [TRUNCATED]} if table.truncated else {}
    if table.form == "ask":
        return json.dumps({"head": head, "boolean": table.rows[0][0].value == "true"}) + "\n"
    bindings = [{n: _binding(_term(c)) for n, c in zip(table.columns, row, strict=True) if c.kind} for row in table.rows]
    answer = {"head": {"vars": list(table.columns)} | head, "results": {"bindings": bindings}}
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def as_turtle(table: Table) -> str:
    """Write the triples that CONSTRUCT or DESCRIBE gave as Turtle."""
    return (ox.serialize(_triples(table), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()


def as_ntriples(table: Table) -> str:
    """Write the triples that CONSTRUCT or DESCRIBE gave as N-Triples."""
    return (ox.serialize(_triples(table), format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _written(table: Table, kind: ox.QueryResultsFormat) -> str:
    """Let pyoxigraph write an answer; of yes and no, which CSV and TSV do not know, they get a column."""
    if table.form == "ask" and kind != ox.QueryResultsFormat.XML:
        table = replace(table, form="select")
    return (ox.parse_query_results(as_json(table), format=ox.QueryResultsFormat.JSON).serialize(format=kind) or b"").decode()


def _triples(table: Table) -> Iterator[ox.Triple]:
    return (ox.Triple(_node(s), ox.NamedNode(p.value), _term(o)) for s, p, o in table.rows)


def _binding(term: Term) -> dict[str, object]:
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return {"type": "triple", "value": {name: _binding(part) for name, part in parts}}
    if not isinstance(term, ox.Literal):
        return {"type": "uri" if isinstance(term, ox.NamedNode) else "bnode", "value": term.value}
    binding: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        binding["xml:lang"] = term.language
    elif term.datatype.value != _STRING:
        binding["datatype"] = term.datatype.value
    return binding


def _node(cell: Cell) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(cell.value) if cell.kind == "bnode" else ox.NamedNode(cell.value)


def _term(cell: Cell) -> Term:
    if cell.kind == "triple":
        quad: ox.Quad = next(ox.parse(f"<a:a> <a:a> <<( {cell.value} )>> .", format=ox.RdfFormat.N_TRIPLES))
        return quad.object
    if cell.kind != "literal":
        return _node(cell)
    if cell.language:
        return ox.Literal(cell.value, language=cell.language)
    return ox.Literal(cell.value, datatype=ox.NamedNode(cell.datatype) if cell.datatype else None)
