"""Hostile queries of the project's own: floods, explosions, disguises; all are made, so that each kind is seen at a glance."""

from collections.abc import Iterator, Mapping
from itertools import chain

_CROSS = "?a ?b ?c . ?d ?e ?f"
_DEEP = 38
"""Levels just below what the guard lets pass."""
_MANY = 1_900


def queries(address: str) -> Mapping[str, tuple[str, str]]:
    """Return queries by name, each with what is wanted of it: `refused`, or "" where it may also be answered or stopped.

    Args:
        address: of a server that nothing may reach.
    """
    return dict(chain(_floods(), _explosions(), _texts(), _nests(), _disguises(address)))


def _floods() -> Iterator[tuple[str, tuple[str, str]]]:
    rows = " ".join(map(str, range(100_000)))
    yield "values of 100,000 rows", ("refused", f"SELECT * {{ VALUES ?x {{ {rows} }} }}")
    some = " ".join(map(str, range(400)))
    yield (
        "product of values",
        ("", f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?{v} {{ {some} }}' for v in 'abcdefgh')} }}"),
    )
    yield "1,300 unions", ("", "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 1_300) + " }")
    yield "1,500 prefixes", ("", "".join(f"PREFIX p{n}: <a:{n}> " for n in range(1_500)) + "ASK {}")
    long = f"PREFIX p: <a:{'x' * 30_000}> "
    yield (
        "a prefix of 30 kB",
        ("", long + f"SELECT * {{ VALUES ?x {{ {' '.join(f'p:{n}' for n in range(_MANY))} }} {_CROSS} }}"),
    )
    chained = " ".join(f"BIND(?x{n} + ?x{n} AS ?x{n + 1})" for n in range(700))
    yield "a chain of 700 sums", ("", f"SELECT * {{ BIND(1 AS ?x0) {chained} }}")
    yield "a list of 3,000", ("", f"SELECT * {{ {_CROSS} FILTER(?c NOT IN ({', '.join(map(str, range(3_000)))})) }}")
    yield "nothing", ("refused", "")
    yield "blanks", ("refused", " \n\t" * 20_000)
    yield "a comment", ("refused", "#" * 60_000)
    yield "the last page", ("", "SELECT * { ?s ?p ?o } LIMIT 9223372036854775807 OFFSET 9223372036854775806")
    yield "a number of 60,000 digits", ("", f"SELECT ({'9' * 60_000} * {'9' * 1_000} AS ?x) {{}}")


def _explosions() -> Iterator[tuple[str, tuple[str, str]]]:
    paths = {
        "pairs of steps": "(<a:p>/<a:p>)+", "both ways": "(<a:p>|^<a:p>)*", "all but one": "(!<a:x>)+",
        "ways of ways": "((<a:p>*)*)*",
        "any number of times": "/".join(["<a:p>*"] * 20), "perhaps": "/".join(["<a:p>?"] * 60),
    }  # fmt: skip
    for name, path in paths.items():
        yield f"path: {name}", ("", f"SELECT (COUNT(*) AS ?n) {{ ?a {path} ?b }}")
    yield "a path for each row", ("", "SELECT * { ?a <a:l> ?l FILTER(NOT EXISTS { ?a (<a:p>|<a:l>)+ <a:none> }) }")
    yield "all in order", ("", f"SELECT DISTINCT ?a ?f {{ {_CROSS} }} ORDER BY ?f DESC(?a) RAND()")
    yield "groups of pairs", ("", f"SELECT ?a ?d (COUNT(*) AS ?n) {{ {_CROSS} }} GROUP BY ?a ?d HAVING (COUNT(*) > 3)")
    template = " . ".join(f"?a <a:{n}> ?d" for n in range(500))
    yield "a large template", ("", f"CONSTRUCT {{ {template} }} WHERE {{ {_CROSS} }}")
    yield "new blank nodes", ("", f"CONSTRUCT {{ {'[] <a:p> [] . ' * 500} }} WHERE {{ {_CROSS} }}")
    yield "descriptions of all", ("", f"DESCRIBE ?a ?d ?f {{ {_CROSS} }}")
    yield "a difference of products", ("", f"SELECT * {{ {_CROSS} MINUS {{ ?g ?h ?i . ?d ?j ?k }} }}")
    yield "a part for each row", ("", "SELECT * { ?a ?b ?c LATERAL { SELECT * { ?d ?e ?f FILTER(STR(?f) > STR(?c)) } } }")
    yield "every graph of every graph", ("", "SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } }")


def _texts() -> Iterator[tuple[str, tuple[str, str]]]:
    joined = "GROUP_CONCAT(CONCAT(STR(?a), STR(?d)); SEPARATOR='{}')"
    yield "one text of all pairs", ("", f"SELECT ({joined.format('x' * 9_000)} AS ?g) {{ {_CROSS} }}")
    inner = f"SELECT ?a ({joined.format(',')} AS ?g) {{ {_CROSS} }} GROUP BY ?a"
    yield "a text of texts", ("", f"SELECT (GROUP_CONCAT(?g) AS ?x) {{ {{ {inner} }} }}")
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(60))
    yield "a text doubled 60 times", ("", f"SELECT (STRLEN(?x60) AS ?n) {{ BIND('x' AS ?x0) {doubled} }}")
    nested = "'aaaaaaaaaa'"
    for _ in range(12):
        nested = f"REPLACE({nested}, '(.)', '$1$1$1$1$1$1$1$1$1$1')"
    yield "tenfold twelve times", ("", f"SELECT ({nested} AS ?x) {{}}")
    patterns = {
        "counted": "((((a{99}){99}){99}){99})", "backtracking": "(a+)+(a+)+$", "letters": r"(\\p{L}{900}){900}",
        "wide": "|".join(f"a{n}.*b" for n in range(4_000)), "any": "(.*)*" * 3_000,
    }  # fmt: skip
    for name, pattern in patterns.items():
        yield f"pattern: {name}", ("", f"SELECT * {{ ?a <a:l> ?l FILTER(REGEX(?l, '{pattern}')) }}")
    yield "a pattern for each row", ("", "SELECT * { ?a <a:l> ?l . ?b <a:l> ?m FILTER(REGEX(?l, CONCAT('^(', ?m, ')+$'))) }")
    yield "a function elsewhere", ("", "SELECT (<http://127.0.0.1:1/f>(?l) AS ?x) { ?a <a:l> ?l }")
    yield "terminal", ("refused", "SELECT * { \x1b]0;owned\x07 \u202e }")


def _nests() -> Iterator[tuple[str, tuple[str, str]]]:
    for word in ("FILTER EXISTS", "FILTER NOT EXISTS", "MINUS", "OPTIONAL", "LATERAL"):
        inside = "?a ?b ?c"
        for level in range(_DEEP - 2):
            inside = f"?s{level} ?p{level} ?c {word} {{ {inside} }}"
        yield f"{word}, nested", ("", f"SELECT * {{ {inside} }}")
    yield "triples in triples", ("", "SELECT * { " + "<< <a:a> <a:b> " * 1_100 + "1" + " >>" * 1_100 + " <a:b> 1 }")
    yield "lists in lists", ("", "SELECT * { ?s ?p " + "(" * _DEEP + "1" + ")" * _DEEP + " }")
    conditional = "?a"
    for _ in range(_DEEP - 2):
        conditional = f"IF(?a = ?b, ?c, COALESCE({conditional}, 1/0))" if conditional.count("(") < _DEEP - 4 else conditional
    yield "conditions in conditions", ("", f"SELECT ({conditional} AS ?x) {{ {_CROSS} }}")
    selected = "SELECT * { ?a ?b ?c }"
    for _ in range((_DEEP - 2) // 2):
        selected = f"SELECT * {{ {{ {selected} }} UNION {{ {_CROSS} }} }}"
    yield "queries in queries", ("", selected)


def _disguises(address: str) -> Iterator[tuple[str, tuple[str, str]]]:
    call = f"<{address}> {{ ?x ?y ?z }}"
    words = {
        "all letters": r"\u0053\u0045\u0052\u0056\u0049\u0043\u0045", "eight digits": r"\U00000053ervice",
        "small": r"s\u0065RvIcE",
        "behind a comment": "#\\u000ASERVICE", "behind a return": "#\\u000DSERVICE",
        "behind a string": r"FILTER('\u0027 != '') SERVICE",
        "silent": r"SERVICE\u0020SILENT", "with a blank that is none": "SERVICE\u00a0", "twice": r"\u005Cu0053ERVICE",
    }  # fmt: skip
    for name, word in words.items():
        yield f"SERVICE: {name}", ("refused", f"SELECT * {{ ?a ?b ?c {word} {call} }}")
    yield "LOAD", ("refused", rf"\u004C\u004FAD <{address}>")
    yield "a file as the base", ("refused", "BASE <file:///etc/> SELECT * FROM <passwd> { ?s ?p ?o }")
    yield "FROM", ("refused", rf"SELECT * FR\u004FM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}")
    yield "an update behind a query", ("refused", "SELECT * { ?s ?p ?o } ; \\u0044ROP ALL")
    yield "an update in capitals of another alphabet", ("refused", "ＤＲＯＰ ALL")
