"""Phrases and adverbs that introduce speech without a verb of their own: "according to X", "allegedly"."""

from collections.abc import Iterator

from kg.attribution.sources import Speech
from kg.grammar.clauses import VERBAL, clause_head, subtree
from kg.lexicon import Lexicon
from kg.model import Parse


def find_phrase_attributions(parse: Parse, index: int, lexicon: Lexicon) -> Iterator[Speech]:
    """Yield the speech that a token opens, if it is the head of "according to" or a hearsay adverb."""
    token = parse.tokens[index]
    if token.text.lower() == "according" and index + 1 < len(parse.tokens) and parse.tokens[index + 1].lemma == "to":
        yield from _according(parse, index, lexicon)
    elif token.text.lower().startswith("purport") and [t.tag for t in parse.tokens[index + 1 : index + 3]] == ["TO", "VB"]:
        # Whatever the parser makes of the rare verb: "a video purports to show …".
        cue = lexicon.cues.get(("purport to", "phrase"))
        if cue is not None:
            yield Speech(index, cue, frozenset(subtree(parse, index + 2)) - {index}, unnamed=True)
    elif token.pos == "ADV":
        cue = lexicon.cues.get((token.text.lower(), "adverb"))
        if cue is not None and (cue.attribution == "alleged" or cue.act == "report"):
            head = token.head if parse.tokens[token.head].pos in VERBAL else clause_head(parse, index)
            yield Speech(index, cue, frozenset(subtree(parse, head)) - {index}, unnamed=True)


def _according(parse: Parse, index: int, lexicon: Lexicon) -> Iterator[Speech]:
    cue = lexicon.cues.get(("according to", "phrase"))
    inner = next((c for c in parse.children[index] if parse.tokens[c].lemma == "to"), None)
    source = next((c for c in parse.children[inner if inner is not None else index] if parse.tokens[c].dep == "pobj"), None)
    if cue is None or source is None:
        return
    head = clause_head(parse, parse.tokens[index].head)
    outer = _top(parse, head)
    own = set(subtree(parse, index))
    # Estimates and reports whose author nobody names are still not the article's own word.
    unnamed = parse.tokens[source].lemma not in lexicon.words["manner_nouns"]
    yield Speech(index, cue, frozenset(subtree(parse, outer)) - own, source, unnamed=unnamed)


def _top(parse: Parse, verb: int) -> int:
    """Climb from a coordinated verb to the first: the phrase at either end covers the whole sentence."""
    token = parse.tokens[verb]
    while token.dep == "conj" and parse.tokens[token.head].pos in VERBAL:
        token = parse.tokens[token.head]
    return token.index
