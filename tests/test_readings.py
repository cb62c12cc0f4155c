"""The readings of a run: what is read back is what was put in, from memory or from the disk."""

from dataclasses import replace
from pathlib import Path

import pytest

from kg import readings as kept
from kg.readings import Readings, by_document
from tests.conftest import make_reading

OPEN = Path("/proc/self/fd")
"""The open files of this process."""


@pytest.mark.parametrize("in_memory", [kept.IN_MEMORY, 100])
def test_what_is_put_in_comes_out(monkeypatch, in_memory):
    """In the order of the input, each with its own document, any number of times; slices and changes are views."""
    monkeypatch.setattr(kept, "IN_MEMORY", in_memory)
    made = [make_reading(name) for name in ("a1", "a2", "a2", "a3")]
    found = Readings.of(made)
    assert Readings.of(found) is found
    assert list(found) == made
    assert found[-1] == made[-1]
    assert found[1].document is made[1].document
    assert [(document.id, len(same)) for document, same in by_document(found)] == [("a1", 1), ("a2", 2), ("a3", 1)]
    changed = found[1:3].changed(lambda reading: replace(reading, claims=()))
    found.add(make_reading("a4"))
    assert [len(reading.claims) for reading in changed] == [0, 0]
    assert list(found)[:4] == made


@pytest.mark.skipif(not OPEN.exists(), reason="no /proc")
def test_the_file_has_no_name_and_is_closed(monkeypatch, tmp_path):
    """Nobody else finds the file, and it ends with the last who looks at it."""
    monkeypatch.setattr(kept, "IN_MEMORY", 100)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(OPEN.iterdir())
    part = Readings.of([make_reading(name) for name in ("a1", "a2")])[1:]
    assert not list(tmp_path.iterdir())
    assert part[0].document.id == "a2"
    assert len(set(OPEN.iterdir()) - before) == 1
    del part
    assert set(OPEN.iterdir()) == before
