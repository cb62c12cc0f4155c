"""What the files of a store are called, by which a folder is told to be one."""

from pathlib import Path

CURRENT, VERSIONS, MANIFEST, ARTICLES, GRAPH = "current", "versions", "manifest.json", "articles.json", "graph"


def is_store(path: Path) -> bool:
    """Tell a store from a folder of other things, a damaged store from none at all."""
    return (path / CURRENT).exists() or (path / VERSIONS).is_dir()
