"""One text walked through the rooms of the text side, with what each of them said at hand."""

from dataclasses import dataclass
from functools import cache

from kg.attribution import find_attributions
from kg.claims import find_claims
from kg.claims.evidence import Scene, relation_cues
from kg.entities import resolve_entities
from kg.events import find_events
from kg.grammar.reattach import reattach
from kg.lexicon import Lexicon, load_lexicon
from kg.mentions import find_mentions
from kg.model import Attribution, Block, Chains, Claim, Document, Event, EventFrames, Mention, Parse, Span
from kg.ontology import knowledge, load_ontology
from kg.parse import parse_documents
from kg.schema import Ontology


@dataclass(frozen=True)
class Walk:
    """What the rooms said of one text, in their order."""

    parse: Parse
    mentions: tuple[Mention, ...]
    chains: Chains
    attributions: tuple[Attribution, ...]
    frames: EventFrames
    claims: tuple[Claim, ...]
    lexicon: Lexicon
    ontology: Ontology

    @property
    def scene(self) -> Scene:
        """What the claim finders are handed."""
        cues = relation_cues(self.ontology)
        types = {event.id: event.type for event in self.frames.events}
        return Scene(self.parse, self.chains, self.attributions, self.frames, self.lexicon, self.ontology, cues, types)

    def token(self, word: str) -> int:
        """Return the position of the first token with this text."""
        return next(t.index for t in self.parse.tokens if t.text == word)

    def called(self, words: str) -> str:
        """Return the id of the entity that some mention calls so."""
        text = self.parse.document.text
        return next(e.id for e in self.chains.entities.values() if words in {text[slice(*m)] for m in e.mentions})

    def event(self, kind: str) -> Event:
        """Return the only event of a type."""
        (found,) = (e for e in self.frames.events if e.type == kind)
        return found

    def fillers(self, kind: str, role: str) -> set[str]:
        """Return the labels of what fills a role of the only event of a type."""
        event = self.event(kind).id
        return {self.chains.entities[f.object].label for f in self.frames.roles if (f.subject, f.predicate) == (event, role)}

    def claim(self, predicate: str) -> Claim:
        """Return the only claim of a relation."""
        (found,) = (c for c in self.claims if c.predicate == predicate)
        return found


def document(text: str, *, headline: str = "", published: str | None = None) -> Document:
    """Return a text, paragraphs parted by blank lines, as an article."""
    whole = f"{headline}\n\n{text}" if headline else text
    blocks, begin = [], 0
    for part in whole.split("\n\n"):
        kind = "headline" if headline and not blocks else "body"
        blocks.append(Block(kind, Span(begin, begin + len(part))))
        begin += len(part) + 2
    return Document("case", whole, headline or text[:40], tuple(blocks), published)


@cache
def walk(text: str, *, headline: str = "", published: str | None = None, ontology: Ontology | None = None) -> Walk:
    """Walk a text through the rooms."""
    (parse,) = parse_documents([document(text, headline=headline, published=published)])
    lexicon, ontology = load_lexicon(knowledge("lexicons")), ontology or load_ontology()
    parse = reattach(parse, lexicon.words)
    mentions = find_mentions(parse, lexicon)
    chains = resolve_entities(parse, mentions, lexicon, ontology)
    attributions = find_attributions(parse, chains, lexicon)
    frames = find_events(parse, chains, attributions, lexicon, ontology)
    claims = find_claims(parse, chains, attributions, frames, (lexicon, ontology))
    return Walk(parse, mentions, chains, attributions, frames, claims, lexicon, ontology)
