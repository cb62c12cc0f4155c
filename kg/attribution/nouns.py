"""Nouns that introduce speech: "warnings from the Kremlin that …", "Russia's claim that …"."""

from collections.abc import Iterator

from kg.attribution.sources import Speech
from kg.grammar.clauses import ancestors, subtree
from kg.lexicon import Lexicon
from kg.model import Chains, Parse


def find_noun_attributions(parse: Parse, noun: int, chains: Chains, lexicon: Lexicon) -> Iterator[Speech]:
    """Yield the speech of a noun that has a clause, and a source (possessor, "by", "from", "of") unless it is mere hearsay."""
    cue = lexicon.cues.get((parse.tokens[noun].lemma, "noun"))
    if cue is None:
        return
    below = parse.children[noun]
    # The parser may hang the clause on the source: "warnings from the Kremlin that …".
    sources = [
        c for p in below if parse.tokens[p].lemma in ("from", "by") for c in parse.children[p] if parse.tokens[c].dep == "pobj"
    ]
    clauses = [
        c
        for n in (noun, *sources)
        for c in parse.children[n]
        if parse.tokens[c].dep in ("acl", "ccomp", "relcl") and _is_that_clause(parse, c)
    ]
    prepositions = (p for p in below if parse.tokens[p].dep == "prep")
    # "Charges of ordering the shelling" tell no more than "charges that he ordered it".
    wanted = ("acl", "ccomp", "pcomp") if cue.act == "accuse" else ("acl", "ccomp")
    clauses += [c for p in prepositions for c in parse.children[p] if parse.tokens[c].dep in wanted]
    source = _source(parse, noun, chains)
    if clauses and (source >= 0 or _is_hearsay(parse, noun, lexicon)):
        yield Speech(noun, cue, frozenset(t for c in clauses for t in subtree(parse, c)), source)


def _is_hearsay(parse: Parse, noun: int, lexicon: Lexicon) -> bool:
    """Tell "amid allegations that …", which nobody here is named for, from "denied allegations that …"."""
    told = parse.tokens[noun].lemma in lexicon.words["charge_nouns"] | lexicon.words["hearsay_nouns"]
    above = [parse.tokens[t] for t in ancestors(parse, noun)]
    # "Reports that … could not be verified" are nobody's; "the army confirmed reports that …" are the army's.
    checked = parse.tokens[noun].dep == "nsubjpass" and above[0].lemma in lexicon.words["checking_verbs"]
    return told and not any((t.lemma, "verb") in lexicon.cues for t in above[checked:])


def _is_that_clause(parse: Parse, clause: int) -> bool:
    return any(
        parse.tokens[c].lemma == "that" and parse.tokens[c].dep in ("mark", "nsubj", "dobj", "det")
        for c in parse.children[clause]
    ) and any(parse.tokens[c].dep in ("nsubj", "nsubjpass") and parse.tokens[c].lemma != "that" for c in parse.children[clause])


def _source(parse: Parse, noun: int, chains: Chains) -> int:
    for child in parse.children[noun]:
        token = parse.tokens[child]
        if token.dep == "poss" and child in chains.at:
            return child
        if token.dep in ("prep", "agent") and token.lemma in ("from", "by"):
            for grandchild in parse.children[child]:
                if grandchild in chains.at:
                    return grandchild
    return -1
