"""What a page says of its article in JSON-LD, the hidden notes that publishers leave for search engines."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.read.article import one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_NOTE = 1_000_000
"""Characters of one note."""
MAX_NODES = 10_000
"""Values of a note that are looked at."""


class Note(NamedTuple):
    """What the notes of a page say of its article; "" where they are silent."""

    updated: str = ""
    section: str = ""
    live: bool = False
    """It is a live page, of many posts."""
    closed: bool = False
    """Its text is for subscribers only."""


def read_notes(tree: "HtmlElement") -> Note:
    """Return what the notes say of the first article that they describe."""
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "") and len(script.text or "") <= MAX_NOTE:
            for node in _nodes(_parsed(script.text or "")):
                kinds = [kind for kind in _listed(node.get("@type")) if isinstance(kind, str)]
                if any(kind.endswith(("Article", "BlogPosting")) for kind in kinds):
                    return Note(
                        updated=one_line(node.get("dateModified")),
                        section=one_line(next(iter(_listed(node.get("articleSection"))), "")),
                        live="LiveBlogPosting" in kinds,
                        closed=str(node.get("isAccessibleForFree")).casefold() == "false",
                    )
    return Note()


def _parsed(text: str) -> object:
    try:
        parsed: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return parsed


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of a note, the outer ones first."""
    waiting = [value]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
