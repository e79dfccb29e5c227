"""What the page looks like, against pictures that were looked at: `python scripts/shoot_report.py` takes them anew."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from browser_settings import SCHEMES, SHOTS, WIDTHS, shrunk
from PIL import Image

SCREENS = Path(__file__).parent / "screens"


@pytest.mark.parametrize("name", list(SHOTS))
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_looks_as_it_did(report, visit, width, scheme, name):
    """Every version of a browser draws letters a little otherwise; what is missing, moved or recoloured shows."""
    page = visit(report / "index.html", SHOTS[name], width, scheme)
    found = shrunk(Image.open(io.BytesIO(page.screenshot(full_page=True))))
    expected = Image.open(SCREENS / f"{name}-{width}-{scheme}.png").convert("RGB")
    assert abs(found.height - expected.height) <= 0.04 * expected.height
    height = min(found.height, expected.height)
    pair = [np.asarray(image.crop((0, 0, image.width, height)), dtype=float) for image in (found, expected)]
    # Rows of blocks, since a line that breaks elsewhere moves what is under it.
    assert np.abs(pair[0].mean(axis=(0, 1)) - pair[1].mean(axis=(0, 1))).max() < 3
    top = slice(0, min(height, 260))
    assert np.abs(pair[0][top] - pair[1][top]).mean() < 9


def test_a_page_without_its_charts_is_found_out(report, visit):
    """The comparison can fail."""
    page = visit(report / "index.html", "", 1440, "light")
    page.evaluate("document.getElementById('charts').replaceChildren()")
    found = shrunk(Image.open(io.BytesIO(page.screenshot(full_page=True))))
    expected = Image.open(SCREENS / "names-1440-light.png")
    assert abs(found.height - expected.height) > 0.04 * expected.height
