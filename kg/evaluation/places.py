"""Where on Earth: which places a text names, and how far off the coordinates are that they are given.

The measures are those of Gritta, Pilehvar and Collier, "A pragmatic guide to geoparsing evaluation" (2020): 161 km are
100 miles, the error that counts as the right place.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.evaluation.records import Document, Entity, Span
from kg.evaluation.verdicts import Item, Verdict, both, is_free, likeness, one_to_one, verdicts

MEASURES = ("geoparsing@161km", "recognition", "strict recognition")
NEAR_KM = 161.0
_EARTH_KM = 6371.0088
"""Mean radius (IUGG)."""
_PLACE_TYPES = frozenset(
    {
        "gpe",
        "loc",
        "fac",
        "location",
        "place",
        "toponym",
        "city",
        "country",
        "region",
        "state",
        "province",
        "district",
        "village",
        "town",
        "administrativearea",
        "facility",
        "geopoliticalentity",
        "literal",
        "coordinate",
    }
)


@dataclass(frozen=True, slots=True)
class _Matched:
    """The places of both sides, which predicted one is which gold one, and how far off it is (None: nobody can tell)."""

    gold: list[Entity]
    predicted: list[Entity]
    pairs: dict[int, int]
    distances: dict[int, float | None]
    """Of the predicted places whose gold place has a position."""


def located_types(gold: Iterable[Document]) -> frozenset[str]:
    """Return the types to which gold gives coordinates anywhere: what has such a type is a place."""
    return frozenset(e.type for d in gold for e in d.entities if e.position is not None)


def judge(gold: Document, predicted: Document, types: frozenset[str] = frozenset()) -> Iterator[Verdict]:
    """Judge places: what has coordinates or a GeoNames id, or a type that says place or is one of `types`.

    `recognition` matches overlapping places one-to-one, `strict recognition` wants the same span. `geoparsing@161km` wants
    the place found and its position right to within 161 km; gold places without coordinates count neither way there.
    """
    matched = _match(gold, predicted, types)
    yield from _geoparsing(gold, predicted, matched)
    wanted = [_item(gold, e) for e in matched.gold]
    given = [_item(predicted, e) for e in matched.predicted]
    yield from both(MEASURES[1], wanted, given, matched.pairs)
    spans = {e.span: g for g, e in enumerate(matched.gold)}
    equal = {p: spans[e.span] for p, e in enumerate(matched.predicted) if e.span in spans}
    yield from both(MEASURES[2], wanted, given, equal)


def distances(gold: Document, predicted: Document, types: frozenset[str] = frozenset()) -> tuple[float, ...]:
    """Return how far off the places are that were found and given a position, in km."""
    return tuple(km for km in _match(gold, predicted, types).distances.values() if km is not None)


def kilometres(left: tuple[float, float], right: tuple[float, float]) -> float:
    """Return the distance between two positions in degrees on a sphere, by the haversine formula.

    >>> round(kilometres((50.45, 30.52), (48.85, 2.35)))
    2024
    """
    a, b, c, d = map(math.radians, (*left, *right))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _match(gold: Document, predicted: Document, types: frozenset[str]) -> _Matched:
    wanted, given = _places(gold, types), _places(predicted, types)
    candidates = (
        (score, p, g)
        for p, entity in enumerate(given)
        for g, other in enumerate(wanted)
        if entity.span and other.span and (score := likeness(entity.span, other.span))
    )
    pairs = one_to_one(candidates)
    ignored = tuple(e.span for e in gold.entities if e.span and e.ignore)
    kept = tuple(e.span for e in wanted if e.span)
    counted = [p for p, e in enumerate(given) if p in pairs or (e.span and not is_free(e.span, ignored, kept))]
    pairs = {new: pairs[old] for new, old in enumerate(counted) if old in pairs}
    given = [given[old] for old in counted]
    measured = {p: _distance(given[p], wanted[g]) for p, g in pairs.items() if wanted[g].position is not None}
    return _Matched(wanted, given, pairs, measured)


def _places(document: Document, types: frozenset[str]) -> list[Entity]:
    """Return one place for each span, the one with a position if there is one, in the order of the text."""
    found: dict[Span, Entity] = {}
    for entity in document.entities:
        if entity.span and not entity.ignore and _is_place(entity, types):
            held = found.get(entity.span)
            if held is None or _precedence(entity) > _precedence(held):
                found[entity.span] = entity
    return [found[span] for span in sorted(found)]


def _precedence(entity: Entity) -> tuple[bool, bool, str, tuple[float, float]]:
    return entity.position is not None, bool(entity.geonameid), entity.geonameid, entity.position or (0.0, 0.0)


def _is_place(entity: Entity, types: frozenset[str]) -> bool:
    kind = "".join(filter(str.isalnum, entity.type.casefold()))
    return entity.position is not None or bool(entity.geonameid) or entity.type in types or kind in _PLACE_TYPES


def _distance(given: Entity, wanted: Entity) -> float | None:
    if given.geonameid and given.geonameid == wanted.geonameid:
        return 0.0
    if given.position is None or wanted.position is None:
        return None
    return kilometres(given.position, wanted.position)


def _geoparsing(gold: Document, predicted: Document, matched: _Matched) -> Iterator[Verdict]:
    right = {p for p, km in matched.distances.items() if km is not None and km <= NEAR_KM}
    hit = {matched.pairs[p] for p in right}
    located = [g for g, e in enumerate(matched.gold) if e.position is not None]
    claimed = [p for p, e in enumerate(matched.predicted) if _claims_position(matched, p, e)]
    wanted = [_item(gold, matched.gold[g]) for g in located]
    given = [_item(predicted, matched.predicted[p]) for p in claimed]
    yield from verdicts(MEASURES[0], wanted, {n for n, g in enumerate(located) if g in hit}, of_gold=True)
    yield from verdicts(MEASURES[0], given, {n for n, p in enumerate(claimed) if p in right}, of_gold=False)


def _claims_position(matched: _Matched, position: int, entity: Entity) -> bool:
    if position in matched.pairs:
        return matched.distances.get(position) is not None
    return entity.position is not None or bool(entity.geonameid)


def _item(document: Document, entity: Entity) -> Item:
    return Item("", document.text[slice(*entity.span)].casefold() if entity.span else "", entity.span)
