"""The same article again: copies, new headlines over old words, syndicated text; and how many independent sources a claim has.

Texts are compared by their shingles, the runs of five words in them. An eighth of all shingles, chosen by a hash, stands for
a text, so that a text inside a longer one is found as well, which a MinHash of both would not tell.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from itertools import islice
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kg.model import Document, Reading
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
_TOGETHER = 1_000
"""Texts that are compared with older ones at a time, so that memory stays small."""

_HALF = 32
"""Bits of the number of a text: a pair of texts is one number of 64."""

Numbers: TypeAlias = "NDArray[np.uint64]"
Indices: TypeAlias = "NDArray[np.int64]"


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """What tells an article from others, and of each of its claims what makes it the same claim in another article."""

    published: str
    address: str
    shingles: Numbers
    claims: tuple[str, ...]
    keys: Numbers
    """Of the claims, in their order."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What follows from all signatures together."""

    origins: Mapping[str, str]
    """Article → the first article, by date, with the same words; it may be the article itself."""
    sources: Mapping[str, tuple[int, ...]]
    """Article → how many independent sources each of its claims has, in the order of its signature."""


def with_sources(readings: Readings) -> Readings:
    """Return the readings of a run with what copies or revises what, and each claim with its number of independent sources.

    A claim is the same in two articles where its sentence, its claimants and its factuality are. One article stays as it is.
    """
    documents = [document for document, _ in by_document(readings)]
    if len(documents) <= 1:
        return readings
    signatures = {document.id: _signature_of(document, found) for document, found in by_document(readings)}
    counted = count(signatures)
    numbers = {name: dict(zip(each.claims, counted.sources[name], strict=True)) for name, each in signatures.items()}
    return readings.changed(partial(_counted, numbers=numbers, origins=counted.origins, revised=_revisions(documents)))


def signature(document: Document, keys: Mapping[str, int]) -> Signature:
    """Return the signature of an article; `keys` are its claims, by id, each with its `claim_key`."""
    return Signature(
        document.published or "",
        address(document),
        np.array(sorted(_shingles(document)), dtype=np.uint64),
        tuple(keys),
        np.array(list(keys.values()), dtype=np.uint64),
    )


def claim_key(text: str, said_by: Iterable[str], factuality: str) -> int:
    """Return a number of 64 bits that a claim has in every article.

    Args:
        text: of the claim.
        said_by: its claimants: what articles share by id, what lives in one article by label.
        factuality: its degree.
    """
    content = "\n".join([text.casefold(), *sorted(said_by), factuality])
    return int.from_bytes(blake2b(content.encode(errors="replace"), digest_size=8).digest(), "little")


def address(document: Document) -> str:
    """Return the address of an article, and "" for that of a whole site, which scrapers put into every record."""
    path = (document.url or "").partition("://")[2].partition("/")[2]
    return document.url or "" if path.strip("/") else ""


def count(signatures: Mapping[str, Signature]) -> Counted:
    """Find what copies what, and count the independent sources of every claim; the order of the articles does not matter."""
    names = sorted(signatures, key=lambda name: (signatures[name].published or "9999", name))
    ordered = [signatures[name] for name in names]
    origins = _origins([each.shingles for each in ordered])
    carriers = _carriers([each.keys for each in ordered], _sources(ordered, origins))
    numbers = iter(carriers.tolist())
    return Counted(
        {name: names[origin] for name, origin in zip(names, origins, strict=True)},
        {name: tuple(islice(numbers, len(each.keys))) for name, each in zip(names, ordered, strict=True)},
    )


def _counted(
    reading: Reading, numbers: Mapping[str, Mapping[str, int]], origins: Mapping[str, str], revised: Mapping[str, str]
) -> Reading:
    name = reading.document.id
    return replace(
        reading,
        claims=tuple(replace(claim, sources=numbers[name][claim.id]) for claim in reading.claims),
        copy_of=origins[name] if origins[name] != name and name not in revised else "",
        revision_of=revised.get(name, ""),
    )


def _signature_of(document: Document, readings: Iterable[Reading]) -> Signature:
    keys: dict[str, int] = {}
    for reading in readings:
        names = {entity.id: entity.label for entity in reading.entities if not entity.shared}
        for claim in reading.claims:
            keys[claim.id] = claim_key(claim.text, (names.get(who, who) for who in claim.claimants), claim.factuality)
    return signature(document, keys)


def _origins(texts: Sequence[Numbers]) -> Sequence[int]:
    """Return for each text, the oldest first, the number of the oldest one with the same words, or its own."""
    sizes = np.array([len(text) for text in texts], dtype=np.int64)
    held = _holders(np.repeat(np.arange(len(texts)), sizes), np.concatenate([np.empty(0, np.uint64), *texts]))
    ends = np.r_[0, np.cumsum(sizes)]
    found = np.arange(len(texts))
    for low in range(0, len(texts), _TOGETHER):
        pairs = _pairs(held, slice(ends[low], ends[min(low + _TOGETHER, len(texts))]))
        pair, shared = np.unique(pairs, return_counts=True)
        young, old = pair >> _HALF, pair & ((1 << _HALF) - 1)
        same = shared >= MIN_SHARED * np.minimum(sizes[young], sizes[old])
        np.minimum.at(found, young[same], old[same])
    return [int(number) for number in found]


@dataclass(frozen=True, slots=True)
class _Held:
    """The shingles of all texts one after the other: of which text each is, and where the older texts with it stand."""

    text: Indices
    begin: Indices
    """Place in `holders` of the oldest text that has the shingle; the next oldest follow."""
    older: Indices
    """How many texts that have the shingle are older."""
    holders: Indices


def _holders(text: Indices, shingle: Numbers) -> _Held:
    order = np.lexsort((text, shingle))
    ranked, place = shingle[order], np.arange(len(order))
    first = np.maximum.accumulate(np.where(np.r_[True, ranked[1:] != ranked[:-1]][: len(order)], place, 0))
    begin, older = np.empty_like(place), np.empty_like(place)
    begin[order], older[order] = first, place - first
    return _Held(text, begin, older, text[order])


def _pairs(held: _Held, part: slice) -> Indices:
    """Return the pairs of a text of this part and one of the oldest that has one of its shingles, once for each shingle."""
    text, begin, older = held.text[part], held.begin[part], held.older[part]
    pairs = [np.empty(0, np.int64)]
    for nth in range(min(MAX_HOLDERS, int(older.max(initial=0)))):
        has = older > nth
        pairs.append((text[has] << _HALF) + held.holders[begin[has] + nth])
    return np.concatenate(pairs)


def _carriers(keys: Sequence[Numbers], sources: Sequence[int]) -> Indices:
    """Return for each claim of all articles, one after the other, how many different sources have it."""
    key = np.concatenate([np.empty(0, np.uint64), *keys])
    source = np.repeat(np.array(sources, dtype=np.int64), [len(each) for each in keys])
    order = np.lexsort((source, key))
    key, source = key[order], source[order]
    another = np.r_[True, key[1:] != key[:-1]][: len(key)]
    fresh = another | np.r_[True, source[1:] != source[:-1]][: len(key)]
    number = np.cumsum(another) - 1
    carriers = np.empty(len(order), dtype=np.int64)
    carriers[order] = np.bincount(number, weights=fresh)[number]
    return carriers


def _sources(ordered: Sequence[Signature], origins: Sequence[int]) -> list[int]:
    """Return for each article, the oldest first, which one stands for its source: same words, or another state of one page."""
    found: list[int] = []
    by_address: dict[str, int] = {}
    for number, (each, origin) in enumerate(zip(ordered, origins, strict=True)):
        source = found[origin] if origin < number else number
        found.append(by_address.setdefault(each.address, source) if each.address else source)
    return found


def _shingles(document: Document) -> set[int]:
    """Return the hashes of the shingles of an article's body, or of its text where nobody knows what of it is the body."""
    body = " ".join(document.text[slice(*b.span)] for b in document.blocks if b.kind == "body")
    words = _WORD.findall((body or document.text)[:MAX_COMPARED].casefold())
    found = {crc32(" ".join(words[i : i + SHINGLE]).encode(errors="replace")) for i in range(max(1, len(words) - SHINGLE + 1))}
    sampled = {shingle for shingle in found if shingle % SAMPLED == 0}
    return sampled if len(sampled) >= MIN_SHINGLES else found


def _revisions(documents: Iterable[Document]) -> dict[str, str]:
    """Return the id of a document → that of the next older one of its address; without dates nobody knows which is older."""
    latest: dict[str, Document] = {}
    found: dict[str, str] = {}
    for document in sorted((d for d in documents if address(d) and d.published), key=lambda d: (d.published or "", d.id)):
        older = latest.get(address(document))
        if older is not None and older.text != document.text and (older.published or "") < (document.published or ""):
            found[document.id] = older.id
        latest[address(document)] = document
    return found
