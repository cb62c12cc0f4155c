"""The order of the stages, on one page: articles in, readings out, graph and pictures written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path

import pyoxigraph as ox

from kg.attribution import find_attributions
from kg.claims import UNNAMED, find_claims
from kg.entities import resolve_entities

from kg.events import find_events
from kg.export import export
from kg.graph import turtle
from kg.lexicon import hashes, load_lexicon
from kg.mentions import find_mentions
from kg.model import Chains, Claim, Document, Entity, Parse, Provenance, Reading, Span
from kg.ontology import knowledge, load_ontology
from kg.parse import load_model, parse_documents
from kg.network import to_networkx
from kg.read import Failure, find_inputs, read_documents
from kg.store import write_atomic

Progress = Callable[[int, int, str], None]
"""Called with the number of documents done, their total, and the name of the last."""

FORMATS = ("turtle", "graphml", "svg", "png")
PICTURES = ("svg", "png", "pdf")
SUFFIXES = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "rdfxml": "rdf"}

# Documents handed to a worker at once: large enough that handing over costs nothing, small enough to share evenly.
_SHARE = 8


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The readings of a run in input order, what could not be read, and what made them."""

    readings: tuple[Reading, ...]
    failures: tuple[Failure, ...]
    skipped: int
    """Number of files in folders that are no articles: hidden, or of other kinds."""
    provenance: Provenance


def read_article(parse: Parse) -> Reading:
    """Walk one parsed document through the rooms: mentions, entities, attributions, events, claims."""
    ontology, lexicon = load_ontology(), load_lexicon(knowledge("lexicons"))
    mentions = find_mentions(parse, lexicon)
    chains = resolve_entities(parse, mentions, lexicon, ontology)
    attributions = find_attributions(parse, chains, lexicon)
    frames = find_events(parse, chains, attributions, lexicon, ontology)
    claims = find_claims(parse, chains, attributions, frames, (lexicon, ontology))
    return Reading(
        document=parse.document,
        sentences=_sentences(parse),
        entities=_used(chains, claims),
        events=frames.events,
        claims=claims,
    )


def read_articles(documents: Iterable[Document], *, model: str | None = None) -> Iterator[Reading]:
    """Read documents in order, as a stream.

    Raises:
        InputError: the model is not installed.
    """
    return map(read_article, parse_documents(documents, model=model))


def build(
    paths: Iterable[str | Path],
    *,
    model: str | None = None,
    published: str | None = None,
    source: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> BuildResult:
    """Read articles from files, folders and standard input; one that fails never loses the others.

    Raises:
        InputError: the model is not installed.
        UsageError: `published` is not a date.
    """
    paths = list(paths)
    items = list(read_documents(paths, published=published, source=source))
    documents = [i for i in items if isinstance(i, Document)]
    failures = tuple(i for i in items if isinstance(i, Failure))
    readings: list[Reading] = []
    for reading in _read_all(documents, model, workers):
        readings.append(reading)
        if progress is not None:
            progress(len(readings), len(documents), reading.document.id)
    return BuildResult(tuple(readings), failures, find_inputs(paths).skipped, provenance(model))


def write(result: BuildResult, out: Path, *, formats: Sequence[str] = FORMATS) -> tuple[Path, ...]:
    """Write the graph of a run into a folder: `graph.ttl`, `graph.graphml`, `diagram.svg`, `diagram.png` …

    Each file appears when it is whole, and the same readings give the same bytes.

    Raises:
        UnknownNameError: there is no such format.
        OutputError: a file could not be written.
    """
    pieces = [p.encode() for p in turtle(result.readings, load_ontology(), result.provenance)]
    graph = ox.Store()
    if set(formats) != {"turtle"}:
        graph.bulk_load(b"".join(pieces), format=ox.RdfFormat.TURTLE)
    written: list[Path] = []
    pictures: list[Path] = []
    for name in formats:
        path = out / (f"diagram.{name}" if name in PICTURES else f"graph.{SUFFIXES.get(name, name)}")
        if name == "turtle":
            write_atomic(path, lambda file: file.writelines(pieces))
        elif name in PICTURES:
            pictures.append(path)
        else:
            export(graph, name, path)
        written.append(path)
    if pictures:
        from kg.draw import draw

        title, source = _caption(result.readings)
        draw(to_networkx(graph), pictures, title=title, source=source)
    return tuple(written)


def _caption(readings: Sequence[Reading]) -> tuple[str, str]:
    """Return title and source line of a picture: the headline of one article, or how many there are."""
    documents = [r.document for r in readings]
    sources = ", ".join(dict.fromkeys(d.source for d in documents if d.source))
    dates = sorted(d.published for d in documents if d.published)
    when = f"{dates[0]} to {dates[-1]}" if len(set(dates)) > 1 else "".join(dates[:1])
    title = documents[0].headline if len(documents) == 1 else f"{len(documents)} articles"
    return title, ", ".join(part for part in (sources, when) if part)


def provenance(model: str | None = None) -> Provenance:
    """Return tool, model and knowledge by version and hash.

    Raises:
        InputError: the model is not installed.
    """
    loaded = load_model(model)
    try:
        tool = version("newskg")
    except PackageNotFoundError:
        tool = "unknown"
    return Provenance(
        f"newskg {tool}",
        f"{loaded.name} {loaded.version}",
        {"model": loaded.sha256[:16], **hashes(knowledge("ontology"), "*.ttl"), **hashes(knowledge("lexicons"), "*.tsv*")},
    )


def _read_all(documents: Sequence[Document], model: str | None, workers: int) -> Iterator[Reading]:
    if workers <= 1 or len(documents) <= _SHARE:
        yield from read_articles(documents, model=model)
        return
    load_model(model)
    _ = load_lexicon(knowledge("lexicons")).towns
    shares = [(documents[i : i + _SHARE], model) for i in range(0, len(documents), _SHARE)]
    # Forked after loading, so that the workers share the model's memory; results come back in input order.
    with get_context("fork").Pool(workers) as pool:
        for readings in pool.imap(_read_share, shares):
            yield from readings


def _read_share(share: tuple[Sequence[Document], str | None]) -> list[Reading]:
    return list(read_articles(share[0], model=share[1]))


def _sentences(parse: Parse) -> tuple[Span, ...]:
    return tuple(Span(parse.tokens[s.first].begin, parse.tokens[s.last - 1].end) for s in parse.sentences)


def _used(chains: Chains, claims: Sequence[Claim]) -> tuple[Entity, ...]:
    """Return the named entities and those descriptions that a claim speaks of, in text order."""
    used = {i for c in claims for i in (c.subject, c.object, *c.claimants, *c.about, *c.directed_at, *c.channels, *c.citing)}
    kept = [e for i, e in chains.entities.items() if i in chains.named or i in used]
    if UNNAMED in used:
        cues = [c.cue for c in claims if UNNAMED in c.claimants and c.cue is not None]
        kept.append(Entity(UNNAMED, "Group", "unnamed sources", shared=False, mentions=tuple(sorted(set(cues)))))
    return tuple(sorted(kept, key=lambda e: (e.mentions, e.id)))

