"""What a reader yields and what it is told: one signature for every format."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from kg.errors import InputError
from kg.read.files import Failure, Skipped, Stream

MAX_FILE = 50_000_000
"""Bytes of one page, message, feed or PDF; dumps and archives are read as a stream and may be longer."""

DAMAGE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What libraries stumble over in a damaged file."""

_ARCHIVED = re.compile(r"https?://[^/]+/(?:[\w.-]+/){1,3}\d{14}(?:[a-z]{2}_)?/(https?):/+(\S+)")
"""Address of a copy in a web archive: most run the software of the Wayback Machine, and its addresses have this form."""

_SPACE = re.compile(r"\s+")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a format holds it: plain text, and what the file itself says of it; "" where it is silent."""

    text: str
    title: str = ""
    published: str = ""
    """As written in the file, or as ISO 8601."""
    updated: str = ""
    """Likewise."""
    source: str = ""
    author: str = ""
    language: str = ""
    """As written in the file: "en", "en-GB" …"""
    url: str = ""
    section: str = ""
    parts: tuple[tuple[int, str], ...] = ()
    """Where in its file the text stands, from which offset of `text` on: "page 2", an XPath, "part 1 (text/plain)"."""
    warnings: tuple[str, ...] = ()
    """What its reader wondered at."""
    key: str = ""
    """What tells it from the other articles of its file; "" where a file is one article."""


Found: TypeAlias = Article | Failure | Skipped
"""An article, or what was not read; the path of a Failure is the place in the file ("line 51")."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lay at an address, and where that was in the end."""

    address: str
    suffix: str
    data: bytes


Fetch: TypeAlias = Callable[[str], Fetched]
"""Gets what lies at an address."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is told of articles: what counts where neither they nor their files say, and how they are read."""

    published: str | None = None
    """Date of publication, as 2024-06-07."""
    source: str | None = None
    """Publisher."""
    author: str | None = None
    fields: Mapping[str, str] | None = None
    """Field of an article → name of the field or column of JSON and CSV that it is read from."""
    as_of: str | None = None
    """Day up to which dates are believed; later ones are warned of. The clock is not asked."""
    fetch: Fetch | None = None
    """Gets what lies at an address (`kg.read.web`); without it no address is asked."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a reader is told beside the bytes."""

    name: str = ""
    """Name of the file, for its suffix."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Field of an article → name of the field or column it is read from, where the user says so."""
    depth: int = 0
    """How many archives and compressed files it lies in."""
    archives: int = 0
    """How many of them are archives."""
    read: "Reader | None" = None
    """Reads a file inside the file, by its name."""


Reader: TypeAlias = Callable[[Stream, Request], Iterator[Found]]
"""Raises InputError where nothing (more) of the file can be read; what came before stays."""


def buffered(data: bytes) -> Stream:
    """Return bytes as a stream."""
    return io.BufferedReader(io.BytesIO(data))


def take(stream: Stream, limit: int = MAX_FILE) -> bytes:
    """Return all that is left of a stream.

    Raises:
        InputError: it is empty or over `limit` bytes.
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"over {limit / 1e6:,.0f} MB, the limit for one such file. Split it.")
    if not data:
        raise InputError("empty: there is no text in it.")
    return data


def one_line(text: object) -> str:
    r"""Return a value of metadata in one line, and "" for what is no text.

    >>> one_line("  Strike\n kills two "), one_line(None)
    ('Strike kills two', '')
    """
    return _SPACE.sub(" ", text).strip() if isinstance(text, str) else ""


def original_address(address: str) -> str:
    """Return the address that a web archive made its copy of, and any other address as it is.

    >>> original_address("https://web.archive.org/web/20240601120000/https://post.example/izmail")
    'https://post.example/izmail'
    """
    match = _ARCHIVED.fullmatch(address)
    return f"{match[1]}://{match[2]}" if match else address


def compose(article: Article) -> str:
    r"""Return the text that is stored, which offsets count in: the title, unless the text begins with it, and the text.

    A NUL or half a surrogate pair, which no RDF or XML can hold, becomes U+FFFD.

    >>> compose(Article("Two people died.", title="Strike kills two"))
    'Strike kills two\n\nTwo people died.'
    """
    text = article.text.strip("\ufeff")
    opening = one_line(text[: 2 * len(article.title) + 100])
    if article.title and not opening.casefold().startswith(article.title.casefold()):
        text = f"{article.title}\n\n{text}"
    return _UNSTORABLE.sub("\ufffd", text)
