"""What kg costs beside its peers; `python -m tests.bench` prints the tables."""
