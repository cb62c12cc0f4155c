"""Text as XML holds it: escaped, and U+FFFD in place of the characters that no XML file may have."""

import re
from xml.sax.saxutils import escape

NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Nearly all values need nothing done, and one look costs less than eight replacements.
_SPECIAL = re.compile(rf'{NOT_XML.pattern}|[&<>"\n\r\t]')
_QUOTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def content(value: str) -> str:
    r"""Escape the text of an element.

    >>> content("a < b\x0c")
    'a &lt; b\ufffd'
    """
    return escape(NOT_XML.sub("\ufffd", value), {"\r": "&#13;"}) if _SPECIAL.search(value) else value


def quoted(value: str) -> str:
    """Escape the value of an attribute, for double quotes."""
    return escape(NOT_XML.sub("\ufffd", value), _QUOTES) if _SPECIAL.search(value) else value
