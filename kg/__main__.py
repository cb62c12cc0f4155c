"""`python -m kg`: the command line."""

import gc

COLLECT_AFTER = 50_000
"""New objects after which cycles are looked for: kg's values are trees, which Python frees without looking."""


def main() -> None:
    """Run `kg` and exit with its code."""
    gc.set_threshold(COLLECT_AFTER, 20, 20)
    from kg.cli import cli  # which makes many objects

    try:
        cli(prog_name="kg")
    finally:
        gc.freeze()  # the memory goes anyway: Python looks through what is left for cycles, as long as a small command takes


if __name__ == "__main__":
    main()
