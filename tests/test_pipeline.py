"""The order of the stages: the same bytes every time, every input accounted for."""

import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pyoxigraph as ox
import pytest

from kg import drawing, export, pipeline
from kg.cli import cli
from kg.errors import OutputError, UnknownNameError
from kg.network import read_network
from kg.ontology import DCTERMS
from kg.store import documents

NEWS = sorted((Path(__file__).parent.parent / "data" / "news").glob("*.txt"))
ARTICLE = next(path for path in NEWS if path.stem == "luhansk_strike")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Copy the sample articles until there are more than two shares of them."""
    target = tmp_path_factory.mktemp("news")
    for number in range(2 * pipeline.SHARE // len(NEWS) + 1):
        for path in NEWS:
            shutil.copy(path, target / f"{path.stem}_{number}.txt")
    return target


@pytest.fixture(scope="module")
def first(folder, tmp_path_factory):
    """Build them once with one worker."""
    target = tmp_path_factory.mktemp("first")
    pipeline.write(pipeline.extract([folder]), target)
    return target


@pytest.mark.parametrize("workers", [1, 2])
def test_same_bytes(folder, first, workers, tmp_path):
    """A second run, with one worker or two, writes the same bytes."""
    done = []
    result = pipeline.extract([folder], workers=workers, progress=lambda *told: done.append(told[:2]))
    files = pipeline.write(result, tmp_path)
    total = len(list(folder.iterdir()))
    assert done == [(number, total) for number in range(1, total + 1)]
    assert [path.name for path in files] == ["graph.ttl", "graph.graphml", "diagram.svg", "diagram.png"]
    for path in files:
        assert path.read_bytes() == (first / path.name).read_bytes(), path.name


def test_a_large_graph_is_not_drawn(tmp_path, monkeypatch, capsys):
    """Unless a picture is asked for, only its Turtle is written, which takes no memory, and that is said."""
    monkeypatch.setattr(pipeline, "LARGE", 100)
    with pytest.raises(SystemExit) as ended:
        cli(["build", str(ARTICLE), "-o", str(tmp_path / "a"), "--quiet"], prog_name="kg")
    assert ended.value.code == 0
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["graph.ttl"]
    assert "too large for a picture" in capsys.readouterr().err
    result = pipeline.extract([ARTICLE])
    assert [path.name for path in pipeline.write(result, tmp_path / "b", formats=["graphml"])] == ["graph.graphml"]


def test_every_input_is_accounted_for(tmp_path):
    """What was read, what failed and what was left alone add up to what was there."""
    shutil.copy(ARTICLE, tmp_path)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "notes.odt").touch()
    (tmp_path / ".hidden.txt").touch()
    result = pipeline.extract([tmp_path])
    assert [reading.document.id for reading in result.readings] == ["luhansk_strike"]
    assert [Path(failure.path).name for failure in result.failures] == ["empty.txt"]
    assert result.skipped == 2


def test_what_bursts_is_listed():
    """A document whose process gets no memory is tried again alone and then named, and the run goes on to its end.

    In a program of its own: what is free in this one's heap would be memory enough.
    """
    program = (
        "import sys; from kg import pipeline, processes; processes.MEMORY = 1 << 20; result = pipeline.extract(sys.argv[1:]); "
        "print(len(result.readings), *(f'{failure.path}: {failure.message}' for failure in result.failures), sep='\\n')"
    )
    told = subprocess.run([sys.executable, "-c", program, *NEWS[:2]], capture_output=True, text=True, check=True).stdout
    read, *failures = told.splitlines()
    assert read == "0"
    assert [line.partition(": not read: ")[0] for line in failures] == [path.stem for path in NEWS[:2]]


def test_formats(tmp_path):
    """Every format of `export` and every picture can be asked for; an unknown one is refused before anything is written."""
    result = pipeline.extract([ARTICLE])
    assert set(pipeline.PICTURES) == set(drawing.FORMATS)
    names = [*export.FORMATS, *pipeline.PICTURES]
    written = pipeline.write(result, tmp_path / "all", formats=names)
    parts = sum(len(known.parts) for known in export.FORMATS.values())
    assert len(set(written)) == parts + len(pipeline.PICTURES)
    assert all(path.is_file() for path in written)
    with pytest.raises(UnknownNameError, match="graphml"):
        pipeline.write(result, tmp_path / "none", formats=["turtle", "grapml"])
    assert not (tmp_path / "none").exists()


def test_failed_write_leaves_nothing(tmp_path):
    """A picture that cannot be written leaves no part of itself."""
    (tmp_path / "diagram.svg").mkdir()
    with pytest.raises(OutputError, match=r"diagram\.svg"):
        pipeline.write(pipeline.extract([ARTICLE]), tmp_path, formats=["turtle", "svg"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["diagram.svg", "graph.ttl"]


def test_caption(store, two_articles):
    """A picture of one article carries its headline, of several their number."""
    network = read_network(store)
    title, source = network.title, network.source
    assert title == "Drones hit depot in Tarvos as Norland blames Sudria"
    assert source == "https://news.example/tarvos, 2031-04-08"
    assert read_network(two_articles).title == "2 articles"
    for number in range(9):
        two_articles.add(
            ox.Quad(ox.NamedNode(documents(two_articles)[0]), ox.NamedNode(f"{DCTERMS}source"), ox.Literal(f"Paper {number}"))
        )
    assert read_network(two_articles).source.startswith("10 publishers, ")


def test_the_fingerprint_covers_the_way_from_text_to_graph():
    """Every module that decides what is read is in it, and no room that only asks, draws or writes."""
    graph = grimp.build_graph("kg")
    listed = {room.replace("/", ".") for room in pipeline.DECIDING}
    deciding = {f"kg.{name}" for name in listed}
    reached = {above for name in deciding - {"kg.pipeline"} for above in graph.find_upstream_modules(name, as_package=True)}
    inside = {module for module in reached if not any(module == name or module.startswith(f"{name}.") for name in deciding)}
    assert not inside
    rooms = {"annotation", "cli", "drawing", "evaluation", "export", "page", "serving", "sparql", "verification"}
    assert not rooms & listed
