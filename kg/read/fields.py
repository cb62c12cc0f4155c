"""Which field of a record says what: the names that newswires, archives and scrapers use, and the user's own."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.errors import InputError, UnknownNameError, UsageError
from kg.folders import knowledge
from kg.lexicon import field_names
from kg.read.article import Article, one_line
from kg.read.dates import stated_date
from kg.read.markup import looks_like_html, plain

FIELDS = ("text", "title", "published", "updated", "source", "author", "language", "url", "section", "id")
"""What is read of a record. The names that each goes by are data: those of the newspapers' and news agencies' own interfaces
(Guardian, New York Times, NewsAPI, ninjs), of schema.org, JSON Feed and Elasticsearch, and of scrapers; the usual ones first,
a dot leads into a record inside the record. Under `records` stand the fields where files keep many records."""

MAX_INNER = 1000
"""A record inside a record with more fields is no record but a table."""

MAX_NAME = 200
"""Longest author or source in characters; more is text that slipped."""


class NoTextError(InputError):
    """A record has no text: it is data of another kind, or its field has to be named."""


def parse_fields(text: str) -> dict[str, str]:
    """Read `text=body,title=headline` as fields of an article and the names they have in the user's files.

    >>> parse_fields("text=body, title=headline.main")
    {'text': 'body', 'title': 'headline.main'}

    Raises:
        UsageError: it is written in another way, or names no field of an article.
    """
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    fields = {name.strip(): value.strip() for name, _, value in pairs}
    if not fields or not all(fields.values()):
        raise UsageError(f"fields {text!r} are not of the form text=body,title=headline.")
    for name in fields:
        if name not in FIELDS:
            raise UnknownNameError("field", name, FIELDS)
    return fields


def to_article(record: Mapping[str, Any], fields: Mapping[str, str]) -> Article:
    """Return the article of a record; its text may be HTML.

    Raises:
        InputError: it has no text, or an empty id.
    """
    low = {key.casefold(): value for key, value in record.items() if isinstance(key, str)}
    text = _text(record, low, fields)
    return Article(
        text=plain(text) if looks_like_html(text) else text,
        title=one_line(_look_up(record, low, "title", fields)),
        published=stated_date(_look_up(record, low, "published", fields)),
        updated=stated_date(_look_up(record, low, "updated", fields)),
        source=_name(_look_up(record, low, "source", fields)),
        author=_name(_look_up(record, low, "author", fields)),
        language=one_line(_look_up(record, low, "language", fields)),
        url=one_line(_look_up(record, low, "url", fields)),
        section=_name(_look_up(record, low, "section", fields)),
        key=_key(_look_up(record, low, "id", fields)),
    )


def _text(record: Mapping[str, Any], low: Mapping[str, Any], fields: Mapping[str, str]) -> str:
    found = _look_up(record, low, "text", fields)
    if isinstance(found, list) and any(isinstance(piece, dict) for piece in found):
        found = "".join(_pieces(found)) or found
    if isinstance(found, str) and found.strip():
        return found
    wanted = fields.get("text")
    if found is not None:
        kind = "empty" if isinstance(found, str) else f"a {type(found).__name__}, not text"
        raise InputError(f"its field {wanted or 'of text'} is {kind}.")
    names = ", ".join(sorted(map(str, record))[:12]) or "none"
    raise NoTextError(f"no field {wanted or 'of text'}; it has: {one_line(names)[:300]}. Name it with --fields text=NAME.")


def _pieces(value: list[object]) -> Iterator[str]:
    """Yield the words of a text that its file keeps in pieces, as chats do where something is bold or a link."""
    for piece in value:
        words = piece.get("text") if isinstance(piece, dict) else piece
        if not isinstance(words, str):
            return
        yield words


def _look_up(record: Mapping[str, Any], low: Mapping[str, Any], field: str, fields: Mapping[str, str]) -> object:
    """Return the value of a field, by the user's name for it or by the first usual name that has one."""
    if field in fields:
        name = fields[field]
        return record[name] if name in record else _walk(low, name.casefold())
    values = [value for value in (_walk(low, name) for name in field_names(knowledge("lexicons"))[field]) if value is not None]
    simple = (value for value in values if value not in ("", []) and not isinstance(value, dict))
    return next(simple, values[0] if values else None)


def _walk(low: Mapping[str, Any], path: str) -> object:
    """Follow a name, else its parts between dots, where the names of `low` are in small letters."""
    if path in low:
        return low[path]
    head, _, rest = path.partition(".")
    inner = low.get(head)
    if not rest or not isinstance(inner, dict) or len(inner) > MAX_INNER:
        return None
    return _walk({key.casefold(): value for key, value in inner.items() if isinstance(key, str)}, rest)


def _name(value: object) -> str:
    """Return the name in a field that holds a name, several, or records with a name."""
    return "; ".join(dict.fromkeys(_names(value)))[:MAX_NAME]


def _names(value: object) -> Iterator[str]:
    values: Iterable[object] = value if isinstance(value, list) else (value,)
    for one in values:
        name = one_line(one.get("name") if isinstance(one, dict) else one)
        if name:
            yield name


def _key(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise InputError(
        f"its id is {'empty' if isinstance(value, str) else f'a {type(value).__name__}'}; an id is text or a whole number."
    )
