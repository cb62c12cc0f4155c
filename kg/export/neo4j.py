"""Nodes and edges as CSV with the headers of Neo4j's import, and the Cypher that loads them; Kùzu takes the same files.

<https://neo4j.com/docs/operations-manual/current/import/>
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kg.export.graphml import is_number
from kg.export.table import write_table
from kg.index import Graph
from kg.network import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Edge, Network, Node, as_network

_EDGE_COLUMNS = ("id", *EDGE_ATTRIBUTES)
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_NOT_NAME = re.compile(r"\W+", re.ASCII)
_BREAK = re.compile(r"\s+")


def nodes(store: Graph | Network, file: BinaryIO) -> None:
    """Write nodes.csv: a node a row, every one a `Thing` and of its own class."""
    columns = ["id:ID", *_headers("node", NODE_ATTRIBUTES), ":LABEL"]
    write_table(file, columns, (_node_row(node) for node in as_network(store).nodes))


def edges(store: Graph | Network, file: BinaryIO) -> None:
    """Write edges.csv: a claim a row."""
    columns = [":START_ID", ":END_ID", ":TYPE", *_headers("edge", _EDGE_COLUMNS)]
    write_table(file, columns, (_edge_row(edge) for edge in as_network(store).edges))


def cypher(store: Graph | Network, file: BinaryIO) -> None:
    """Write load.cypher for Neo4j; run twice, it adds nothing twice."""
    file.write("\n".join(_cypher(as_network(store))).encode())


def kuzu(_store: Graph | Network, file: BinaryIO) -> None:
    """Write kuzu.cypher: the tables, and the two files into them."""

    def table(owner: str, names: Iterable[str]) -> str:
        return ", ".join(f"`{name}` {'DOUBLE' if is_number(owner, name) else 'STRING'}" for name in names)

    options = "(HEADER=true, PARALLEL=false)"
    lines = (
        f"CREATE NODE TABLE Thing(key STRING PRIMARY KEY, {table('node', NODE_ATTRIBUTES)}, labels STRING);",
        f"CREATE REL TABLE Claim(FROM Thing TO Thing, type STRING, {table('edge', _EDGE_COLUMNS)});",
        f'COPY Thing FROM "nodes.csv" {options};',
        f'COPY Claim FROM "edges.csv" {options};',
    )
    file.write("\n".join(["// Start Kùzu in this folder; the files are read from there.", *lines, ""]).encode())


def relationship(relation: str) -> str:
    """Write the name of a relation as Neo4j's users write theirs; nothing is left that Cypher could read as more.

    >>> relation_names = map(relationship, ["suppliesWeaponsTo", "x`]->() DETACH DELETE n //", "…"])
    >>> list(relation_names)
    ['SUPPLIES_WEAPONS_TO', 'X_DETACH_DELETE_N', 'RELATED']
    """
    words = _WORD.findall(_NOT_NAME.sub(" ", relation))
    return "_".join(words).upper() or "RELATED"


def _cypher(network: Network) -> Iterator[str]:
    yield "// Copy nodes.csv and edges.csv into Neo4j's import folder, then run this: cypher-shell -f load.cypher"
    yield "// Into an empty database, much faster: neo4j-admin database import full --nodes=nodes.csv --relationships=edges.csv"
    yield "CREATE CONSTRAINT newskg_id IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE;"
    yield f"LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row\nMERGE (n:Thing {{id: row.`id:ID`}})\n{_set('n', 'node')};"
    for label in sorted({_label(node) for node in network.nodes}):
        yield (
            f"LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row\nWITH row WHERE row.`:LABEL` = 'Thing;{label}'\n"
            f"MATCH (n:Thing {{id: row.`id:ID`}}) SET n:{label};"
        )
    for name in sorted({relationship(edge.relation) for edge in network.edges}):
        yield (
            f"LOAD CSV WITH HEADERS FROM 'file:///edges.csv' AS row\nWITH row WHERE row.`:TYPE` = '{name}'\n"
            "MATCH (a:Thing {id: row.`:START_ID`}), (b:Thing {id: row.`:END_ID`})\n"
            f"MERGE (a)-[r:{name} {{id: row.id}}]->(b)\n{_set('r', 'edge')};"
        )
    yield ""


def _set(variable: str, owner: str) -> str:
    names = NODE_ATTRIBUTES if owner == "node" else _EDGE_COLUMNS[1:]
    values = (
        f"toFloat(row.`{header}`)" if is_number(owner, name) else f"row.`{header}`"
        for name, header in zip(names, _headers(owner, names), strict=True)
    )
    return "SET " + ", ".join(f"{variable}.`{name}` = {value}" for name, value in zip(names, values, strict=True))


def _headers(owner: str, names: Iterable[str]) -> list[str]:
    return [f"{name}:double" if is_number(owner, name) else name for name in names]


def _node_row(node: Node) -> dict[str, str]:
    row = dict(zip(_headers("node", NODE_ATTRIBUTES), (_cell(getattr(node, name)) for name in NODE_ATTRIBUTES), strict=True))
    return row | {"id:ID": _cell(node.id), ":LABEL": f"Thing;{_label(node)}"}


def _edge_row(edge: Edge) -> dict[str, str]:
    row = dict(zip(_headers("edge", _EDGE_COLUMNS), (_cell(getattr(edge, name)) for name in _EDGE_COLUMNS), strict=True))
    ends = {":START_ID": _cell(edge.source), ":END_ID": _cell(edge.target)}
    return row | ends | {":TYPE": relationship(edge.relation)}


def _label(node: Node) -> str:
    name = _NOT_NAME.sub("_", node.type).strip("_")
    return name[:1].upper() + name[1:] if name[:1].isalpha() else "Other"


def _cell(value: str | float | None) -> str:
    """Write a value in one line; Neo4j reads a backslash before a quote as an escape, so none is left."""
    return "" if value is None else _BREAK.sub(" ", str(value)).replace("\\", "\N{FULLWIDTH REVERSE SOLIDUS}")
