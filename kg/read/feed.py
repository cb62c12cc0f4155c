"""Saved RSS and Atom feeds → an article for each item."""

import io
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError
from kg.read.article import Article, Found, Request, one_line, take
from kg.read.dates import stated_date
from kg.read.extras import require
from kg.read.files import Failure, Stream
from kg.read.markup import plain
from kg.read.xml_guard import refuse_entities

MAX_FEED = 20_000_000


def read_feed(stream: Stream, _: Request) -> Iterator[Found]:
    """Yield the items of a feed; the feed's title is their source.

    Raises:
        InputError: the extra is missing, not RSS or Atom, no items, or it declares entities.
    """
    feedparser = require("feedparser", "feeds")
    data = take(stream, MAX_FEED)
    refuse_entities(data)
    # A file object, since feedparser takes a string for an address to fetch, and bytes for a file to open.
    try:
        feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # what damaged feeds make it raise
        raise InputError("damaged: it cannot be read as RSS or Atom.") from error
    if not feed.version:
        raise InputError("neither RSS nor Atom; other XML is not read.")
    if not feed.entries:
        raise InputError(f"the feed has no items that can be read{_why(feed)}.")
    for number, entry in enumerate(feed.entries, 1):
        article = _article(entry, feed.feed, str(number))
        yield article if article.text else Failure(f"item {number}", "it has no text.")
    if feed.bozo and _why(feed):
        yield Failure("the end", f"what follows item {len(feed.entries)} may be lost{_why(feed)}.")


def _article(entry: Any, feed: Any, number: str) -> Article:  # noqa: ANN401 - a library without types
    longest = max((plain(part.get("value") or "") for part in entry.get("content", ())), key=len, default="")
    return Article(
        text=longest or plain(entry.get("summary") or ""),
        title=plain(one_line(entry.get("title"))),
        published=stated_date(entry.get("published" if "published" in entry else "updated")),
        updated=stated_date(entry.get("updated")) if "updated" in entry else "",  # else it gives the other with a warning
        source=plain(one_line(feed.get("title"))),
        author=one_line(entry.get("author")),
        language=one_line(feed.get("language")),
        url=one_line(entry.get("link")),
        section=one_line(next((tag.get("term") for tag in entry.get("tags", ())), "")),
        key=number,
    )


def _why(feed: Any) -> str:  # noqa: ANN401 - a library without types
    """Return what the XML parser stumbled over, but for a declared encoding that was not the true one."""
    fault = feed.get("bozo_exception")
    line = fault.getLineNumber() if hasattr(fault, "getLineNumber") else None
    return f" (damaged at line {line})" if line is not None else ""
