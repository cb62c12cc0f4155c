"""Weapon designations, military units and parts of countries, by the way they are written.

Designations follow the usual national schemes: letters, a hyphen, digits, a variant letter (MIL-STD-1812 in the United
States, GRAU and bureau numbers in Russia), so that a model nobody listed is still a weapon.
"""

import re
from collections.abc import Iterator

from kg.lexicon import Lexicon
from kg.mentions.listed import match_at
from kg.mentions.stretch import mention_over
from kg.model import Mention, Parse

_WEAPON = re.compile(r"^(?=.*\d)[A-Z][A-Za-z]{0,4}-\d{1,4}[A-Z]{0,3}\d?$")
_ORDINAL = re.compile(r"^(\d{1,3}(st|nd|rd|th)|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth)$")
_LONGEST_UNIT = 6


def find_designations(parse: Parse, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield weapon designations ("Kh-101", "T-90M") and numbered units ("47th Mechanized Brigade")."""
    for token in parse.tokens:
        if token.text.lower() in lexicon.words["directions"]:
            last = _place_end(parse, lexicon, token.index + 1)
            if last:
                yield _mention(parse, token.index, last, "Region")
        elif _WEAPON.match(token.text) and token.text not in lexicon.names:
            yield _mention(parse, token.index, _variant_end(parse, token.index), "Weapon")
        elif _ORDINAL.match(token.text):
            last = _unit_end(parse, lexicon, token.index)
            if last:
                yield _mention(parse, token.index, last, "ArmedForce")


def _variant_end(parse: Parse, index: int) -> int:
    """Return the end of a designation: the tokeniser takes the variant letter of "Kq-101M" for a unit of measure."""
    follows = parse.tokens[index + 1 : index + 2]
    return index + 1 + sum(t.begin == parse.tokens[index].end and t.text.isalpha() and t.text.isupper() for t in follows)


def _place_end(parse: Parse, lexicon: Lexicon, index: int) -> int:
    """Return the end of a listed place's name that begins at a token, or 0 ("eastern Ukraine")."""
    found = match_at(parse, lexicon, index) if index < len(parse.tokens) else None
    return found.last if found is not None and found.kind == "name" and found.type in ("Country", "City", "Region") else 0


def _unit_end(parse: Parse, lexicon: Lexicon, first: int) -> int:
    for index in range(first + 1, min(first + _LONGEST_UNIT, len(parse.tokens))):
        token = parse.tokens[index]
        if not token.text[0].isupper():
            return 0
        if token.text.lower() in lexicon.words["unit_heads"]:
            return index + 1
    return 0


def _mention(parse: Parse, first: int, last: int, kind: str) -> Mention:
    return mention_over(parse, first, last, found_by="designation")._replace(type=kind)
