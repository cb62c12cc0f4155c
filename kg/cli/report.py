"""What became of every input of a build: how much of its text was read, used and left, and why; as JSON or to be read."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.characters import visible
from kg.model import Reading, Span
from kg.read import METADATA
from kg.store import write_atomic

if TYPE_CHECKING:
    from kg.pipeline import BuildResult

NOT_PARSED = {
    "foreign": "of other languages than English",
    "repeated": "in paragraphs that stood there often before",
    "unreadable": "in paragraphs with runs of signs that are no words",
}
"""Kinds of blocks that are kept in the text only."""


def coverage(reading: Reading) -> dict[str, Any]:
    """Return how much of one article became claims, and why the rest did not; lengths count characters."""
    document = reading.document
    left = {sentence.span for sentence in reading.left}
    kinds = ("headline", "body", *NOT_PARSED)
    blocks = {kind: [b.span for b in document.blocks if b.kind == kind] for kind in kinds}
    return {
        "document": document.id,
        "sentences": len(reading.sentences),
        "used": len(reading.sentences) - len(left),
        "left": dict(sorted(Counter(s.reason for s in reading.left).items(), key=lambda item: (-item[1], item[0]))),
        "characters": {
            "text": len(document.text),
            "prose": _length([*blocks["headline"], *blocks["body"]]),
            **{kind: _length(blocks[kind]) for kind in NOT_PARSED},
            "parsed": _length(reading.sentences),
            "used": _length(span for span in reading.sentences if span not in left),
        },
    }


def report(result: "BuildResult") -> dict[str, Any]:
    """Return the report as plain values: every document, what could not be read, and how many files were left alone."""
    return {
        "documents": [_document(reading) for reading in result.readings],
        "failures": [asdict(failure) for failure in result.failures],
        "skipped": result.skipped,
        "passed_over": list(result.passed_over),
    }


def write_report(result: "BuildResult", path: Path) -> None:
    """Write the report: JSON where the name ends so, else lines to be read.

    Raises:
        OutputError: the file could not be written.
    """
    facts = report(result)
    if path.suffix.lower() == ".json":
        text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
    else:
        text = "".join(f"{visible(line)}\n" for line in _lines(facts))
    write_atomic(path, lambda file: file.write(text.encode(errors="replace")))


def _document(reading: Reading) -> dict[str, Any]:
    document = reading.document
    stated = {
        name: {"value": value, "from": document.stated_by.get(name, "")}
        for name in METADATA
        if (value := getattr(document, name))
    }
    about: dict[str, Any] = {"file": document.origin, "headline": document.headline, "language": document.language, **stated}
    about["warnings"] = list(document.warnings)
    return coverage(reading) | about | ({"url": document.url} if document.url else {})


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    yield f"documents: {len(facts['documents'])}, failures: {len(facts['failures'])}, files left alone: {facts['skipped']}"
    for one in facts["documents"]:
        size, left = one["characters"], ", ".join(f"{number} {why.replace('_', ' ')}" for why, number in one["left"].items())
        yield ""
        yield f"{one['document']}  ({one['file']})"
        yield f"  {size['text']:,} characters, prose {size['prose']:,}, parsed {size['parsed']:,}, used {size['used']:,}"
        yield from (f"  not parsed: {size[kind]:,} characters {why}" for kind, why in NOT_PARSED.items() if size[kind])
        yield f"  {one['sentences']} sentences, {one['used']} used" + (f"; gave nothing: {left}" if left else "")
        yield from (f"  {name}: {one[name]['value']} (by {one[name]['from']})" for name in METADATA if name in one)
        yield from (f"  warning: {warning}" for warning in one["warnings"])
    if facts["passed_over"]:
        yield "\nFolders not entered (hidden, or of programs):"
        yield from (f"  {folder}" for folder in facts["passed_over"])
    if facts["failures"]:
        yield "\nNot read:"
        yield from (f"  {failure['path']}: {failure['message']}" for failure in facts["failures"])


def _length(spans: Iterable[Span]) -> int:
    return sum(end - begin for begin, end in spans)
