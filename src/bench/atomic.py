"""Files that are whole or absent."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.errors import BenchError


@contextmanager
def named(path: Path) -> Iterator[None]:
    """An error of the system as a `BenchError` that names the file."""
    try:
        yield
    except OSError as error:
        raise BenchError(f"{path}: cannot be written ({error.strerror}); free space or choose another folder") from None


def write_whole(path: Path, content: str | bytes) -> None:
    """Writes beside `path` and moves the whole file into place; `BenchError` where the folder is not writable."""
    data = content.encode() if isinstance(content, str) else content
    with named(path):
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
