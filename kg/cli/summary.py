"""What a build found, in numbers: articles, coverage, who and what, claims by attribution and status."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.report import NOT_PARSED, coverage
from kg.cli.terminal import put_json, put_table
from kg.model import NARRATOR, Reading

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
    readings = result.readings
    sentences = sum(len(r.sentences) for r in readings)
    left = [sentence.reason for r in readings for sentence in r.left]
    claims = [claim for r in readings for claim in r.claims]
    return {
        "articles": {"read": len(readings), "failed": len(result.failures), "skipped": result.skipped},
        "failures": [asdict(failure) for failure in result.failures],
        "sentences": {"read": sentences, "used": sentences - len(left), "unused": len(left), "why": _counts(left)},
        "coverage": [coverage(r) for r in readings],
        "entities": _names_by_type(readings),
        "events": _counts(e.type for r in readings for e in r.events),
        "claims": {
            "total": len(claims),
            "attribution": _counts(c.attribution for c in claims),
            "status": _counts(c.status for c in claims),
        },
        "claimants": _counts(name for r in readings for name in _claimants(r)),
        "graphs": [{"articles": len(graph.articles), "claims": graph.claims} for graph in result.graphs],
        "model": result.provenance.model,
        "files": [{"path": str(path), "bytes": path.stat().st_size} for path in files],
    }


def _counts(values: Iterable[str]) -> dict[str, int]:
    """Count, the most frequent first, equal ones by name."""
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def _names_by_type(readings: Iterable[Reading]) -> dict[str, dict[str, int]]:
    """Return type → label → number of mentions."""
    found: dict[str, Counter[str]] = {}
    for reading in readings:
        for entity in reading.entities:
            found.setdefault(entity.type, Counter())[entity.label] += len(entity.mentions)
    sized = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return {kind: dict(sorted(names.items(), key=lambda item: (-item[1], item[0]))) for kind, names in sized}


def _claimants(reading: Reading) -> Iterable[str]:
    labels = {entity.id: entity.label for entity in reading.entities}
    for claim in reading.claims:
        yield from (labels.get(c, c) for c in claim.claimants if c != NARRATOR)


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
