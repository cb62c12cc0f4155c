"""Web archives (`.warc`) → the article of each page in them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kg.errors import InputError
from kg.read.article import Article, Found, Request, buffered, one_line
from kg.read.extras import require
from kg.read.files import Failure, Skipped, Stream
from kg.read.packed import FAULTS
from kg.read.page import MAX_PAGE

_KINDS = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf"}
_OK = "200"


def read_warc(stream: Stream, request: Request) -> Iterator[Found]:
    """Yield the articles of a web archive's pages with their addresses; pictures, scripts and error pages are passed over.

    Raises:
        InputError: the extra is missing, or no web archive.
    """
    number = 0
    for number, record in enumerate(_records(stream), 1):
        if record.rec_type in ("response", "resource", "conversion"):
            yield from _page(record, str(number), request)
    if not number:
        raise InputError("empty: there is no record in this web archive.")


def _records(stream: Stream) -> Iterator[Any]:
    archive = require("warcio.archiveiterator", "warc")
    failed = require("warcio.exceptions", "warc").ArchiveLoadFailed
    try:
        yield from archive.ArchiveIterator(stream)
    except (failed, AttributeError, TypeError, *FAULTS) as error:  # what damaged archives make it raise
        raise InputError("damaged, or no web archive (WARC).") from error


def _page(record: Any, number: str, request: Request) -> Iterator[Found]:  # noqa: ANN401 - a library without types
    address = one_line(record.rec_headers.get_header("WARC-Target-URI")).strip("<>")
    try:
        content = buffered(record.content_stream().read(MAX_PAGE + 1))
    except (AttributeError, TypeError, *FAULTS):
        yield Failure(address or f"record {number}", "damaged: its content cannot be unpacked.")
        return
    headers = record.http_headers
    kind = (headers or record.rec_headers).get_header("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS or (headers is not None and headers.get_statuscode() != _OK) or request.read is None:
        yield Skipped(1)
        return
    try:
        for found in request.read(content, replace(request, name=f"{number}{_KINDS[kind]}", depth=request.depth + 1)):
            yield replace(found, url=address, key=number) if isinstance(found, Article) else found
    except InputError as error:
        yield Failure(address or f"record {number}", str(error))
