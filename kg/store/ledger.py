"""What a store holds: every article with what made its graph, and every place that an article was read from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace


@dataclass(frozen=True, slots=True)
class Kept:
    """One article: the fingerprint of the kg that read it, or of the graph it was imported with, and how large its graph is."""

    made: str
    claims: int
    triples: int
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article was read: the file, or its place in one, is the key; here which article, and its public address.

    `replaced`: the same address was read later somewhere else, and only that reading counts.
    """

    article: str
    address: str = ""
    replaced: bool = False


_KEPT, _PLACE = (tuple(each.name for each in fields(kind)) for kind in (Kept, Place))


@dataclass(frozen=True, slots=True)
class Ledger:
    """The articles by id, the places by path."""

    articles: Mapping[str, Kept] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)

    def is_settled(self, place: str, article: str, made: str) -> bool:
        """Tell an article that was read here before, by the same kg, and need not be looked at again."""
        known = self.places.get(place)
        if known is None or known.article != article:
            return False
        return known.replaced or self.has(article, made)

    def has(self, article: str, made: str) -> bool:
        """Tell whether the graph of an article is there as this kg would make it."""
        return article in self.articles and self.articles[article].made == made

    def at_addresses(self) -> dict[str, str]:
        """Return address → the article that was read there last."""
        return {p.address: p.article for p in self.places.values() if p.address and not p.replaced}

    def updated(self, made: Mapping[str, Kept], found: Mapping[str, Place]) -> "Ledger":
        """Return the ledger after articles were made and places read; an address means what was read there last."""
        places = dict(self.places)
        by_address: dict[str, list[str]] = {}
        for name, place in places.items():
            by_address.setdefault(place.address, []).append(name)
        for name, place in found.items():
            for other in by_address.get(place.address, ()) if place.address else ():
                places[other] = replace(places[other], replaced=True)
            places[name] = place
            by_address.setdefault(place.address, []).append(name)
        return Ledger({**self.articles, **made}, places).swept()

    def without(self, names: frozenset[str]) -> "Ledger":
        """Return the ledger without some places, and without what else was read at their addresses."""
        addresses = {self.places[name].address for name in names} - {""}
        left = {n: p for n, p in self.places.items() if n not in names and p.address not in addresses}
        return replace(self, places=left).swept()

    def swept(self) -> "Ledger":
        """Return the ledger without articles that are read nowhere any more."""
        used = {place.article for place in self.places.values() if not place.replaced}
        return replace(self, articles={name: kept for name, kept in self.articles.items() if name in used})


def to_bytes(ledger: Ledger) -> bytes:
    """Return a ledger as JSON, the same for the same ledger."""
    # Neither `asdict` nor an indent: of ten thousand articles either takes longer than all else that a commit does.
    value = {
        "articles": {name: _plain(kept, _KEPT) for name, kept in sorted(ledger.articles.items())},
        "places": {name: _plain(place, _PLACE) for name, place in sorted(ledger.places.items())},
    }
    return json.dumps(value).encode()


def _plain(value: Kept | Place, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(value, name) for name in names}


def from_bytes(data: bytes) -> Ledger:
    """Read a ledger that `to_bytes` wrote; its checksum was checked before."""
    value = json.loads(data)
    return Ledger(
        {name: Kept(**kept) for name, kept in value["articles"].items()},
        {name: Place(**place) for name, place in value["places"].items()},
    )
