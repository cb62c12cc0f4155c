"""The document node, and the dataset with how it was made."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import pyoxigraph as ox

from kg.graph.article import Article
from kg.graph.terms import block, date, local, long_text, put, text
from kg.model import Document, Provenance
from kg.ontology import DOC, KG, RUN


def document_block(article: Article) -> str:
    """Write the document with its whole text, which the offsets count in."""
    document = article.reading.document
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
    put(parts, "kg:copyOf", [f"<{DOC}{local(name)}>" for name in [article.reading.copy_of] if name])
    put(parts, "prov:wasRevisionOf", [f"<{DOC}{local(name)}>" for name in [article.reading.revision_of] if name])
    parts.append(f'schema:sha256 "{sha256(document.text.encode(errors="replace")).hexdigest()}"')
    parts.append(f"nif:beginIndex 0 ;\n    nif:endIndex {len(document.text)}")
    parts.append(f"nif:isString {long_text(document.text)}")
    return block(f"<{article.iri}>", parts)


def run_blocks(articles: Sequence[Article], provenance: Provenance) -> Iterator[str]:
    """Write the dataset and how it was made; its name is a hash of everything that went in, never the clock."""
    made = [provenance.tool, provenance.model, *(f"{k}={v}" for k, v in sorted(provenance.hashes.items()))]
    digest = sha256("\n".join([*made, *(_digest(a.reading.document) for a in articles)]).encode()).hexdigest()[:16]
    run = f"{RUN}{digest}"
    sources = [f"<{article.iri}>" for article in articles]
    parts = ["a dcat:Dataset", f'dcterms:title "Knowledge graph of {len(articles)} news article{"s" * (len(articles) != 1)}"']
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


def _digest(document: Document) -> str:
    return f"{document.id} {sha256(document.text.encode(errors='replace')).hexdigest()}"
