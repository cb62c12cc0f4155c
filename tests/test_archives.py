"""Archives, the process for hostile files, and the whole way from files of many kinds to one graph."""

import bz2
import contextlib
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import zlib

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import pipeline
from kg.errors import InputError
from kg.read import READERS, find_inputs, read_documents
from kg.read.article import Article, Request, buffered
from kg.read.dates import normalise_date
from kg.read.extras import require
from kg.read.fields import to_article
from kg.read.formats import is_known
from kg.read.guard import Guard
from kg.read.markup import looks_like_html, plain
from kg.read.packed import MAX_MEMBERS
from tests.formats import ATOM, FIRST, PAGE, RSS, STORY, only, pdf, record, told, word, zipped
from tests.test_read import ARTICLE, put, read


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
def test_compressed_files(tmp_path, request, pack):
    """A compressed file is read by the kind of what is inside, and has its id."""
    suffix = request.node.callspec.id
    assert only(put(tmp_path, f"a.txt.{suffix}", pack(ARTICLE.encode()))).id == "a"
    records = "\n".join(json.dumps({"id": i, "text": STORY}) for i in range(3))
    assert [d.id for d in read(put(tmp_path, f"b.jsonl.{suffix}", pack(records.encode())))[0]] == ["b-0", "b-1", "b-2"]
    damaged = pack(ARTICLE.encode() * 100)[:-20]
    assert told(put(tmp_path, f"c.txt.{suffix}", damaged)) == ["damaged, or packed in a way that is not read."]


def test_archives(tmp_path):
    """What lies in an archive is read by its kind, folders and archives inside included; other kinds are counted."""
    inner = zipped(c__txt=ARTICLE)
    members = {
        "a.txt": ARTICLE,
        "sub/b.jsonl": json.dumps({"text": STORY}),
        "in.zip": inner,
        "p.png": b"x",
        "__MACOSX/a.txt": b"x",
    }
    zip_file = put(tmp_path, "z.zip", zipped(**members))
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data if isinstance(data, bytes) else data.encode()))
    for path in (zip_file, put(tmp_path, "t.tar.gz", out.getvalue()), put(tmp_path, "u.tgz", out.getvalue())):
        documents, failures = read(path)
        assert failures == []
        start = path.name[0]
        assert [d.id for d in documents] == [f"{start}-a", f"{start}-sub-b-1", f"{start}-in-c"]
    assert pipeline.extract([zip_file]).skipped == 1


def test_hostile_archives(tmp_path):
    """Names that lead out, links, bombs, floods and depth are refused by name, and nothing is written."""
    slip = zipped(**{"../../out.txt": ARTICLE, "/abs.txt": ARTICLE, "good__txt": ARTICLE})
    documents, failures = read(put(tmp_path, "slip.zip", slip))
    assert [d.id for d in documents] == ["slip-good"]
    assert [f.message for f in failures] == ["its name leads out of the archive; not read."] * 2
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert told(put(tmp_path, "link.tar", out.getvalue())) == ["a link or a device; not read."]
    deep = zipped(a__txt=ARTICLE)
    for _ in range(4):
        deep = zipped(a__zip=deep)
    assert "inside each other" in told(put(tmp_path, "deep.zip", deep))[0]
    bombs = zipped(**{f"{i}__jsonl": b"A" * 80_000_000 for i in range(2)})
    assert any("times its size" in message for message in told(put(tmp_path, "bomb.zip", bombs)))
    many = zipped(**{f"{i}__png": "" for i in range(MAX_MEMBERS + 1)})
    assert f"over {MAX_MEMBERS:,} files" in told(put(tmp_path, "many.zip", many))[0]
    assert told(put(tmp_path, "bad.zip", b"PK\x03\x04")) == ["damaged, or packed in a way that is not read."]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.zip", "bomb.zip", "deep.zip", "link.tar", "many.zip", "slip.zip"]


def test_compressed_kinds():
    """Of compressed files in a folder, those are read whose inside is."""
    assert is_known("a.warc.gz")
    assert is_known("A.TXT.GZ")
    assert not is_known("a.sql.gz")
    assert not is_known("a")


def test_a_hostile_file_costs_one_line(tmp_path):
    """A reader that dies or never ends is one failure, and the next file is read."""
    pytest.importorskip("pypdf")
    good = pdf([FIRST])
    content = zlib.compress(b"(A) Tj " * 30_000_000, 9)
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(content), content)
    begin, end = good.index(b"<< /Length"), good.index(b"endstream") + len(b"endstream")
    bomb = put(tmp_path, "a.pdf", good[:begin] + stream + good[end:])
    documents, (failure,) = read(bomb, put(tmp_path, "b.pdf", good))
    assert [d.id for d in documents] == ["b"]
    assert failure.path.endswith("a.pdf")


def test_a_reader_that_dies(tmp_path):
    """When the process ends in the middle of a file, the file is told and the next one is read."""
    mail = put(tmp_path, "a.eml", f"Subject: x\n\n{STORY}")
    with Guard() as guard:
        assert len(list(guard.read(mail.read_bytes(), ".eml", {}))) == 1
        guard._process.kill()  # noqa: SLF001 - nothing else can make it die here
        with pytest.raises(InputError, match="did not survive"):
            list(guard.read(mail.read_bytes(), ".eml", {}))
        assert len(list(guard.read(mail.read_bytes(), ".eml", {}))) == 1


def test_missing_extra():
    """A library that is not installed is named with its extra."""
    with pytest.raises(InputError, match=r"needs nolib, which is not installed: pip install 'newskg\[pdf\]'"):
        require("nolib.sub", "pdf")


def test_nothing_heavy_is_imported():
    """A build of text files loads none of the optional libraries."""
    code = (
        "import sys, kg.read; sys.exit(any(m in sys.modules for m in ('trafilatura', 'lxml', 'pypdf', 'feedparser', 'warcio')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, env=os.environ).returncode == 0


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-06-07T23:59:00-05:00", "2024-06-07"),
        ("Fri, 7 Jun 2024 10:00:00 GMT", "2024-06-07"),
        ("20240607T101500Z", "2024-06-07"),
        (1717747200, "2024-06-07"),
        ("1717747200000", "2024-06-07"),
        ("June 7, 2024", "2024-06-07"),
        ("2024-02-30", ""),
        ("31/12/2024", ""),
        ("99999-99-99T99:99:99Z", ""),
        ("20241399", ""),
        ("2999-01-01", ""),
        ("next Tuesday", ""),
        (None, ""),
        (True, ""),
        ([], ""),
    ],
)
def test_dates(value, date):
    """A date is the day as it was written; what is none, or two, is nothing."""
    assert normalise_date(value) == date


@given(st.text(max_size=200) | st.integers() | st.floats())
def test_any_date(value):
    """No value breaks the reading of dates."""
    assert len(normalise_date(value)) in (0, 10)


@given(st.text(alphabet="<>/!-ab p&;\"'=\n", max_size=300))
def test_any_markup(markup):
    """No markup breaks the reading of fragments, and no tag is left in their text."""
    assert "<p>" not in plain(markup)


MAIL = f"Subject: Strike\nDate: Fri, 07 Jun 2024 23:30:00 +0300\n\n{STORY}\n"
SEEDS = {
    ".atom": ATOM.encode(),
    ".bz2": bz2.compress(ARTICLE.encode()),
    ".csv": f'id,text,date\n1,"{STORY}",2024-06-07\n'.encode(),
    ".docx": word(f"<w:p><w:r><w:t>{FIRST}</w:t></w:r></w:p>"),
    ".eml": MAIL.encode(),
    ".html": PAGE.encode(),
    ".gz": gzip.compress(ARTICLE.encode()),
    ".json": json.dumps({"articles": [{"text": STORY, "source": {"name": "Courier"}}]}).encode(),
    ".jsonl": json.dumps({"text": STORY, "date": "2024-06-07"}).encode(),
    ".mbox": f"From x\n{MAIL}".encode(),
    ".pdf": pdf([FIRST]),
    ".rss": RSS.encode(),
    ".tsv": f"id\ttext\n1\t{FIRST}\n".encode(),
    ".txt": ARTICLE.encode(),
    ".warc": record("a", "200 OK", "text/plain", STORY),
    ".xz": lzma.compress(ARTICLE.encode()),
    ".zip": zipped(a__txt=ARTICLE),
}


@pytest.mark.parametrize("suffix", sorted(SEEDS))
@given(cuts=st.lists(st.tuples(st.integers(0, 600), st.integers(0, 40), st.binary(max_size=9)), min_size=1, max_size=4))
def test_damaged_files_of_any_kind(suffix, cuts):
    """Whatever bytes are lost or changed, a reader finds articles or refuses in one line."""
    data = SEEDS[suffix]
    for begin, length, other in cuts:
        data = data[:begin] + other + data[begin + length :]
    with contextlib.suppress(InputError):
        for found in READERS[suffix](buffered(data), Request(f"a{suffix}", read=READERS[".txt"])):
            if isinstance(found, Article):
                begins = [begin for begin, _ in found.parts]
                assert begins == sorted(begins)
                assert all(0 <= begin <= len(found.text) for begin in begins)


def test_markup():
    """Tags, comments and silent elements go; comparisons and entities stay."""
    assert plain("a < b & c &lt; d") == "a < b & c < d"
    assert plain("<!-- gone <p> --> x <b>y</b><style>p{}</style> z<!-- open") == "x y z"
    assert not looks_like_html("if a < b and c > d")
    assert plain("<!--" * 300_000 + "<a " * 300_000) == ""


@given(
    st.dictionaries(
        st.text(max_size=5), st.text(max_size=5) | st.none() | st.integers() | st.lists(st.text(max_size=3)), max_size=5
    )
)
def test_any_record(record):
    """A record is an article or refused."""
    with contextlib.suppress(InputError):
        assert to_article(record, {}).text


def test_standard_input_is_looked_at(monkeypatch):
    """Standard input without a name is read by what it looks like."""
    text = json.dumps({"id": "x", "text": STORY})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    (document,) = read_documents(find_inputs(["-"]))
    assert document.text == STORY


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_no_reader_breaks(tmp_path, suffix):
    """Whatever a file of any kind holds, it is a document or one line."""
    odd = (b"", b"\x00" * 99, b"\xff\xfe\xff", b"<a>" * 99, b"[" * 9999, b"PK\x03\x04", b"%PDF-1.4\n")
    documents, failures = read(*(put(tmp_path, f"{number}{suffix}", data) for number, data in enumerate(odd)))
    assert len(documents) + len(failures) >= len(odd)
    assert all("\n" not in failure.message for failure in failures)


def test_build_end_to_end(tmp_path):
    """Articles of several formats become one graph, whose evidence points into the stored text."""
    put(
        tmp_path,
        "in/a.jsonl",
        json.dumps({"headline": "Strike", "body": STORY, "byline": "Jane Doe", "url": "https://x.example/1"}),
    )
    put(tmp_path, "in/b.txt.gz", gzip.compress(ARTICLE.encode()))
    put(tmp_path, "in/c.docx", word(f"<w:p><w:r><w:t>{FIRST}</w:t></w:r></w:p>"))
    result = pipeline.extract([tmp_path / "in"])
    assert result.failures == ()
    graph = pipeline.to_store(pipeline.to_turtle(result))
    start = """PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
    PREFIX schema: <https://schema.org/>"""
    places = "?s nif:referenceContext ?d ; nif:anchorOf ?q ; nif:beginIndex ?b ; nif:endIndex ?e . ?d nif:isString ?t"
    spans = list(graph.query(f"{start} SELECT * {{ {places} }}"))
    assert len(spans) > 5
    for row in spans:
        assert row["t"].value[int(row["b"].value) : int(row["e"].value)] == row["q"].value
    authors = list(graph.query(f"{start} SELECT ?a ?u {{ ?d schema:author ?a ; schema:url ?u }}"))
    assert [(row["a"].value, row["u"].value) for row in authors] == [("Jane Doe", "https://x.example/1")]
    assert isinstance(graph, ox.Store)


def test_the_file_of_origin(tmp_path):
    """A graph names the file of an article, and its place in an archive, but no folder above that which was named."""
    put(tmp_path / "news", "sub/z.zip", zipped(**{"in/a.txt": ARTICLE}))
    put(tmp_path / "news", "sub/b.txt")
    put(tmp_path, "c.txt")
    result = pipeline.extract([tmp_path / "news", tmp_path / "c.txt"])
    assert [document.file for document in result.readings.documents] == ["sub/b.txt", "sub/z.zip, in/a", "c.txt"]
    graph = pipeline.to_turtle(result).decode()
    assert 'kg:sourceFile "sub/z.zip, in/a"' in graph
    assert str(tmp_path) not in graph
