"""Themes and widths in which the page is looked at, and what is looked at."""

from __future__ import annotations

from typing import Any

SCHEMES, WIDTHS = ("light", "dark"), (360, 1440)
SHOTS = {"names": "#view=raw-lines", "summaries": "#board=1"}


def shrunk(image: Any) -> Any:
    """A screenshot that is small enough to keep, and blind to how letters are drawn."""
    image = image.convert("RGB")
    width = 240 if image.width > 360 else 90
    return image.resize((width, round(image.height * width / image.width)))
