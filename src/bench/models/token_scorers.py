"""What gives each token its scores of labels: a model of transformers on torch, or its graph on ONNX Runtime."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from bench.errors import BenchError
from bench.models.batching import Ints, Scores
from bench.models.hub import Checkpoint
from bench.models.packed_linear import pack_linears

DTYPES = ("float32", "float16", "bfloat16")


class TorchScorer:
    """A model of `AutoModelForTokenClassification`, in evaluation mode.

    Raises `BenchError` that begins with `where`: for weights that are missing or of another shape, for a device that is
    not there, and without torch.
    """

    def __init__(self, where: str, checkpoint: Checkpoint, dtype: str, device: str) -> None:
        try:
            import torch
            from transformers import AutoModelForTokenClassification
        except ImportError as error:
            raise BenchError(f"{where}: {error}; pip install 'banmian[torch]'") from error
        try:
            self._model, told = AutoModelForTokenClassification.from_pretrained(
                checkpoint.folder,
                dtype=getattr(torch, dtype),
                use_safetensors=True,
                trust_remote_code=False,
                local_files_only=True,
                output_loading_info=True,
            )
        except (ImportError, OSError, ValueError, KeyError, RuntimeError, TypeError, AttributeError) as error:
            raise BenchError(f"{where}: no token classifier that can be loaded ({_line(error)})") from error
        # What is missing is drawn at random, and so would the figures be.
        if told["missing_keys"]:
            raise BenchError(
                f"{where}: its weights lack {', '.join(sorted(told['missing_keys'])[:2])}, so it is no trained "
                f"{type(self._model).__name__}; take a checkpoint for token classification"
            )
        self.device = device if device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"
        try:
            self._model.to(self.device).eval()
        except (RuntimeError, AssertionError) as error:
            raise BenchError(f"{where}: cannot go to device={self.device} ({_line(error)})") from error
        if self.device == "cpu":
            pack_linears(self._model)

    def score(self, tokens: Ints, mask: Ints, rows: Ints, columns: Ints) -> Scores:
        import torch

        with torch.inference_mode():
            given = {"input_ids": tokens, "attention_mask": mask}
            inputs = {name: torch.from_numpy(values).to(self.device) for name, values in given.items()}
            logits = self._model(**inputs).logits
            asked = logits[torch.from_numpy(rows).to(self.device), torch.from_numpy(columns).to(self.device)]
            scores: Scores = asked.float().cpu().numpy()
            return scores

    def make_room(self) -> None:
        import torch

        if self.device.startswith("cuda"):
            torch.cuda.empty_cache()

    @contextmanager
    def threads(self) -> Iterator[int]:
        """How many threads shall call `score` at once.

        On a CPU as many as torch would use for one call, each with one: cores that read other windows wait for nobody,
        while those that share an operation wait for each other after each. `torch.set_num_threads` is the number.
        """
        import torch

        whole = torch.get_num_threads()
        if self.device != "cpu" or whole == 1:
            yield 1
            return
        torch.set_num_threads(1)
        try:
            yield whole
        finally:
            torch.set_num_threads(whole)


class OnnxScorer:
    """The graph `model.onnx`, or `onnx/model.onnx`, of the folder on ONNX Runtime; its first output are the logits.

    Raises `BenchError` that begins with `where`: for a graph that cannot be loaded or wants other inputs.
    """

    _KNOWN = ("input_ids", "attention_mask", "token_type_ids")

    def __init__(self, where: str, checkpoint: Checkpoint, device: str) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise BenchError(f"{where}: {error}; pip install onnxruntime") from error
        self.device = "cpu" if device == "auto" else device
        provider = "CPUExecutionProvider" if self.device == "cpu" else "CUDAExecutionProvider"
        if provider not in onnxruntime.get_available_providers():
            raise BenchError(f"{where}: this ONNX Runtime has no {provider}; take device=cpu")
        file = next(f for name in ("model.onnx", "onnx/model.onnx") if (f := checkpoint.folder / name).is_file())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # threads call it side by side
        try:
            self._session = onnxruntime.InferenceSession(str(file), options, providers=[provider])
        except Exception as error:  # its errors have no class but Exception in common
            raise BenchError(f"{where}: {file.name} cannot be loaded ({_line(error)}); export it again") from error
        self._inputs = [given.name for given in self._session.get_inputs()]
        if unknown := [name for name in self._inputs if name not in self._KNOWN]:
            raise BenchError(f"{where}: {file.name} wants {', '.join(unknown)}; export it for token classification")

    def score(self, tokens: Ints, mask: Ints, rows: Ints, columns: Ints) -> Scores:
        given = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        logits = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        scores: Scores = logits[rows, columns].astype(np.float32)
        return scores

    def make_room(self) -> None:
        """Nothing is held."""

    @contextmanager
    def threads(self) -> Iterator[int]:
        """As many as there are cores that this process may use."""
        import os

        allowed = getattr(os, "sched_getaffinity", None)
        yield len(allowed(0)) if allowed else os.cpu_count() or 1


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
