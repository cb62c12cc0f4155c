"""The claims as a spreadsheet: one claim a row, with the sentence it was read from and where that stands."""

from collections.abc import Iterator
from typing import BinaryIO

from kg.export.table import write_table
from kg.index import PARTS, TEXTS, Graph, Index
from kg.ontology import KG
from kg.scratch import sorted_rows

COLUMNS = (
    "claim", "document", "claimant", "act", "attribution", "status", "factuality", "subject", "relation", "object", "value",
    "unit", "lower", "upper", "group", "text", "quote", "sentence", "begin", "end", "about", "occurrence", "date", "plover",
)  # fmt: skip


def claims(store: Graph, file: BinaryIO) -> None:
    """Write the claims in the order of the text; no cell can be run as a formula."""
    placed = (((row["document"], int(row["begin"] or 0), row["claim"]), row) for row in _rows(Index(store, without=TEXTS)))
    write_table(file, COLUMNS, (row for _, row in sorted_rows(placed)))


def _rows(index: Index) -> Iterator[dict[str, str]]:
    for iri in index.subjects("Claim"):
        evidence = index.evidence(iri)
        subjects, predicates, objects = (index.values(iri, part) for part in PARTS)
        row = {name: index.text(iri, name) for name in ("text", "quote", "factuality", "group", "unit", "plover")}
        row |= {name: index.code(iri, name) for name in ("act", "attribution", "status")}
        yield row | {
            "claim": iri,
            "document": index.headline(evidence.document),
            "claimant": index.labels(index.values(iri, "claimant")),
            "subject": index.labels(subjects),
            "relation": "".join(predicates[:1]).removeprefix(KG),
            "value" if index.is_number(iri) else "object": index.labels(objects),
            "lower": index.text(iri, "lowerBound"),
            "upper": index.text(iri, "upperBound"),
            "sentence": evidence.text,
            "begin": evidence.begin,
            "end": evidence.end,
            "about": index.labels(index.values(iri, "about")),
            **_event(index, [*subjects, *objects]),
        }


def _event(index: Index, ends: list[str]) -> dict[str, str]:
    event = next((node for node in ends if index.text(node, "occurrence")), "")
    return {"occurrence": index.code(event, "occurrence"), "date": index.date(event)}
