"""The golden text cases, held to a floor: quality may rise, and may not fall unnoticed."""

import json
from collections import Counter
from pathlib import Path

import pytest

from kg.pipeline import read_articles
from tests.cases_format import Judge, read_cases

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def judged():
    """Read all cases once and judge every expectation: (topic, title, line, met)."""
    cases = list(read_cases())
    readings = read_articles(c.document for c in cases)
    return [
        (c.topic, c.title, line, Judge(r).holds(line)) for c, r in zip(cases, readings, strict=True) for line in c.expectations
    ]


@pytest.mark.parametrize("topic", sorted(FLOORS["cases"]))
def test_cases(judged, topic):
    """At least as many expectations of a topic are met, in percent, as the floor says."""
    lines = [j for j in judged if j[0] == topic]
    met = 100 * sum(j[3] for j in lines) / len(lines)
    missed = "\n".join(f"{title}: {line}" for _, title, line, ok in lines if not ok)
    assert met >= FLOORS["cases"][topic], f"{met:.1f} percent of {topic}; not met:\n{missed}"


def test_every_topic_has_a_floor(judged):
    """A new file of cases needs a floor."""
    assert set(Counter(j[0] for j in judged)) == set(FLOORS["cases"])
