"""Which articles of a store are copies, and how many independent sources each claim has: what follows from all of them at once.

The graph of an article keeps its signature, so that nothing has to be read again when another one comes or goes. What follows
from all signatures lies in the default graph, beside what articles share.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from sys import intern

import numpy as np
import pyoxigraph as ox

from kg.copies import Counted, Signature, claim_key, count, signature
from kg.model import Document
from kg.namespaces import DOC, KG, RDF, RDFS
from kg.store.shared import SIGNATURE, book_keeping, described

COUNTED = COPY, SOURCES = ox.NamedNode(f"{KG}copyOf"), ox.NamedNode(f"{KG}independentSources")
"""What a store says of articles and claims by itself."""
_TYPE, _CLAIM = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{KG}Claim")
_TEXT, _CLAIMANT, _FACTUALITY, _LABEL = _TOLD = tuple(
    ox.NamedNode(iri) for iri in (f"{KG}text", f"{KG}claimant", f"{KG}factuality", f"{RDFS}label")
)
_SHINGLE, _KEY = "<u4", "<u8"
"""As which numbers they are written, in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The signatures of all articles of a store, and what follows from them."""

    signatures: Mapping[str, Signature]
    counted: Counted

    def changed(self, gone: Iterable[str], come: Mapping[str, Signature]) -> "Tally":
        """Return the tally without some articles and with others."""
        without = frozenset(gone)
        signatures = {**{name: each for name, each in self.signatures.items() if name not in without}, **come}
        return Tally(signatures, count(signatures))

    def of(self, name: str) -> frozenset[ox.Quad]:
        """Return what a store says of one article and of its claims."""
        # Of one article alone nothing is said, as in a graph that was built of one.
        if name not in self.signatures or len(self.signatures) == 1:
            return frozenset()
        article, origin = ox.NamedNode(DOC + name), ox.NamedNode(DOC + self.counted.origins[name])
        each = zip(self.signatures[name].claims, self.counted.sources[name], strict=True)
        counts = (ox.Quad(ox.NamedNode(f"{article.value}#{claim}"), SOURCES, ox.Literal(number)) for claim, number in each)
        return frozenset([*counts, *[ox.Quad(article, COPY, origin)] * (origin != article)])


def differences(old: Tally, new: Tally) -> Iterator[tuple[frozenset[ox.Quad], frozenset[ox.Quad]]]:
    """Yield for each article of which a store says something else now what is to be removed, and what to be added."""
    grew = (len(old.signatures) > 1) != (len(new.signatures) > 1)
    for name in old.signatures.keys() | new.signatures.keys():
        was, now = ((t.signatures.get(name), t.counted.origins.get(name), t.counted.sources.get(name)) for t in (old, new))
        if was != now or grew:
            before, after = old.of(name), new.of(name)
            yield before - after, after - before


def read_tally(store: ox.Store) -> Tally:
    """Return the tally of a store."""
    found = signatures(store.quads_for_pattern(None, SIGNATURE, None, None))
    return Tally(found, count(found))


def signed(document: Document, quads: Iterable[ox.Quad]) -> ox.Quad:
    """Return what the graph of an article keeps as its signature.

    Args:
        document: the article, with the name that it has in the store.
        quads: its graph.
    """
    article = ox.NamedNode(DOC + document.id)
    said: dict[str, dict[str, list[str]]] = {}
    claims: list[str] = []
    for subject, predicate, value, _ in quads:
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            if predicate in _TOLD:
                said.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value.value)
            elif predicate == _TYPE and value == _CLAIM:
                claims.append(subject.value)

    def told(thing: str, predicate: ox.NamedNode) -> list[str]:
        return sorted(said.get(thing, {}).get(predicate.value, ()))

    def name(claimant: str) -> str:
        return "; ".join(told(claimant, _LABEL)) or claimant

    keys = {
        claim.removeprefix(f"{article.value}#"): claim_key(
            "\n".join(told(claim, _TEXT)), map(name, told(claim, _CLAIMANT)), "".join(told(claim, _FACTUALITY))
        )
        for claim in sorted(claims)
    }
    return ox.Quad(article, SIGNATURE, ox.Literal(_written(signature(document, keys))), article)


def kept(graphs: Iterable[bytes]) -> tuple[dict[ox.NamedNode, set[str]], dict[str, Signature]]:
    """Return what some graphs, as N-Quads, keep for the store: what they say of each shared thing, and their signatures."""
    texts: dict[ox.NamedNode, set[str]] = {}
    signed_by: dict[str, Signature] = {}
    for data in graphs:
        quads = list(book_keeping(data))
        signed_by |= signatures(quads)
        for thing, told in described(quads).items():
            texts.setdefault(thing, set()).update(told)
    return texts, signed_by


def signatures(quads: Iterable[ox.Quad]) -> dict[str, Signature]:
    """Return article → signature, from the quads that have one."""
    return {
        quad.subject.value.removeprefix(DOC): _read(quad.object.value)
        for quad in quads
        if quad.predicate == SIGNATURE and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }


def _written(each: Signature) -> str:
    shingles, keys = each.shingles.astype(_SHINGLE).tobytes().hex(), each.keys.astype(_KEY).tobytes().hex()
    # An address is what somebody wrote: it may have line breaks, or characters that no RDF can hold.
    stated = (" ".join(text.split()).encode(errors="replace").decode() for text in (each.published, each.address))
    return "\n".join([*stated, shingles, " ".join(each.claims), keys])


def _read(text: str) -> Signature:
    published, address, shingles, claims, keys = text.split("\n")
    numbers = (np.frombuffer(bytes.fromhex(part), dtype=kind) for part, kind in ((shingles, _SHINGLE), (keys, _KEY)))
    found, those = (each.astype(np.uint64) for each in numbers)
    return Signature(published, address, found, tuple(map(intern, claims.split(" "))) if keys else (), those)
