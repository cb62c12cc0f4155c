"""What a query may be, decided on its text before any parser sees it.

pyoxigraph's parser overflows its stack on deep nesting (a 20 kB query kills the process), its planner needs seconds for 200
bytes of parentheses, and SERVICE opens network connections. The raw and the decoded text are both read, because engines differ
in when they decode escapes; each reading takes linear time.
"""

import re
import sys

from kg.errors import UsageError

MAX_BYTES = 64_000
MAX_DEPTH = 40
"""Nesting; 100 levels of parentheses already cost pyoxigraph's planner 2.5 s on an empty store."""
MAXTOKENS = 8_000
MAX_OPERATORS = 2_000
"""Path and arithmetic operators: flat text, but a deep tree; stack overflow begins at about 12,000."""

_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})
TOKEN = re.compile(
    r"""<[^<>"{}|^`\\\s]*>"""  # IRI
    r"""|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""  # long strings
    r"""|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'"""  # strings
    r"""|\#[^\n\r]*|[?$]\w+|\w*:[\w.%:\\-]*|@[\w-]+"""  # comment, variable, prefixed name, language
    r"""|\d[\d.]*(?:[eE][+-]?\d+)?|[^\W\d]\w*|[^\s\w]""",  # number, word, sign
    re.DOTALL,
)
"""What SPARQL is made of; it finds something in any text."""
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SURROGATES = range(0xD800, 0xE000)


def check(sparql: str) -> None:
    """Let a read-only query of bearable size pass.

    Raises:
        UsageError: it is too long, too deep, an update, or reaches for another source.
    """
    if len(sparql.encode(errors="replace")) > MAX_BYTES:
        raise UsageError(f"query refused: longer than {MAX_BYTES:,} bytes")
    for text in dict.fromkeys((sparql, _ESCAPE.sub(_decoded, sparql))):
        _check_size(text)
        _check_words(text)


def has_alternatives(sparql: str) -> bool:
    """Tell whether a path of a query has alternatives, of which pyoxigraph gives each pair of ends once.

    >>> has_alternatives("ASK { ?x kg:agent|kg:target ?y }"), has_alternatives("ASK { FILTER(?x || ?y) }")
    (True, False)
    """
    signs = [match[0] for match in TOKEN.finditer(sparql)]
    # Not "or", and not the brackets of an annotation.
    around = zip(signs, signs[1:], signs[2:], strict=False)
    return any(sign == "|" and before not in "|{" and after not in "|}" for before, sign, after in around)


def _decoded(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return "\ufffd" if code > sys.maxunicode or code in _SURROGATES else chr(code)


def _check_size(text: str) -> None:
    depth = deepest = operators = tokens = 0
    for match in TOKEN.finditer(text):
        sign = match[0]
        tokens += not sign.startswith("#")
        depth += (sign in "({[") - (sign in ")}]")
        deepest = max(deepest, depth)
        operators += sign in "/|^!+-*"
    for name, found, limit in (
        ("nested deeper than", deepest, MAX_DEPTH),
        ("more tokens than", tokens, MAXTOKENS),
        ("more operators than", operators, MAX_OPERATORS),
    ):
        if found > limit:
            raise UsageError(f"query refused: {name} {limit:,}")


def _check_words(text: str) -> None:
    for match in TOKEN.finditer(text):
        word = match[0].upper()
        if word == "SERVICE":
            raise UsageError("query refused: SERVICE reaches for another server; kg opens no connection")
        if word == "FROM":
            raise UsageError("query refused: FROM names another source; a query reads the graph it was given")
        if word in _UPDATES:
            raise UsageError(f"query refused: {word} changes a graph; only SELECT, ASK, CONSTRUCT and DESCRIBE are answered")
