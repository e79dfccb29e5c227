"""Linear layers through oneDNN with weights packed once, for single precision on a CPU.

torch multiplies single precision by MKL, which takes half of the vector width on processors of AMD: 110 GFLOPS a core
where oneDNN, which is in every build of torch for x86, reaches 230. On Intel's the two are alike. The results differ by
rounding alone. It is what `torch.compile` does to such layers; here nothing is compiled.
"""

from __future__ import annotations

from functools import partial
from typing import Any


def pack_linears(model: Any) -> int:
    """Gives the linear layers of `model` packed weights beside their own, and says how many; the model is then for
    inference alone. None where this torch has no such operations, or they do not give what `linear` gives.
    """  # fmt: skip
    import torch

    mkldnn: Any = torch.backends.mkldnn
    layers: list[Any] = [m for m in model.modules() if type(m) is torch.nn.Linear and m.weight.dtype == torch.float32]
    if not layers or not mkldnn.is_available():
        return 0
    try:
        with torch.inference_mode():
            packed = [torch.ops.mkldnn._reorder_linear_weight(layer.weight) for layer in layers]
            if not all(map(_agrees, layers, packed)):
                return 0
    except (AttributeError, RuntimeError, NotImplementedError):
        return 0
    for layer, weight in zip(layers, packed, strict=True):
        layer.forward = partial(_linear, weight, layer.bias)
    return len(layers)


def _linear(weight: Any, bias: Any, values: Any) -> Any:
    import torch

    return torch.ops.mkldnn._linear_pointwise(values, weight, bias, "none", [], "")


def _agrees(layer: Any, weight: Any) -> bool:
    import torch

    values = torch.linspace(-1, 1, 2 * layer.in_features).reshape(2, layer.in_features)
    expected = torch.nn.functional.linear(values, layer.weight, layer.bias)
    size = values.abs().sum() * layer.weight.abs().max()  # what rounding is measured by
    return bool((_linear(weight, layer.bias, values) - expected).abs().max() <= 1e-5 * size)
