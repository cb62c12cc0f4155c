"""Characters that could take over a terminal or a page, or turn its text around."""

import re

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tab and newline, those that change the direction of text (CVE-2021-42574), and halves of pairs."""


def visible(text: str) -> str:
    r"""Write unsafe characters out.

    >>> visible("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    return UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def replaced(text: object) -> str:
    r"""Put one sign in the place of each unsafe character, so that offsets stay.

    >>> replaced("a\x00\u202eb")
    'a\ufffd\ufffdb'
    """
    return UNSAFE.sub("\N{REPLACEMENT CHARACTER}", str(text))
