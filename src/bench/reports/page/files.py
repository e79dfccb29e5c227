"""The files of the page's folder: assets, and data as scripts, since a page opened from disk may load no other."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from bench.atomic import named, write_whole

# In the order in which the page loads them.
SCRIPTS = (
    "vendor/d3.min.js",
    "vendor/plot.umd.min.js",
    "static/core.js",
    "static/table.js",
    "static/charts.js",
    "static/marks.js",
    "static/names.js",
    "static/summaries.js",
    "static/main.js",
)
STYLE = "static/report.css"
LICENCES = "vendor/LICENSES.txt"


def asset(name: str) -> bytes:
    """The content of a file that comes with the package."""
    return files("bench.reports.page").joinpath(name).read_bytes()


def write_assets(out: Path) -> None:
    """Scripts, style and the licences of what is not ours, into `assets`."""
    folder = out / "assets"
    with named(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name in (*SCRIPTS, STYLE, LICENCES):
        write_whole(folder / name.rpartition("/")[2], asset(name))


class DataFolder:
    """`data/KEY.js` of a report: each hands a value to the page. What an earlier report left there goes at the end."""

    def __init__(self, out: Path) -> None:
        self._folder = out / "data"
        with named(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
        self._written: set[str] = set()

    def write(self, key: str, value: Any) -> None:
        """ASCII alone, so that no text can end the script or turn it round."""
        said = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False).replace("</", "<\\/")
        # Not moved into place: there may be thousands, and index.html, which is written last, says that all are there.
        path = self._folder / f"{key}.js"
        with named(path):
            path.write_text(f"banmian.take({json.dumps(key)},{said});\n", encoding="ascii")
        self._written.add(f"{key}.js")

    def clear_others(self) -> None:
        """Removes the files of boards that are no longer there."""
        for path in self._folder.glob("board-*.js"):
            if path.name not in self._written:
                with named(path):
                    path.unlink()
