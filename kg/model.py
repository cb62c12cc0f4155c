"""The nouns: frozen values that walk from room to room.

Offsets count Unicode code points of `Document.text`, begin inclusive, end exclusive (NIF 2.1; model rule 9).
Token positions count within one `Parse`, begin inclusive, end exclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

NARRATOR = "author"
"""The claimant id of the article's own voice (AUTHOR in FactBank)."""
UNNAMED = "unnamed_sources"
"""The claimant id of hearsay ("reportedly"): somebody, but the article does not say who."""
RESERVED = frozenset({NARRATOR, UNNAMED})
"""Ids that no thing of an article may have: an "author" whom it speaks of is somebody else."""


class Span(NamedTuple):
    """A stretch of the text of one document.

    >>> "Putin spoke"[slice(*Span(0, 5))]
    'Putin'
    """

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines with one purpose: `headline`, `header` (metadata), `dateline` or `body`.

    What would be one of these and is not parsed is `foreign` (another language), a `table`'s row, `repeated` or `unreadable`.
    """

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """One article as it was read; `text` never changes after `read`, and `id` comes from its name or its words."""

    id: str
    text: str
    headline: str
    blocks: tuple[Block, ...]
    published: str | None = None
    """ISO 8601 date of publication, or None when nobody says."""
    source: str | None = None
    language: str = "en"
    author: str | None = None
    url: str | None = None
    """Address it was published at, where its file says so."""
    origin: str = ""
    """The file it was read from, with the place in a file of many."""
    file: str = ""
    """The same as a graph tells it: not from the root of a machine, but from the folder on that was to be read."""
    parts: tuple[tuple[int, str], ...] = ()
    """Where in its file the text stands, from which offset on: "page 2" of a PDF, an XPath of a web page, a part of a mail."""
    stated_by: Mapping[str, str] = field(default_factory=dict)
    """Field of metadata → who says it: `file`, `text` (a line above the story) or `option`."""
    warnings: tuple[str, ...] = ()
    """What its reader wondered at; for reports, never in the graph."""
    updated: str | None = None
    """ISO 8601 date of the last change, or None."""
    section: str | None = None
    place: str | None = None
    """The place line that its story opens with ("KYIV, Ukraine")."""


class Token(NamedTuple):
    """One token: `head` and `index` are positions in the parse; a root is its own head."""

    index: int  # type: ignore[assignment]  # a place in the parse; tuple.index is never asked
    text: str
    lemma: str
    pos: str
    """Universal POS tag."""
    tag: str
    """Penn Treebank tag."""
    dep: str
    """ClearNLP dependency label, as in spaCy's English models."""
    head: int
    begin: int
    end: int
    sentence: int


MAX_SENTENCE = 1_000
"""Tokens: what is longer is no sentence, but a list or noise; the longest of 227 news articles has 89."""


class Sentence(NamedTuple):
    """Tokens `first` to `last` (exclusive) that form one sentence of a block of the given kind."""

    index: int  # type: ignore[assignment]  # a place in the parse; tuple.index is never asked
    first: int
    last: int
    kind: str
    paragraph: int

    @property
    def is_prose(self) -> bool:
        """Tell a sentence of the body: a headline drops the small words that grammar needs, and the body says it again."""
        return self.kind != "headline" and self.last - self.first <= MAX_SENTENCE


class Chunk(NamedTuple):
    """A named span that the statistical model found, in tokens, with the model's own label (`PERSON`, `GPE` …)."""

    first: int
    last: int
    label: str


@dataclass(frozen=True, slots=True)
class Parse:
    """The grammar of one document: its tokens, sentences and the model's guesses at names."""

    document: Document
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    chunks: tuple[Chunk, ...]
    children: tuple[tuple[int, ...], ...]
    """For each token the positions of its dependents, in text order."""


class Mention(NamedTuple):
    """A stretch of text that names or describes one thing.

    `first` and `last` (exclusive) are tokens, `head` is the token that carries the grammar; `span` may be less than its
    tokens ("U.S." in "U.S.-supplied"). `kind` is `name`, `demonym`, `nominal` or `pronoun`; `known` is the label of the
    lexicon entry, or "" for a name nobody listed.
    """

    first: int
    last: int
    head: int
    span: Span
    text: str
    type: str
    kind: str
    known: str = ""
    found_by: str = ""
    role: str = ""
    """Title or office written before the name ("NATO Secretary General")."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing in the world as one article presents it.

    `id` is a readable local name, the same on every run. `shared` entities have an identity beyond the article
    (a known place, a full name); the others ("two apartment blocks") belong to their document.
    """

    id: str
    type: str
    label: str
    shared: bool
    mentions: tuple[Span, ...]
    aliases: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    wikidata: str = ""
    geonames: str = ""
    latitude: float | None = None
    longitude: float | None = None
    country: str = ""
    """Label of the country it belongs to, where a lexicon says so."""
    region: str = ""
    """GeoNames code of the first-level region it is or lies in ("US.TX"), or the ISO code of the country it is."""


@dataclass(frozen=True, slots=True)
class Chains:
    """Who is who in one document: the coreference chains, looked up by token.

    `entities` holds every candidate, also descriptions that no claim uses in the end; `named` are the ids of those that
    stay in any case. `at` maps the head token of every mention, and every token of a name, to an entity id.
    """

    entities: Mapping[str, Entity]
    at: Mapping[int, str]
    mentions: tuple[tuple[Mention, str], ...]
    named: frozenset[str]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says what: the source, the cue and the content of one act of speech, in tokens (the PARC 3.0 scheme).

    `content` are the tokens that the source answers for; `level` is `attributed`, `alleged` or `denied`; `factuality` what
    the source commits to (FactBank); `quotes` the spans of direct speech.
    """

    sources: tuple[str, ...]
    source_token: int
    cue: int
    content: frozenset[int]
    act: str
    level: str
    factuality: str
    addressees: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    occasions: tuple[int, ...] = ()
    """Tokens of the nouns that may be the event at which it was said ("at a news conference")."""
    citing: tuple[str, ...] = ()
    quotes: tuple[Span, ...] = ()

    @property
    def sort_key(self) -> tuple[int, int]:
        """Innermost first: the smaller content wins, then the later cue."""
        return len(self.content), -self.cue


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, is said to have happened, or may happen; several mentions in an article are one event."""

    id: str
    type: str
    label: str
    occurrence: str
    """occurred, ongoing, reported, planned, hypothetical or negated (model rule 3)."""
    mentions: tuple[Span, ...]
    evidence: tuple[Span, ...]
    date_text: str = ""
    date: str = ""
    """`YYYY-MM-DD`, `YYYY-MM` or `YYYY`; empty unless it can be computed."""
    period: str = ""
    """As `date`, or `--MM` for a month without a year (xsd:gMonth)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A piece of content before anybody has said whose words it is: a relation, a role or a number at a place in the text.

    `anchor` is the token whose attribution, polarity and modality decide the claim; `narrated` facts are the article's own
    whatever stands around them ("NATO Secretary General Jens Stoltenberg").
    """

    anchor: int
    subject: str
    predicate: str
    object: str = ""
    quantity: "Quantity | None" = None
    argument: int = -1
    narrated: bool = False
    claimant: str = ""
    """Set when the words themselves name who says it, before any attribution is asked."""
    denied: bool = False
    part_of: int = -1
    """Position of the fact whose total this number is a part of, or -1."""


@dataclass(frozen=True, slots=True)
class EventFrames:
    """The events of a document, the roles that its words fill, and which token announces which event."""

    events: tuple[Event, ...]
    roles: tuple[Fact, ...]
    at: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written, with its bounds ("at least 12": value 12, lower 12; "between 30 and 40": both)."""

    value: int | float
    unit: str
    lower: int | float | None = None
    upper: int | float | None = None
    group: str = ""
    includes: tuple[str, ...] = ()
    measure: str = ""
    period: str = ""
    baseline: str = ""
    trend: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement by one claimant, with its status and the exact words it was read from.

    `subject` and `object` are ids of entities or events (or a concept such as `deliberate`); a claim that could not be
    structured has neither. For a number, `quantity` takes the place of `object`.
    """

    id: str
    text: str
    claimants: tuple[str, ...]
    evidence: tuple[Span, ...]
    subject: str = ""
    predicate: str = ""
    object: str = ""
    quantity: Quantity | None = None
    act: str = "state"
    attribution: str = "asserted"
    status: str = "unassessed"
    factuality: str = "CT+"
    claim_type: str = "factual"
    about: tuple[str, ...] = ()
    cue: Span | None = None
    quote: str = ""
    directed_at: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    during: str = ""
    citing: tuple[str, ...] = ()
    status_evidence: tuple[Span, ...] = ()
    part_of: str = ""
    restates: str = ""
    differs_from: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    sources: int = 0
    """How many independent sources carry it, or 0 where only one article was looked at."""


class LeftSentence(NamedTuple):
    """A sentence that was read and gave neither claim nor event; the reasons stand in `kg.claims.coverage`."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read from one document, ready to become RDF; `left` are the sentences that gave nothing."""

    document: Document
    sentences: tuple[Span, ...]
    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    left: tuple[LeftSentence, ...] = ()
    copy_of: str = ""
    """Id of the document that the same words were in first."""
    revision_of: str = ""
    """Id of the older document of the same address."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a graph: tool, model and knowledge, by version and hash; never the clock."""

    tool: str
    model: str
    hashes: Mapping[str, str] = field(default_factory=dict)
