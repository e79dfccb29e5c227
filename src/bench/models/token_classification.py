"""Token classifiers of transformers, from a folder or the hub: BERT, RoBERTa, XLM-R and whatever else labels tokens."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bench.errors import BenchError
from bench.models.base import Answer, Tagged, TagMap, versions
from bench.models.batching import Batcher, Scores
from bench.models.decoding import Chunks, Ints, chunks, read_labels, viterbi
from bench.models.hub import Checkpoint, find_checkpoint
from bench.models.label_types import AUTO, Meaning, find_label_types
from bench.models.token_pools import Pool
from bench.models.token_scorers import DTYPES, OnnxScorer, TorchScorer
from bench.models.token_texts import PIECES, Reading, ReadText
from bench.models.tokenizer_offsets import Frame, TokenReader, Tokens

DECODINGS = ("viterbi", "argmax")
BACKENDS = ("torch", "onnx")
# A pool of documents has about so many batches: enough for windows of like length, few enough for early answers.
_BATCHES = 32
# What fills a core's cache, and what fills a GPU.
_CPU_TOKENS, _GPU_TOKENS = 1024, 16384
# Where a checkpoint says nothing of its longest input. Tokenizers without a limit say 10^30.
_LONGEST, _NO_LIMIT = 512, 10**6
# Their positions are numbered from behind the padding's.
_AFTER_PADDING = ("roberta", "camembert", "longformer", "xmod", "data2vec-text", "mpnet", "ibert", "luke", "mluke")


@dataclass(frozen=True, slots=True)
class TokenClassifierSettings:
    """`path` is a folder or an id of the hub.

    `tags` is a map of conf/tags, `toolkit` or `toolkit/set`. `window` is in tokens, special ones among them; without
    it the longest that the checkpoint takes. Windows share `stride` tokens or more, without it an eighth of a window.
    `decoding` is `viterbi`, the best labels that keep the rules of their scheme, or `argmax`, the best label of each
    token, repaired as conlleval does. Of the `pieces` of a word of letters or digits the `first` says its label, or
    `all` are labelled. With `truncate` a text is read up to the end of its first window. `batch_tokens` go to the model
    at once, `backend` is `torch` or `onnx`.
    """

    path: str
    revision: str | None = None
    tags: str = AUTO
    window: int | None = None
    stride: int | None = None
    decoding: str = "viterbi"
    pieces: str = "first"
    truncate: bool = False
    dtype: str = "float32"
    device: str = "auto"
    batch_tokens: int | None = None
    backend: str = "torch"

    def __post_init__(self) -> None:
        known = {"decoding": DECODINGS, "pieces": PIECES, "dtype": DTYPES, "backend": BACKENDS}
        for key, values in known.items():
            if getattr(self, key) not in values:
                raise BenchError(f"the model {self.path}: {key}={getattr(self, key)}: take {', '.join(values)}")
        for key, least in (("window", 8), ("stride", 0), ("batch_tokens", 1)):
            if getattr(self, key) is not None and getattr(self, key) < least:
                raise BenchError(f"the model {self.path}: {key}={getattr(self, key)}: take a whole number from {least}")
        if self.backend == "onnx" and self.dtype != "float32":
            raise BenchError(f"the model {self.path}: dtype is the graph's with backend=onnx; leave it out")


class TokenClassifier:
    """Names as a model labels tokens, over articles of any length; offsets are exact or the document is refused.

    Long texts are read in windows that begin at sentences, and a token is scored where it is most central; see
    `bench.models.windows`. No name runs over a line feed.
    """

    tags: TagMap
    Settings = TokenClassifierSettings
    unit = "document"

    def __init__(self, settings: TokenClassifierSettings) -> None:
        self._settings = settings
        self._where = f"the model {settings.path}"
        self._about = self._find(settings.revision, weights=False)
        config = self._about.read_json("config.json")
        told = config.get("id2label") or {}
        self._labels = read_labels([str(told[key]) for key in sorted(told, key=int)] or ["O"])
        self._types = find_label_types(self._where, settings.tags, self._labels.types)
        self.tags = self._types.tags
        longest = _longest(config, self._about)
        self._window = settings.window or longest
        if self._window > longest:
            raise BenchError(f"{self._where}: window={self._window}: it takes {longest} tokens at most")

    @property
    def policy(self) -> str:
        """For signatures: how labels become spans, `decode:viterbi-bio`."""
        return f"decode:{self._settings.decoding}-{self._labels.scheme}"

    def mapping(self) -> list[Meaning]:
        """Where every label of the checkpoint goes, those among them that count for nothing, and why."""
        return self._types.meanings(self._labels)

    def load(self) -> None:
        self._scorer  # noqa: B018  loading is what is asked for
        self._reader  # noqa: B018

    def stream(self, documents: Sequence[Sequence[str]]) -> Generator[tuple[int, Answer], None, None]:
        """The number of each document, a list of texts, with its `Answer`, pool by pool.

        `kept` counts the tokens that the model was given and the characters that were not read. While a pool is
        scored, the one after it is tokenized.
        """
        self.load()
        with self._scorer.threads() as threads, ThreadPoolExecutor(threads) as workers:
            try:
                before: tuple[Pool, list[Any]] | None = None
                for pool in self._pools(documents):
                    started = self._batcher.submit(pool.jobs, workers)
                    if before is not None:
                        yield from self._finished(*before)
                    before = pool, started
                if before is not None:
                    yield from self._finished(*before)
            finally:
                workers.shutdown(cancel_futures=True)

    def predict(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Spans of each text, each read by itself; `BenchError` where one fails."""
        found = dict(self.stream([[text] for text in texts]))
        for answer in found.values():
            if answer.error:
                raise BenchError(f"{self._where}: {answer.error}")
        return [found[number].value[0] for number in range(len(texts))]

    def describe(self) -> dict[str, Any]:
        """Weights, windows, decoding, precision, versions."""
        settings = self._settings
        backend = "onnxruntime" if settings.backend == "onnx" else "torch"
        return {
            "adapter": "token-classification-1",
            "weights": self._about.identity,
            "window": self._window,
            "stride": self._stride,
            "policy": self.policy,
            "pieces": settings.pieces,
            "truncate": settings.truncate,
            "dtype": settings.dtype,
            "packages": versions(backend, "transformers", "tokenizers"),
        }

    # ---- pools ----

    def _pools(self, documents: Sequence[Sequence[str]]) -> Iterator[Pool]:
        """Documents in order, as many as have enough characters; a character is about a token."""
        most, first, size = _BATCHES * self._batcher.budget, 0, 0
        for number, document in enumerate(documents):
            size += sum(map(len, document))
            if size >= most or number + 1 == len(documents):
                yield self._pool(first, documents[first : number + 1])
                first, size = number + 1, 0

    def _pool(self, first: int, documents: Sequence[Sequence[str]]) -> Pool:
        tokens = self._reader.read([text for document in documents for text in document])
        read = [[self._read(text, next(tokens)) for text in document] for document in documents]
        return Pool(first, read, self._frame, len(self._labels.names))

    def _read(self, text: str, tokens: Tokens | BenchError) -> ReadText | BenchError:
        return tokens if isinstance(tokens, BenchError) else ReadText(text, tokens, self._reading)

    def _finished(self, pool: Pool, started: list[Any]) -> Iterator[tuple[int, Answer]]:
        for future in started:
            pool.take(future.result())
        yield from pool.answers(self._decode, [tag if tag in self.tags.labels else None for tag in self._labels.types])

    def _decode(self, scores: Scores, lengths: Ints) -> Chunks:
        viterbi_asked = self._settings.decoding == "viterbi"
        path = viterbi(scores, lengths, self._labels) if viterbi_asked else scores.argmax(axis=1)
        return chunks(path, lengths, self._labels)

    # ---- what is loaded ----

    @cached_property
    def _checkpoint(self) -> Checkpoint:
        """With the weights, of the very commit that was looked up before."""
        return self._find(self._about.commit or self._settings.revision, weights=True)

    def _find(self, revision: str | None, weights: bool) -> Checkpoint:
        form = "onnx" if self._settings.backend == "onnx" else "safetensors"
        return find_checkpoint(self._settings.path, revision, weights, form)

    @cached_property
    def _tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        folder = self._about.folder
        try:
            return AutoTokenizer.from_pretrained(folder, trust_remote_code=False, local_files_only=True)
        except (ImportError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            reason = " ".join(str(error).split())[:200]
            raise BenchError(
                f"{self._where}: its tokenizer cannot be loaded ({reason}); install what it names"
            ) from error

    @cached_property
    def _reader(self) -> TokenReader:
        try:
            return TokenReader(self._tokenizer)
        except BenchError as error:
            raise BenchError(f"{self._where}: {error}") from None

    @cached_property
    def _frame(self) -> Frame:
        return self._reader.frame()

    @cached_property
    def _reading(self) -> Reading:
        settings = self._settings
        room = self._window - sum(map(len, self._frame))
        if self._stride >= room:
            raise BenchError(f"{self._where}: stride={self._stride}: a window has room for {room} tokens; take fewer")
        return Reading(room, self._stride, settings.pieces, settings.truncate)

    @property
    def _stride(self) -> int:
        return self._window // 8 if self._settings.stride is None else self._settings.stride

    @cached_property
    def _scorer(self) -> TorchScorer | OnnxScorer:
        settings = self._settings
        if settings.backend == "onnx":
            return OnnxScorer(self._where, self._checkpoint, settings.device)
        return TorchScorer(self._where, self._checkpoint, settings.dtype, settings.device)

    @cached_property
    def _batcher(self) -> Batcher:
        budget = self._settings.batch_tokens or (_CPU_TOKENS if self._scorer.device == "cpu" else _GPU_TOKENS)
        return Batcher(self._scorer, budget, self._tokenizer.pad_token_id or 0)


def _longest(config: dict[str, Any], checkpoint: Checkpoint) -> int:
    """The tokens that a checkpoint takes at most: what its positions and its tokenizer say, or 512."""
    positions = config.get("max_position_embeddings") or config.get("n_positions")
    if positions and any(name in str(config.get("model_type")) for name in _AFTER_PADDING):
        positions -= (config.get("pad_token_id") or 0) + 1
    file = "tokenizer_config.json"
    told = checkpoint.read_json(file).get("model_max_length") if (checkpoint.folder / file).is_file() else None
    return int(min((each for each in (positions, told) if each and each < _NO_LIMIT), default=_LONGEST))
