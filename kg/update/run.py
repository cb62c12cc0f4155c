"""One update of a store: what is there already is passed over, the rest is read and committed in batches."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox

from kg.copies import address
from kg.errors import DamageError, InputError
from kg.graph import assemble
from kg.model import Document, Reading
from kg.ontology import DOC, KG, RDF, load_ontology
from kg.pipeline import Progress, fingerprint, provenance, read_each
from kg.read import Failure, Skipped
from kg.store import Difference, Kept, Ledger, Place, Writer, article_graph, difference, pack
from kg.store.sources import signed
from kg.update.identity import identify, place_of
from kg.update.imported import Imported, articles_of

BATCH = 1000
"""Articles that are read together."""
CHARACTERS = 16_000_000
"""Of articles that are read together."""
SECONDS = 60.0
"""Time after which what was read is committed, so that a crash costs a minute's work."""
PATIENCE = 5
"""Times as long as the last commit took that the next one waits: it grows with the store, and is to be a sixth of the work."""
BYTES = 32 << 20
"""Packed graphs after which what was read is committed: they are held in memory until then."""
_TYPE, _CLAIM = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{KG}Claim")


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: articles read, articles that were there already, what changed in changed ones, and what failed."""

    read: int = 0
    unchanged: int = 0
    imported: int = 0
    """Number of articles whose graph was taken over from a file."""
    differences: tuple[Difference, ...] = ()
    failures: tuple[Failure, ...] = ()
    skipped: int = 0
    articles: int = 0
    """Number of articles that the store has now."""


@dataclass(slots=True)
class _Batch:
    """What is ready to be committed; `replaced` are places with the article that was there before and the one that is now."""

    graphs: dict[str, bytes] = field(default_factory=dict)
    made: dict[str, Kept] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    replaced: list[tuple[str, str, str]] = field(default_factory=list)
    size: int = 0
    """Bytes of the graphs, packed."""


class Run:
    """One update: documents are taken, those that are not in the store are read, and what was read is committed."""

    def __init__(self, writer: Writer, model: str | None, workers: int, progress: Progress | None, *, total: int) -> None:
        self.writer, self.model, self.workers, self.progress = writer, model, workers, progress
        self.made = fingerprint(model)
        self.updated = Updated()
        self.failures: list[Failure] = []  # a folder may have 100,000 of them
        self._total, self._done = total, 0
        self._pending: dict[str, Document] = {}
        self._characters = 0
        self._batch = _Batch()
        self._committed, self._took = time.monotonic(), 0.0
        self._known: tuple[Ledger, Mapping[str, str]] = writer.ledger, writer.ledger.at_addresses()

    def take(self, item: Document | Failure | Skipped) -> None:
        """Take what a reader yields: pass over what is settled, keep the rest until there is enough to be read together."""
        if isinstance(item, Skipped):
            self.updated = replace(self.updated, skipped=self.updated.skipped + item.count)
        elif isinstance(item, Failure):
            self._fail(item)
        else:
            document = identify(item)
            place = place_of(document)
            under_way = place in self._pending or place in self._batch.places
            if not under_way and self.writer.ledger.is_settled(place, document.id, self.made):
                self.updated = replace(self.updated, unchanged=self.updated.unchanged + 1)
                self._tell(document.id)
            else:
                self._pending[place] = document
                self._characters += len(document.text)
        if len(self._pending) >= BATCH or self._characters > CHARACTERS:
            self.finish()

    def take_graph(self, path: Path | str) -> None:
        """Take over the articles of a graph file; one that cannot be read is a failure, and nothing of it is taken."""
        try:
            for article in articles_of(path):
                self._import(article)
                self._commit_if_due()
        except InputError as error:
            self._fail(Failure(str(path), str(error).removeprefix(f"{path}:").strip()))

    def finish(self) -> None:
        """Read what was kept."""
        wanted = {d.id: d for d in self._pending.values() if not self._has(d)}
        readings = read_each(list(wanted.values()), model=self.model, workers=self.workers)
        for place, document in self._pending.items():
            if wanted.pop(document.id, None) is not None:
                self._mint(place, next(readings))
            elif not self._has(document):  # it was, until a commit replaced it everywhere else
                self._mint(place, next(read_each([document], model=self.model)))
            if self._has(document):
                self._note(place, document)
            self._tell(document.id)
            self._commit_if_due()
        self._pending, self._characters = {}, 0

    def commit(self) -> None:
        """Bring what was read into the store, and find out what it changes in articles that were there."""
        batch, began = self._batch, time.monotonic()
        if batch.places:
            ledger = self.writer.ledger.updated(batch.made, batch.places)
            before = self.writer.claims(old for _, old, _ in batch.replaced)
            self.writer.commit(ledger, {name: data for name, data in batch.graphs.items() if name in ledger.articles})
            self._batch = _Batch()
            after = self.writer.claims(new for _, _, new in batch.replaced)
            found = (difference(place, before.get(old, {}), after.get(new, {})) for place, old, new in batch.replaced)
            self.updated = replace(self.updated, differences=(*self.updated.differences, *found))
            self._took = time.monotonic() - began
        self._committed = time.monotonic()

    def _commit_if_due(self) -> None:
        """Commit what is too much, or too long ago, to be held in memory any longer."""
        if self._batch.size > BYTES or time.monotonic() - self._committed > max(SECONDS, PATIENCE * self._took):
            self.commit()

    def _has(self, document: Document) -> bool:
        return document.id in self._batch.made or self.writer.ledger.has(document.id, self.made)

    def _mint(self, place: str, read: tuple[list[Reading], list[Failure]]) -> None:
        """Make the named graph of an article, of as much of it as was read."""
        readings, lost = read
        failures = [replace(failure, path=place) for failure in lost]
        if readings:
            document = readings[0].document
            triples = (quad.triple for quad in assemble(readings, load_ontology(), provenance(self.model)))
            try:
                quads = list(article_graph(triples, DOC + document.id, self.made))
                quads.append(signed(document, quads))
            except DamageError as error:
                failures.append(Failure(place, str(error)))
            else:
                self._keep(document.id, quads, self.made)
                self.updated = replace(self.updated, read=self.updated.read + 1)
        self.failures += failures

    def _import(self, article: Imported) -> None:
        """Take over an article, unless what is there counts more; note in either case that it was read here."""
        name, place = article.document.id, place_of(article.document)
        if self._prevails(article, place):
            self._keep(name, [*article.quads, signed(article.document, article.quads)], article.made, imported=True)
            self.updated = replace(self.updated, imported=self.updated.imported + 1)
        else:
            self.updated = replace(self.updated, unchanged=self.updated.unchanged + 1)
        known = self.writer.ledger.places.get(place)
        if name in self._batch.made or known is None or known.article != name:
            self._note(place, article.document)
        self._tell(name)

    def _prevails(self, article: Imported, place: str) -> bool:
        """Tell whether an imported graph is to be taken.

        What kg read itself from the same text counts more, and so does another graph of it with the greater fingerprint,
        so that the order of files does not matter; but a graph that has changed takes the place of its former self.
        """
        name = article.document.id
        kept = self._batch.made.get(name) or self.writer.ledger.articles.get(name)
        if kept is None:
            return not self._is_replaced(place, name)
        if not kept.imported or kept.made == article.made:
            return False
        return article.made > kept.made or not self._is_held_elsewhere(name, place)

    def _is_replaced(self, place: str, name: str) -> bool:
        """Tell an article that another one from the same address took the place of."""
        known = self.writer.ledger.places.get(place)
        return known is not None and known.article == name and known.replaced

    def _is_held_elsewhere(self, name: str, place: str) -> bool:
        places = (self._batch.places, self.writer.ledger.places)
        return any(known.article == name and other != place for held in places for other, known in held.items())

    def _keep(self, name: str, quads: Sequence[ox.Quad], made: str, *, imported: bool = False) -> None:
        """Put the named graph of an article into the batch."""
        claims = sum(quad.predicate == _TYPE and quad.object == _CLAIM for quad in quads)
        data = pack(quads)
        self._batch.graphs[name] = data
        self._batch.size += len(data)
        self._batch.made[name] = Kept(made, claims, len(quads), imported)

    def _note(self, place: str, document: Document) -> None:
        """Note where an article was read, and which one it takes the place of."""
        ledger, at = self.writer.ledger, address(document)
        here = ledger.places.get(place)
        old = here.article if here is not None and not here.replaced else self._addresses().get(at, "")
        if old not in ledger.articles and document.id in ledger.articles:
            old = document.id  # the same text, read by another kg
        if old in ledger.articles and (old != document.id or document.id in self._batch.made):
            self._batch.replaced.append((place, old, document.id))
        self._batch.places[place] = Place(document.id, at)

    def _addresses(self) -> Mapping[str, str]:
        """Return what is at each address, looked up anew after each commit."""
        if self._known[0] is not self.writer.ledger:
            self._known = self.writer.ledger, self.writer.ledger.at_addresses()
        return self._known[1]

    def _fail(self, failure: Failure) -> None:
        self.failures.append(failure)
        self._tell(failure.path)

    def _tell(self, name: str) -> None:
        self._done += 1
        if self.progress is not None:
            self.progress(self._done, max(self._total, self._done), name, len(self.failures))
