"""The answer to a query: columns and rows as a frozen value, and the W3C formats it is written in."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from kg.ontology import PREFIXES, XSD

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
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([f"_:{c.value}" if c.kind == "bnode" else c.value for c in row] for row in table.rows)
    return buffer.getvalue()


def as_tsv(table: Table) -> str:
    """Write SPARQL 1.1 TSV: terms as in Turtle."""
    lines = ["\t".join(f"?{name}" for name in table.columns)]
    lines += ["\t".join(_turtle(cell) for cell in row) for row in table.rows]
    return "\n".join(lines) + "\n"


def as_json(table: Table) -> str:
    """Write SPARQL 1.1 Query Results JSON, with `"truncated": true` beside the head where rows were cut off."""
    answer: dict[str, object] = {"head": {}, "boolean": True}
    if table.form == "ask":
        answer["boolean"] = table.rows[0][0].value == "true"
    else:
        bindings = [{n: _binding(c) for n, c in zip(table.columns, row, strict=True) if c.kind} for row in table.rows]
        answer = {"head": {"vars": list(table.columns)}, "results": {"bindings": bindings}}
    if table.truncated:
        answer["truncated"] = True
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def as_turtle(table: Table) -> str:
    """Write the triples that CONSTRUCT or DESCRIBE gave."""
    triples = (ox.Triple(_node(s), ox.NamedNode(p.value), _term(o)) for s, p, o in table.rows)
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()


def _binding(cell: Cell) -> dict[str, str]:
    binding = {"type": cell.kind, "value": cell.value}
    if cell.language:
        binding["xml:lang"] = cell.language
    elif cell.datatype and cell.datatype != _STRING:
        binding["datatype"] = cell.datatype
    return binding


def _turtle(cell: Cell) -> str:
    return str(_term(cell)).replace("\t", "\\t") if cell.kind in {"uri", "bnode", "literal"} else cell.value


def _node(cell: Cell) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(cell.value) if cell.kind == "bnode" else ox.NamedNode(cell.value)


def _term(cell: Cell) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if cell.kind != "literal":
        return _node(cell)
    if cell.language:
        return ox.Literal(cell.value, language=cell.language)
    return ox.Literal(cell.value, datatype=ox.NamedNode(cell.datatype) if cell.datatype else None)
