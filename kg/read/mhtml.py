"""Pages that a browser saved in one file (`.mhtml`, `.mht`): a mail whose parts are the page and what it shows (RFC 2557)."""

from collections.abc import Iterator
from email.parser import BytesParser

from kg.errors import InputError
from kg.read.article import DAMAGE, Found, Request, one_line, take
from kg.read.files import Stream
from kg.read.page import MAX_PAGE, read_markup
from kg.read.text import declared_text, decode_as


def read_mhtml(stream: Stream, _: Request) -> Iterator[Found]:
    """Yield the article of the page, which is the first part of HTML; its pictures and scripts are passed over.

    Raises:
        InputError: the extra is missing, no page in it, no article in the page, or over `MAX_PAGE`.
    """
    data = take(stream)
    try:
        message = BytesParser().parsebytes(data)
        page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        content = page.get_payload(decode=True) if page is not None else None
        if page is None or not isinstance(content, bytes) or not content.strip():
            raise InputError("no saved page: none of its parts is HTML.")
        charset = page.get_content_charset()
        address = one_line(page["content-location"] or message["snapshot-content-location"])
    except DAMAGE as error:
        raise InputError("damaged: its headers or parts cannot be read.") from error
    if len(content) > MAX_PAGE:
        raise InputError(f"over {MAX_PAGE / 1e6:.0f} MB, the limit for one page.")
    yield read_markup(decode_as(content, charset) if charset else declared_text(content), address)
