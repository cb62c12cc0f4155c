"""Every claim against its source text: spans, numbers, claimants, quotations."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from kg.facts import Held
from kg.index import Index
from kg.ontology import KG, NIF, RDF, RDFS
from kg.verification.finding import Finding
from kg.verification.numerals import numbers_in

_NARRATOR = f"{KG}Narrator"
_EVIDENCE = ("evidence", "cue", "statusEvidence", "claimantMention", "mention")


class Grounds(Index):
    """The index of a graph, and the questions that are asked of it again and again."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        held = Held(quads)
        super().__init__(held)
        self.facts = held.facts
        self.claims = list(self.subjects("Claim"))

    def name(self, iri: str) -> str:
        """Return how a person recognises a node: for a claim what it says, with its short name."""
        words = self.text(iri, f"{KG}text") or self.text(iri, f"{RDFS}label") or self.text(iri, f"{NIF}anchorOf")
        short = iri.rsplit("/", 1)[-1].removeprefix("ns#")
        return f"{short} ({words[:80]!r})" if words else short

    def extent(self, span: str) -> tuple[str, int, int]:
        """Return document, begin and end of a span; -1 where an offset is no number."""
        begin, end = (self.text(span, f"{NIF}{name}Index") for name in ("begin", "end"))
        document = self.text(span, f"{NIF}referenceContext")
        return document, int(begin) if begin.isdecimal() else -1, int(end) if end.isdecimal() else -1

    def spans(self, claim: str) -> list[str]:
        """Return the spans that a claim rests on."""
        return self.values(claim, f"{KG}evidence")

    def words(self, claim: str) -> str:
        """Return the words that a claim rests on."""
        return "\n".join(self.text(span, f"{NIF}anchorOf") for span in self.spans(claim))

    def is_narrator(self, iri: str) -> bool:
        """Tell whether a node is the article's own voice."""
        return _NARRATOR in self.values(iri, f"{RDF}type")


def check_spans(grounds: Grounds) -> Iterator[Finding]:
    """Find spans whose text is not the text at their offsets, and nodes that point at no span."""
    used: dict[str, list[str]] = {}
    for iri, properties in grounds.facts.items():
        for name in _EVIDENCE:
            if f"{KG}{name}" in properties:
                for span in grounds.values(iri, f"{KG}{name}"):
                    used.setdefault(span, []).append(iri)
    spans = {iri for iri, properties in grounds.facts.items() if f"{NIF}anchorOf" in properties}
    for span in sorted(spans | set(used)):
        wrong = _span_fault(grounds, span) if span in spans else "is no span with a text"
        users = [*used.get(span, ())] or [span]
        for user in sorted(set(users)) if wrong else ():
            yield Finding("span", user, f"{grounds.name(user)}: its span {span.rsplit('#')[-1]} {wrong}")


def _span_fault(grounds: Grounds, span: str) -> str:
    document, begin, end = grounds.extent(span)
    whole = grounds.values(document, f"{NIF}isString")
    anchors = grounds.values(span, f"{NIF}anchorOf")
    if not whole or len(anchors) != 1:
        return "has no source text, or several"
    if not 0 <= begin < end <= len(whole[0]):
        return f"lies at {begin}-{end}, outside its document of {len(whole[0])} characters"
    if whole[0][begin:end] != anchors[0]:
        return f"says {anchors[0][:60]!r}, but the text at {begin}-{end} is {whole[0][begin:end][:60]!r}"
    named = span.rsplit("#", 1)[-1]
    return "" if named in {f"offset_{begin}_{end}", span} or not named.startswith("offset_") else f"lies at {begin}-{end}"


def check_evidence(grounds: Grounds) -> Iterator[Finding]:
    """Find claims without evidence, and claims about things that are not in the graph."""
    for claim in grounds.claims:
        if not grounds.words(claim).strip():
            yield Finding("evidence", claim, f"{grounds.name(claim)}: no evidence")
        for part in ("subject", "object"):
            for term in grounds.facts[claim].get(f"{RDF}{part}", ()):
                if isinstance(term, ox.NamedNode) and not term.value.startswith(KG) and term.value not in grounds.facts:
                    yield Finding("evidence", claim, f"{grounds.name(claim)}: its {part} {term.value} is not in the graph")


def check_numbers(grounds: Grounds) -> Iterator[Finding]:
    """Find claimed numbers that their evidence does not give, in figures or in words, or that the claim's own text denies."""
    for claim in grounds.claims:
        figures = [term.value for term in grounds.facts[claim].get(f"{RDF}object", ()) if isinstance(term, ox.Literal)]
        bounds = [b for name in ("lowerBound", "upperBound") for b in grounds.values(claim, f"{KG}{name}")]
        for fault in _number_faults(grounds, claim, figures, bounds) if figures or bounds else ():
            yield Finding("number", claim, f"{grounds.name(claim)}: {fault}")


def _number_faults(grounds: Grounds, claim: str, figures: list[str], bounds: list[str]) -> Iterator[str]:
    written = numbers_in(grounds.words(claim))
    yield from (f"{f} is not in its evidence" for f in dict.fromkeys(figures + bounds) if not _is_written(f, written))
    text = grounds.text(claim, f"{KG}text")
    if numbers_in(text, loosely=False):
        yield from (f"{f} is not the number of its text" for f in figures if not _is_written(f, numbers_in(text)))
    low, high = (grounds.text(claim, f"{KG}{name}") for name in ("lowerBound", "upperBound"))
    for figure in figures:
        value = _value(figure)
        lower, upper = _value(low or figure), _value(high or figure)
        if value is not None and lower is not None and upper is not None and not lower <= value <= upper:
            yield f"{figure} is outside its own bounds"


def _value(figure: str) -> float | None:
    try:
        return float(Decimal(figure))
    except InvalidOperation:
        return None


def _is_written(figure: str, written: set[float]) -> bool:
    value = _value(figure)
    # A fall of 5 percent may be claimed as -5.
    return value is not None and any(abs(abs(value) - number) <= 1e-6 * max(1.0, number) for number in written)


def check_claimants(grounds: Grounds) -> Iterator[Finding]:
    """Find claimants whom neither the evidence nor the sentence of the cue names."""
    for claim in grounds.claims:
        claimants = grounds.values(claim, f"{KG}claimant")
        asserted = grounds.text(claim, f"{KG}attribution") == f"{KG}asserted"
        for claimant in claimants:
            if grounds.is_narrator(claimant) != asserted:
                how = "asserted by the article, yet" if asserted else "not asserted by the article, yet"
                yield Finding("claimant", claim, f"{grounds.name(claim)}: {how} claimed by {grounds.name(claimant)}")
            elif not asserted and not _speaks(grounds, claim, claimant):
                yield Finding("claimant", claim, f"{grounds.name(claim)}: no evidence that {grounds.name(claimant)} says so")
        if not claimants:
            yield Finding("claimant", claim, f"{grounds.name(claim)}: no claimant")


def _speaks(grounds: Grounds, claim: str, claimant: str) -> bool:
    """Tell whether the claimant is named where the claim is made; kg's own graphs say in which words."""
    mentions = set(grounds.values(claimant, f"{KG}mention"))
    named = grounds.values(claim, f"{KG}claimantMention")
    if named:
        return bool(mentions & set(named)) and all(_is_near(grounds, claim, span) for span in named)
    return any(_is_near(grounds, claim, mention) for mention in mentions)


def _is_near(grounds: Grounds, claim: str, mention: str) -> bool:
    document, begin, end = grounds.extent(mention)
    for span in grounds.spans(claim):
        source, first, last = grounds.extent(span)
        if source == document and first <= begin and end <= last:
            return True
    cue = grounds.text(claim, f"{KG}cue")
    number = grounds.text(cue, f"{KG}sentence")
    return bool(number) and grounds.extent(cue)[0] == document and grounds.text(mention, f"{KG}sentence") == number


def check_quotes(grounds: Grounds) -> Iterator[Finding]:
    """Find quotations that are not verbatim in their evidence."""
    for claim in grounds.claims:
        for quote in grounds.values(claim, f"{KG}quote"):
            if not any(quote in grounds.text(span, f"{NIF}anchorOf") for span in grounds.spans(claim)):
                yield Finding("quote", claim, f"{grounds.name(claim)}: {quote[:60]!r} is not verbatim in its evidence")


def check_differences(grounds: Grounds) -> Iterator[Finding]:
    """Find kg:differsFrom and kg:contradicts that hold one way only (model rule 6)."""
    for claim in grounds.claims:
        for name in ("differsFrom", "contradicts"):
            for other in grounds.values(claim, f"{KG}{name}"):
                if claim not in grounds.values(other, f"{KG}{name}"):
                    yield Finding(
                        "direct", claim, f"{grounds.name(claim)}: {name} {grounds.name(other)}, but not the other way"
                    )
