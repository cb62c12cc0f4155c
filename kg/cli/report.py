"""What became of every input of a build: how much of its text was read, used and left, and why; as JSON or to be read."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.characters import visible
from kg.model import Document, Reading, Span
from kg.read import METADATA
from kg.readings import by_document
from kg.store import write_atomic

if TYPE_CHECKING:
    from kg.pipeline import BuildResult

NOT_PARSED = {
    "foreign": "of other languages than English",
    "table": "in rows of tables",
    "repeated": "in paragraphs that stood there often before",
    "unreadable": "in paragraphs with runs of signs that are no words",
}
"""Kinds of blocks that are kept in the text only."""


@dataclass(slots=True)
class Coverage:
    """How much of one article became claims, and why the rest did not; lengths count characters."""

    document: Document
    sentences: int = 0
    parsed: int = 0
    used: int = 0
    left: Counter[str] = field(default_factory=Counter)

    def add(self, reading: Reading) -> None:
        """Count a reading of the article; a long one has several."""
        self.sentences += len(reading.sentences)
        self.parsed += _length(reading.sentences)
        self.used += _length(reading.sentences) - _length(sentence.span for sentence in reading.left)
        self.left.update(sentence.reason for sentence in reading.left)

    def facts(self) -> dict[str, Any]:
        """Return what was counted as plain values."""
        lengths: Counter[str] = Counter()
        for block in self.document.blocks:
            lengths[block.kind] += block.span.end - block.span.begin
        return {
            "document": self.document.id,
            "sentences": self.sentences,
            "used": self.sentences - self.left.total(),
            "left": dict(sorted(self.left.items(), key=lambda item: (-item[1], item[0]))),
            "characters": {
                "text": len(self.document.text),
                "prose": lengths["headline"] + lengths["body"],
                **{kind: lengths[kind] for kind in NOT_PARSED},
                "parsed": self.parsed,
                "used": self.used,
            },
        }


def report(result: "BuildResult") -> dict[str, Any]:
    """Return the report as plain values: every document, what could not be read, and how many files were left alone."""
    return {
        "documents": [_document(*found) for found in by_document(result.readings)],
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


def _document(document: Document, readings: Iterable[Reading]) -> dict[str, Any]:
    coverage = Coverage(document)
    for reading in readings:
        coverage.add(reading)
    stated = {
        name: {"value": value, "from": document.stated_by.get(name, "")}
        for name in METADATA
        if (value := getattr(document, name))
    }
    about: dict[str, Any] = {"file": document.origin, "headline": document.headline, "language": document.language, **stated}
    about["warnings"] = list(document.warnings)
    return coverage.facts() | about | ({"url": document.url} if document.url else {})


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
