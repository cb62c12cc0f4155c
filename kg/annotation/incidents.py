"""Incident reports as templates: which kinds of incident a report tells of, and who and what took part.

Noun phrases are judged one by one by learned weights over readable features (`relate.py` reads such tables); the report as
a whole by the words in it. One template a kind of incident; the fillers go to the likeliest.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.annotation.relate import Table, scores
from kg.grammar.clauses import noun_phrase
from kg.lexicon import Lexicon
from kg.model import Parse, Span

_SECOND = 0.5
"""Probability from which a report is held to tell of a second kind of incident."""
_LEADING = frozenset({"DET", "PUNCT"})
_NOUNS = frozenset({"NOUN", "PROPN"})


class Phrase(NamedTuple):
    """A noun phrase that may fill a role: its tokens, last exclusive, and the head."""

    first: int
    last: int
    head: int


class Incident(NamedTuple):
    """A kind of incident with role → what fills it."""

    kind: str
    fillers: tuple[tuple[str, Span], ...]


def find_incidents(parse: Parse, lexicon: Lexicon, kinds: Table, roles: Table) -> list[Incident]:
    """Return the incidents of a report, the likeliest kind first; none where no kind is likely enough."""
    chances = sorted(((c, k) for k, c in scores(report_features(parse), kinds).items()), reverse=True)
    likely = [k for c, k in chances[:1] if c >= kinds.threshold] + [k for c, k in chances[1:] if c >= _SECOND]
    if not likely:
        return []
    fillers: dict[str, dict[str, tuple[float, Span]]] = {}
    for phrase in find_phrases(parse, lexicon):
        for role, chance in scores(phrase_features(parse, phrase), roles).items():
            if chance >= roles.threshold:
                span = _span(parse, phrase)
                words = parse.document.text[slice(*span)].lower()
                fillers.setdefault(role, {}).setdefault(words, (chance, span))
    found = [(role, span) for role in sorted(fillers) for _, span in _distinct(fillers[role])]
    return [Incident(k, tuple(found) if n == 0 else ()) for n, k in enumerate(likely)]


def _distinct(found: dict[str, tuple[float, Span]]) -> list[tuple[float, Span]]:
    """Leave out a phrase that is part of a longer one with the same role ("bombs" beside "two bombs")."""
    return [v for words, v in found.items() if not any(words != other and words in other for other in found)]


def report_features(parse: Parse) -> list[str]:
    """Return the words of a report, those of its opening apart."""
    words = {t.lemma for t in parse.tokens if t.pos in ("NOUN", "VERB", "PROPN", "ADJ")}
    opening = {t.lemma for t in parse.tokens if t.sentence < 2 and t.pos in ("NOUN", "VERB")}  # noqa: PLR2004
    pairs = {f"{parse.tokens[t.head].lemma} {t.lemma}" for t in parse.tokens if t.dep in ("dobj", "nsubjpass", "compound")}
    return [
        "bias",
        *(f"word {w}" for w in sorted(words)),
        *(f"opening {w}" for w in sorted(opening)),
        *(f"pair {p}" for p in sorted(pairs)),
    ]


def find_phrases(parse: Parse, lexicon: Lexicon) -> Iterator[Phrase]:
    """Yield the noun phrases of a report, without article and title, and with what follows after "of"."""
    for token in parse.tokens:
        if token.pos in _NOUNS and token.dep not in ("compound", "nmod") and token.text[0].isalnum():
            first = _bare(parse, token.index)
            start = first
            while start < token.index and parse.tokens[start].lemma in lexicon.roles:
                start += 1
            yield Phrase(start, token.index + 1, token.index)
            yield from (Phrase(first, noun_phrase(parse, inner)[1], token.index) for inner in _after_of(parse, token.index))


def _bare(parse: Parse, head: int) -> int:
    """Return the first token of a noun phrase that is no article, quotation mark or possessive."""
    first, _ = noun_phrase(parse, head)
    while first < head and (parse.tokens[first].pos in _LEADING or parse.tokens[first].tag == "POS"):
        first += 1
    return first


def _after_of(parse: Parse, head: int) -> list[int]:
    """Return the noun that "of" ties to a head right before it: "group of armed men"."""
    of = next((c for c in parse.children[head] if c == head + 1 and parse.tokens[c].lemma == "of"), -1)
    return [c for c in parse.children[of] if parse.tokens[c].dep == "pobj"] if of >= 0 else []


def phrase_features(parse: Parse, phrase: Phrase) -> list[str]:
    """Return what can be seen of a noun phrase: its words, what it depends on, and what its sentence tells."""
    tokens, head = parse.tokens, parse.tokens[phrase.head]
    above = tokens[head.head]
    top = tokens[above.head]
    long = "long" if phrase.last > phrase.head + 1 else "short"
    found = ["bias", long, f"head {head.lemma}", f"head {head.lemma} {long}", f"under {head.dep} {above.lemma}"]
    if head.dep in ("pobj", "conj"):
        found += [f"under {head.dep} {above.lemma} of {top.lemma}", f"top {top.lemma} {above.lemma}"]
    found += [f"head {head.lemma} under {head.dep} {above.lemma}", f"dep {head.dep} {head.pos}"]
    found += [f"in {t.lemma}" for t in tokens[phrase.first : phrase.last]]
    found.append(f"before {tokens[phrase.first - 1].lemma}" if phrase.first else "begins")
    found.append(f"after {tokens[phrase.last].lemma}" if phrase.last < len(tokens) else "ends")
    sentence = parse.sentences[head.sentence]
    around = {t.lemma for t in tokens[sentence.first : sentence.last] if t.pos in ("VERB", "NOUN")}
    found += [f"beside {w} {head.dep}" for w in sorted(around)] + [f"beside {w}" for w in sorted(around)]
    found += [f"words {phrase.last - phrase.first} {head.pos}", f"sentence {min(head.sentence, 5)}"]
    return found


def _span(parse: Parse, phrase: Phrase) -> Span:
    return Span(parse.tokens[phrase.first].begin, parse.tokens[phrase.last - 1].end)


def phrases_of(parse: Parse, lexicon: Lexicon) -> Sequence[tuple[Phrase, str]]:
    """Return the phrases with their words, as one line."""
    return [(p, " ".join(parse.document.text[slice(*_span(parse, p))].split())) for p in find_phrases(parse, lexicon)]
