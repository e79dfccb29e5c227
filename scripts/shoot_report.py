#!/usr/bin/env python3
"""Takes the README's picture of the report, and the pictures that the tests compare; look at them before you commit.

    python scripts/shoot_report.py

Runs the default experiment in a temporary folder.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from bench.cli.main import main as bench

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests/browser"), str(ROOT / "tests")]

from browser_settings import SCHEMES, SHOTS, WIDTHS, shrunk  # noqa: E402

from conftest import BROWSER  # noqa: E402

PICTURE = (1440, 1000)


def shot(browser: Any, page: Path, fragment: str, width: int, scheme: str, whole: bool) -> Image.Image:
    """The page as a picture: the whole of it, or its first screen at twice the density."""
    height = 900 if whole else PICTURE[1]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=1 if whole else 2
    )
    tab = context.new_page()
    tab.goto(f"{page.as_uri()}{fragment}")
    tab.wait_for_selector("html[data-drawn]")
    found = Image.open(io.BytesIO(tab.screenshot(full_page=whole)))
    context.close()
    return found


def main() -> None:
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    screens = ROOT / "tests/browser/screens"
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        bench(["run", f"out={name}/runs"])
        page = Path(name) / "runs/index.html"
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER)
        for scheme in SCHEMES:
            picture = shot(browser, page, "", PICTURE[0], scheme, whole=False)
            picture.resize(PICTURE).quantize(128).save(ROOT / f".github/report-{scheme}.png", optimize=True)
            for kind, fragment in SHOTS.items():
                for width in WIDTHS:
                    found = shrunk(shot(browser, page, fragment, width, scheme, whole=True))
                    found.quantize(64).save(screens / f"{kind}-{width}-{scheme}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
