"""What an article is called in a store, and where it was read: its name is a function of its content."""

import json
import os
import re
from dataclasses import replace
from hashlib import sha256

from kg.model import Document
from kg.read import MAX_ID, STANDARD_INPUT

_NAME_WORDS = 6
_NOT_NAME = re.compile(r"[^a-z0-9]+")


def identify(document: Document) -> Document:
    """Give a document an id that is a function of its content, in which the words of its headline can be read.

    Its graph is one too: it tells no file, of which a store may know several with the same article.

    >>> identify(Document("x", "Two died.", "Strike kills two", ())).id
    'strike-kills-two-5d4d49d0cf02'
    """
    content: tuple[str | None, ...] = (
        document.text, document.headline, document.published, document.source, document.author, document.url, document.language,
    )  # fmt: skip
    more = document.updated, document.section, document.place
    content += more if any(more) else ()
    digest = sha256(json.dumps(content).encode()).hexdigest()[:12]
    words = _NOT_NAME.sub(" ", document.headline.casefold()).split()[:_NAME_WORDS]
    return replace(document, id="-".join([*words, digest])[-MAX_ID:].lstrip("-"), file="")


def place_of(document: Document) -> str:
    """Name where a document was read: the file, by its whole path; standard input is no place that could hold another text."""
    # Not Path.resolve: the name may go on behind the file, and what a link leads to may be another file tomorrow.
    if document.origin.startswith(("https://", "http://")):
        return document.origin
    return f"standard input, {document.id}" if document.origin == STANDARD_INPUT else os.path.abspath(document.origin)  # noqa: PTH100
