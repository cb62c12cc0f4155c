"""One reading with the Turtle term of each of its ids: entities, events, claims, concepts and spans."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from math import inf

from kg.errors import DamageError
from kg.graph.terms import local, text
from kg.model import NARRATOR, Claim, Document, Entity, Reading, Span
from kg.ontology import DOC

CONCEPTS = ("deliberate", "accidental")


def article_iri(document: str) -> str:
    """Return the IRI of the document with this id."""
    return DOC + local(document)


def section(document: Document) -> str:
    """Return the line of Turtle that opens the section of an article."""
    return f"@prefix doc: <{article_iri(document.id)}#> .\n\n"


class Terms(dict[str, str]):
    """Id → Turtle term; an id that nobody declared is damage, not a new node."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.document = document

    def __missing__(self, key: str) -> str:
        raise DamageError(f"{self.document}: a claim names {key!r}, which is no entity, event or claim of this article")


class Article:
    """One reading with the Turtle term of each of its ids, and the spans that were used so far.

    `before` is the number of sentences in the parts of the same document that came earlier.
    """

    def __init__(self, reading: Reading, *, alone: bool, before: int = 0) -> None:
        self.reading = reading
        self.before = before
        self.iri = article_iri(reading.document.id)
        self.spans: dict[Span, str] = {}
        self.edges: dict[str, dict[str, None]] = {}
        self.mentions = {e.id: e.mentions for e in reading.entities}
        self._sentences = frozenset(reading.sentences)
        self._begins = [sentence.begin for sentence in reading.sentences]
        self.terms = self._named("doc:{}")
        self.far_terms = self.terms if alone else self._named(f"<{self.iri}#{{}}>")
        self._far = "doc:offset_{}_{}" if alone else f"<{self.iri}#offset_{{}}_{{}}>"

    def _named(self, pattern: str) -> Terms:
        reading = self.reading
        terms = Terms(reading.document.id)
        terms.update((name, f"kg:{name}") for name in CONCEPTS)
        terms.update((n.id, pattern.format(local(n.id))) for group in (reading.claims, reading.events) for n in group)
        terms.update((e.id, entity_term(e, pattern)) for e in reading.entities)
        terms[NARRATOR] = pattern.format("author")
        return terms

    def span(self, span: Span) -> str:
        """Return the term of a span and remember that it must be written."""
        term = self.spans.get(span)
        if term is None:
            term = self.spans[span] = f"doc:offset_{span[0]}_{span[1]}"
        return term

    def far_span(self, span: Span) -> str:
        """Return the term of a span for use outside the section of this article."""
        return self._far.format(span[0], span[1])

    def sentence(self, span: Span) -> int:
        """Return the number of the sentence of this reading in which a span begins, counted from 1."""
        return max(1, bisect_right(self._begins, span[0]))

    def extent(self, number: int) -> tuple[float, float]:
        """Return from where to where spans begin in a sentence; the first begins with the text, the last ends with it."""
        begin = self._begins[number - 1] if number > 1 else 0
        return begin, self._begins[number] if number < len(self._begins) else inf

    def span_blocks(self) -> Iterator[str]:
        """Write the spans that were used."""
        whole = self.reading.document.text
        for span in sorted(self.spans):
            begin, end = span
            kind = "nif:Sentence" if span in self._sentences else "nif:Phrase"
            yield (
                f"{self.spans[span]} a kg:Span, {kind} ;\n    nif:anchorOf {text(whole[begin:end])} ;\n"
                f"    nif:beginIndex {begin} ;\n    nif:endIndex {end} ;\n    nif:referenceContext <{self.iri}> ;\n"
                f"    kg:sentence {self.before + self.sentence(span)}{self._part(span)} .\n\n"
            )

    def _part(self, span: Span) -> str:
        """Name the page, element or part of the file that a span begins in, where its reader knows it."""
        parts = self.reading.document.parts
        at = bisect_right(parts, span.begin, key=lambda part: part[0])
        return f" ;\n    kg:sourcePart {text(parts[at - 1][1])}" if at and parts[at - 1][1] else ""


def evidence_of(claim: Claim, article: Article) -> tuple[Span, ...]:
    """Return the evidence of a claim; a quotation that runs over several sentences is evidence in its own extent."""
    whole = article.reading.document.text
    if not claim.quote or any(claim.quote in whole[slice(*span)] for span in claim.evidence):
        return claim.evidence
    first, last = min(span.begin for span in claim.evidence), max(span.end for span in claim.evidence)
    begin = whole.find(claim.quote, max(0, first - len(claim.quote)), last + len(claim.quote))
    return claim.evidence if begin < 0 else (*claim.evidence, Span(begin, begin + len(claim.quote)))


def claimant_mentions(claim: Claim, article: Article) -> list[Span]:
    """Find the words that name each claimant in this claim: in its evidence or the cue's sentence, nearest to the cue."""
    found = []
    anchor = claim.cue or claim.evidence[0]
    for name in claim.claimants:
        mentions = set(_naming(article.mentions.get(name, ()), claim, article))
        if mentions:
            found.append(min(mentions, key=lambda m: (max(m[0] - anchor[1], anchor[0] - m[1], 0), m)))
    return found


def _naming(mentions: Sequence[Span], claim: Claim, article: Article) -> Iterator[Span]:
    """Yield the mentions that lie in the evidence, or begin in the sentence of the cue; mentions are in text order."""
    for begin, end in claim.evidence:
        inside = mentions[bisect_left(mentions, (begin,)) : bisect_left(mentions, (end,))]
        yield from (m for m in inside if m[1] <= end)
    if claim.cue is not None:
        first, last = article.extent(article.sentence(claim.cue))
        yield from mentions[bisect_left(mentions, (first,)) : bisect_left(mentions, (last,))]


def entity_term(entity: Entity, pattern: str) -> str:
    """Return the term of an entity: `id:` if it is shared, else by the pattern of its document."""
    return f"id:{local(entity.id)}" if entity.shared else pattern.format(local(entity.id))
