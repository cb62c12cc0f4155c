"""`python -m kg`: the command line."""

import gc

COLLECT_AFTER = 50_000
"""New objects after which cycles are looked for: kg's values are trees, which Python frees without looking."""


def main() -> None:
    """Run `kg` and exit with its code."""
    gc.set_threshold(COLLECT_AFTER, 20, 20)
    from kg.cli import cli  # which makes many objects

    cli(prog_name="kg")


if __name__ == "__main__":
    main()
