"""Words that a relation is known to point to ("tenor", "least concern"), found in the text as they stand."""

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from kg.errors import InputError
from kg.model import Span
from kg.ontology import knowledge

_WORD = re.compile(r"\w+")
_LONGEST = 6


@cache
def load_vocabulary(name: str) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return lower-cased words → how they are spelt → the relations that point to them; empty where none was learned.

    Raises:
        InputError: the file is damaged.
    """
    path = knowledge("models") / "relations" / f"{name}_objects.tsv.gz"
    if not path.is_file():
        return {}
    found: dict[str, dict[str, set[str]]] = {}
    try:
        for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
            label, words = line.split("\t")
            found.setdefault(words.lower(), {}).setdefault(words, set()).add(label)
    except (OSError, EOFError, ValueError) as error:
        raise InputError(f"{path}: {error}. Reinstall kg.") from error
    return {low: {words: frozenset(labels) for words, labels in forms.items()} for low, forms in found.items()}


def find_known(
    text: str, vocabulary: Mapping[str, Mapping[str, frozenset[str]]], labels: Iterable[str]
) -> Iterator[tuple[Span, str]]:
    """Yield where a text has words that one of the relations points to, the longest first at each place, and their spelling."""
    wanted = frozenset(labels)
    words = [m.span() for m in _WORD.finditer(text)]
    at = 0
    while at < len(words):
        step = 1
        for width in range(min(_LONGEST, len(words) - at), 0, -1):
            span = Span(words[at][0], words[at + width - 1][1])
            forms = vocabulary.get(text[slice(*span)].lower(), {})
            form = next((f for f, found in sorted(forms.items()) if found & wanted), "")
            if form:
                yield span, form
                step = width
                break
        at += step
