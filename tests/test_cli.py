"""The command line: what it prints where, how it ends, and that bad input never ends in a traceback."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kg import filters
from kg.characters import visible
from kg.cli import cli
from kg.cli.group import KgGroup
from kg.cli.terminal import aligned
from kg.errors import InputError, LimitError
from kg.export import FORMATS
from kg.ontology import KG, RDFS

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "data" / "news" / "luhansk_strike.txt"
SHORT = "Two people killed in Kharkiv\n\nTwo people were killed in Kharkiv on Tuesday, the Ukrainian army said.\n"
HEAVY = ("spacy", "rdflib", "matplotlib", "networkx", "pyoxigraph", "pyshacl", "rich", "numpy", "kg.pipeline")


def kg(*arguments, data=None):
    """Run a command in this process."""
    result = CliRunner().invoke(cli, [str(a) for a in arguments], input=data, prog_name="kg")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def process(*arguments, **options):
    """Run a command as users do."""
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120, **options)


def refused(result, code, *words):
    """Check that a command said in one line why it ended, with the right code."""
    lines = result.stderr.splitlines()
    assert result.exit_code == code, result.stderr
    assert lines[-1].startswith("Error: ")
    assert all(word in lines[-1] for word in words), lines[-1]
    assert len(lines) == 1


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Build the graph of one sample article."""
    folder = tmp_path_factory.mktemp("out")
    assert kg("build", ARTICLE, "-o", folder).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def graph(out):
    """Point to the graph."""
    return out / "graph.ttl"


def test_help_imports_nothing_heavy():
    """`kg --help` starts without the libraries that only some commands need."""
    code = (
        "import sys\nfrom kg.cli import cli\ncli(['--help'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_unknown_command_and_option():
    """A misspelt command or option is answered with the nearest."""
    for arguments in (["biuld"], ["build", "--formta", "svg", "a.txt"]):
        result = kg(*arguments)
        assert result.exit_code == 2
        assert "Did you mean" in result.stderr


def test_build_writes_and_summarises(out, tmp_path):
    """A build leaves its files and says what it read, found and wrote."""
    assert sorted(p.name for p in out.iterdir()) == ["diagram.png", "diagram.svg", "graph.graphml", "graph.ttl"]
    result = kg("build", ARTICLE, "-o", tmp_path, "--format", "turtle")
    assert result.exit_code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["graph.ttl"]
    for words in ("articles read", "sentences read", "Stoltenberg", "attributed", "graph.ttl"):
        assert words in result.stdout
    assert result.stderr == ""


def test_build_report(tmp_path):
    """The report accounts for every character and every input, as JSON and as lines."""
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    for name in ("report.json", "report.txt"):
        paths = (ARTICLE, tmp_path / "bad.txt")
        kg("build", *paths, "-o", tmp_path, "--format", "turtle", "--quiet", "--report", tmp_path / name, "--author", "A. Desk")
    facts = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    (one,) = facts["documents"]
    size = one["characters"]
    assert size["text"] >= size["prose"] >= size["parsed"] >= size["used"] > 0
    assert (size["foreign"], size["repeated"], size["unreadable"]) == (0, 0, 0)
    assert one["file"] == str(ARTICLE)
    assert one["author"] == {"value": "A. Desk", "from": "option"}
    assert [Path(failure["path"]).name for failure in facts["failures"]] == ["bad.txt"]
    told = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert told.startswith("documents: 1, failures: 1, files left alone: 0")
    assert f"{size['text']:,} characters" in told


def test_build_json(tmp_path):
    """The machine form has the same facts, and every failure."""
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    result = kg("build", ARTICLE, tmp_path / "bad.txt", "-o", tmp_path / "out", "--format", "turtle", "--json")
    facts = json.loads(result.stdout)
    assert facts["articles"] == {"read": 1, "failed": 1, "skipped": 0}
    assert facts["failures"][0]["path"].endswith("bad.txt")
    assert facts["sentences"]["read"] == facts["sentences"]["used"] + facts["sentences"]["unused"]
    assert facts["sentences"]["unused"] == sum(facts["sentences"]["why"].values())
    assert [c["used"] + sum(c["left"].values()) for c in facts["coverage"]] == [c["sentences"] for c in facts["coverage"]]
    assert "Jens Stoltenberg" in facts["entities"]["Person"]
    assert sum(facts["claims"]["attribution"].values()) == facts["claims"]["total"]
    assert facts["files"][0]["bytes"] > 0


def test_bad_files_never_lose_the_others(tmp_path):
    """Each bad file is one line on standard error; the rest is built; the exit code says that some failed."""
    files = {
        "empty.txt": b"",
        "binary.txt": b"\x00\x01" * 99,
        "latin.txt": "Société".encode("latin-1"),
        "huge.txt": b"word " * 10_000_001,
        "russian.txt": " ".join(f"слово{a}{b}" for a in "абвгдежз" for b in "клмнопрс").encode(),
        "good.txt": SHORT.encode(),
        "picture.png": b"",
    }
    (tmp_path / "in").mkdir()
    for name, data in files.items():
        (tmp_path / "in" / name).write_bytes(data)
    result = kg("build", tmp_path / "in", tmp_path / "missing.txt", "-o", tmp_path / "out", "--format", "turtle", "--json")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 6
    assert all(line.startswith("Failed: ") for line in lines)
    assert "no such file" in result.stderr
    assert json.loads(result.stdout)["articles"]["skipped"] == 1
    assert (tmp_path / "out" / "graph.ttl").exists()


def test_nothing_readable_writes_nothing(tmp_path):
    """When every input fails there is no empty graph that could be taken for a result."""
    result = kg("build", tmp_path / "missing.txt", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert not (tmp_path / "out").exists()


def test_build_from_standard_input(tmp_path):
    """`-` reads bytes from standard input."""
    result = kg("build", "-", "-o", tmp_path, "--format", "turtle", "--json", data=SHORT.encode())
    assert result.exit_code == 0
    assert json.loads(result.stdout)["articles"]["read"] == 1


def test_quiet_build(tmp_path):
    """With --quiet a good run prints nothing."""
    (tmp_path / "a.txt").write_text(SHORT)
    result = kg("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--quiet", "--format", "turtle")
    assert (result.exit_code, result.output) == (0, "")


def test_bad_options_of_build(tmp_path):
    """A bad date, an unknown format and an unknown model are refused before anything is written."""
    (tmp_path / "a.txt").write_text(SHORT)
    build = ("build", tmp_path / "a.txt", "-o", tmp_path / "out")
    refused(kg(*build, "--published", "2024-13-01"), 2, "2024-13-01", "Write it as")
    refused(kg(*build, "--format", "turtel"), 2, "Did you mean 'turtle'?")
    refused(kg(*build, "--model", "no_such_model"), 1, "no_such_model")
    assert not (tmp_path / "out").exists()


def test_unwritable_output(tmp_path):
    """An output folder that cannot be made is one line and exit code 6."""
    (tmp_path / "a.txt").write_text(SHORT)
    (tmp_path / "taken").write_text("a file")
    refused(kg("build", tmp_path / "a.txt", "-o", tmp_path / "taken"), 6, "taken")
    assert (tmp_path / "taken").read_text() == "a file"


def test_hostile_file_name_is_shown_escaped(tmp_path):
    """A file name cannot send commands to the terminal or forge a line."""
    (tmp_path / "a\x1b[31m\n\u202eb.txt").write_bytes(b"")
    result = kg("build", tmp_path, "-o", tmp_path / "out")
    assert re.search("[\x1b\u202e]", result.stderr) is None
    assert len(result.stderr.splitlines()) == 1


def test_query_forms(graph):
    """An answer comes as table, CSV, TSV or JSON."""
    sparql = "SELECT ?name WHERE { ?p a kg:Person ; rdfs:label ?name } ORDER BY ?name"
    assert kg("query", graph, sparql).stdout.splitlines()[0].strip() == "name"
    assert "Vladimir Putin" in kg("query", graph, sparql, "--format", "csv").stdout.splitlines()
    assert kg("query", graph, sparql, "--format", "tsv").stdout.startswith("?name\n")
    names = [b["name"]["value"] for b in json.loads(kg("query", graph, sparql, "--json").stdout)["results"]["bindings"]]
    assert names == sorted(names)
    assert "@prefix" in kg("query", graph, "CONSTRUCT WHERE { ?p a kg:Person }", "--format", "turtle").stdout


def test_query_by_name_and_file(graph, tmp_path):
    """A query is typed, named or in a file."""
    file = tmp_path / "q.rq"
    file.write_text("ASK { ?c a kg:Claim }")
    assert "true" in kg("query", graph, "--file", file).stdout
    assert "Stoltenberg" in kg("query", graph, "--name", "who-said-what").stdout
    assert "who-said-what" in kg("query", "--list").stdout


def test_query_is_narrowed_and_limited(graph):
    """Options choose claims or events by name and date; what a limit cuts off is said, with exit code 3."""
    every = kg("query", graph, "--name", "who-said-what", "--format", "csv").stdout
    some = kg("query", graph, "--name", "who-said-what", "--who", "pasechnik", "--since", "2024", "--format", "csv").stdout
    assert {line.split(",")[0] for line in some.splitlines()[1:] if line} == {"Leonid Pasechnik"}
    assert 1 < len(some.splitlines()) < len(every.splitlines())
    assert kg("query", graph, "--name", "who-said-what", "--until", "1990").stdout.splitlines()[1:] == []
    refused(kg("query", graph, "--name", "who-said-what", "--who", "Pasechnic"), 2, "Did you mean", "Pasechnik")
    refused(kg("query", graph, "--name", "events", "--since", "Friday"), 2, "2024-06-07")
    cut = kg("query", graph, "SELECT * { ?s ?p ?o }", "--rows", "2", "--format", "tsv")
    assert (cut.exit_code, len(cut.stdout.splitlines())) == (3, 3)
    assert "Only the first 2 rows" in cut.stderr
    assert "<boolean>true</boolean>" in kg("query", graph, "ASK {}", "--format", "xml").stdout
    assert kg("query", graph, "CONSTRUCT WHERE { ?p a kg:Person }", "--format", "ntriples").stdout.endswith(" .\n")


def test_build_merges_graphs(graph, tmp_path):
    """A graph is taken like an article; what is none of kg's is one line, and the rest is done."""
    foreign = tmp_path / "foreign.ttl"
    foreign.write_text("<a:a> <a:a> <a:a> .")
    done = kg("build", graph, foreign, graph, "-o", tmp_path / "out", "--format", "turtle")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [f"Failed: {foreign}: not a graph as kg makes them: no article in it (kg:Document)."]
    assert "graphs merged" in done.stdout
    again = kg("build", tmp_path / "out" / "graph.ttl", "-o", tmp_path / "again", "--format", "turtle", "--quiet")
    assert again.exit_code == 0
    assert (tmp_path / "again" / "graph.ttl").read_bytes() == (tmp_path / "out" / "graph.ttl").read_bytes()


def test_bad_queries(graph, tmp_path):
    """What cannot be asked is refused in one line with exit code 2."""
    refused(kg("query", graph), 2, "--name")
    refused(kg("query", graph, "ASK {}", "--name", "events"), 2, "one query")
    refused(kg("query", graph, "--name", "who-sad-what"), 2, "Did you mean 'who-said-what'?")
    refused(kg("query", graph, "SELEC ?x"), 2, "line 1")
    refused(kg("query", graph, "INSERT DATA { <a:a> <a:b> <a:c> }"), 2, "refused")
    refused(kg("query", graph, "ASK {}", "--format", "jsn"), 2, "Did you mean 'json'?")
    refused(kg("query", graph, "ASK {}", "--format", "turtle"), 2, "CONSTRUCT")
    refused(kg("query", graph, "--file", tmp_path / "no.rq"), 1, "no.rq")
    refused(kg("query", "--name", "events"), 2, "no graph")


@pytest.mark.parametrize("command", [("query", "--name", "events"), ("claims",), ("why", "a", "b"), ("verify",)])
def test_bad_graphs(command, tmp_path):
    """A graph that is missing or broken is one line that names the file."""
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix a: <a:> .\na:b a:c")
    name, *options = command
    refused(kg(name, tmp_path / "no.ttl", *options), 1, "no.ttl")
    refused(kg(name, tmp_path / "no", *options), 1, "no: no such file")
    refused(kg(name, broken, *options), 1, "broken.ttl")


def test_claims_and_why(graph):
    """Claims are found by claimant, thing and status; a path shows its sentences."""
    told = kg("claims", graph, "--by", "Pasechnik").stdout
    assert "  Leonid Pasechnik" in told
    assert "> He added that two schools" in told
    assert kg("claims", graph, "--by", "Pasechnik", "--about", "Sweden").stdout == "No claims.\n"
    assert kg("claims", graph, "--by", "Pasechnik", "--format", "tsv").stdout.startswith("?who\t?act")
    assert "ATACMS" in kg("claims", graph, "--about", "ATACMS").stdout
    assert kg("claims", graph, "--status", "unverified", "--format", "csv").stdout.count("unverified") > 3
    path = kg("why", graph, "Stoltenberg", "NATO").stdout
    assert path.startswith("Jens Stoltenberg – NATO\n\n  Jens Stoltenberg leads NATO (article author, asserted")
    assert kg("why", graph, "Telegram", "NATO", "--hops", "1").stdout.startswith("No path")
    refused(kg("why", graph, "Stoltenberg", "NATO", "--format", "tabel"), 2, "Did you mean 'table'?")
    refused(kg("claims", graph, "--by", "Pasechnick"), 2, "Did you mean", "Pasechnik'?")
    refused(kg("claims", graph, "--status", "unverifed"), 2, "Did you mean 'unverified'?")
    refused(kg("why", graph, "Stoltenburg", "NATO"), 2, "Stoltenburg")


def test_export(graph, tmp_path):
    """A graph is written in another format; an unknown one is refused with the nearest."""
    assert kg("export", graph, "-f", "ntriples", "-o", tmp_path / "g.nt").exit_code == 0
    assert (tmp_path / "g.nt").stat().st_size > 0
    refused(kg("export", graph, "-f", "ntripels", "-o", tmp_path / "g"), 2, "Did you mean 'ntriples'?")
    refused(kg("export", graph, "-f", "turtle", "-o", graph / "x.ttl"), 6, "x.ttl")
    assert kg("export", graph, "-o", tmp_path / "g.gexf").exit_code == 0
    assert (tmp_path / "g.gexf").read_text(encoding="utf-8").startswith("<?xml")
    refused(kg("export", graph, "-o", tmp_path / "g.gefx"), 2, "Did you mean '.gexf'?")
    refused(kg("export", graph), 2, "name a graph and a file")
    folder = kg("export", graph, "-f", "neo4j", "-o", tmp_path / "import")
    assert "load.cypher" in folder.stderr
    assert sorted(path.name for path in (tmp_path / "import").iterdir()) == [
        "edges.csv", "kuzu.cypher", "load.cypher", "nodes.csv",
    ]  # fmt: skip


def test_export_lists_what_each_format_cannot_carry():
    """One line a format, without a graph."""
    lines = kg("export", "--list").output.splitlines()
    assert len(lines) == len(FORMATS) + 1
    assert any(line.startswith("rdf12 ") and "rdflib" in line for line in lines)


def test_draw(graph, tmp_path):
    """A picture shows the whole or what is near one name."""
    assert kg("draw", graph, "--focus", "luhansk", "--hops", "1", "-o", tmp_path / "near.svg").exit_code == 0
    assert "<svg" in (tmp_path / "near.svg").read_text()
    refused(kg("draw", graph, "--focus", "Luhanks", "-o", tmp_path / "a.svg"), 2, "Luhanks")
    refused(kg("draw", graph, "-o", tmp_path / "a.sgv"), 2, "svg")


@pytest.mark.parametrize("view", [(), ("--view", "claims"), ("--view", "timeline"), ("--view", "event", "strike")])
def test_draw_views(graph, tmp_path, view):
    """Every view is written in every format, and a theme colours it."""
    for name in ("a.svg", "a.png", "a.pdf"):
        assert kg("draw", graph, *view, "--theme", "dark", "--dpi", "40", "-o", tmp_path / name).exit_code == 0
        assert (tmp_path / name).stat().st_size > 1_000
    assert "#14171c" in (tmp_path / "a.svg").read_text()


def test_draw_parts(graph, tmp_path):
    """Filters narrow the picture, the footer says so, and what is not there is refused with the nearest."""
    assert all(f"--{name} " in kg("draw", "--help").output for name in filters.FILTERS)
    out = tmp_path / "part.svg"
    assert kg("draw", graph, "--by", "Pasechnik", "--status", "unverified", "--title", "One voice", "-o", out).exit_code == 0
    text = out.read_text()
    assert "One voice" in text
    assert "by Pasechnik, status unverified: " in text
    assert kg("draw", graph, "--type", "Weapon", "--until", "2030", "--width", "6", "-o", tmp_path / "w.png").exit_code == 0
    assert int.from_bytes((tmp_path / "w.png").read_bytes()[16:20]) == 900
    for option, wrong, meant in (
        ("--by", "Pasechnick", "asechnik"), ("--status", "unverifed", "unverified"), ("--attribution", "deny", "denied"),
        ("--type", "Wepon", "Weapon"), ("--since", "June", "2024-06-07"), ("--theme", "lite", "light"),
        ("--view", "claim", "claims"),
    ):  # fmt: skip
        refused(kg("draw", graph, option, wrong, "-o", tmp_path / "no.svg"), 2, meant)
    refused(kg("draw", graph, "--view", "event", "-o", tmp_path / "no.svg"), 2, "no event is named")
    assert not (tmp_path / "no.svg").exists()


def test_verify(graph, tmp_path):
    """A good graph passes; one wrong offset fails with exit code 5 and names the place."""
    assert kg("verify", graph).exit_code == 0
    assert " claims, " in kg("verify", graph).stderr
    text = graph.read_text()
    before, _, after = text.rpartition("nif:endIndex ")
    wrong = f"{before}nif:endIndex 1{after}"
    assert wrong != text
    (tmp_path / "wrong.ttl").write_text(wrong)
    result = kg("verify", tmp_path / "wrong.ttl")
    refused(result, 5, "wrong.ttl")
    assert "offset_" in result.stdout


def test_doctor():
    """The doctor names model, lexicons and ontology with their hashes."""
    facts = json.loads(kg("doctor", "--json").stdout)
    assert facts["ontology"]["relations"] > 30
    assert len(facts["lexicon"]["cues.tsv"]["sha256"]) == 16
    assert "spacy" in kg("doctor").stdout


def failing(error):
    """Make a group whose only command fails."""

    def callback():
        raise error

    return KgGroup("kg", commands=[click.Command("fail", callback=callback)])


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (InputError("a\nb\x1b[0m"), 1, "Error: a b\\x1b[0m"),
        (LimitError("too slow"), 3, "Error: too slow"),
        (KeyboardInterrupt(), 130, "stopped"),
        (OSError(28, "No space left on device"), 6, "Error: cannot write the output: No space left on device."),
        (BrokenPipeError(32, "Broken pipe"), 1, ""),
    ],
)
def test_how_errors_end(error, code, line):
    """Every failure is at most one line, with its exit code."""
    result = CliRunner().invoke(failing(error), ["fail"])
    assert (result.exit_code, result.stderr.strip()) == (code, line)


def test_closed_pipe_is_quiet():
    """A reader that goes away early, like `head`, causes no words."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "kg", "query", "--list"]
    with os.fdopen(writer, "wb") as pipe:
        done = subprocess.run(command, cwd=ROOT, stdout=pipe, stderr=subprocess.PIPE, check=False)
    assert done.stderr == b""


def test_python_m_kg():
    """`python -m kg` is the command."""
    done = process("--help")
    assert done.returncode == 0
    assert done.stdout.startswith(b"Usage: kg ")


def test_visible_leaves_text_alone():
    """Letters, tabs, newlines and emoji stay; control and direction characters are written out."""
    assert visible("Café\t👩‍🚒\n") == "Café\t👩‍🚒\n"
    assert visible("\x00\x9b\u2066\r") == "\\x00\\x9b\\u2066\\r"


def test_aligned_has_no_trailing_space():
    """Columns are as wide as their widest cell."""
    assert aligned([["a", "b"], ["long", ""]]) == "a     b\nlong"


def test_names_that_cannot_be_drawn_are_told(tmp_path):
    """A name in signs that the font lacks is a picture with a word of warning on standard error."""
    names = tmp_path / "names.ttl"
    names.write_text(f'<urn:a> a <{KG}Person>, <{KG}Entity> ; <{RDFS}label> "\u7fd2\u8fd1\u5e73" .', encoding="utf-8")
    drawn = kg("draw", names, "-o", tmp_path / "names.svg")
    assert drawn.exit_code == 0
    assert "\u25af stands for characters that cannot be drawn" in drawn.stderr
