"""What variables of a query may stand for, as SPARQL's own VALUES clause, where it narrows the search and not its result."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import pyoxigraph as ox

from kg.sparql.guard import TOKEN

Values: TypeAlias = Mapping[str, Sequence[ox.NamedNode]]
"""The name of a variable of a query → what it may stand for."""


def joined(sparql: str, values: Values) -> str:
    """Return a query with its values: at the head of its pattern, so that the search begins with them; else behind it.

    >>> joined("SELECT * { ?c ?p ?o }", {"c": [ox.NamedNode("a:a")]})
    'SELECT * { VALUES ?c { <a:a> } ?c ?p ?o }'
    """
    clause = "".join(f" VALUES ?{name} {{ {' '.join(map(str, terms))} }}" for name, terms in values.items())
    place = _pattern(sparql)
    # A variable that the pattern itself assigns may have no value before.
    if not place or any(re.search(rf"\bAS\s+[?$]{name}\b", sparql, re.IGNORECASE) for name in values):
        return f"{sparql}\n{clause}" if clause else sparql
    return f"{sparql[:place]}{clause}{sparql[place:]}"


def _pattern(sparql: str) -> int:
    """Return where the pattern of a query begins, behind its brace; 0 for CONSTRUCT WHERE, which takes no values inside."""
    words: list[str] = []
    depth = 0
    for match in TOKEN.finditer(sparql):
        sign = match[0].upper()
        if sign == "{" and not depth and words[-1:] != ["CONSTRUCT"]:
            return 0 if words[-2:] == ["CONSTRUCT", "WHERE"] else match.end()
        depth += (sign in "({[") - (sign in ")}]")
        if not depth and not sign.startswith("#"):
            words.append(sign)
    return 0
