"""Mails (`.eml`) and mailboxes (`.mbox`) → the text of each message, its subject as title."""

from collections.abc import Iterator
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import default

from kg.errors import InputError
from kg.read.article import DAMAGE, Article, Found, Request, one_line, take
from kg.read.dates import stated_date
from kg.read.files import Failure, Stream
from kg.read.markup import plain
from kg.read.text import decode_as

MAX_MAIL = 25_000_000
"""Bytes of one message with its attachments; mail servers refuse more."""


def read_mail(stream: Stream, _: Request) -> Iterator[Found]:
    """Yield the article of one message.

    Raises:
        InputError: no headers, or no text.
    """
    yield _article(take(stream, MAX_MAIL))


def read_mailbox(stream: Stream, _: Request) -> Iterator[Found]:
    """Yield the article of each message of a mailbox; a message that cannot be read is named by its number.

    Raises:
        InputError: no mailbox.
    """
    number = 0
    for number, message in enumerate(_messages(stream), 1):
        try:
            yield replace(_article(message), key=str(number))
        except InputError as error:
            yield Failure(f"message {number}", str(error))
    if not number:
        raise InputError("no mailbox: no message begins with a line 'From …'.")


def _messages(stream: Stream) -> Iterator[bytes]:
    """Split at the lines that begin with "From " after a blank line (RFC 4155)."""
    lines: list[bytes] = []
    size, begun, blank = 0, False, True
    while line := stream.readline(1 << 20):
        if blank and line.startswith(b"From "):
            if begun:
                yield b"".join(lines)
            lines, size, begun = [], 0, True
        elif begun and size <= MAX_MAIL:
            lines.append(line)
            size += len(line)
        blank = not line.strip()
    if begun:
        yield b"".join(lines)


def _article(data: bytes) -> Article:
    if len(data) > MAX_MAIL:
        raise InputError(f"over {MAX_MAIL / 1e6:.0f} MB, the limit for one message.")
    try:
        message = BytesParser(EmailMessage, policy=default).parsebytes(data)
        body = message.get_body(("plain", "html"))
        if not message.keys() or body is None:
            raise InputError("no mail, or one without text.")
        text = _text(body)
        return Article(
            text=plain(text) if body.get_content_subtype() == "html" else text,
            title=one_line(str(message["subject"] or "")),
            published=stated_date(str(message["date"] or "")),
            source=one_line(str(message["organization"] or "")),
            author=_sender(message),
            language=one_line(str(message["content-language"] or "")),
            parts=((0, _part(message, body)),),
        )
    except DAMAGE as error:
        raise InputError("damaged: its headers or parts cannot be read.") from error


def _part(message: EmailMessage, body: MIMEPart) -> str:
    """Name the part of a message that its text is from, as they are counted from 1 in the order of the file."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    number = next(n for n, part in enumerate(parts, 1) if part is body)
    return f"part {number} ({body.get_content_type()})"


def _text(body: MIMEPart) -> str:
    payload = body.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    text = decode_as(data, str(body.get_content_charset("utf-8")))
    if not text.strip():
        raise InputError("its text is empty.")
    return text


def _sender(message: EmailMessage) -> str:
    addresses: tuple[Address, ...] = getattr(message["from"], "addresses", ())
    return one_line("; ".join(address.display_name or address.addr_spec for address in addresses))[:200]
