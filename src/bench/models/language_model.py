"""A model that writes text, as its checkpoint has it: weights, tokenizer, precision, device, decoding, room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from bench.errors import BenchError
from bench.models.base import versions
from bench.models.hub import Checkpoint, find_checkpoint
from bench.models.long_articles import POLICIES
from bench.models.word_pieces import SPACES, parts_ideographs, without_spaces

_PRECISIONS = ("auto", "float32", "bfloat16", "float16")
# Tokenizers without a limit say 10^30.
_NO_LIMIT = 10**6
# What a checkpoint's own decoding may say and a run may not have: other lengths, a clock, ends that are no tokens,
# several answers.
_OVERRIDDEN = {
    "max_length": None,
    "min_length": None,
    "max_time": None,
    "stop_strings": None,
    "num_return_sequences": 1,
    "return_dict_in_generate": False,
    # It would end what is cut off as if the model had ended it.
    "forced_eos_token_id": None,
}
_SAMPLING = ("temperature", "top_k", "top_p", "min_p", "typical_p", "epsilon_cutoff", "eta_cutoff")
_TOLD = ("num_beams", "length_penalty", "no_repeat_ngram_size", "repetition_penalty")


@dataclass(frozen=True, slots=True)
class GenerationSettings:
    """`path` is a folder or an id of the hub.

    `long` says what becomes of an article that the model cannot take whole, see `bench.models.long_articles`;
    `max_input_tokens` is a limit of your own. Without `max_new_tokens` it is derived from the length asked for. With
    `do_sample` the checkpoint's own temperature and its like hold. The `dtype` `auto` is what `config.json` names, the
    `device` `auto` a GPU where CUDA shows one. Without `batch`, 8 inputs go together in float32, in half precision 1.
    """

    path: str
    revision: str | None = None
    long: str = "windows"
    max_input_tokens: int | None = None
    max_new_tokens: int | None = None
    do_sample: bool = False
    seed: int = 0
    dtype: str = "auto"
    device: str = "auto"
    batch: int | None = None

    def __post_init__(self) -> None:
        for key, known in (("long", POLICIES), ("dtype", _PRECISIONS)):
            if getattr(self, key) not in known:
                raise BenchError(f"the model {self.path}: {key}={getattr(self, key)}: take {', '.join(known)}")
        for key in ("max_input_tokens", "max_new_tokens", "batch"):
            if getattr(self, key) is not None and getattr(self, key) < 1:
                raise BenchError(f"the model {self.path}: {key}={getattr(self, key)}: take a whole number from 1")


class LanguageModel:
    """The model of the Auto class `auto`: `AutoModelForSeq2SeqLM` or `AutoModelForCausalLM`; safetensors alone.

    The checkpoint's own decoding holds where `decoding` says nothing, but for lengths and ends, and for sampling, which
    is off: text ends at the checkpoint's end tokens and at the tokenizer's.
    """

    def __init__(self, auto: str, settings: GenerationSettings, decoding: Mapping[str, Any]) -> None:
        self._auto, self.settings = auto, settings
        self._decoding = {key: value for key, value in decoding.items() if value is not None}

    @cached_property
    def checkpoint(self) -> Checkpoint:
        return find_checkpoint(self.settings.path, self.settings.revision)

    @cached_property
    def config(self) -> Any:
        """The model's configuration; `BenchError` where this transformers does not know its kind."""
        from transformers import AutoConfig

        return self._loaded(AutoConfig)

    @cached_property
    def tokenizer(self) -> Any:
        """The checkpoint's tokenizer; `BenchError` where it cannot be made."""
        from transformers import AutoTokenizer

        folder = self.checkpoint.folder
        if not (folder / "tokenizer.json").is_file() and any(folder.glob("*.model")):
            missing = [name for name in ("sentencepiece", "google.protobuf") if not _installed(name)]
            if missing:
                raise BenchError(
                    f"{self.settings.path}: its tokenizer is a SentencePiece model and needs "
                    f"{' and '.join(missing)}; pip install 'banmian[torch]'"
                )
        return self._loaded(AutoTokenizer)

    @cached_property
    def dtype(self) -> str:
        """The precision by name."""
        if self.settings.dtype != "auto":
            return self.settings.dtype
        config = self.checkpoint.read_json("config.json")
        named = [c.get(key) for c in (config, config.get("text_config") or {}) for key in ("dtype", "torch_dtype")]
        return next((name for name in named if name in _PRECISIONS), "float32")

    @cached_property
    def device(self) -> str:
        """The device by name."""
        import torch

        if self.settings.device != "auto":
            return self.settings.device
        return "cuda" if torch.cuda.is_available() else "cpu"

    @cached_property
    def weights(self) -> Any:
        """The model itself, ready to generate."""
        try:
            import torch
            import transformers
        except ImportError as error:
            raise BenchError(f"{self.settings.path}: {error}; pip install 'banmian[torch]'") from error
        asked = {"dtype": getattr(torch, self.dtype), "use_safetensors": True, "output_loading_info": True}
        model, told = self._loaded(getattr(transformers, self._auto), config=self.config, **asked)
        # What is missing is drawn at random, and so would the figures be.
        missing = sorted(told["missing_keys"])
        if missing:
            raise BenchError(
                f"{self.settings.path}: {len(missing)} of its weights are missing ({', '.join(missing[:2])}, …), so it "
                f"is no whole {type(model).__name__}; take another checkpoint"
            )
        try:
            model.to(self.device)
        except (RuntimeError, AssertionError) as error:
            reason = _line(error)
            raise BenchError(f"{self.settings.path}: cannot go to device={self.device} ({reason})") from error
        model.generation_config.update(**self._fixed(model.generation_config))
        return model.eval()

    def load(self) -> None:
        self.weights  # noqa: B018  loading is what is asked for
        self.tokenizer  # noqa: B018

    def describe(self) -> dict[str, Any]:
        """What the text depends on beside the input: weights, precision, decoding, packages."""
        settings = self.settings
        name = "generation_config.json"
        own = self.checkpoint.read_json(name if (self.checkpoint.folder / name).is_file() else "config.json")
        decoding = {key: value for key in _TOLD if (value := self._decoding.get(key, own.get(key))) is not None}
        if settings.do_sample:
            decoding |= {"do_sample": True, "seed": settings.seed}
        elif self.dtype != "float32" and (settings.batch or 1) > 1:
            # Rounding then chooses between words, and what is rounded depends on what goes together.
            decoding["batch"] = settings.batch
        return {
            "weights": self.checkpoint.identity,
            "dtype": self.dtype,
            "decoding": decoding | self._decoding,
            "spaces": SPACES,
            "long": settings.long,
            "max_input_tokens": settings.max_input_tokens,
            "packages": versions("torch", "transformers", "tokenizers"),
        }

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of tokens, without special tokens and without spaces that the tokenizer puts between characters."""
        text: str = self.tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return without_spaces(text) if self._parts_ideographs else text

    def room(self, most: int) -> int | None:
        """The tokens of input that the model takes when it writes `most` new ones; `None` where nothing limits them.

        An encoder's positions, or a decoder's less `most`, where the configuration names a number of absolute ones;
        relative positions (T5, mT5) set no limit, whatever `n_positions` says. Or `max_input_tokens`, where that is
        less; without it the tokenizer's `model_max_length` stands for it, unless that says that there is none.
        """
        told = int(self.tokenizer.model_max_length)
        stated = told if told < _NO_LIMIT else None
        held, reserved = self.decoder_positions, most
        if self.config.is_encoder_decoder:
            held, reserved = _positions(getattr(self.config, "encoder", self.config), "encoder"), 0
        asked = self.settings.max_input_tokens or (stated and stated - reserved)
        return min((limit for limit in (held and held - reserved, asked) if limit is not None), default=None)

    @property
    def decoder_positions(self) -> int | None:
        """How many tokens the decoder holds, which without an encoder are the input's and the new ones together."""
        return _positions(self.config.get_text_config(decoder=True), "decoder")

    # ---- from the checkpoint's folder ----

    def _loaded(self, auto: Any, **options: Any) -> Any:
        """What the Auto class makes of the folder, without the hub and without code of the checkpoint's."""
        try:
            return auto.from_pretrained(self.checkpoint.folder, trust_remote_code=False, **options)
        except (ImportError, OSError, ValueError, KeyError, RuntimeError, TypeError, AttributeError) as error:
            raise BenchError(
                f"{self.settings.path}: {auto.__name__} cannot load it ({_line(error)}); "
                "see whether it is of this adapter's kind, or take a newer transformers"
            ) from error

    def _fixed(self, own: Any) -> dict[str, Any]:
        """What is set over the checkpoint's own decoding `own`."""
        told = own.eos_token_id if isinstance(own.eos_token_id, list) else [own.eos_token_id]
        ends = list(dict.fromkeys(end for end in (*told, self.tokenizer.eos_token_id) if end is not None))
        pads = (own.pad_token_id, self.tokenizer.pad_token_id, *ends, 0)
        sampled = {} if self.settings.do_sample else dict.fromkeys(_SAMPLING)
        return {
            **_OVERRIDDEN,
            **sampled,
            "do_sample": self.settings.do_sample,
            "eos_token_id": ends or None,
            "pad_token_id": next(pad for pad in pads if pad is not None),
            **self._decoding,
        }

    @cached_property
    def _parts_ideographs(self) -> bool:
        return parts_ideographs(self.tokenizer)


def _positions(config: Any, side: str) -> int | None:
    if getattr(config, "relative_attention_num_buckets", None):
        return None
    own = getattr(config, f"max_{side}_position_embeddings", None)
    return own or getattr(config, "max_position_embeddings", None)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # of a parent
        return False
