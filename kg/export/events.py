"""The events as a table in the manner of ACLED and PLOVER: one event a row, and beside every figure who gives it.

Rival accounts stand side by side: nothing is averaged, and a role that is denied or merely possible is no actor.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import BinaryIO

from kg.dates import interval
from kg.export.table import write_table
from kg.index import PARTS, TEXTS, Evidence, Graph, Index
from kg.ontology import CLAIMED, DCTERMS, GEO, KG, SCHEMA
from kg.scratch import sorted_rows

COLUMNS = (
    "event", "label", "class", "occurrence", "date", "date_precision", "date_text",
    "plover", "plover_mode", "cameo", "acled",
    "actors", "participants", "targets", "weapons", "roles",
    "place", "place_precision", "country", "latitude", "longitude",
    "deaths", "deaths_min", "deaths_max", "injured", "injured_min", "injured_max", "figures",
    "claimants", "attribution", "status", "evidence", "document", "published", "publisher",
)  # fmt: skip
_ROLES = {
    "actors": ("agent", "supplier", "initiator"),
    "participants": ("participant",),
    "targets": ("target", "recipient", "victim", "damaged"),
    "weapons": ("weapon", "item"),
}
_EVERY_ROLE = tuple(role for roles in _ROLES.values() for role in roles)
_MEASURES = ("deaths", "injured")
_PRECISIONS = {len("2024-06-07"): "day", len("2024-06"): "month", len("2024"): "year"}
_CODES = {"plover": "plover", "plover_mode": "ploverMode", "cameo": "cameo", "acled": "acled"}


@dataclass(frozen=True, slots=True)
class _Said:
    """What one claim, or a direct triple that no claim has, says of an event; `how` is empty for such a triple."""

    relation: str
    value: str
    how: str
    holds: bool
    lower: str = ""
    upper: str = ""
    group: str = ""
    part: bool = False


def events(store: Graph, file: BinaryIO) -> None:
    """Write the events in the order of documents and text; no cell can be run as a formula."""
    index = Index(store, without=TEXTS)
    write_table(file, COLUMNS, (row for _, row in sorted_rows(_rows(index))))


def _rows(index: Index) -> Iterator[tuple[tuple[str, int, str], Mapping[str, str]]]:
    """Yield a row an event, each with its place in the table."""
    for event in index.subjects("Event"):
        evidence = index.evidence(event)
        yield (evidence.document, int(evidence.begin or 0), event), _row(index, event, evidence)


def _row(index: Index, event: str, evidence: Evidence) -> Mapping[str, str]:
    claims = [claim for claim in index.owners(PARTS[0], event) if "Claim" in index.classes(claim)]
    told = [_said(index, claim) for claim in claims]
    told += _bare(index, event, {(one.relation, one.value) for one in told})
    return {
        "event": event,
        "label": index.label(event),
        "class": "".join(index.classes(event)[:1]),
        "occurrence": index.code(event, "occurrence"),
        **_when(index, event),
        **{column: index.text(event, name) for column, name in _CODES.items()},
        **{column: _names(index, told, roles) for column, roles in _ROLES.items()},
        "roles": "; ".join(f"{one.relation}: {index.label(one.value)}{one.how}" for one in told if one.relation in _EVERY_ROLE),
        **_where(index, [one.value for one in told if one.relation == "place" and one.holds]),
        **{column: cell for measure in _MEASURES for column, cell in _figures(told, measure).items()},
        "figures": "; ".join(f"{one.relation}: {_shown(one)}{one.how}" for one in told if one.relation in _MEASURES),
        "claimants": index.labels({who for claim in claims for who in index.values(claim, "claimant")}),
        "attribution": "; ".join(sorted({index.code(claim, "attribution") for claim in claims})),
        "status": "; ".join(sorted({index.code(claim, "status") for claim in claims})),
        "evidence": evidence.text,
        "document": index.headline(evidence.document),
        "published": index.text(evidence.document, f"{SCHEMA}datePublished"),
        "publisher": index.text(evidence.document, f"{DCTERMS}source"),
    }


def _said(index: Index, claim: str) -> _Said:
    attribution, factuality = index.code(claim, "attribution"), index.text(claim, "factuality")
    relation, value = index.code(claim, PARTS[1]), index.text(claim, PARTS[2])
    # Roles hold where the model gives them a direct triple; parts of a total never have one.
    event = index.text(claim, PARTS[0])
    direct = value in (*index.values(event, f"{KG}{relation}"), *index.values(event, f"{CLAIMED}{relation}"))
    by = f"{attribution} {'to' if attribution == 'attributed' else 'by'} {index.labels(index.values(claim, 'claimant'))}"
    doubts = [by, index.code(claim, "status"), "" if factuality == "CT+" else factuality]
    return _Said(
        relation=relation,
        value=value,
        how=f" ({', '.join(doubt for doubt in doubts if doubt and doubt != 'unassessed')})",
        holds=attribution != "denied" and (direct or (index.is_number(claim) and factuality == "CT+")),
        lower=index.text(claim, "lowerBound"),
        upper=index.text(claim, "upperBound"),
        group=index.text(claim, "group"),
        part=bool(index.text(claim, "partOfClaim") or index.text(claim, "baselinePeriod")),
    )


def _bare(index: Index, event: str, known: set[tuple[str, str]]) -> Iterator[_Said]:
    """Yield the direct triples of an event that no claim has; a hand-made graph may have them."""
    wanted = {*_EVERY_ROLE, "place", *_MEASURES}
    # kg: before claimed:, because what the article states itself needs no doubt beside it.
    for predicate in reversed(list(index.properties(event))):
        name = predicate.removeprefix(KG).removeprefix(CLAIMED)
        for value in index.values(event, predicate) if name in wanted else ():
            if (name, value) not in known:
                known.add((name, value))
                yield _Said(name, value, " (claimed)" if predicate.startswith(CLAIMED) else "", holds=True)


def _when(index: Index, event: str) -> dict[str, str]:
    date = index.text(event, "date") or index.text(event, "period")
    written = index.values(event, "dateText")
    if not interval(date):  # a month of nobody knows which year, for one
        date, written = "", written or [date.lstrip("-")]
    return {"date": date, "date_precision": _PRECISIONS.get(len(date), ""), "date_text": "; ".join(written)}


def _names(index: Index, told: Iterable[_Said], roles: tuple[str, ...]) -> str:
    return index.labels({one.value for one in told if one.relation in roles and one.holds})


def _where(index: Index, places: list[str]) -> dict[str, str]:
    """Say where it was: the coordinates are those of the most exact place that has some, and never of a country."""
    ranked = sorted(dict.fromkeys(places), key=lambda place: ("Country" in index.classes(place), index.label(place)))
    located = next((place for place in ranked if index.text(place, f"{GEO}lat")), ranked[0] if ranked else "")
    kind = "".join(index.classes(located)[:1])
    countries = {country for place in ranked for country in index.values(place, "country")}
    countries |= {place for place in ranked if "Country" in index.classes(place)}
    exact = located if kind != "Country" else ""
    return {
        "place": "; ".join(index.label(place) for place in ranked),
        "place_precision": kind,
        "country": index.labels(countries),
        "latitude": index.text(exact, f"{GEO}lat"),
        "longitude": index.text(exact, f"{GEO}long"),
    }


def _figures(told: Iterable[_Said], measure: str) -> dict[str, str]:
    """Give the figures of one measure: every total that is claimed, the least of the lower and the most of the upper bounds.

    The upper bound stays empty when somebody says "at least". Parts of a total count only where nobody gives the total; then
    those of several groups are no rivals, and the largest is a lower bound.
    """
    found = [one for one in told if one.relation == measure and one.holds and not one.part]
    found = [one for one in found if not one.group] or found
    lows = [low for one in found if (low := _number(one.lower or ("" if one.upper else one.value))) is not None]
    highs = [_number(one.upper or ("" if one.lower else one.value)) for one in found]
    known = [high for high in highs if high is not None]
    several = len({one.group for one in found}) > 1
    least = max if several else min
    return {
        measure: "; ".join(dict.fromkeys(one.value for one in found)),
        f"{measure}_min": _plain(least(lows)) if lows else "",
        f"{measure}_max": _plain(max(known)) if known and len(known) == len(highs) and not several else "",
    }


def _plain(number: float) -> str:
    """Write a number in full: a spreadsheet takes 1.2e+06 for a rounded one.

    >>> _plain(1234567.0), _plain(1.5)
    ('1234567', '1.5')
    """
    return str(int(number)) if number.is_integer() else str(number)


def _shown(one: _Said) -> str:
    bound = f"{one.lower}-{one.upper}" if one.lower and one.upper else ""
    word = "at least " if one.lower else "at most " if one.upper else ""
    return f"{bound or word + one.value}{' ' + one.group if one.group else ''}"


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
