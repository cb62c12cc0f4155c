"""`kg serve`: a graph as a site on this machine."""

from pathlib import Path

import click

from kg.cli.terminal import example, say


@click.command(epilog=example("kg serve out/graph.ttl", "kg serve news.kg --port 8080 --timeout 5"))
@click.argument("graph", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any that is free.")
@click.option("--timeout", type=click.FloatRange(0.1), default=10, show_default=True, help="Seconds until a query is stopped.")
@click.option("--max-rows", type=click.IntRange(1), default=10_000, show_default=True, help="Rows of an answer at most.")
def serve(graph: Path, *, port: int, timeout: float, max_rows: int) -> None:
    """Look through a graph in a browser, and query it by SPARQL, on this machine only.

    The site is at http://127.0.0.1:8000/, the SPARQL 1.1 endpoint at /sparql under it; nothing can be changed by either.
    A store is read where it lies, as it is at the start.
    Needs one more set of packages: pip install 'newskg[web]'. Ctrl-C stops it.
    """
    from kg import serving  # `kg --help` does without

    with serving.listen(port) as listener:
        site = serving.application(graph, deadline=timeout, max_rows=max_rows)
        say(f"Serving {graph} at http://{serving.ADDRESS}:{listener.getsockname()[1]}/ – Ctrl-C stops it.")
        serving.run(site, listener)
