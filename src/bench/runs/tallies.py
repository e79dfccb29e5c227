"""The table of counts of a finished run, read from its folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from bench.errors import BenchError
from bench.metrics.tally import Tally, Unit

_KEYS = ("document", "unit", "role")
FILE = "tally.parquet"


def read_tally(folder: Path, leading: str | None = None) -> Tally:
    """The tally of all scorings of a run, or of one alone; columns as `core3-common/label=PER/strict`."""
    path = folder / FILE
    try:
        file = pq.ParquetFile(path)
        wanted = [name for name in file.schema_arrow.names if leading is None or name.startswith(f"{leading}/")]
        keys = [] if leading is None else [name for name in _KEYS if name in file.schema_arrow.names]
        table = file.read(columns=[*keys, *wanted])
    except (OSError, ValueError) as error:
        raise BenchError(f"{path}: cannot be read ({str(error).splitlines()[0]}); score the run again") from None
    if table.column_names[: len(_KEYS)] != list(_KEYS):
        raise BenchError(f"{path}: no table of counts by document and unit; score the run again")
    units = tuple(Unit(*row) for row in zip(*(table[key].to_pylist() for key in _KEYS), strict=True))
    columns = table.column_names[len(_KEYS) :]
    counts = [_numbers(path, table[column]) for column in columns]
    return Tally(
        units, tuple(columns), np.stack(counts, axis=1).astype(np.float64) if counts else np.zeros((len(units), 0))
    )


def _numbers(path: Path, column: Any) -> Any:
    """A column's numbers off its buffer: pyarrow's own way to NumPy imports pandas, which takes 0.15 s."""
    found = column.combine_chunks()
    if found.null_count or str(found.type) not in ("int64", "double"):
        raise BenchError(f"{path}: a count is no number; score the run again")
    return np.frombuffer(found.buffers()[1], found.type.to_pandas_dtype(), len(found), 8 * found.offset)
