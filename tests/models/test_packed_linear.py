from __future__ import annotations

import pytest
import torch

from bench.models import packed_linear
from bench.models.packed_linear import pack_linears


@pytest.fixture
def model():
    torch.manual_seed(0)
    layers = torch.nn.Linear(40, 96), torch.nn.GELU(), torch.nn.Linear(96, 24), torch.nn.Linear(24, 7, bias=False)
    return torch.nn.Sequential(*layers).eval()


@pytest.mark.parametrize("shape", [(40,), (1, 40), (3, 5, 40), (2, 0, 40)])
def test_packed_layers_give_what_they_gave_but_for_rounding(model, shape):
    values = torch.randn(shape)
    with torch.inference_mode():
        before = model(values)
        assert pack_linears(model) == (3 if torch.backends.mkldnn.is_available() else 0)
        torch.testing.assert_close(model(values), before, rtol=1e-4, atol=1e-5)
        turned = torch.randn(*shape, 2).movedim(-1, 0)[0]  # not contiguous
        torch.testing.assert_close(model(turned), model(turned.contiguous()), rtol=1e-4, atol=1e-5)


def test_half_precision_is_left_as_it_is(model):
    assert pack_linears(model.to(torch.bfloat16)) == 0


@pytest.mark.parametrize("broken", [AttributeError("no such operation"), RuntimeError("not built in"), None])
def test_without_the_operations_or_with_wrong_ones_layers_are_left_as_they_are(model, monkeypatch, broken):
    """None: they are there and give something else."""

    def other(weight, bias, values):
        if broken is not None:
            raise broken
        return torch.nn.functional.linear(values, 1.01 * weight.to_dense().reshape(-1, values.shape[-1]), bias) + 0.1

    monkeypatch.setattr(packed_linear, "_linear", other)
    values = torch.randn(3, 40)
    before = model(values)
    assert pack_linears(model) == 0
    assert torch.equal(model(values), before)
