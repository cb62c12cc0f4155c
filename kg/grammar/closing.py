"""Speech that closes a sentence (", the mayor wrote on X."), which parsers hang on what was named last: mends of a parse."""

from collections.abc import Iterator, Mapping

from kg.grammar.clauses import VERBAL, ancestors, leftmost, subtree
from kg.model import Parse, Token

FINITE = frozenset({"VBD", "VBP", "VBZ"})


def trailing_speech(parse: Parse, verb: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield ", a report seen on Wednesday alleges." and ", the mayor wrote on X." as the inserted clauses that they are."""
    below = _closes(parse, verb, words)
    who = _named_last(parse, verb) if below is not None else None
    if below is not None and who is not None and who not in below:
        yield from (t._replace(head=verb.head, dep="dobj") for t in below if t.dep == "nsubj")
        yield who._replace(head=verb.index, dep="nsubj")
        yield verb._replace(dep="parataxis")


def lost_speaker(parse: Parse, verb: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield the speaker in ", killing 62 people, activists with the committee said.", whom the parser counts among the dead."""
    below = [parse.tokens[c].dep for c in parse.children[verb.index] if parse.tokens[c].dep != "punct"]
    last = max(subtree(parse, verb.index)) + 2 >= parse.sentences[verb.sentence].last
    who = _named_last(parse, verb) if last and below == ["ccomp"] and verb.lemma in words["inserted_verbs"] else None
    listed = who is not None and any(parse.tokens[c].dep == "cc" for c in parse.children[who.head])
    if who is not None and who.dep in ("appos", "conj") and not listed:
        yield who._replace(head=verb.index, dep="nsubj")


def holder_speaks(parse: Parse, verb: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield ", the governor of the region Oleh Berg wrote." as the inserted clause that it is, whose subject has a name."""
    holder = parse.tokens[verb.head]
    name = next((t for t in _closes(parse, verb, words) or () if t.tag == "NNP" and t.dep == "nsubj"), None)
    outer = next((t for t in ancestors(parse, holder.index) if parse.tokens[t].pos in VERBAL), -1)
    if name is None or holder.lemma not in words["roles"] or outer < 0:
        return
    beside = leftmost(parse, name.index) == max(subtree(parse, holder.index, without=frozenset({verb.index}))) + 1
    if beside and parse.tokens[leftmost(parse, holder.index) - 1].text == ",":
        yield name._replace(head=holder.index, dep="appos")
        yield holder._replace(head=verb.index, dep="nsubj")
        yield verb._replace(head=outer, dep="parataxis")


def _closes(parse: Parse, verb: Token, words: Mapping[str, frozenset[str]]) -> list[Token] | None:
    """Return what hangs on a verb of speech that closes its sentence with no more than where and when, or None for others."""
    below = [parse.tokens[c] for c in parse.children[verb.index] if parse.tokens[c].dep != "punct"]
    last = max(subtree(parse, verb.index)) + 2 >= parse.sentences[verb.sentence].last
    bare = all(t.dep == ("nsubj" if t.index < verb.index else "prep") for t in below)
    return below if last and bare and verb.lemma in words["inserted_verbs"] and verb.tag in FINITE else None


def _named_last(parse: Parse, verb: Token) -> Token | None:
    """Return the noun that stands before a verb with all that belongs to it, after a comma."""
    before = parse.tokens[parse.sentences[verb.sentence].first : verb.index]
    nouns = (t for t in reversed(before) if t.pos in ("NOUN", "PROPN"))
    opened = (t for t in nouns if parse.tokens[max(leftmost(parse, t.index) - 1, 0)].text == ",")
    return next((t for t in opened if max(subtree(parse, t.index)) == verb.index - 1), None)
