"""Graphs that break parsers: bombs, floods, nesting and damage, through `kg export`: written whole, or refused in a line.

`ok` is wanted where the file is RDF of bearable size, `clear error` where it is none, or would take all memory.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from tests.torture.kit import GRAPHS, kit, listed
from tests.torture.trial import ran

_CODES = {"ok": (0,), "clear error": (1,), "": (0, 1)}
_LONG = b"http://e.example/" + b"x" * 500_000
_DEEP = 50_000
_XML = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/"'


def trials(scratch: Path) -> Iterator[list[str]]:
    """Yield the faults of each graph: the project's own, and those of the shared kit."""
    scratch.mkdir(parents=True)
    folders = [made(scratch / "own"), *kit(scratch / "shared")]
    for path, category, expected in chain.from_iterable(map(listed, folders)):
        if category in GRAPHS:
            yield exported(path, scratch, expected)


def exported(path: Path, scratch: Path, expected: str) -> list[str]:
    """Write one graph as N-Quads; what was written must be N-Quads, and what was refused must leave nothing behind."""
    out = scratch / "out"
    out.unlink(missing_ok=True)
    faults = ran(["export", path, "-f", "nquads", "-o", out], scratch, _CODES[expected], said=("Error: ", "Written: "))
    if out.exists():
        try:
            ox.Store().bulk_load(out.read_bytes(), format=ox.RdfFormat.N_QUADS)
        except (SyntaxError, ValueError) as error:
            faults.append(f"what was written is no RDF: {error}")
    return [f"{path.parent.name}/{path.name}: {fault}" for fault in faults]


def made(folder: Path) -> Path:
    """Write the project's own hostile graphs, with a manifest."""
    folder.mkdir(parents=True)
    rows = ["path\tcategory\texpected\tnote"]
    for name, expected, data in chain(_turtle(), _lines(), _xml(), _json()):
        folder.joinpath(name).write_bytes(data)
        rows.append(f"{name}\trdf\t{expected}\t")
    folder.joinpath("manifest.tsv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def _turtle() -> Iterator[tuple[str, str, bytes]]:
    uses = b"".join(b"p:a%d p:b p:c%d .\n" % (n, n) for n in range(5_000))
    yield "prefix_bomb.ttl", "clear error", b"@prefix p: <" + _LONG + b"> .\n" + uses
    yield "prefix_bomb.trig", "clear error", b"PREFIX p: # a comment between\n<" + _LONG + b">\n{ " + uses + b"}"
    relative = b"".join(b"<a%d> <b> <c%d> .\n" % (n, n) for n in range(5_000))
    yield "base_bomb.ttl", "clear error", b"@base <" + _LONG + b"/> .\n" + relative
    chained = b"".join(b"bAsE <%s/>\n" % (b"x" * 1_000) for _ in range(500))
    yield "base_chain.ttl", "clear error", b"@base <http://e.example/> .\n" + chained + relative
    yield "collections.ttl", "", b"<a:a> <a:b> " + b"(" * _DEEP + b")" * _DEEP + b" ."
    yield "blanks.ttl", "", b"<a:a> <a:b> " + b"[ <a:b> " * _DEEP + b"1" + b"]" * _DEEP + b" ."
    yield "triples.ttl", "", b"<a:a> <a:b> " + b"<<( <a:a> <a:b> " * _DEEP + b"1" + b" )>>" * _DEEP + b" ."
    yield "reified.ttl", "", b"<< " * _DEEP + b"<a:a> <a:b> 1" + b" >>" * _DEEP + b" <a:b> 1 ."
    yield "annotated.ttl", "", b"<a:a> <a:b> 1 " + b"{| <a:b> 1 " * _DEEP + b"|}" * _DEEP + b" ."
    yield "literal.ttl", "ok", b'<a:a> <a:b> """' + b"x" * 20_000_000 + b'""" .'
    yield "unclosed.ttl", "clear error", b'<a:a> <a:b> """' + b"x" * 20_000_000
    yield "objects.ttl", "ok", b"<a:a> <a:b> " + b",".join(b"%d" % n for n in range(200_000)) + b" ."
    yield "number.ttl", "ok", b"<a:a> <a:b> 1E999999999, " + b"9" * 100_000 + b", -0.0, 1e-999999 ."
    yield "injected.ttl", "", b"<a:a> <a:b> <a:\\u003E\\u0020\\u002E\\u003Ca:x> ."
    yield "invisible.ttl", "ok", b'<a:a> <a:b> "\\u0000\\u202E\\u0007\\uFFFE\x1b]0;x\x07" .'
    yield "service.ttl", "", b"@prefix p: <file:///etc/> . <file:///etc/passwd> <http://127.0.0.1:1/> p:passwd ."
    yield "nul.ttl", "clear error", b"<a:a> <a:b> 1 .\0" * 1_000
    yield "utf16.ttl", "clear error", "<a:a> <a:b> 1 .".encode("utf-16")


def _lines() -> Iterator[tuple[str, str, bytes]]:
    yield "triples.nt", "", b"<a:a> <a:b> " + b"<<( <a:a> <a:b> " * _DEEP + b'"x"' + b" )>>" * _DEEP + b" ."
    yield "one_line.nq", "clear error", b"<" + b"a" * 20_000_000
    yield "surrogate.nt", "clear error", b'<a:a> <a:b> "\\uD800" .'
    yield "language.nt", "", b'<a:a> <a:b> "x"@' + b"en-" * 100_000 + b"en ."
    yield "graphs.nq", "ok", b"".join(b"<a:a> <a:b> <a:c> <g:%d> .\n" % n for n in range(50_000))
    yield "half.nq", "clear error", b"<a:a> <a:b> <a:c> <g:1> .\n" * 50_000 + b"<a:a> <a:b> <a:"


def _xml() -> Iterator[tuple[str, str, bytes]]:
    things = b"".join(b'<p:T rdf:about="http://e.example/%d"/>' % n for n in range(5_000))
    named = b"".join(b'<p:T%d rdf:about="#%d"/>' % (n, n) for n in range(5_000))
    yield "prefix_bomb.rdf", "clear error", _XML + b' xmlns:p="' + _LONG + b'">' + named + b"</rdf:RDF>"
    yield "base_bomb.rdf", "clear error", _XML + b' xmlns:p="a:" xml:base="' + _LONG + b'">' + named + b"</rdf:RDF>"
    yield "one_type.rdf", "clear error", _XML + b' xmlns:p="' + _LONG + b'">' + things + b"</rdf:RDF>"
    yield "deep.rdf", "", _XML + b">" + b"<e:T><e:p>" * _DEEP + b"</e:p></e:T>" * _DEEP + b"</rdf:RDF>"
    literal = b"<rdf:Description><e:p rdf:parseType='Literal'>" + b"<e:x>" * _DEEP + b"</e:x>" * _DEEP
    yield "xml_literal.rdf", "", _XML + b">" + literal + b"</e:p></rdf:Description></rdf:RDF>"
    attributes = b" ".join(b'e:a%d="x"' % n for n in range(_DEEP))
    yield "attributes.rdf", "", _XML + b"><rdf:Description " + attributes + b"/></rdf:RDF>"
    yield "encoding.rdf", "clear error", b'<?xml version="1.0" encoding="utf-7"?>' + _XML + b"></rdf:RDF>"


def _json() -> Iterator[tuple[str, str, bytes]]:
    uses = b",".join(b'{"@id":"p:%d","p:b":{"@id":"p:c%d"}}' % (n, n) for n in range(5_000))
    yield "prefix_bomb.jsonld", "clear error", b'{"@context":{"p":"' + _LONG + b'/"},"@graph":[' + uses + b"]}"
    chained = b",".join(b'"p%d":"p%d:%s/"' % (n + 1, n, b"x" * 1_000) for n in range(300))
    far = uses.replace(b'"p:', b'"p300:')
    yield (
        "prefix_chain.jsonld",
        "clear error",
        b'{"@context":{"p0":"http://e.example/",' + chained + b'},"@graph":[' + far + b"]}",
    )
    words = b",".join(b'{"@id":"_:b%d","t%d":1}' % (n, n) for n in range(5_000))
    yield "vocabulary.jsonld", "clear error", b'{"@context":{"@vocab":"' + _LONG + b'/"},"@graph":[' + words + b"]}"
    yield "lists.jsonld", "", b'{"@id":"a:a","a:b":' + b'{"@list":[' * 90 + b"1" + b"]}" * 90 + b"}"
    contexts = b",".join(b'{"t%d":"http://e.example/%d"}' % (n, n) for n in range(_DEEP))
    yield "contexts.jsonld", "", b'{"@context":[' + contexts + b'],"@id":"a:a","t1":1}'
    yield "keys.jsonld", "ok", b"{" + b",".join(b'"http://e.example/%d":1' % n for n in range(_DEEP)) + b"}"
