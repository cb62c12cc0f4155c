"""The document node, and the dataset with how it was made."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import pyoxigraph as ox

from kg.graph.article import article_iri
from kg.graph.terms import block, date, local, long_text, pieces, put, text
from kg.model import Document, Provenance, Reading
from kg.ontology import DOC, KG, RUN


def document_block(reading: Reading) -> Iterator[str]:
    """Write the document with its whole text, which the offsets count in."""
    document = reading.document
    headline = text(document.headline or document.id)
    parts = ["a kg:Document, schema:NewsArticle, nif:Context", f"rdfs:label {headline}", f"schema:headline {headline}"]
    parts.append(f"schema:inLanguage {text(document.language)}")
    if document.published:
        parts.append(f"schema:datePublished {date(document.published)}")
    if document.updated:
        parts.append(f"schema:dateModified {date(document.updated)}")
    parts.append(f"dcterms:identifier {text(document.id)}")
    if document.source:
        parts.append(f"dcterms:source {_source(document.source)}")
    if document.author:
        parts.append(f"schema:author {text(document.author)}")
    if document.section:
        parts.append(f"schema:articleSection {text(document.section)}")
    if document.place:
        parts.append(f"schema:dateline {text(document.place)}")
    if document.url:
        parts.append(f"schema:url {_source(document.url)}")
    parts += [f"kg:sourceFile {text(document.file)}"] * bool(document.file)
    put(parts, "kg:copyOf", [f"<{DOC}{local(name)}>" for name in [reading.copy_of] if name])
    put(parts, "prov:wasRevisionOf", [f"<{DOC}{local(name)}>" for name in [reading.revision_of] if name])
    parts.append(f'schema:sha256 "{_sha256(document.text)}"')
    parts.append(f"nif:beginIndex 0 ;\n    nif:endIndex {len(document.text)}")
    yield " ;\n    ".join([f"<{article_iri(document.id)}> {parts[0]}", *parts[1:], "nif:isString "])
    yield from long_text(document.text)
    yield " .\n\n"


def run_blocks(documents: Sequence[Document], provenance: Provenance) -> Iterator[str]:
    """Write the dataset and how it was made; its name is a hash of everything that went in, never the clock."""
    made = [provenance.tool, provenance.model, *(f"{k}={v}" for k, v in sorted(provenance.hashes.items()))]
    digest = sha256("\n".join([*made, *(f"{d.id} {_sha256(d.text)}" for d in documents)]).encode()).hexdigest()[:16]
    run = f"{RUN}{digest}"
    sources = [f"<{article_iri(document.id)}>" for document in documents]
    parts = ["a dcat:Dataset", f'dcterms:title "Knowledge graph of {len(documents)} news article{"s" * (len(documents) != 1)}"']
    parts += [f"dcterms:conformsTo <{KG.rstrip('#')}>", f"prov:wasGeneratedBy <{run}#build>"]
    put(parts, "prov:wasDerivedFrom", sources)
    yield block(f"<{run}>", parts)
    used = [(f"<{run}#{local(name)}>", name, value) for name, value in sorted(provenance.hashes.items())]
    parts = ["a prov:Activity", f"rdfs:label {text(provenance.tool)}", f"prov:wasAssociatedWith <{run}#tool>"]
    put(parts, "prov:used", [f"<{run}#model>", *(term for term, _, _ in used)])
    yield block(f"<{run}#build>", parts)
    yield block(f"<{run}#tool>", ["a prov:SoftwareAgent", f"rdfs:label {text(provenance.tool)}"])
    yield block(f"<{run}#model>", ["a prov:Entity", f"rdfs:label {text(provenance.model)}"])
    for term, name, value in used:
        yield block(term, ["a prov:Entity", f"rdfs:label {text(name)}", f"dcterms:identifier {text(value)}"])


def _source(source: str) -> str:
    """Write an address as an IRI, and any other source, or a broken address, as text."""
    if source.startswith(("https://", "http://")):
        try:
            return str(ox.NamedNode(source))
        except ValueError:
            return text(source)
    return text(source)


def _sha256(text: str) -> str:
    digest = sha256()
    for piece in pieces(text):
        digest.update(piece.encode(errors="replace"))
    return digest.hexdigest()
