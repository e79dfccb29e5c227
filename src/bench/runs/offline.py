"""No request to another machine: the switches of the libraries, set before they are imported or turned in them."""

from __future__ import annotations

import os
import sys
from typing import Any

from bench.errors import BenchError

SWITCHES = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE", "HF_EVALUATE_OFFLINE")
CONSTANTS = (("huggingface_hub.constants", "HF_HUB_OFFLINE"), ("datasets.config", "HF_HUB_OFFLINE"))


def go_offline() -> None:
    """Sets the switches for this process and those it starts; libraries read them at their import."""
    for switch in SWITCHES:
        os.environ[switch] = "1"
    for module, constant in CONSTANTS:
        if module in sys.modules:
            setattr(sys.modules[module], constant, True)


def check_offline(name: str, model: Any) -> None:
    """Refuses a model that asks another machine: its `remote` is the host, or empty."""
    host = getattr(model, "remote", "")
    if host:
        raise BenchError(f"offline=true, and the model {name} is asked at {host}; take offline=false or a local model")
