"""`python -m kg`: the command line."""

from kg.cli import cli


def main() -> None:
    """Run `kg` and exit with its code."""
    cli(prog_name="kg")


if __name__ == "__main__":
    main()
