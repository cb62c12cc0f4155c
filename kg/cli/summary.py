"""What a build found, in numbers: articles, coverage, who and what, claims by attribution and status."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.report import NOT_PARSED, Coverage
from kg.cli.terminal import put_json, put_table
from kg.model import NARRATOR, Document, Reading
from kg.readings import by_document

if TYPE_CHECKING:
    from kg.pipeline import BuildResult

NAMES_SHOWN = 6
"""Names in a row of the table; the JSON form has all of them."""


def put_summary(result: "BuildResult", files: Sequence[Path], *, as_json: bool) -> None:
    """Print what was read, what was skipped, what was found and where it lies."""
    facts = summary(result, files)
    if as_json:
        put_json(facts)
    else:
        put_table(("what", "number", "of which"), _rows(facts))


def summary(result: "BuildResult", files: Sequence[Path]) -> dict[str, Any]:
    """Return the summary as plain values, the form of `--json`."""
    tally = _Tally()
    coverage = [tally.article(*found).facts() for found in by_document(result.readings)]
    unused = tally.left.total()
    return {
        "articles": {"read": len(coverage), "failed": len(result.failures), "skipped": result.skipped},
        "failures": [asdict(failure) for failure in result.failures],
        "sentences": {
            "read": tally.sentences,
            "used": tally.sentences - unused,
            "unused": unused,
            "why": _ranked(tally.left),
        },
        "coverage": coverage,
        "entities": tally.entities(),
        "events": _ranked(tally.events),
        "claims": {
            "total": tally.attribution.total(),
            "attribution": _ranked(tally.attribution),
            "status": _ranked(tally.status),
        },
        "claimants": _ranked(tally.claimants),
        "graphs": [{"articles": len(graph.articles), "claims": graph.claims} for graph in result.graphs],
        "model": result.provenance.model,
        "files": [{"path": str(path), "bytes": path.stat().st_size} for path in files],
    }


@dataclass(slots=True)
class _Tally:
    """What the readings of a run have, counted in one walk over them."""

    sentences: int = 0
    left: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    attribution: Counter[str] = field(default_factory=Counter)
    status: Counter[str] = field(default_factory=Counter)
    claimants: Counter[str] = field(default_factory=Counter)
    names: dict[str, Counter[str]] = field(default_factory=dict)
    """Type → label → number of mentions."""

    def article(self, document: Document, readings: Iterable[Reading]) -> Coverage:
        """Count one article and return how much of it was read."""
        coverage = Coverage(document)
        for reading in readings:
            coverage.add(reading)
            self._add(reading)
        self.sentences += coverage.sentences
        self.left += coverage.left
        return coverage

    def _add(self, reading: Reading) -> None:
        labels = {entity.id: entity.label for entity in reading.entities}
        for entity in reading.entities:
            self.names.setdefault(entity.type, Counter())[entity.label] += len(entity.mentions)
        self.events.update(event.type for event in reading.events)
        self.attribution.update(claim.attribution for claim in reading.claims)
        self.status.update(claim.status for claim in reading.claims)
        self.claimants.update(labels.get(c, c) for claim in reading.claims for c in claim.claimants if c != NARRATOR)

    def entities(self) -> dict[str, dict[str, int]]:
        """Return type → label → number of mentions, what is most at the front."""
        sized = sorted(self.names.items(), key=lambda item: (-len(item[1]), item[0]))
        return {kind: _ranked(names) for kind, names in sized}


def _ranked(counts: Counter[str]) -> dict[str, int]:
    """Return counts, the most frequent first, equal ones by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _rows(facts: Mapping[str, Any]) -> Iterable[tuple[str, int | str, str]]:
    articles, sentences, claims = facts["articles"], facts["sentences"], facts["claims"]
    yield (
        "articles read",
        articles["read"],
        f"failed {articles['failed']}, skipped {articles['skipped']} (hidden or of other kinds)",
    )
    share = f" ({100 * sentences['used'] // sentences['read']} %)" if sentences["read"] else ""
    yield "sentences read", sentences["read"], f"used {sentences['used']}{share}, gave nothing {sentences['unused']}"
    for kind, reason in NOT_PARSED.items():
        size = sum(one["characters"][kind] for one in facts["coverage"])
        if size:
            yield "not parsed", size, f"characters {reason}"
    if sentences["unused"]:
        why = {reason.replace("_", " "): number for reason, number in sentences["why"].items()}
        yield "gave nothing", sentences["unused"], _shortened(why, "{0} {1}")
    for kind, names in facts["entities"].items():
        yield kind, len(names), _shortened(names, "{0}")
    yield "events", sum(facts["events"].values()), _shortened(facts["events"], "{0} {1}")
    yield "claims", claims["total"], _shortened(claims["attribution"], "{0} {1}")
    yield "by status", "", _shortened(claims["status"], "{0} {1}")
    yield "claimants", len(facts["claimants"]), _shortened(facts["claimants"], "{0} {1}")
    if facts["graphs"]:
        merged = {name: sum(graph[name] for graph in facts["graphs"]) for name in ("articles", "claims")}
        yield "graphs merged", len(facts["graphs"]), f"with articles {merged['articles']}, claims {merged['claims']}"
    for file in facts["files"]:
        yield "written", "", f"{file['path']} ({file['bytes']:,} bytes)"


def _shortened(counts: Mapping[str, int], form: str) -> str:
    shown = [form.format(name, number) for name, number in list(counts.items())[:NAMES_SHOWN]]
    left = len(counts) - len(shown)
    return ", ".join(shown) + (f" and {left} more" if left else "")
