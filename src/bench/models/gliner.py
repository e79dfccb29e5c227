"""GLiNER (Zaratiana et al. 2024): names of the types that it is asked for, untrained on them, a span of words each.

Its own splitter makes one word of a run of Chinese, so the words are characters or jieba's (`gliner_words`).
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.models import jieba_words
from bench.models.base import Answer, Tagged, TagMap, versions
from bench.models.gliner_words import SPLITTERS, Splitter, expressible
from bench.models.hub import Checkpoint, find_checkpoint

_CONFIG, _WEIGHTS, _TOKENIZER = "gliner_config.json", "model.safetensors", "tokenizer_config.json"
_WHOLE = "GLiNER.from_pretrained(…).save_pretrained(FOLDER, safe_serialization=True)"
# Parts of other kinds of GLiNER: an encoder or decoder of labels, relations, a decoder as the backbone.
_OTHER_KINDS = ("labels_encoder", "labels_decoder", "relations_layer")
# Texts that go through the model together; part of the adapter, as sums of a padded batch differ in the last digits.
_BATCH = 8


@dataclass(frozen=True, slots=True)
class GlinerSettings:
    """`path` is a folder or an id of the hub; `words` are `char` or `jieba`; `labels` is the language of the prompt.

    A span is a name where its probability is at least `threshold`; with `flat_ner` the best of those that overlap.
    """

    path: str
    revision: str | None = None
    words: str = "char"
    labels: str = "zh"
    threshold: float = 0.5
    flat_ner: bool = True

    def __post_init__(self) -> None:
        for key, known in (("words", tuple(SPLITTERS)), ("labels", tuple(_label_sets()))):
            if getattr(self, key) not in known:
                raise BenchError(f"the model gliner: {key}={getattr(self, key)}: take {' or '.join(known)}")
        if not 0 < self.threshold < 1:
            raise BenchError(f"the model gliner: threshold={self.threshold}: take a number between 0 and 1")


def _label_sets() -> dict[str, dict[str, dict[str, str]]]:
    import yaml

    file = resources.files("bench.conf").joinpath("prompt", "gliner_labels.yaml")
    sets: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return sets


class Gliner:
    """A GLiNER with one encoder, for spans or for tokens, on the processor."""

    Settings = GlinerSettings
    tags: TagMap

    def __init__(self, settings: GlinerSettings) -> None:
        self._settings = settings
        self._cells = _label_sets()[settings.labels]
        self.tags = TagMap(
            f"gliner-{settings.labels}",
            {label: cell["type"] for label, cell in self._cells.items()},
            {label: "narrower" for label, cell in self._cells.items() if "fine" in cell},
            {label: cell["fine"] for label, cell in self._cells.items() if "fine" in cell},
        )

    @cached_property
    def _about(self) -> Checkpoint:
        return find_checkpoint(self._settings.path, self._settings.revision, weights=False)

    @cached_property
    def _config(self) -> dict[str, Any]:
        return _checked_config(self._about, self._settings.path)

    @cached_property
    def _backbone(self) -> Checkpoint | None:
        """Where tokenizer and configuration of the encoder are, if the model's own files have them not."""
        if self._config.get("encoder_config") and (self._about.folder / _TOKENIZER).is_file():
            return None
        return find_checkpoint(str(self._config.get("model_name")), weights=False)

    @property
    def width(self) -> int | None:
        """How many words a name can have; `None` for a model without such a limit."""
        return None if self._config.get("span_mode") == "token_level" else int(self._config.get("max_width", 12))

    def expressible(self, text: str, spans: Iterable[Sequence[Any]]) -> list[bool]:
        """Of each span of `text` whether the model could say it at all: its words, and how many a name can have."""
        return expressible(text, spans, SPLITTERS[self._settings.words], self.width)

    @cached_property
    def _model(self) -> Any:
        s, about = self._settings, self._about
        folder = find_checkpoint(s.path, about.commit).folder if about.commit else about.folder
        if not (folder / _WEIGHTS).is_file():
            raise BenchError(
                f"{s.path}: has no {_WEIGHTS}, and pickled weights are refused; save it once with {_WHOLE}"
            )
        model = _load(folder, self._config, self._backbone)
        model.data_processor.words_splitter = _Words(SPLITTERS[s.words])
        return model

    def load(self) -> None:
        self._model.inference(["。"], list(self._cells))

    def predict(self, texts: Sequence[str]) -> list[list[Tagged]]:
        return self._read(texts)[0]

    def stream(self, documents: Sequence[Sequence[str]]) -> Iterator[tuple[int, Answer]]:
        """Each document in turn; `truncated_characters` counts what the model did not see of it."""
        return ((number, self._answer(texts)) for number, texts in enumerate(documents))

    def _answer(self, texts: Sequence[str]) -> Answer:
        try:
            spans, unseen = self._read(texts)
        except BenchError:
            raise
        except Exception as error:  # whatever the model throws is its failure on this document
            return Answer(None, f"{type(error).__name__}: {error}")
        return Answer(spans, kept={"truncated_characters": unseen} if unseen else {})

    def _read(self, texts: Sequence[str]) -> tuple[list[list[Tagged]], int]:
        """Of each text its names; how many characters of all texts the model did not see."""
        found: list[list[Tagged]] = []
        unseen = 0
        for first in range(0, len(texts), _BATCH):
            spans, more = self._read_batch(list(texts[first : first + _BATCH]))
            found += spans
            unseen += more
        return found, unseen

    def _read_batch(self, texts: list[str]) -> tuple[list[list[Tagged]], int]:
        model, threshold = self._model, self._settings.threshold
        prepared = model.prepare_batch(texts, list(self._cells))
        if not prepared["input_x"]:
            return [[] for _ in texts], 0
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sentence of length")  # it is counted
            batch = model.collate_batch(prepared["input_x"], prepared["entity_types"])
        output = model.run_batch(batch, threshold=threshold)
        decoded = model.decode_batch(output, batch, threshold=threshold, flat_ner=self._settings.flat_ner)
        places = ("valid_texts", "valid_to_orig_idx", "start_token_map", "end_token_map", "num_original")
        mapped = model.map_entities_to_text(decoded, **{key: prepared[key] for key in places})
        seen = _seen(texts, prepared, batch["words_mask"].amax(dim=1).tolist())
        spans = [
            [Tagged(e["start"], e["end"], e["label"]) for e in entities if e["end"] <= limit]
            for entities, limit in zip(mapped, seen, strict=True)
        ]
        return spans, sum(map(len, texts)) - sum(seen)

    def describe(self) -> dict[str, Any]:
        s = self._settings
        prompt = json.dumps(self._cells, ensure_ascii=False)
        splitting = jieba_words.describe() if s.words == "jieba" else {"packages": {}}
        return {
            "adapter": "gliner-1",
            "weights": self._about.identity,
            "backbone": self._backbone.identity if self._backbone else None,
            "words": s.words,
            "prompt": hashlib.sha256(prompt.encode()).hexdigest(),
            "threshold": s.threshold,
            "flat_ner": s.flat_ner,
            **splitting,
            "packages": {**splitting["packages"], **versions("gliner", "transformers", "tokenizers", "torch")},
        }


def _seen(texts: Sequence[str], prepared: dict[str, Any], lasts: Sequence[int]) -> list[int]:
    """How many characters of each text went in, `lasts` being the number of the last word that did.

    GLiNER leaves out words behind `max_len`, the tokenizer pieces of words behind what it takes.
    """
    seen = [len(text) for text in texts]
    for place, last, ends in zip(prepared["valid_to_orig_idx"], lasts, prepared["end_token_map"], strict=True):
        if last < len(ends):
            seen[place] = ends[last - 1] if last else 0
    return seen


class _Words:
    """What GLiNER asks of a splitter: each word with its start and end."""

    def __init__(self, splitter: Splitter) -> None:
        self._splitter = splitter

    def __call__(self, text: str) -> Iterator[tuple[str, int, int]]:
        for span in self._splitter(text):
            yield span.of(text), span.start, span.end


def _checked_config(about: Checkpoint, path: str) -> dict[str, Any]:
    """The model's configuration; `BenchError` where it is of another kind, or would run code of its own."""
    if not (about.folder / _CONFIG).is_file():
        raise BenchError(f"{path}: has no {_CONFIG}, so it is no GLiNER; take model=transformers for another tagger")
    config = about.read_json(_CONFIG)
    if '"auto_map"' in json.dumps(config):
        raise BenchError(f"{path}: {_CONFIG} has an auto_map: it runs code of its own: refused; take another model")
    kind = next((key for key in _OTHER_KINDS if config.get(key)), None)
    if kind or config.get("model_type") == "gliner_streaming_span":
        said = f"has a {kind}" if kind else "reads with a decoder"
        raise BenchError(f"{path}: {said}; take a GLiNER with one encoder, such as gliner_multi-v2.1")
    return config


def _load(folder: Path, config: dict[str, Any], backbone: Checkpoint | None) -> Any:
    """The model with all its weights from the file; GLiNER is handed local folders and asks for nothing by a name."""
    from gliner import GLiNER
    from safetensors.torch import load_model

    tokenizer = folder if backbone is None or (folder / _TOKENIZER).is_file() else backbone.folder
    config = {**config, "model_name": str(tokenizer)}
    if backbone is not None and not config.get("encoder_config"):
        config["encoder_config"] = backbone.read_json("config.json")
        if config.get("vocab_size", -1) != -1:  # the backbone's and GLiNER's own tokens
            config["encoder_config"]["vocab_size"] = config["vocab_size"]
    try:
        model = GLiNER.from_config(config, backbone_from_pretrained=False, local_files_only=True)
        missing, _ = load_model(model.model, folder / _WEIGHTS, strict=False)
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise BenchError(f"{folder}: GLiNER cannot load it ({reason}); save it again with this version") from None
    if missing:  # GLiNER would leave them as chance made them
        raise BenchError(
            f"{folder / _WEIGHTS}: lacks {min(missing)} and {len(missing) - 1} more of the model; save it again"
        )
    return model.eval()
