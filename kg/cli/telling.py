"""Claims and paths as people read them: what is claimed, by whom and how sure, and under it the words it rests on."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

WIDTH = 100
"""Characters of a line; a sentence of news takes two or three."""

Row = Sequence[str]


def tell_claims(rows: Sequence[Row]) -> str:
    """Tell the rows of `kg claims`: claims of the same words together, under the headline of their article.

    >>> print(tell_claims([("NATO", "state", "unassessed", "NATO backs Ukraine", "NATO backs it.", "Talks end", "X")]))
    Talks end
    <BLANKLINE>
      NATO via X (state, unassessed)
        - NATO backs Ukraine
        > NATO backs it.
    """
    lines: list[str] = []
    for document, of_document in groupby(rows, key=lambda row: row[5]):
        lines += [document or "(no document)", ""]
        for (who, act, status, sentence, via), same in groupby(of_document, key=lambda row: (*row[:3], row[4], row[6])):
            said = f"{who} via {via}" if via else who
            lines += [f"  {said} ({act}, {status})", *(_wrapped(f"- {row[3]}", 4, 6) for row in same), *_quoted(sentence), ""]
    return "\n".join(lines).rstrip() or "No claims."


def tell_paths(rows: Sequence[Row]) -> str:
    """Tell the rows of `kg why`: each path with its claims, each claim with its words.

    >>> edge = ("Rutte – NATO", "Rutte", "leads", "NATO")
    >>> print(tell_paths([(*edge, "article author", "asserted", "unassessed", "Rutte leads NATO", "Rutte met.")]))
    Rutte – NATO
    <BLANKLINE>
      Rutte leads NATO (article author, asserted, unassessed)
        > Rutte met.
    """
    lines: list[str] = []
    for path, steps in groupby(rows, key=lambda row: row[0]):
        lines += [path, ""]
        for _, _, _, _, who, attribution, status, what, sentence in steps:
            lines += [_wrapped(f"{what} ({who}, {attribution}, {status})", 2, 4), *_quoted(sentence), ""]
    return "\n".join(lines).rstrip() or "No path within so many claims; --hops allows longer ones."


def _quoted(sentences: str) -> Iterator[str]:
    for sentence in sentences.split(" … "):
        yield _wrapped(f"> {sentence}", 4, 6)


def _wrapped(text: str, first: int, then: int) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=" " * first, subsequent_indent=" " * then, break_on_hyphens=False)
