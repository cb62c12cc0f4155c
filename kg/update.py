"""Articles → a store: what is there already is not read again; what is new or changed is read and committed in batches."""

import json
import os
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from kg.errors import DamageError
from kg.graph import assemble
from kg.model import Document, Reading
from kg.ontology import DOC, KG, RDF, load_ontology
from kg.pipeline import Progress, fingerprint, provenance, read_each
from kg.read import MAX_ID, STANDARD_INPUT, Failure, Skipped, find_inputs, read_documents
from kg.store import Difference, Kept, Ledger, Place, Writer, article_graph, difference, read_ledger, writing

BATCH = 1000
"""Articles that are committed together at most; a commit takes about as long as reading ten."""
SECONDS = 60.0
"""Time after which what was read is committed, so that a crash costs a minute's work."""
_TYPE, _CLAIM = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{KG}Claim")
_NAME_WORDS = 6
_NOT_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: articles read, articles that were there already, what changed in changed ones, and what failed."""

    read: int = 0
    unchanged: int = 0
    differences: tuple[Difference, ...] = ()
    failures: tuple[Failure, ...] = ()
    skipped: int = 0
    articles: int = 0
    """Number of articles that the store has now."""


def add(  # noqa: PLR0913 - what an article may be silent about
    paths: Iterable[str | Path],
    folder: Path,
    *,
    model: str | None = None,
    published: str | None = None,
    source: str | None = None,
    author: str | None = None,
    as_of: str | None = None,
    fields: Mapping[str, str] | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Updated:
    """Bring a store up to date with articles; the store is the same whatever their order and however many at a time.

    An article is known by its content: the same again changes nothing. Another text from the same file, or from the same
    address, takes the place of the old one. The arguments beside `folder` are those of `pipeline.extract`.

    Raises:
        InputError: the model is not installed.
        UsageError: `published` is not a date, or `folder` is no store.
        LockedError: another process writes to the store.
        DamageError: the store is not what was written.
        OutputError: the disk is full or broken; what was committed before stays.
        KeyboardInterrupt: the user stopped it; what was read is in the store, and the message says how to go on.
    """
    inputs = find_inputs(paths)
    with writing(folder) as writer:
        run = _Run(writer, model, workers, progress, total=len(inputs.files))
        try:
            for item in read_documents(inputs, published=published, source=source, author=author, fields=fields, as_of=as_of):
                run.take(item)
            run.finish()
        except KeyboardInterrupt:
            run.commit()
            held = len(writer.ledger.articles)
            raise KeyboardInterrupt(
                f"stopped: {folder} is whole and holds {held} articles. The same command goes on where it stopped."
            ) from None
        return replace(run.updated, skipped=run.updated.skipped + inputs.skipped, articles=len(writer.ledger.articles))


def remove(names: Sequence[str], folder: Path) -> tuple[int, tuple[Failure, ...]]:
    """Remove articles by file, folder, address or id; return how many, and the names that nothing goes by.

    Raises:
        InputError: there is no store, or nothing in it yet.
        UsageError, LockedError, DamageError, OutputError: as `add`.
    """
    read_ledger(folder)
    with writing(folder) as writer:
        found = {name: _places_of(name, writer.ledger) for name in names}
        left = writer.ledger.without(frozenset().union(*found.values()))
        gone = len(writer.ledger.articles) - len(left.articles)
        if left != writer.ledger:
            writer.commit(left, {})
    unknown = (name for name, places in found.items() if not places)
    return gone, tuple(Failure(name, "no article in the store goes by this file, folder, address or id.") for name in unknown)


def identify(document: Document) -> Document:
    """Give a document an id that is a function of its content, in which the words of its headline can be read.

    >>> identify(Document("x", "Two died.", "Strike kills two", ())).id
    'strike-kills-two-5d4d49d0cf02'
    """
    content = (
        document.text, document.headline, document.published, document.source, document.author, document.url, document.language,
    )  # fmt: skip
    digest = sha256(json.dumps(content).encode()).hexdigest()[:12]
    words = _NOT_NAME.sub(" ", document.headline.casefold()).split()[:_NAME_WORDS]
    return replace(document, id="-".join([*words, digest])[-MAX_ID:].lstrip("-"))


@dataclass(slots=True)
class _Batch:
    """What is ready to be committed; `replaced` are places with the article that was there before and the one that is now."""

    graphs: dict[str, bytes] = field(default_factory=dict)
    made: dict[str, Kept] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    replaced: list[tuple[str, str, str]] = field(default_factory=list)


class _Run:
    """One update: documents are taken, those that are not in the store are read, and what was read is committed."""

    def __init__(self, writer: Writer, model: str | None, workers: int, progress: Progress | None, *, total: int) -> None:
        self.writer, self.model, self.workers, self.progress = writer, model, workers, progress
        self.made = fingerprint(model)
        self.updated = Updated()
        self._total, self._done = total, 0
        self._pending: dict[str, Document] = {}
        self._batch = _Batch()
        self._committed = time.monotonic()
        self._known: tuple[Ledger, Mapping[str, str]] = writer.ledger, writer.ledger.at_addresses()

    def take(self, item: Document | Failure | Skipped) -> None:
        """Take what a reader yields: pass over what is settled, keep the rest until there is enough to be read together."""
        if isinstance(item, Skipped):
            self.updated = replace(self.updated, skipped=self.updated.skipped + item.count)
        elif isinstance(item, Failure):
            self._fail(item)
        else:
            document = identify(item)
            place = _place(document)
            if place not in self._pending and self.writer.ledger.is_settled(place, document.id, self.made):
                self.updated = replace(self.updated, unchanged=self.updated.unchanged + 1)
                self._tell(document.id)
            else:
                self._pending[place] = document
        if len(self._pending) >= BATCH:
            self.finish()

    def finish(self) -> None:
        """Read what was kept, and commit it."""
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
            if time.monotonic() - self._committed > SECONDS:
                self.commit()
        self._pending = {}
        self.commit()

    def commit(self) -> None:
        """Bring what was read into the store, and find out what it changes in articles that were there."""
        batch = self._batch
        if batch.places:
            ledger = self.writer.ledger.updated(batch.made, batch.places)
            before = self.writer.claims(old for _, old, _ in batch.replaced)
            self.writer.commit(ledger, {name: data for name, data in batch.graphs.items() if name in ledger.articles})
            self._batch = _Batch()
            after = self.writer.claims(new for _, _, new in batch.replaced)
            found = (difference(place, before.get(old, {}), after.get(new, {})) for place, old, new in batch.replaced)
            self.updated = replace(self.updated, differences=(*self.updated.differences, *found))
        self._committed = time.monotonic()

    def _has(self, document: Document) -> bool:
        return document.id in self._batch.made or self.writer.ledger.has(document.id, self.made)

    def _mint(self, place: str, read: tuple[Reading | None, list[Failure]]) -> None:
        """Make the named graph of an article, of as much of it as was read."""
        reading, lost = read
        failures = [replace(failure, path=place) for failure in lost]
        if reading is not None:
            name = reading.document.id
            triples = (quad.triple for quad in assemble([reading], load_ontology(), provenance(self.model)))
            try:
                quads = list(article_graph(triples, DOC + name, self.made))
            except DamageError as error:
                failures.append(Failure(place, str(error)))
            else:
                claims = sum(quad.predicate == _TYPE and quad.object == _CLAIM for quad in quads)
                self._batch.graphs[name] = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
                self._batch.made[name] = Kept(self.made, claims, len(quads))
                self.updated = replace(self.updated, read=self.updated.read + 1)
        self.updated = replace(self.updated, failures=(*self.updated.failures, *failures))

    def _note(self, place: str, document: Document) -> None:
        """Note where an article was read, and which one it takes the place of."""
        ledger, address = self.writer.ledger, document.url or ""
        here = ledger.places.get(place)
        old = here.article if here is not None and not here.replaced else self._addresses().get(address, "")
        if old not in ledger.articles and document.id in ledger.articles:
            old = document.id  # the same text, read by another kg
        if old in ledger.articles and (old != document.id or document.id in self._batch.made):
            self._batch.replaced.append((place, old, document.id))
        self._batch.places[place] = Place(document.id, address)

    def _addresses(self) -> Mapping[str, str]:
        """Return what is at each address, looked up anew after each commit."""
        if self._known[0] is not self.writer.ledger:
            self._known = self.writer.ledger, self.writer.ledger.at_addresses()
        return self._known[1]

    def _fail(self, failure: Failure) -> None:
        self.updated = replace(self.updated, failures=(*self.updated.failures, failure))
        self._tell(failure.path)

    def _tell(self, name: str) -> None:
        self._done += 1
        if self.progress is not None:
            self.progress(self._done, max(self._total, self._done), name, len(self.updated.failures))


def _place(document: Document) -> str:
    """Name where a document was read: the file, by its whole path; standard input is no place that could hold another text."""
    # Not Path.resolve: the name may go on behind the file, and what a link leads to may be another file tomorrow.
    return f"standard input, {document.id}" if document.origin == STANDARD_INPUT else os.path.abspath(document.origin)  # noqa: PTH100


def _places_of(name: str, ledger: Ledger) -> frozenset[str]:
    """Return the places that a file, a folder, an address or the id of an article means."""
    path = os.path.abspath(name)  # noqa: PTH100 - as `_place`
    return frozenset(
        place
        for place, known in ledger.places.items()
        if name in (known.article, known.address) or place == path or place.startswith((f"{path}{os.sep}", f"{path}, "))
    )
