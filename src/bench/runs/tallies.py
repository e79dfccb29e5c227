"""The table of counts of a finished run, read from its folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from bench.errors import BenchError
from bench.metrics.tally import Tally, Unit

_KEYS = ("document", "unit", "role")
FILE = "tally.parquet"


def read_tally(folder: Path) -> Tally:
    """The tally of all scorings of a run, columns as `core3-common/label=PER/strict`."""
    path = folder / FILE
    try:
        table = pq.read_table(path)
    except (OSError, ValueError) as error:
        raise BenchError(f"{path}: cannot be read ({str(error).splitlines()[0]}); score the run again") from None
    if table.column_names[: len(_KEYS)] != list(_KEYS):
        raise BenchError(f"{path}: no table of counts by document and unit; score the run again")
    units = tuple(Unit(*row) for row in zip(*(table[key].to_pylist() for key in _KEYS), strict=True))
    columns = table.column_names[len(_KEYS) :]
    counts = [table[column].to_numpy() for column in columns]
    return Tally(
        units, tuple(columns), np.stack(counts, axis=1).astype(np.float64) if counts else np.zeros((len(units), 0))
    )
