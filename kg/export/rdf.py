"""The RDF formats, in one order, so that the same graph gives the same bytes.

pyoxigraph dumps N-Triples, whose lines are sorted as text; Turtle is those lines with subjects grouped and IRIs abbreviated.
Sorting triples as objects instead would take five times as long. All are a stream.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from heapq import merge
from itertools import chain, groupby
from typing import IO, Any, BinaryIO, TypeAlias, cast

import pyoxigraph as ox

from kg.errors import OutputError
from kg.export.xml import NOT_XML
from kg.ontology import RDF, XSD
from kg.quads import parsed
from kg.scratch import sorted_lines
from kg.store import Union, prefixes

PIECE = 1 << 20
"""Bytes of lines that are parsed together."""
_TYPE = f"<{RDF}type>"
# Names that Turtle takes without an escape; a narrower rule than its grammar's PN_LOCAL, which all of ours keep.
_LOCAL = re.compile(r"[A-Za-z0-9_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff](?:[\w\-]|%[0-9A-F]{2})*", re.ASCII)
_XML_NAME = re.compile(r"[^\W\d][\w.\-]*$")
_GraphName: TypeAlias = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
_BARE = {"integer": re.compile(r"[+-]?\d+", re.ASCII), "decimal": re.compile(r"[+-]?\d*\.\d+", re.ASCII)}


def turtle(store: ox.Store | Union, file: BinaryIO) -> None:
    """Write Turtle 1.1; named graphs are merged, because Turtle has none."""
    file.writelines(_prefix_lines(store))
    file.writelines(block.encode() for block in _blocks(_lines(store), prefixes(store)))


def rdf12(store: ox.Store | Union, file: BinaryIO) -> None:
    """Write Turtle 1.2: the same triples, and each claim that has subject, predicate and object reifies its statement."""
    file.writelines(_prefix_lines(store))
    lines = merge(_lines(store), sorted(_reifiers(store)))
    file.writelines(block.encode() for block in _blocks((line for line, _ in groupby(lines)), prefixes(store)))


def ntriples(store: ox.Store | Union, file: BinaryIO) -> None:
    """Write N-Triples; named graphs are merged."""
    file.writelines(_lines(store))


def nquads(store: ox.Store | Union, file: BinaryIO) -> None:
    """Write N-Quads with the graphs as the store has them."""
    file.writelines(_quad_lines(store))


def trig(store: ox.Store | Union, file: BinaryIO) -> None:
    """Write TriG with the graphs as the store has them."""
    turtle_of = partial(_blocks, names=prefixes(store))
    file.writelines(_prefix_lines(store))
    file.writelines(block.encode() for block in turtle_of(_graph_lines(store, ox.DefaultGraph())))
    for graph in sorted(store.named_graphs(), key=str):
        file.write(f"\n{graph} {{".encode())
        file.writelines(block.encode() for block in turtle_of(_graph_lines(store, graph)))
        file.write(b"}\n")


def jsonld(store: ox.Store | Union, file: BinaryIO) -> None:
    """Write JSON-LD 1.1 with its context inside; nothing has to be fetched to read it."""
    quads = _parsed(_quad_lines(store), ox.RdfFormat.N_QUADS)
    ox.serialize(quads, file, format=ox.RdfFormat.JSON_LD, prefixes=prefixes(store))


def rdfxml(store: ox.Store | Union, file: BinaryIO) -> None:
    """Write RDF/XML; named graphs are merged.

    Raises:
        OutputError: a text holds a character that XML cannot hold, or a property or class ends like no name of XML.
    """
    triples = (_checked(quad.triple) for quad in _parsed(_lines(store), ox.RdfFormat.N_TRIPLES))
    ox.serialize(triples, cast("IO[bytes]", _Returns(file)), format=ox.RdfFormat.RDF_XML, prefixes=prefixes(store))


class _Returns(io.RawIOBase):
    """A file of XML in which carriage returns stay what they are: a reader takes a bare one for a line feed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - whatever is bytes
        """Write a part of the file."""
        self._file.write(bytes(data).replace(b"\r", b"&#13;"))
        return len(data)


def _parsed(lines: Iterable[bytes], kind: ox.RdfFormat) -> Iterator[ox.Quad]:
    """Yield sorted lines as quads again."""
    return chain.from_iterable(parsed(piece, kind) for piece in _pieces(lines))


def _pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Join lines to pieces of `PIECE` bytes at most; a longer line is one of its own."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        if held and size + len(line) > PIECE:
            yield b"".join(held)
            held, size = [], 0
        held.append(line)
        size += len(line)
    yield b"".join(held)


def _checked(triple: ox.Triple) -> ox.Triple:
    if isinstance(triple.object, ox.Literal) and (match := NOT_XML.search(triple.object.value)):
        raise OutputError(f"RDF/XML cannot hold U+{ord(match[0]):04X}, which is in {triple.subject}; export turtle instead")
    # Both become names of elements; pyoxigraph would write one that no parser reads.
    for name in (triple.predicate, triple.object if triple.predicate.value == f"{RDF}type" else triple.predicate):
        if isinstance(name, ox.NamedNode) and not _XML_NAME.search(name.value):
            raise OutputError(f"RDF/XML cannot hold {name}, which does not end like a name; export turtle instead")
    return triple


def _reifiers(store: ox.Store | Union) -> Iterator[bytes]:
    """Yield a line of N-Triples 1.2 for each statement of each claim."""
    subject, predicate, value = (ox.NamedNode(f"{RDF}{part}") for part in ("subject", "predicate", "object"))
    for quad in store.quads_for_pattern(None, predicate, None):
        if isinstance(quad.object, ox.NamedNode):
            for start in store.quads_for_pattern(quad.subject, subject, None):
                for end in store.quads_for_pattern(quad.subject, value, None):
                    if isinstance(start.object, ox.NamedNode | ox.BlankNode):
                        statement = f"{start.object} {quad.object} {end.object}"
                        yield f"{quad.subject} <{RDF}reifies> <<( {statement} )>> .\n".encode()


def _prefix_lines(store: ox.Store | Union) -> Iterator[bytes]:
    return (f"@prefix {name}: <{iri}> .\n".encode() for name, iri in prefixes(store).items())


def _graph_lines(store: ox.Store | Union, graph: _GraphName) -> Iterator[bytes]:
    """Yield the triples of one graph as sorted lines of N-Triples."""
    return _each(lambda file: store.dump(file, format=ox.RdfFormat.N_TRIPLES, from_graph=graph))


def _lines(store: ox.Store | Union) -> Iterator[bytes]:
    """Yield the triples as sorted lines of N-Triples, each with its end, named graphs merged."""
    graphs = [ox.DefaultGraph(), *store.named_graphs()]

    def dump(file: IO[bytes]) -> None:
        for graph in graphs:
            store.dump(file, format=ox.RdfFormat.N_TRIPLES, from_graph=graph)

    return _each(dump)


def _quad_lines(store: ox.Store | Union) -> Iterator[bytes]:
    return _each(lambda file: store.dump(file, format=ox.RdfFormat.N_QUADS))


def _each(dump: Callable[[IO[bytes]], object]) -> Iterator[bytes]:
    """Yield the lines of a dump in their order, each once."""
    return (line for line, _ in groupby(sorted_lines(dump)))


def _blocks(lines: Iterable[bytes], names: dict[str, str]) -> Iterator[str]:
    """Group sorted lines by subject, then predicate, classes first."""
    words = _Words({iri: f"{name}:" for name, iri in names.items()})
    current = ""
    found: dict[str, list[str]] = {}
    for line in lines:
        subject, predicate, target = line[:-3].decode().split(" ", 2)
        if subject != current:
            yield _block(current, found, words)
            current, found = subject, {_TYPE: []}
        # Most objects are plain strings, which Turtle writes as N-Triples does.
        word = target if target[-1] == '"' else words[target]
        if predicate in found:
            found[predicate].append(word)
        else:
            found[predicate] = [word]
    yield _block(current, found, words)


def _block(subject: str, found: dict[str, list[str]], words: "_Words") -> str:
    if not subject:
        return ""
    body = " ;\n    ".join([f"{_verb(p, words)} {', '.join(objects)}" for p, objects in found.items() if objects])
    return f"\n{words[subject]} {body} .\n"


def _verb(predicate: str, words: "_Words") -> str:
    return "a" if predicate == _TYPE else words[predicate]


class _Words(dict[str, str]):
    """Term as N-Triples writes it → term as Turtle does; most come again, so each is abbreviated once."""

    def __init__(self, spaces: dict[str, str]) -> None:
        super().__init__()
        self._spaces = spaces

    def __missing__(self, term: str) -> str:
        word = self[term] = _short(term, self._spaces) if term[0] == "<" else _literal(term, self._spaces)
        return word


def _short(term: str, spaces: dict[str, str]) -> str:
    if term[0] != "<":
        return term
    cut = max(term.rfind("#"), term.rfind("/")) + 1
    space = spaces.get(term[1:cut])
    return f"{space}{term[cut:-1]}" if space and _LOCAL.fullmatch(term, cut, len(term) - 1) else term


def _literal(term: str, spaces: dict[str, str]) -> str:
    """Abbreviate the datatype of a literal, and write numbers bare.

    >>> _literal(f'"12"^^<{XSD}integer>', {XSD: "xsd:"}), _literal(f'"2031"^^<{XSD}gYear>', {XSD: "xsd:"})
    ('12', '"2031"^^xsd:gYear')
    """
    if term[-1] != ">" or term[0] != '"':
        return term
    value, _, datatype = term.rpartition("^^")
    kind = datatype[1:-1].removeprefix(XSD)
    if kind in _BARE and _BARE[kind].fullmatch(value, 1, len(value) - 1):
        return value[1:-1]
    return f"{value}^^{_short(datatype, spaces)}"
