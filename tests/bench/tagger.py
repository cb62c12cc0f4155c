"""Compare what the tagger costs with what the parse of the same text costs, in one process: `python tests/bench/tagger.py`.

Both run on one thread; the figures are words per second of processor time. Texts: the sample articles, or files given.
"""

import sys
import time
from pathlib import Path

from kg.parse import load_model
from kg.tagger import load_tagger, split_words

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 5


def main() -> None:
    """Print the speed of both and the share of the tagger."""
    files = [Path(f) for f in sys.argv[1:]] or sorted((ROOT / "data" / "news").glob("*.txt"))
    texts = [f.read_text(encoding="utf-8") for f in files]
    paragraphs = [p for text in texts for p in text.splitlines() if p.strip()]
    words = ROUNDS * sum(len(split_words(text)) for text in texts)
    pipeline, tagger = load_model().pipeline, load_tagger()
    list(pipeline.pipe(paragraphs))  # both are warm before the clock starts
    tagger.tag(texts)
    began = time.process_time()
    for _ in range(ROUNDS):
        list(pipeline.pipe(paragraphs, batch_size=256))
    parsed = time.process_time()
    for _ in range(ROUNDS):
        tagger.tag(texts)
    tagged = time.process_time()
    parse, tag = parsed - began, tagged - parsed
    print(f"parse {words / parse:.0f} words/s, tagger {words / tag:.0f} words/s, tagger / parse {tag / parse:.2f}")


if __name__ == "__main__":
    main()
