"""The same article again: copies, new headlines over old words, syndicated text; and how many independent sources a claim has.

Texts are compared by their shingles, the runs of five words in them. An eighth of all shingles, chosen by a hash, stands for
a text, so that a text inside a longer one is found as well, which a MinHash of both would not tell.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from zlib import crc32

from kg.model import NARRATOR, Document, Reading
from kg.readings import Readings, by_document

SHINGLE = 5
"""Words: shorter runs are common phrases, longer ones miss what an editor touched."""

SAMPLED = 8
"""One of so many shingles is kept; of a text with under `MIN_SHINGLES` of these, all."""

MIN_SHINGLES = 8

MIN_SHARED = 0.6
"""Share of the smaller text's shingles that makes two texts one: an updated story keeps more, another writer far less."""

MAX_HOLDERS = 50
"""Texts that are looked up by one shingle: what more of them have is a phrase of the trade ("sign up for our newsletter")."""

MAX_COMPARED = 200_000
"""Characters of a text that are compared."""

_WORD = re.compile(r"\w+")


def with_sources(readings: Readings) -> Readings:
    """Return the readings of a run with what copies or revises what, and each claim with its number of independent sources.

    A claim is the same in two articles where its sentence, its claimants and its factuality are. One article stays as it is.
    """
    documents = [document for document, _ in by_document(readings)]
    if len(documents) <= 1:
        return readings
    origins, revised = find_origins(documents), _revisions(documents)
    sources = _sources(documents, origins)
    carriers: dict[bytes, frozenset[str]] = {}
    alone = {name: frozenset([name]) for name in sources.values()}  # most claims have one source: a set for each costs too much
    for reading in readings:
        source = alone[sources[reading.document.id]]
        for key in _keys(reading):
            known = carriers.setdefault(key, source)
            if not source <= known:
                carriers[key] = known | source
    numbers = {key: len(found) for key, found in carriers.items()}
    return readings.changed(partial(_counted, numbers=numbers, origins=origins, revised=revised))


def find_origins(documents: Sequence[Document]) -> dict[str, str]:
    """Return the id of each document → the id of the first document, by date, with the same words; it may be its own."""
    index = _Index()
    return {document.id: index.admit(document) for document in sorted(documents, key=_age)}


def _counted(reading: Reading, numbers: Mapping[bytes, int], origins: Mapping[str, str], revised: Mapping[str, str]) -> Reading:
    name = reading.document.id
    claims = zip(reading.claims, _keys(reading), strict=True)
    return replace(
        reading,
        claims=tuple(replace(claim, sources=numbers[key]) for claim, key in claims),
        copy_of=origins[name] if origins[name] != name and name not in revised else "",
        revision_of=revised.get(name, ""),
    )


def _sources(documents: Sequence[Document], origins: Mapping[str, str]) -> dict[str, str]:
    """Return the id of each document → the id that stands for its source: same words, or another state of the same page."""
    found: dict[str, str] = {}
    by_address: dict[str, str] = {}
    for document in sorted(documents, key=_age):
        origin = origins[document.id]
        source = found.get(origin, origin)
        address = _address(document)
        found[document.id] = by_address.setdefault(address, source) if address else source
    return found


@dataclass(slots=True)
class _Index:
    """The texts so far, by their shingles."""

    holders: dict[int, list[str]] = field(default_factory=dict)
    texts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Id → number in the order of age, and number of shingles."""

    def admit(self, document: Document) -> str:
        """Note a text, and return the earliest document with the same one, which may be itself."""
        shingles = _shingles(document)
        shared = Counter(name for s in shingles for name in self.holders.get(s, ()))
        same = (name for name, n in shared.items() if n >= MIN_SHARED * min(len(shingles), self.texts[name][1]))
        found = min(same, key=lambda name: self.texts[name][0], default=document.id)
        self.texts[document.id] = len(self.texts), len(shingles)
        for shingle in shingles:
            holders = self.holders.setdefault(shingle, [])
            if len(holders) < MAX_HOLDERS:
                holders.append(document.id)
        return found


def _shingles(document: Document) -> set[int]:
    body = " ".join(document.text[slice(*b.span)] for b in document.blocks if b.kind == "body")
    words = _WORD.findall(body[:MAX_COMPARED].casefold())
    found = {crc32(" ".join(words[i : i + SHINGLE]).encode(errors="replace")) for i in range(max(1, len(words) - SHINGLE + 1))}
    sampled = {shingle for shingle in found if shingle % SAMPLED == 0}
    return sampled if len(sampled) >= MIN_SHINGLES else found


def _revisions(documents: Iterable[Document]) -> dict[str, str]:
    """Return the id of a document → that of the next older one of its address; without dates nobody knows which is older."""
    latest: dict[str, Document] = {}
    found: dict[str, str] = {}
    for document in sorted((d for d in documents if _address(d) and d.published), key=_age):
        older = latest.get(_address(document))
        if older is not None and older.text != document.text and (older.published or "") < (document.published or ""):
            found[document.id] = older.id
        latest[_address(document)] = document
    return found


def _address(document: Document) -> str:
    """Return the address of an article, and "" for that of a whole site, which scrapers put into every record."""
    path = (document.url or "").partition("://")[2].partition("/")[2]
    return document.url or "" if path.strip("/") else ""


def _keys(reading: Reading) -> Iterator[bytes]:
    """Yield for each claim a hash of what makes it the same in another article."""
    labels = {entity.id: entity.label for entity in reading.entities}
    for claim in reading.claims:
        said_by = sorted(name if name == NARRATOR else labels.get(name, name) for name in claim.claimants)
        told = repr((claim.text.casefold(), said_by, claim.factuality, claim.predicate))
        yield blake2b(told.encode(), digest_size=16).digest()


def _age(document: Document) -> tuple[str, str]:
    return document.published or "9999", document.id
