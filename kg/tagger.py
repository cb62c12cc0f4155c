"""Text → typed spans, by the small learned encoder of `data/models/tagger`: the only door to onnxruntime and tokenizers.

One run of the encoder fills several heads (`defence`, `mentions`, `attribution`, `incidents` …); the model card beside
the weights says what each was trained on. A head has one or more layers of BIO tags, so that spans of one head may nest.

A window of text is run by itself, never padded and never beside another: the eight-bit arithmetic scales its activations by
the largest value in sight, so a neighbour in a batch would change the result. The same text therefore gives the same spans
whatever it is tagged with.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import InputError
from kg.folders import knowledge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Head = tuple[tuple[str, ...], ...]
"""The labels of each layer of a head; tag 0 is outside, tags 2i+1 and 2i+2 begin and continue label i."""

MODEL, VOCABULARY, LABELS = "tagger.onnx", "tokenizer.json", "labels.json"

MAX_PIECES = 192
"""Longest window in word pieces; longer ones gain no accuracy."""

_WORD = re.compile(r"\w+(?:[\u0300-\u036f]+\w*)*|[^\w\s]")

_SENTENCE_END = frozenset(".!?")

# A run of letters longer than this says nothing; the tokenizer would take it for one unknown word too.
_MAX_LETTERS = 100

# Words whose pieces are kept from text to text: finding them anew costs as much as a tenth of the encoder.
_MAX_REMEMBERED = 100_000

SHAPES = 16
"""Number of letter-case shapes, each at the start of a line and elsewhere."""


class TaggedSpan(NamedTuple):
    """A stretch of one text with its label; offsets count code points, `end` is exclusive, `score` lies in 0…1."""

    begin: int
    end: int
    label: str
    score: float


class Word(NamedTuple):
    """A run of letters and digits, or one other visible character; `shape` tells its letter case (the pieces do not)."""

    begin: int
    end: int
    shape: int
    ends_sentence: bool
    starts_paragraph: bool


class Tagger:
    """A loaded encoder; make it with `load_tagger`."""

    def __init__(self, session: Any, vocabulary: Any, heads: Mapping[str, Head]) -> None:  # noqa: ANN401 - libraries without types
        """Keep the session, the tokenizer and what the columns of the output mean."""
        self.heads = heads
        self._session = session
        self.vocabulary = vocabulary
        self._pieces: dict[str, tuple[int, ...]] = {}
        self.frame = (vocabulary.token_to_id("[CLS]"), vocabulary.token_to_id("[SEP]"))
        self._unknown = (vocabulary.token_to_id("[UNK]"),)

    def tag(
        self, texts: Sequence[str], *, only: Mapping[str, AbstractSet[str]] | None = None, eagerness: float = 0.0
    ) -> list[dict[str, tuple[TaggedSpan, ...]]]:
        """Return for each text the spans of every head, in text order, the longer first where two begin together.

        With `only` (head → labels) just these heads are read, and each chooses among these labels as if it had no others.
        `eagerness` is taken from the logarithm of the probability that a word is outside: above 0 more is found, less surely.
        Offsets count code points of the text as it was given; a text without words has no spans. No span crosses a blank
        line, or the cut between two windows, which lies at the end of a sentence or line wherever there is one.
        """
        columns = list(_columns(self.heads, only))
        return [self._tag(text, columns, eagerness) for text in texts]

    def labels(self, head: str) -> frozenset[str]:
        """Return the labels of a head, of all its layers."""
        return frozenset(label for layer in self.heads[head] for label in layer)

    def pieces(self, word: str) -> tuple[int, ...]:
        """Return the numbers of the word pieces of one word, at least one."""
        found = self._pieces.get(word)
        if found is None:
            if len(self._pieces) >= _MAX_REMEMBERED:
                self._pieces.clear()
            plain = word.encode("utf-8", "replace").decode() if len(word) <= _MAX_LETTERS else ""
            found = tuple(self.vocabulary.encode(plain, add_special_tokens=False).ids) or self._unknown
            self._pieces[word] = found
        return found

    def _tag(self, text: str, columns: Sequence["_Columns"], eagerness: float) -> dict[str, tuple[TaggedSpan, ...]]:
        found: dict[str, dict[tuple[int, int, str], float]] = {c.head: {} for c in columns}
        words = split_words(text)
        pieces = [self.pieces(text[w.begin : w.end]) for w in words]
        for first, last in windows(words, [len(p) for p in pieces]):
            scores = self._run(pieces[first:last], words[first:last])
            for head, span in _spans(scores, words[first:last], columns, eagerness):
                key = (span.begin, -span.end, span.label)
                found[head][key] = max(span.score, found[head].get(key, 0.0))  # two layers may say the same
        return {
            head: tuple(TaggedSpan(begin, -end, label, score) for (begin, end, label), score in sorted(spans.items()))
            for head, spans in found.items()
        }

    def _run(self, pieces: Sequence[tuple[int, ...]], words: Sequence[Word]) -> "NDArray[np.float32]":
        """Return the logarithm of the probability of every tag for every word of one window."""
        import numpy as np

        names = ("pieces", "shapes", "first", "last")
        given = {n: np.array([row], dtype=np.int64) for n, row in zip(names, frame(pieces, words, self.frame), strict=True)}
        scores: NDArray[np.float32] = self._session.run(["scores"], given)[0][0]
        return scores


@cache
def load_tagger(folder: Path | None = None) -> Tagger:
    """Load the tagger of a folder; without one, the tagger that comes with kg.

    Raises:
        InputError: a file of the model is missing or damaged, or onnxruntime cannot load it.
    """
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    folder = folder or knowledge("models") / "tagger"
    for name in (MODEL, VOCABULARY, LABELS):
        if not (folder / name).is_file():
            raise InputError(f"{folder / name}: no such file. Give the folder of a tagger, or reinstall kg.")
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        heads = json.loads((folder / LABELS).read_text(encoding="utf-8"))
        session = InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
        vocabulary = Tokenizer.from_file(str(folder / VOCABULARY))
    except Exception as error:  # both libraries raise bare subclasses of Exception
        line = (str(error).splitlines() or [""])[0]
        raise InputError(f"{folder}: not a tagger that onnxruntime can load ({line}). Reinstall kg.") from error
    return Tagger(session, vocabulary, {head: tuple(tuple(labels) for labels in layers) for head, layers in heads.items()})


def split_words(text: str) -> list[Word]:
    """Split a text into words; everything visible belongs to exactly one.

    >>> [(w.begin, w.end, w.shape) for w in split_words("US forces, 2016")]
    [(0, 2, 11), (3, 9, 2), (9, 10, 0), (11, 15, 1)]
    """
    words: list[Word] = []
    matches = list(_WORD.finditer(text))
    gaps = [text[a.end() : b.start()] for a, b in pairwise(matches)]
    for match, before, after in zip(matches, ["\n", *gaps], [*gaps, "\n"], strict=False):
        lines = "\n" in before or "\r" in before
        ends = "\n" in after or "\r" in after or (bool(after) and match[0] in _SENTENCE_END)
        number = shape(match[0]) + SHAPES // 2 * lines
        words.append(Word(match.start(), match.end(), number, ends, max(before.count("\n"), before.count("\r")) > 1))
    return words


def shape(word: str) -> int:
    """Return the letter case of a word as a number below 8.

    >>> [shape(w) for w in (",", "2016", "forces", "US", "A", "Syria", "T72", "McCain")]
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    kinds = (
        (1, word.isdigit()),
        (2, word.islower()),
        (3, word.isupper() and len(word) > 1 and word.isalpha()),
        (4, word.isupper() and len(word) == 1),
        (5, word[:1].isupper() and word[1:].islower() and word.isalpha()),
        (6, any(c.isdigit() for c in word)),
        (7, word[:1].isupper()),
    )
    return next((number for number, holds in kinds if holds), 0)


def windows(words: Sequence[Word], lengths: Sequence[int], limit: int = MAX_PIECES) -> Iterator[tuple[int, int]]:
    """Yield the windows of a text as ranges of words, each of at most `limit` word pieces (at least one word).

    A window ends with the last sentence or line that fits, or where it is full when none ends in its second half.
    """
    first = 0
    while first < len(words):
        last, size, cut = first, 0, 0
        while last < len(words) and (size + lengths[last] <= limit or last == first):
            size += lengths[last]
            last += 1
            if words[last - 1].ends_sentence and 2 * size >= limit:
                cut = last
        last = last if last == len(words) else cut or last
        yield first, last
        first = last


def frame(
    pieces: Sequence[tuple[int, ...]], words: Sequence[Word], ends: tuple[int, int]
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Return what the encoder reads of a window.

    These are the word pieces between the two end marks, the shape of the word of each piece (`SHAPES` for the marks), and
    where each word's first and last piece stand.
    """
    numbers, shapes, first, last = [ends[0]], [SHAPES], [], []
    for word, parts in zip(words, pieces, strict=True):
        first.append(len(numbers))
        numbers += parts
        shapes += [word.shape] * len(parts)
        last.append(len(numbers) - 1)
    return [*numbers, ends[1]], [*shapes, SHAPES], first, last


class _Columns(NamedTuple):
    """Where the tags of one layer stand in the output, and the labels among which it chooses."""

    head: str
    labels: tuple[str, ...]
    numbers: tuple[int, ...]
    whole: bool


def _columns(heads: Mapping[str, Head], only: Mapping[str, AbstractSet[str]] | None) -> Iterator[_Columns]:
    """Yield the layers to be read; the output is in the order of the heads, their layers and tags."""
    column = 0
    for head, layers in heads.items():
        for labels in layers:
            if only is None or head in only:
                chosen = [i for i, label in enumerate(labels) if only is None or label in only[head]]
                tags = (0, *(2 * i + k for i in chosen for k in (1, 2)))
                yield _Columns(
                    head, tuple(labels[i] for i in chosen), tuple(column + t for t in tags), len(chosen) == len(labels)
                )
            column += 2 * len(labels) + 1


def _spans(
    scores: "NDArray[np.float32]", words: Sequence[Word], columns: Sequence[_Columns], eagerness: float
) -> Iterator[tuple[str, TaggedSpan]]:
    """Yield the spans of a window with their heads."""
    import numpy as np

    for head, labels, numbers, whole in columns:
        layer = scores[:, numbers[0] : numbers[-1] + 1] if whole else scores[:, numbers]
        if not whole:
            layer = layer - np.logaddexp.reduce(layer, axis=1, keepdims=True)
        if eagerness:
            layer = layer - np.eye(1, layer.shape[1], dtype=layer.dtype) * eagerness
        for first, last, label, score in _runs(layer, words):
            yield head, TaggedSpan(words[first].begin, words[last - 1].end, labels[label], score)


def _runs(layer: "NDArray[np.float32]", words: Sequence[Word]) -> Iterator[tuple[int, int, int, float]]:
    """Yield first word, last word (exclusive), label and mean probability of each span; a blank line parts a span in two."""
    tags = best_tags(layer)
    starts = [i for i, tag in enumerate(tags) if tag % 2 or (tag and words[i].starts_paragraph)]
    for first in starts:
        label = (tags[first] - 1) // 2
        last = first + 1
        while last < len(tags) and tags[last] == 2 * label + 2 and not words[last].starts_paragraph:
            last += 1
        probabilities = [float(layer[i, tags[i]]) for i in range(first, last)]
        yield first, last, label, round(_mean_probability(probabilities), 4)


def _mean_probability(logarithms: Sequence[float]) -> float:
    from math import exp

    return min(1.0, sum(map(exp, logarithms)) / len(logarithms))


def best_tags(layer: "NDArray[np.float32]") -> list[int]:
    """Return the likeliest sequence of tags in which no span continues that did not begin (Viterbi).

    >>> import numpy as np
    >>> best_tags(np.log([[0.5, 0.4, 0.1], [0.1, 0.2, 0.7]]))
    [1, 2]
    """
    import numpy as np

    tags: list[int] = layer.argmax(axis=1).tolist()
    if all(tag % 2 or not tag or before in (tag, tag - 1) for before, tag in pairwise([0, *tags])):
        return tags  # the likeliest tags are a legal sequence: nothing to search
    total = np.where(np.arange(layer.shape[1]) % 2 | (np.arange(layer.shape[1]) == 0), layer[0], -np.inf)
    came_from = []
    inside = np.arange(2, layer.shape[1], 2)
    for row in layer[1:]:
        origin = np.full(layer.shape[1], int(total.argmax()))
        origin[inside] = np.where(total[inside] > total[inside - 1], inside, inside - 1)
        total = total[origin] + row
        came_from.append(origin)
    path = [int(total.argmax())]
    for origin in reversed(came_from):
        path.append(int(origin[path[-1]]))
    return path[::-1]
