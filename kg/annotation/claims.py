"""The claims of a document as attributions: who says what, by which words, as stretches of the text."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from kg.annotation.entities import Record
from kg.grammar.clauses import VERBAL, is_passive, noun_phrase, subject
from kg.model import Attribution, Parse
from kg.pipeline import Walk


def claim_records(walk: Walk) -> Iterator[Record]:
    """Yield the attributions in the order of their content; each part is a span, or several where it is interrupted."""
    for attribution in sorted(walk.attributions, key=lambda a: (min(a.content, default=a.cue), a.cue)):
        if attribution.content:
            source, content = _source_tokens(walk.parse, attribution), _content_tokens(walk.parse, attribution)
            yield {
                "source": _spans(walk.parse, source) if source else None,
                "cue": _spans(walk.parse, _cue_tokens(walk.parse, attribution.cue)),
                "content": _spans(walk.parse, content),
                "act": attribution.act,
                "attribution": attribution.level,
                "factuality": attribution.factuality,
            }


def _source_tokens(parse: Parse, attribution: Attribution) -> list[int]:
    """Return the noun phrase of the source and the relative pronoun that stands for it; else the grammatical subject."""
    cue = parse.tokens[attribution.cue]
    token = attribution.source_token
    if token < 0 and cue.pos in VERBAL:
        found = subject(parse, cue.index)
        token = -1 if found is None or is_passive(parse, cue.index) else found
    if token < 0:
        return []
    pronouns = {c for c in parse.children[cue.index] if parse.tokens[c].tag in ("WP", "WDT")} if cue.dep == "relcl" else set()
    return sorted({*range(*noun_phrase(parse, token)), *pronouns})


def _cue_tokens(parse: Parse, cue: int) -> list[int]:
    """Return the cue with its auxiliaries, negation and particle."""
    return sorted({cue, *(c for c in parse.children[cue] if parse.tokens[c].dep in ("aux", "auxpass", "neg", "prt"))})


def _content_tokens(parse: Parse, attribution: Attribution) -> list[int]:
    """Return the content with the whole of the quotations that it is part of."""
    quoted = (t.index for begin, end in attribution.quotes for t in parse.tokens[_at(parse, begin) : _at(parse, end)])
    return sorted({*attribution.content, *quoted})


def _at(parse: Parse, offset: int) -> int:
    """Return the first token that begins at an offset or after it."""
    return bisect_left(parse.tokens, offset, key=lambda token: token.begin)


def _spans(parse: Parse, tokens: Iterable[int]) -> Record:
    """Return the stretches of some tokens, given in text order: from the first character to the last, and each by itself."""
    runs: list[list[int]] = []
    before = -2
    for token in tokens:
        if token == before + 1 and runs:
            runs[-1][1] = parse.tokens[token].end
        else:
            runs.append([parse.tokens[token].begin, parse.tokens[token].end])
        before = token
    return {"start": runs[0][0], "end": runs[-1][1], "spans": runs}
