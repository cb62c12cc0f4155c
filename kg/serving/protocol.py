"""The SPARQL 1.1 Protocol, its query half, and the formats of answers; <https://www.w3.org/TR/sparql11-protocol/>."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl

import pyoxigraph as ox

from kg import sparql
from kg.errors import UsageError
from kg.serving.accept import preferred
from kg.serving.child import PLAIN, Reply
from kg.sparql import Cell, Table

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
HTML = "text/html"
_NOT_ACCEPTABLE, _FORBIDDEN, _UNSUPPORTED = 406, 403, 415


def _triples(kind: ox.RdfFormat) -> Callable[[Table], str]:
    def write(table: Table) -> str:
        triples = list(ox.parse(sparql.as_turtle(table).encode(), format=ox.RdfFormat.TURTLE))
        return (ox.serialize((quad.triple for quad in triples), format=kind) or b"").decode()

    return write


ROWS: Mapping[str, Callable[[Table], str]] = {
    "application/sparql-results+json": sparql.as_json,
    "application/json": sparql.as_json,
    "application/sparql-results+xml": sparql.as_xml,
    "application/xml": sparql.as_xml,
    "text/csv": sparql.as_csv,
    "text/tab-separated-values": sparql.as_tsv,
}
"""Media types of SELECT and ASK; the first is given to those who accept anything."""
TRIPLES: Mapping[str, Callable[[Table], str]] = {
    "text/turtle": sparql.as_turtle,
    "application/n-triples": sparql.as_ntriples,
    "application/rdf+xml": _triples(ox.RdfFormat.RDF_XML),
    "application/ld+json": _triples(ox.RdfFormat.JSON_LD),
}
"""Media types of CONSTRUCT, DESCRIBE and the service description; likewise."""


def asked(method: str, kind: str, parameters: str, body: bytes) -> str | Reply:
    """Return the query of a request, "" where there is none, or the refusal of an update or of another type of body.

    Args:
        method: GET or POST.
        kind: the media type of the body.
        parameters: what follows the question mark in the address.
        body: the body.

    Raises:
        UsageError: there are several queries, or a data set is named.
    """
    kind = kind.partition(";")[0].strip().casefold()
    if method == "POST" and kind not in {FORM, DIRECT}:
        if kind == "application/sparql-update":
            return _updates()
        return Reply(f"send the query as {FORM} or {DIRECT}\n".encode(), status=_UNSUPPORTED)
    text = body.decode(errors="replace")
    pairs = parse_qsl(parameters, keep_blank_values=True) + (parse_qsl(text, keep_blank_values=True) if kind == FORM else [])
    if any(name in {"update", "using-graph-uri", "using-named-graph-uri"} for name, _ in pairs):
        return _updates()
    if any(name in {"default-graph-uri", "named-graph-uri"} for name, _ in pairs):
        raise UsageError("there is one graph here; default-graph-uri and named-graph-uri name others")
    queries = [value for name, value in pairs if name == "query"] + ([text] if kind == DIRECT and method == "POST" else [])
    if len(queries) > 1:
        raise UsageError("a request has one query")
    return queries[0] if queries else ""


def written(table: Table, accept: str) -> Reply:
    """Write an answer as the client likes it; a cut-off one says so in a header."""
    formats = TRIPLES if table.form == "graph" else ROWS
    kind = preferred(accept, list(formats))
    if kind is None:
        return not_acceptable(list(formats))
    headers = {"Kg-Truncated": f"only the first {len(table.rows)} rows"} if table.truncated else {}
    return Reply(formats[kind](table).encode(errors="replace"), f"{kind}; charset=utf-8", headers=headers)


def not_acceptable(offered: Sequence[str]) -> Reply:
    """Name what could be given."""
    return Reply(f"to be had: {', '.join(offered)}\n".encode(), PLAIN, _NOT_ACCEPTABLE)


def description(endpoint: str, accept: str) -> Reply:
    """Describe the service (SPARQL 1.1 Service Description) in RDF."""
    kind = preferred(accept, list(TRIPLES))
    if kind is None:
        return not_acceptable(list(TRIPLES))
    sd, formats = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
    names = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
             "RDF_XML", "JSON-LD")  # fmt: skip
    rows = [("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"{sd}Service"), (f"{sd}endpoint", endpoint),
            (f"{sd}supportedLanguage", f"{sd}SPARQL11Query")]  # fmt: skip
    rows += [(f"{sd}resultFormat", f"{formats}{name}") for name in names]
    triples = tuple((Cell("bnode", "service"), Cell("uri", predicate), Cell("uri", value)) for predicate, value in rows)
    return Reply(TRIPLES[kind](Table(("subject", "predicate", "object"), triples, form="graph")).encode(), kind)


def _updates() -> Reply:
    return Reply(b"no update is taken by any route; build the graph anew, or use a store\n", status=_FORBIDDEN)
