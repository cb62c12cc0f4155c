"""The namespaces of the graph, and the prefixes that stand for them."""

KG = "https://w3id.org/newskg/ns#"
CLAIMED = "https://w3id.org/newskg/claimed#"
ID = "https://w3id.org/newskg/id/"
DOC = "https://w3id.org/newskg/doc/"
RUN = "https://w3id.org/newskg/run/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
SCHEMA = "https://schema.org/"
PROV = "http://www.w3.org/ns/prov#"
DCTERMS = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
WD = "http://www.wikidata.org/entity/"
GEONAMES = "https://sws.geonames.org/"

PREFIXES: dict[str, str] = {
    "kg": KG,
    "claimed": CLAIMED,
    "id": ID,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "skos": SKOS,
    "nif": NIF,
    "schema": SCHEMA,
    "prov": PROV,
    "dcterms": DCTERMS,
    "dcat": DCAT,
    "geo": GEO,
    "wd": WD,
}
