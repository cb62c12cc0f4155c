"""Parse + Chains → Attribution: who says what, in which act, to whom and through which channel.

Source, cue and content as in the PARC 3.0 and PolNeAR annotation schemes. The ways of speaking that are found: direct
speech (also when the quotation goes on in the next sentence), indirect speech, reduced clauses ("the army said"),
"according to", accusations and denials with their objects, nouns ("warnings from the Kremlin that …") and adverbs
("allegedly").
"""

from collections.abc import Sequence

from kg.attribution.contents import find_contents
from kg.attribution.nouns import find_noun_attributions
from kg.attribution.phrases import find_phrase_attributions
from kg.attribution.quotes import Quote, continued, find_quotes
from kg.attribution.sources import Speech, complete
from kg.grammar.clauses import VERBAL
from kg.lexicon import Lexicon
from kg.model import Attribution, Chains, Parse


def find_attributions(parse: Parse, chains: Chains, lexicon: Lexicon) -> tuple[Attribution, ...]:
    """Return the attributions of a document in the order of their cues."""
    quotes = find_quotes(parse)
    speeches: list[Speech] = []
    for sentence in parse.sentences:
        if sentence.is_prose:
            speeches += _of_sentence(parse, (sentence.first, sentence.last), chains, lexicon, quotes)
    found = [a for s in speeches if (a := complete(parse, s, chains, speeches, quotes)) is not None]
    found += continued(parse, found, quotes)
    return tuple(sorted(found, key=lambda a: (a.cue, len(a.content))))


def _of_sentence(
    parse: Parse, bounds: tuple[int, int], chains: Chains, lexicon: Lexicon, quotes: Sequence[Quote]
) -> list[Speech]:
    found: list[Speech] = []
    for index in range(*bounds):
        token = parse.tokens[index]
        if token.lemma == "accord" or token.text.lower().startswith(("according", "purport")):
            found += find_phrase_attributions(parse, index, lexicon)
        elif token.pos in VERBAL and not any(q.first <= index < q.last for q in quotes):
            found += find_contents(parse, index, lexicon, quotes)
        elif token.pos in ("NOUN", "PROPN"):
            found += find_noun_attributions(parse, index, chains, lexicon)
        else:
            found += find_phrase_attributions(parse, index, lexicon)
    return found
