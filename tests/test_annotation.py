"""kg annotate: stand-off annotations that quote the text, the same with two workers, under other people's names."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kg.annotation import annotate, annotate_texts, load_profile
from kg.annotation.profile import named
from kg.annotation.schema import load_schemas
from kg.cli import cli
from kg.errors import InputError, UnknownNameError

NEWS = Path(__file__).parent.parent / "data" / "news"
SENTENCE = "The Kremlin accused Ukraine of shelling Belgorod, Kremlin spokesman Dmitry Peskov said on Friday."
PROFILES = sorted(p.stem for p in (NEWS.parent / "profiles").glob("*.toml"))


def write_lines(path, *records):
    """Write records as JSON Lines."""
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def spans(record):
    """Yield every stretch of text that a record points to."""
    yield from ((e["start"], e["end"]) for e in record.get("entities", ()))
    for claim in record.get("claims", ()):
        yield from (tuple(s) for part in ("source", "cue", "content") if claim[part] for s in claim[part]["spans"])
    for event in record.get("events", ()):
        yield from (
            (part["start"], part["end"]) for part in (event.get("trigger"), *event["arguments"]) if part and "start" in part
        )


def test_the_layers_of_a_sentence():
    """Entities with one id are one thing; the claim has source, cue and content; the event has its arguments."""
    record = next(annotate_texts([("a", SENTENCE)]))
    quoted = {e["name"]: (e["id"], e["type"]) for e in record["entities"]}
    assert quoted["Belgorod"][1] == "City"
    assert {"lat", "lon", "geonameid"} <= next(e.keys() for e in record["entities"] if e["name"] == "Belgorod")
    cues = {SENTENCE[c["cue"]["start"] : c["cue"]["end"]]: c for c in record["claims"]}
    assert cues["accused"]["attribution"] == "alleged"
    content = cues["accused"]["content"]
    assert "shelling Belgorod" in SENTENCE[content["start"] : content["end"]]
    assert [e["type"] for e in record["events"]] == ["Shelling"]
    edges = {(r["subject"], r["predicate"], r["object"]): r for r in record["relations"]}
    assert edges["Kremlin", "accuses", "Ukraine"]["claimants"] == ["Dmitry_Peskov"]
    alleged = edges["Ukraine", "attacks", "Belgorod"]
    assert (alleged["claimants"], alleged["attribution"]) == (["Kremlin"], "alleged")


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_quotes_the_text(name):
    """Under every shipped profile all offsets lie in the text, and a name is the words they point to."""
    texts = [(p.stem, p.read_text(encoding="utf-8")) for p in sorted(NEWS.glob("*.txt"))[:3]]
    profile = load_profile(name)
    for record, (_, text) in zip(annotate_texts(texts, profile), texts, strict=True):
        assert record["text"] == text
        assert set(record) - {"id", "text"} == profile.layers
        assert all(0 <= begin < end <= len(text) for begin, end in spans(record))
        ids = {e["id"] for e in record.get("entities", ())}
        assert all({r["subject"], r["object"]} <= ids for r in record.get("relations", ()))


@given(st.text(alphabet=st.sampled_from("Ukraine said. 😀é\u0301\r\n\t“”12\u202e"), max_size=60))
def test_offsets_through_any_characters(noise):
    """Emoji, combining marks and line ends before a name move its offsets by what they are."""
    text = f"{noise}\n\n{SENTENCE}"
    record = next(annotate_texts([("a", text)]))
    assert all(0 <= begin < end <= len(text) for begin, end in spans(record))
    assert all(text[e["start"] : e["end"]] == e["name"] for e in record["entities"])


def test_two_workers_write_the_same_bytes(tmp_path):
    """The result is the same with one process and with two, and on a second run."""
    records = [{"id": p.stem, "text": p.read_text(encoding="utf-8")} for p in sorted(NEWS.glob("*.txt"))]
    records += [r | {"id": f"{r['id']}-2"} for r in records]
    source = write_lines(tmp_path / "in.jsonl", *records)
    for number, workers in enumerate((1, 2, 1)):
        annotate(source, tmp_path / f"{number}.jsonl", workers=workers)
    assert len({(tmp_path / f"{n}.jsonl").read_bytes() for n in range(3)}) == 1


def test_bad_lines_are_named_and_the_rest_is_done(tmp_path):
    """A line that is no document is reported with its number; the others are annotated."""
    source = tmp_path / "in.jsonl"
    good = [json.dumps({"id": str(n), "text": SENTENCE}) for n in range(2)]
    bad = ["not json", "[1]", '{"id": "x"}', '{"text": "x"}', '{"id": "0", "text": "twice"}', '{"id": "s", "text": "\\ud800"}']
    source.write_text("\n".join([good[0], *bad, "", good[1]]) + "\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["annotate", str(source), "-o", str(tmp_path / "out.jsonl")])
    assert result.exit_code == 1
    assert [int(n) for n in re.findall(r"in\.jsonl:(\d+):", result.output)] == [2, 3, 4, 5, 6, 7]
    found = [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert found == ["0", "1"]


def test_lines_that_ask_for_what_there_is_not(tmp_path):
    """An unknown schema costs the line that asks for it; a text in another language is annotated, and said to be one."""
    schemas = {name: {"relations": [{"label": name, "cues": [name]}]} for name in ("shell", "sign")}
    (tmp_path / "two.json").write_text(json.dumps(schemas), encoding="utf-8")
    lines = [
        {"id": "a", "text": SENTENCE, "ontology": "sing"},
        {"id": "b", "text": "Всё спокойно в Киеве.", "ontology": "sign"},
    ]
    source = write_lines(tmp_path / "in.jsonl", *lines, {"id": "c", "text": SENTENCE, "ontology": "shell"})
    out = tmp_path / "out.jsonl"
    result = CliRunner().invoke(cli, ["annotate", str(source), "-o", str(out), "--ontology", str(tmp_path / "two.json")])
    assert result.exit_code == 1
    assert re.search(r"Failed: .*in\.jsonl:1: unknown ontology 'sing'", result.output)
    assert re.search(r"Warning: .*in\.jsonl:2: does not look like English", result.output)
    assert [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()] == ["b", "c"]


@pytest.mark.parametrize(
    "text", ["", " \n ", "123 456", "•\n•\n•", "| a | b |\n| 1 | 2 |", "Всё спокойно в Киеве.", "a" * 5000]
)
def test_odd_texts(text):
    """Nothing, numbers, lists, tables and other languages are annotated with what is there, and never fail."""
    record = next(annotate_texts([("a", text)]))
    assert all(0 <= begin < end <= len(text) for begin, end in spans(record))


def test_a_users_own_schema(tmp_path):
    """Relations of a schema that nobody taught are found by their cue words, and no others."""
    schema = {"relations": [{"label": "shelled", "domain": "army", "range": "town", "cues": ["shell"]}]}
    (tmp_path / "mine.json").write_text(json.dumps(schema), encoding="utf-8")
    source = write_lines(tmp_path / "in.jsonl", {"id": "a", "text": "Rebels shelled Goma on Monday."})
    command = ["annotate", str(source), "-o", str(tmp_path / "out.jsonl"), "--ontology", str(tmp_path / "mine.json")]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    names = {e["id"]: e["name"] for e in record["entities"]}
    assert ("Rebels", "shelled", "Goma") in {
        (names[r["subject"]], r["predicate"], names[r["object"]]) for r in record["relations"]
    }
    assert {r["predicate"] for r in record["relations"]} == {"shelled"}


def test_types_of_a_users_own_schema(tmp_path):
    """Domain and range keep relations from things of other types, and things bear the most special type they are of."""
    schema = {
        "types": [
            {"label": "settlement", "parent": "Place"},
            {"label": "town", "parent": "City"},
            {"label": "armed group", "parent": "Group"},
            {"label": "militia", "parent": "armed group", "words": ["rebel", "militia"]},
        ],
        "relations": [
            {"label": "shelled", "domain": "armed group", "range": "town", "cues": ["shell"]},
            {"label": "killed in", "domain": "Person", "range": "town", "cues": ["shell"]},
        ],
    }
    (tmp_path / "mine.json").write_text(json.dumps(schema), encoding="utf-8")
    source = write_lines(tmp_path / "in.jsonl", {"id": "a", "text": "Rebels shelled Goma on Monday."})
    annotate(source, tmp_path / "out.jsonl", ontology=tmp_path / "mine.json")
    record = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert {(e["name"], e["type"]) for e in record["entities"]} >= {("Rebels", "militia"), ("Goma", "town")}
    names = {e["id"]: e["name"] for e in record["entities"]}
    found = [(names[r["subject"]], r["predicate"], names[r["object"]]) for r in record["relations"]]
    assert found == [("Rebels", "shelled", "Goma")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nonsense", "no JSON"),
        ("[1, 2]", "not a schema"),
        ('{"a": {}}', 'has no list "relations"'),
        ('{"relations": [{"pid": "P1"}]}', 'relation 1 of mine has no "label"'),
        ('{"relations": [{"label": "x", "cues": "y"}]}', "list of words"),
        ('{"relations": [], "types": [{"parent": "Person"}]}', 'type 1 has no "label"'),
        ('{"relations": [], "types": [{"label": "a", "parent": "Persn"}]}', "unknown parent of the type 'a' 'Persn'"),
        (
            '{"relations": [], "types": [{"label": "a", "parent": "b"}, {"label": "b", "parent": "a"}]}',
            "the types 'a', 'b' stand above themselves",
        ),
        ('{"relations": [{"label": "x", "domain": "b"}], "types": [{"label": "a"}]}', "unknown domain of 'x' 'b'"),
    ],
)
def test_a_bad_schema(tmp_path, content, said):
    """A file that is no schema is refused in one line that says where."""
    path = tmp_path / "mine.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(said)):
        load_schemas(path)


def test_profiles_by_name_and_file(tmp_path):
    """A profile is known by its name or is a file; a wrong key is named."""
    with pytest.raises(UnknownNameError, match="plover"):
        load_profile("plovers")
    path = tmp_path / "mine.toml"
    path.write_text('layers = ["entities"]\ntipes = {}\n', encoding="utf-8")
    with pytest.raises(InputError, match="unknown key 'tipes'"):
        load_profile(str(path))
    path.write_text("layers = 3\n", encoding="utf-8")
    with pytest.raises(InputError, match="layers has to be a list"):
        load_profile(str(path))
    assert named({"*": ""}, "City") == ""
