"""Turtle as text: how a name, a string, a number, a date and a block are written."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

# What both RFC 3987 and Turtle's PN_CHARS allow in a name without an escape; "." may not end one and "-" may not begin one.
_NOT_PLAIN = re.compile(
    r"\A-|[^A-Za-z0-9_\-\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]"
)
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f\ud800-\udfff]')
_ESCAPES = (
    {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    | {ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t", ord('"'): '\\"', ord("\\"): "\\\\"}
)
_LONG_ESCAPES = _ESCAPES | {ord("\n"): "\n", ord("\t"): "\t"}
PIECE = 1 << 20
_DATES = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "date"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"), "dateTime"),
    (re.compile(r"\d{4}-\d\d"), "gYearMonth"),
    (re.compile(r"\d{4}"), "gYear"),
    (re.compile(r"--\d\d"), "gMonth"),
)


@cache
def local(name: str) -> str:
    """Escape an id for the end of an IRI; letters of any script stay, and different ids stay different.

    >>> local("Évian-les-Bains"), local("a b"), local("50%<x>")
    ('Évian-les-Bains', 'a%20b', '50%25%3Cx%3E')
    """
    return _NOT_PLAIN.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode(errors="replace")), name)


def text(value: str) -> str:
    r"""Quote a string; what UTF-8 cannot hold (a lone surrogate) becomes U+FFFD, so that offsets stay.

    >>> print(text('"No," he said.'))
    "\"No,\" he said."
    """
    return f'"{value.translate(_ESCAPES)}"' if _SPECIAL.search(value) else f'"{value}"'


def long_text(value: str) -> Iterator[str]:
    """Quote a text of many lines, which stay lines, piece by piece."""
    yield '"""'
    yield from (piece.translate(_LONG_ESCAPES) for piece in pieces(value))
    yield '"""'


def pieces(value: str) -> Iterator[str]:
    """Yield a text in pieces, so that of a book no second copy is made."""
    return (value[begin : begin + PIECE] for begin in range(0, len(value), PIECE))


def number(value: float) -> str:
    """Write an xsd:integer or xsd:decimal, never an exponent.

    >>> number(35), number(1.5), number(1e21)
    ('35', '1.5', '1000000000000000000000')
    """
    return str(int(value)) if float(value).is_integer() else format(Decimal(repr(value)), "f")


def date(value: str) -> str:
    """Type a date by how much of it is known; what is no date stays a string.

    >>> date("2024-06"), date("--05")
    ('"2024-06"^^xsd:gYearMonth', '"--05"^^xsd:gMonth')
    """
    kind = next((kind for pattern, kind in _DATES if pattern.fullmatch(value)), None)
    return f'"{value}"^^xsd:{kind}' if kind else text(value)


def block(subject: str, parts: Sequence[str]) -> str:
    """Write one subject with its predicate lists."""
    body = " ;\n    ".join(parts)
    return f"{subject} {body} .\n\n"


def put(parts: list[str], predicate: str, objects: Sequence[str]) -> None:
    """Append a predicate with its objects, if there are any."""
    if objects:
        parts.append(f"{predicate} {', '.join(objects)}")
