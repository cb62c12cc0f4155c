"""The claims as a spreadsheet: one claim a row, with the sentence it was read from and where that stands."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyoxigraph as ox

from kg.ontology import KG, NIF, RDF, RDFS, SCHEMA
from kg.store import Facts, facts

COLUMNS = (
    "claim", "document", "claimant", "act", "attribution", "status", "factuality", "subject", "relation", "object", "value",
    "unit", "lower", "upper", "group", "text", "quote", "sentence", "begin", "end", "about", "occurrence", "date", "plover",
)  # fmt: skip
# A spreadsheet runs a cell that begins like this; an apostrophe makes it text (OWASP, CSV injection).
_FORMULA = re.compile(r"^[\s\x00-\x20]*[=+\-@＝＋－＠]|^[\t\r]")  # some programs read the wide signs alike
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def claims(store: Iterable[ox.Quad], file: BinaryIO) -> None:
    """Write the claims as UTF-8 CSV (RFC 4180) in the order of the text; no cell can be run as a formula."""
    index = facts(store)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in sorted(_rows(index), key=lambda row: (row["document"], int(row["begin"] or 0), row["claim"])):
        writer.writerow([_safe(row.get(column, "")) for column in COLUMNS])
    file.write(text.getvalue().encode())


def _rows(index: Facts) -> Iterator[dict[str, str]]:
    for iri, properties in index.items():
        if f"{KG}Claim" in _values(index, iri, f"{RDF}type"):
            row = {
                name: _text(index, iri, f"{KG}{name}") for name in ("text", "quote", "factuality", "group", "unit", "plover")
            }
            row |= {name: _text(index, iri, f"{KG}{name}").removeprefix(KG) for name in ("act", "attribution", "status")}
            row |= {"lower": _text(index, iri, f"{KG}lowerBound"), "upper": _text(index, iri, f"{KG}upperBound")}
            row["claim"] = iri
            row["claimant"] = _labels(index, _values(index, iri, f"{KG}claimant"))
            row["about"] = _labels(index, _values(index, iri, f"{KG}about"))
            row["relation"] = _text(index, iri, f"{RDF}predicate").removeprefix(KG)
            row["subject"] = _labels(index, _values(index, iri, f"{RDF}subject"))
            target = properties.get(f"{RDF}object", [])
            numeric = bool(target) and isinstance(target[0], ox.Literal)
            row["value" if numeric else "object"] = _labels(index, _values(index, iri, f"{RDF}object"))
            yield row | _evidence(index, iri) | _event(index, iri)


def _evidence(index: Facts, iri: str) -> dict[str, str]:
    spans = _values(index, iri, f"{KG}evidence")
    places = sorted((int(begin), span) for span in spans if (begin := _text(index, span, f"{NIF}beginIndex")).isdecimal())
    if not places:
        return {"document": "", "begin": ""}
    first, last = places[0][1], places[-1][1]
    document = _text(index, first, f"{NIF}referenceContext")
    return {
        "document": _text(index, document, f"{SCHEMA}headline") or document,
        "sentence": " … ".join(_text(index, span, f"{NIF}anchorOf") for _, span in places),
        "begin": str(places[0][0]),
        "end": _text(index, last, f"{NIF}endIndex"),
    }


def _event(index: Facts, iri: str) -> dict[str, str]:
    ends = [node for part in ("subject", "object") for node in _values(index, iri, f"{RDF}{part}")]
    event = next((n for n in ends if _text(index, n, f"{KG}occurrence")), "")
    dates = (_text(index, event, f"{KG}{name}") for name in ("date", "period", "dateText"))
    return {
        "occurrence": _text(index, event, f"{KG}occurrence").removeprefix(KG),
        "date": next((date for date in dates if date), ""),
    }


def _labels(index: Facts, nodes: list[str]) -> str:
    return "; ".join(sorted(_text(index, node, f"{RDFS}label") or node.removeprefix(KG) for node in nodes))


def _values(index: Facts, iri: str, predicate: str) -> list[str]:
    terms = index.get(iri, {}).get(predicate, ())
    return [term.value for term in terms if not isinstance(term, ox.Triple)]


def _text(index: Facts, iri: str, predicate: str) -> str:
    return next(iter(_values(index, iri, predicate)), "")


def _safe(cell: str) -> str:
    """Disarm a cell that a spreadsheet would run, and drop what would move a terminal's cursor.

    >>> _safe("=1+1"), _safe("-5"), _safe("a, b")
    ("'=1+1", '-5', 'a, b')
    """
    clean = _CONTROL.sub(" ", cell)
    return f"'{clean}" if _FORMULA.match(clean) and not _NUMBER.fullmatch(clean) else clean
