"""`kg doctor`: which tool, model and knowledge a graph would be made with."""

from typing import Any

import click

from kg.cli.terminal import example, put_json, put_table

PACKAGES = (
    *("newskg", "spacy", "pyoxigraph", "rdflib", "networkx", "matplotlib", "pyshacl"),
    *("trafilatura", "pypdf", "feedparser", "warcio"),  # the optional readers
    *("starlette", "uvicorn", "jinja2"),  # kg serve
)


@click.command(epilog=example("kg doctor", "kg doctor --json"))
@click.option("--model", metavar="fast|NAME|DIR", help="Look at this model instead of the usual one.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def doctor(*, model: str | None, as_json: bool) -> None:
    """Show versions, model, lexicons and ontology in use."""
    facts = diagnose(model)
    if as_json:
        put_json(facts)
    else:
        put_table(
            ("what", "which", "hash"), [_row(part, name, fact) for part, facts in facts.items() for name, fact in facts.items()]
        )


def diagnose(model: str | None = None) -> dict[str, dict[str, Any]]:
    """Return versions, the model, lexicon files and the size of the ontology as plain values.

    Raises:
        InputError: the model or a knowledge file cannot be loaded.
    """
    import platform  # `kg --help` does without this and without spaCy

    from kg import lexicon, ontology, parse

    folder = ontology.knowledge("lexicons")
    rows = lexicon.row_counts(folder)
    loaded = parse.load_model(model)
    inventory = ontology.load_ontology()
    return {
        "version": {"python": platform.python_version()} | {name: _version(name) for name in PACKAGES},
        "model": {loaded.name: {"version": loaded.version, "sha256": loaded.sha256[:16]}},
        "lexicon": {name: {"rows": rows.get(name), "sha256": digest} for name, digest in lexicon.hashes(folder).items()},
        "ontology": {
            "entity types": len(inventory.types),
            "event types": len(inventory.events),
            "relations": len(inventory.relations),
            "speech acts": len(inventory.acts),
        },
    }


def _version(package: str) -> str:
    from importlib import metadata  # half as slow to import as click

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _row(part: str, name: str, fact: Any) -> tuple[str, str, str]:  # noqa: ANN401 - a value or a small mapping
    if isinstance(fact, dict):
        value = fact.get("version") or (f"{fact['rows']} rows" if fact.get("rows") else "packed")
        return f"{part} {name}", value, fact["sha256"]
    return f"{part} {name}", str(fact), ""
