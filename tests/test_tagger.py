"""The learned tagger: spans quote the text, the same text gives the same spans, and a broken model is told in one line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.folders import knowledge
from kg.tagger import LABELS, MAX_PIECES, MODEL, VOCABULARY, load_tagger, split_words, windows

SHIPPED = knowledge("models") / "tagger"
MAX_BYTES = 30_000_000

HEADS = ["defence", "names", "mentions", "attribution", "places", "incidents", "facts"]

PLAIN = "On Friday, Minister Anna Kovacs told reporters in Budapest that the Hungarian Air Force will send two helicopters."
WEIRD = st.lists(
    st.sampled_from(
        [
            "Kyiv",
            "the army",
            "é",
            "e\u0301",
            "👩\u200d🚀",
            "🇺🇦",
            "\r\n",
            "\n\n",
            "\u00a0",
            "\u0301",
            "ﬁ",
            "İ",
            "\x00",
            "said",
            ".",
            " ",
        ]
    )
    | st.text(max_size=8),
    max_size=30,
).map("".join)


@pytest.fixture(scope="module")
def tagger():
    """Load the tagger that comes with kg."""
    return load_tagger()


def spans(tagger, text, head):
    """Return the words and labels of one head."""
    return [(text[s.begin : s.end], s.label) for s in tagger.tag([text])[0][head]]


@settings(max_examples=60)
@given(WEIRD)
def test_spans_lie_in_the_text(text):
    """Every span is a stretch of the text that begins and ends with something visible, whatever the text."""
    tagger = load_tagger()
    (found,) = tagger.tag([text])
    assert list(found) == HEADS
    for head, here in found.items():
        labels = {label for layer in tagger.heads[head] for label in layer}
        assert list(here) == sorted(here, key=lambda s: (s.begin, -s.end, s.label))
        for span in here:
            assert 0 <= span.begin < span.end <= len(text)
            assert text[span.begin : span.end].strip() == text[span.begin : span.end]
            assert "\n\n" not in text[span.begin : span.end]
            assert span.label in labels
            assert 0 <= span.score <= 1


@given(WEIRD)
def test_words_cover_what_is_visible(text):
    """Words follow one another, and nothing lies between them but space."""
    words = split_words(text)
    gaps = [text[a:b] for a, b in zip([0, *(w.end for w in words)], [*(w.begin for w in words), len(text)], strict=True)]
    assert not "".join(gaps).strip()
    assert all(w.begin < w.end for w in words)


@given(st.lists(st.integers(1, 60), max_size=200), st.integers(1, 100))
def test_windows_divide_the_words(lengths, limit):
    """Windows take every word once, and none is larger than the limit unless it is one word."""
    words = split_words(" ".join("." if n % 7 == 0 else "x" for n in lengths))
    found = list(windows(words, lengths, limit))
    assert [i for first, last in found for i in range(first, last)] == list(range(len(words)))
    assert all(last - first == 1 or sum(lengths[first:last]) <= limit for first, last in found)


def test_windows_end_with_sentences():
    """A long text is cut after a full stop, not inside a sentence."""
    words = split_words("The convoy left the town at dawn. " * 60)
    cuts = [last for _, last in windows(words, [1] * len(words))]
    assert len(cuts) > 1
    assert all(words[cut - 1].ends_sentence for cut in cuts)


def test_offsets_shift_with_the_text(tagger):
    """Emoji, combining marks and Windows line ends before a sentence move its spans and change nothing else."""
    before = "\r\n".join(["👩\u200d🚀🇺🇦 Cafe\u0301."] * (MAX_PIECES // 4)) + "\r\n"
    words = split_words(before + PLAIN)
    assert [(before + PLAIN)[w.begin : w.end] for w in words][-len(split_words(PLAIN)) :] == [
        PLAIN[w.begin : w.end] for w in split_words(PLAIN)
    ]
    assert ("Anna Kovacs", "PER") in spans(tagger, before + PLAIN, "names")


def test_neighbours_make_no_difference(tagger):
    """A text is tagged alike alone, twice, and beside others; long texts too."""
    texts = [PLAIN, "", "Kyiv denied it.", " ".join([PLAIN] * 30), "👩\u200d🚀"]
    together = tagger.tag(texts)
    assert together == [tagger.tag([text])[0] for text in texts]
    assert together == tagger.tag(texts[::-1])[::-1]


def test_a_fresh_process_says_the_same(tagger):
    """What a text is tagged with does not depend on the process or on the number of threads it may use."""
    code = f"from kg.tagger import load_tagger; print(load_tagger().tag([{PLAIN!r}]))"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "OMP_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "4")
    ]
    assert set(runs) == {f"{tagger.tag([PLAIN])}\n"}


@pytest.mark.parametrize("text", ["", " ", "\r\n\t\u2003"])
def test_no_words_no_spans(tagger, text):
    """A text without words has every head and no span."""
    assert tagger.tag([text]) == [dict.fromkeys(HEADS, ())]
    assert tagger.tag([]) == []


def test_an_endless_word_is_one_word(tagger):
    """A word longer than a window is read as unknown."""
    assert tagger.pieces("x" * 10_000) == (tagger.vocabulary.token_to_id("[UNK]"),)
    assert tagger.tag(["x" * 10_000])


def test_plain_sentence(tagger):
    """The heads find what a reader would, in a sentence of our own."""
    names = spans(tagger, PLAIN, "names")
    assert ("Anna Kovacs", "PER") in names
    assert ("Budapest", "LOC") in names
    assert [words for words, label in spans(tagger, PLAIN, "defence") if label == "Location"] == ["Budapest"]
    assert any("Air Force" in words and label == "Organisation" for words, label in spans(tagger, PLAIN, "defence"))
    assert ("Budapest", "place") in spans(tagger, PLAIN, "places")
    attribution = spans(tagger, PLAIN, "attribution")
    assert ("told", "cue") in attribution
    assert any("Kovacs" in words and label == "source" for words, label in attribution)
    assert any("two helicopters" in words and label == "content" for words, label in attribution)


@pytest.mark.parametrize("name", [MODEL, VOCABULARY, LABELS])
def test_missing_and_damaged_files(tmp_path, name):
    """A missing or damaged file is told in one line that names it or its folder."""
    folder = tmp_path / "tagger"
    shutil.copytree(SHIPPED, folder)
    (folder / name).write_bytes(b"\x00not a model")
    with pytest.raises(InputError, match="tagger") as damaged:
        load_tagger(folder)
    assert "\n" not in str(damaged.value)
    (folder / name).unlink()
    with pytest.raises(InputError, match=name) as missing:
        load_tagger(folder)
    assert "\n" not in str(missing.value)


def test_size_and_licence():
    """What ships stays small, and its card stands beside it."""
    assert sum((SHIPPED / name).stat().st_size for name in (MODEL, VOCABULARY, LABELS)) <= MAX_BYTES
    if "data" in SHIPPED.parts:  # a checkout
        assert "Licence" in (SHIPPED / "README.md").read_text(encoding="utf-8")


def test_libraries_come_late():
    """Importing the tagger loads neither library; loading the model does."""
    code = "import sys, kg.tagger; print([m for m in ('onnxruntime', 'tokenizers', 'numpy') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_head_chooses_among_the_labels_asked_for(tagger):
    """With `only`, other heads and labels are left out; `eagerness` lets through what is less sure."""
    text = "The Inn is a river in Switzerland, Austria and Germany. It is a right tributary of the Danube."
    labels = {"subject", "mouth of the watercourse"}
    (found,) = tagger.tag([text], only={"facts": labels})
    assert list(found) == ["facts"]
    assert ("Danube", "mouth of the watercourse") in [(text[s.begin : s.end], s.label) for s in found["facts"]]
    (more,) = tagger.tag([text], only={"facts": labels}, eagerness=3.0)
    assert {s.label for s in more["facts"]} <= labels
    assert len(more["facts"]) > len(found["facts"])
