"""The order of the stages, on one page: articles in, readings out, graph and pictures written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from itertools import groupby, islice
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from kg import export, merging
from kg.attribution import find_attributions
from kg.claims import find_claims
from kg.claims.coverage import find_left
from kg.copies import with_sources
from kg.entities import resolve_entities
from kg.errors import InputError, LimitError, UnknownNameError
from kg.events import find_events
from kg.export import graphml, rdf
from kg.grammar.reattach import reattach
from kg.graph import article_iri, turtle
from kg.lexicon import hashes, load_lexicon
from kg.mentions import find_mentions
from kg.model import UNNAMED, Attribution, Chains, Claim, Document, Entity, EventFrames, Parse, Provenance, Reading, Span
from kg.network import read_network, to_networkx
from kg.ontology import knowledge, load_ontology
from kg.parse import load_model, model_digest, parse_documents
from kg.parts import Part, place, split
from kg.processes import Lost, in_processes
from kg.quads import parsed
from kg.read import Failure, Options, Skipped, find_inputs, read_documents
from kg.readings import Readings
from kg.store import write_atomic

T = TypeVar("T")

Progress = Callable[[int, int, str, int], None]
"""Called with the number of documents done, their total, the name of the last, and how many inputs have failed; a long
document counts as its parts."""

FORMATS = ("turtle", "graphml", "svg", "png")
"""What is written when nothing else is asked for."""
LARGE = 100_000_000
"""Bytes of Turtle; of a larger graph only that is written unless more is asked for: the rest takes seven times the memory."""
PICTURES = ("svg", "png", "pdf")

DECIDING = (
    "attribution", "claims", "copies", "entities", "errors", "events", "folders", "grammar", "graph", "lexicon", "limits",
    "mentions", "model", "namespaces", "ontology", "parse", "parts", "pipeline", "processes", "quads", "read", "readings",
    "schema", "store/shared", "store/sources", "update/identity",
)  # fmt: skip
"""Rooms, files and folders, that lie between a text and its graph: another line in one of them may make another graph."""

SHARE = 8
"""Documents read at a time: what a parser rounds depends on its neighbours, so one worker and many get the same shares."""

SECONDS = 30
"""Of the processor, for the reading of a share beside a second for every `SPEED` characters."""
SPEED = 2_000
"""Characters a second, a tenth of what news takes; what is slower is damaged, or made to be."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The readings of a run in input order, what could not be read, and what made them; a long document has several."""

    readings: Readings
    failures: tuple[Failure, ...]
    skipped: int
    """Number of files in folders and archives that are no articles: hidden, or of other kinds."""
    provenance: Provenance
    graphs: tuple[merging.Graph, ...] = ()
    """Graphs that were built before, to be merged with the one of this run."""
    passed_over: tuple[str, ...] = ()
    """Folders that were not entered: hidden ones, and those of programs."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What every room made of one document."""

    parse: Parse
    chains: Chains
    attributions: tuple[Attribution, ...]
    frames: EventFrames
    claims: tuple[Claim, ...]


def walk(parse: Parse) -> Walk:
    """Walk one parsed document through the rooms: mentions, entities, attributions, events, claims."""
    ontology, lexicon = load_ontology(), load_lexicon(knowledge("lexicons"))
    parse = reattach(parse, lexicon.words)
    mentions = find_mentions(parse, lexicon)
    chains = resolve_entities(parse, mentions, lexicon, ontology)
    attributions = find_attributions(parse, chains, lexicon)
    frames = find_events(parse, chains, attributions, lexicon, ontology)
    claims = find_claims(parse, chains, attributions, frames, (lexicon, ontology))
    return Walk(parse, chains, attributions, frames, claims)


def read_article(parse: Parse) -> Reading:
    """Read one parsed document: what of the walk becomes RDF."""
    walked = walk(parse)
    return Reading(
        document=parse.document,
        sentences=_sentences(parse),
        entities=_used(walked.chains, walked.claims),
        events=walked.frames.events,
        claims=walked.claims,
        left=find_left(walked.parse, walked.chains, walked.claims, walked.frames.events),
    )


def walk_documents(documents: Iterable[Document], *, model: str | None = None, workers: int = 1) -> Iterator[Walk]:
    """Walk documents in order, as a stream, with one process or more: the result is the same.

    Raises:
        InputError: the model is not installed.
        LimitError: one of several processes did not survive a document.
    """
    shares = _shares(documents, SHARE)
    if workers <= 1:
        yield from (walked for share in shares for walked in _walk_share(share, model))
        return
    _load(model)
    for share, results in in_processes(partial(_walk_share, model=model), shares, workers=workers, seconds=_allowed):
        for document, walked in zip(share, results, strict=True):
            if isinstance(walked, Lost):
                raise LimitError(f"{document.id}: not read: {walked.why}.")
            yield walked


def read_articles(documents: Iterable[Document], *, model: str | None = None) -> Iterator[Reading]:
    """Read documents in order, as a stream.

    Raises:
        InputError: the model is not installed.
    """
    return map(read_article, parse_documents(documents, model=model))


def read_each(
    documents: Sequence[Document], *, model: str | None = None, workers: int = 1
) -> Iterator[tuple[list[Reading], list[Failure]]]:
    """Yield for each document the readings of its parts, and what was lost; each is read by itself, whatever else is read.

    Raises:
        InputError: the model is not installed.
    """
    for _, parts in groupby(_read_parts(documents, model, workers, size=1), key=lambda found: found[0]):
        found = [reading for _, reading in parts]
        yield [r for r in found if isinstance(r, Reading)], [r for r in found if isinstance(r, Failure)]


def extract(
    paths: Iterable[str | Path],
    options: Options | None = None,
    *,
    model: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> BuildResult:
    """Read articles from files, folders and standard input, and graphs of kg's model; one that fails never loses the others.

    Raises:
        InputError: the model is not installed.
        UsageError: a date among the options is none.
    """
    built, others = merging.graphs_among(paths)
    inputs = find_inputs(others)
    items = list(read_documents(inputs, options))
    documents = [i for i in items if isinstance(i, Document)]
    failures = [i for i in items if isinstance(i, Failure)]
    readings = Readings()
    total = sum(1 for document in documents for _ in split(document)) if progress is not None else 0
    for done, (number, found) in enumerate(_read_parts(documents, model, workers), 1):
        if isinstance(found, Failure):
            failures.append(found)
        else:
            readings.add(found)
        if progress is not None:
            progress(done, total, documents[number].id, len(failures))
    skipped = inputs.skipped + sum(i.count for i in items if isinstance(i, Skipped))
    graphs, refused = _read_graphs(built, {article_iri(d.id): d.text for d in readings.documents})
    made = provenance(model) if documents else Provenance("", "")
    return BuildResult(with_sources(readings), (*failures, *refused), skipped, made, graphs, passed_over=inputs.passed_over)


def _read_graphs(
    paths: Iterable[str | Path], articles: dict[str, str]
) -> tuple[tuple[merging.Graph, ...], tuple[Failure, ...]]:
    """Read graphs to merge; `articles` are those that are there already, IRI → text, and grow."""
    graphs: list[merging.Graph] = []
    failures: list[Failure] = []
    for path in paths:
        try:
            graph = merging.read_graph(path, articles)
        except InputError as error:
            failures.append(Failure(str(path), str(error).removeprefix(f"{path}:").strip()))
        else:
            graphs.append(graph)
            articles |= graph.articles
    return tuple(graphs), tuple(failures)


def to_turtle(result: BuildResult) -> bytes:
    """Return the graph of a run as Turtle; the same readings and graphs give the same bytes."""
    data = "".join(_turtle(result)).encode()
    if not result.graphs:
        return data
    merged = BytesIO()
    rdf.turtle(merging.merge((merging.Graph(to_store(data)), *result.graphs)), merged)
    return merged.getvalue()


def _turtle(result: BuildResult) -> Iterator[str]:
    return turtle(result.readings, load_ontology(), result.provenance) if result.readings else iter(())


def to_store(data: bytes) -> ox.Store:
    """Return Turtle as a graph in memory."""
    graph = ox.Store()
    graph.bulk_load(data, format=ox.RdfFormat.TURTLE)
    return graph


def check_formats(names: Iterable[str]) -> None:
    """Refuse an unknown format, before the work begins.

    Raises:
        UnknownNameError: the message suggests the nearest.
    """
    known = {*export.FORMATS, *PICTURES}
    for name in names:
        if name not in known:
            raise UnknownNameError("format", name, known)


def write(result: BuildResult, out: Path, *, formats: Sequence[str] = ()) -> tuple[Path, ...]:
    """Write the graph of a run into a folder, as `graph.ttl`, `graph.graphml`, `diagram.svg` and so on; return the files.

    Each file appears when it is whole, and the same readings give the same bytes. Without `formats` they are `FORMATS`, but
    of a `LARGE` graph only the first.

    Raises:
        UnknownNameError: there is no such format.
        OutputError: a file could not be written.
    """
    check_formats(formats)
    paths = {name: out / _file_name(name) for name in formats or FORMATS}
    if "turtle" in paths and not result.graphs:  # never held as a whole where nobody else needs it
        write_atomic(paths["turtle"], lambda file: file.writelines(chunk.encode() for chunk in _turtle(result)))
        if set(paths) == {"turtle"} or (not formats and paths["turtle"].stat().st_size > LARGE):
            return (paths["turtle"],)
        data = paths["turtle"].read_bytes()
    else:
        data = to_turtle(result)
        if "turtle" in paths:
            write_atomic(paths["turtle"], lambda file: file.write(data))
    pictures = [paths[name] for name in paths if name in PICTURES]
    if pictures or "graphml" in paths:
        _write_network(data, paths.get("graphml"), pictures)
    rest = [name for name in paths if name not in ("turtle", "graphml", *PICTURES)]
    graph = to_store(data if rest else b"")
    written = {name: export.export(graph, name, paths[name]) for name in rest}
    return tuple(file for name, path in paths.items() for file in written.get(name, (path,)))


def _write_network(data: bytes, path: Path | None, pictures: Sequence[Path]) -> None:
    """Read the network out of the Turtle once, for GraphML and for the pictures."""
    network = read_network(parsed(data, ox.RdfFormat.TURTLE))
    if path is not None:
        write_atomic(path, lambda file: graphml.graphml(network, file))
    if pictures:
        from kg.drawing import draw  # matplotlib takes half a second; only a picture needs it

        draw(to_networkx(network), pictures, title=network.title, source=network.source)


def _file_name(name: str) -> str:
    return f"diagram.{name}" if name in PICTURES else f"graph.{export.FORMATS[name].suffix}"


def provenance(model: str | None = None) -> Provenance:
    """Return tool, model and knowledge by version and hash.

    Raises:
        InputError: the model is not installed.
    """
    loaded = load_model(model)
    return Provenance(f"newskg {_version()}", f"{loaded.name} {loaded.version}", {"model": loaded.sha256[:16], **_known()})


def fingerprint(model: str | None = None) -> str:
    """Return a hash of what a graph depends on beside the text: the rooms on its way, knowledge, model; loads nothing."""
    package = Path(__file__).parent
    digest = sha256(
        "\n".join([model_digest(model), version("spacy"), _version(), *sorted(map(str, _known().items()))]).encode()
    )
    for room in DECIDING:
        file = package / f"{room}.py"
        for each in [file] if file.exists() else sorted((package / room).rglob("*.py")):
            digest.update(each.name.encode() + sha256(each.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _version() -> str:
    try:
        return version("newskg")
    except PackageNotFoundError:
        return "unknown"


def _known() -> dict[str, str]:
    """Return the hashes of the vocabulary and of the lexicons."""
    return {**hashes(knowledge("ontology"), "*.ttl"), **hashes(knowledge("lexicons"), "*.tsv*")}


def _read_parts(
    documents: Sequence[Document], model: str | None, workers: int, size: int = SHARE
) -> Iterator[tuple[int, Reading | Failure]]:
    """Yield for each part of each document the number of the document with the reading of the part, or why there is none."""
    if documents:  # loading takes seconds, and a run may only have failures or graphs
        _load(model)
    parts = ((number, part) for number, document in enumerate(documents) for part in split(document))
    work = partial(_read_share, model=model)
    for share, answers in in_processes(work, _shares(parts, size), workers=workers, seconds=_allowed_parts):
        for (number, part), answer in zip(share, answers, strict=True):
            document = documents[number]
            if isinstance(answer, Lost):
                yield number, Failure(document.id, f"{_place(part, document)}not read: {answer.why}.")
            else:
                yield number, place(part, document, answer)


def _place(part: Part, document: Document) -> str:
    """Name a part by its offsets, and the only one of a short document not at all."""
    length = len(part.document.text)
    return "" if length == len(document.text) else f"characters {part.begin:,} to {part.begin + length:,} "


def _load(model: str | None) -> None:
    """Load what reading needs before processes are born, so that they share its memory."""
    load_model(model)
    _ = load_lexicon(knowledge("lexicons")).towns


def _shares(pieces: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """Yield so many pieces at a time."""
    waiting = iter(pieces)
    while share := list(islice(waiting, size)):
        yield share


def _allowed(share: Sequence[Document]) -> int:
    """Return the seconds of the processor that some documents may take."""
    return SECONDS + sum(len(document.text) for document in share) // SPEED


def _allowed_parts(share: Sequence[tuple[int, Part]]) -> int:
    return _allowed([part.document for _, part in share])


def _read_share(share: Sequence[tuple[int, Part]], model: str | None) -> list[Reading]:
    return list(read_articles((part.document for _, part in share), model=model))


def _walk_share(documents: Sequence[Document], model: str | None) -> list[Walk]:
    return list(map(walk, parse_documents(documents, model=model)))


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
