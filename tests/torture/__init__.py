"""Hostile inputs, and what a build must do with them: `python -m tests.torture --quick` or `--full`."""
