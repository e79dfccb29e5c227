"""The predictions of a run: appended as they come, addressed by what they were made from, and owned by one process."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.atomic import write_whole
from bench.errors import BenchError

FILE = "predictions.jsonl"
LOCK = ".lock"
# Records reach the system one by one, so that a kill loses none; the disk is told at most so often, as that can take
# longer than a small model's answer. A loss of power costs at most what was predicted in this time.
SYNC_SECONDS = 0.1
Record = dict[str, Any]
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def example_key(fingerprint: str, document: str, text: str) -> str:
    """Sixteen hexadecimal digits of SHA-256 over the run's fingerprint, a document's id and the text predicted on."""
    content = json.dumps([fingerprint, document, text], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def read_predictions(folder: Path, keys: Mapping[str, str] | None = None) -> dict[str, Record]:
    """Sound records of a store by document; with `keys`, those alone that were made from these very texts.

    A line that is no record is passed over: what a kill cut short is work to be done again.
    """
    return {r["id"]: r for r in map(_record, _lines(folder / FILE)) if r is not None and _is_ours(r, keys)}


class Store:
    """The open store of one run. A context: it holds the run's lock, so that no second process writes to it.

    `keys` are the documents' example keys. `stored` are the records that stand, by document, and `notices` say what was
    found damaged. A record of a failure does not stand, so that it is tried again, but with `keep_failed`. Entering
    raises `BenchError` where another process is on the run or the folder cannot be written.
    """

    def __init__(self, folder: Path, keys: Mapping[str, str], keep_failed: bool = False) -> None:
        from filelock import FileLock

        self._path, self._keys, self._keep_failed = folder / FILE, keys, keep_failed
        self._lock = FileLock(folder / LOCK, timeout=0)
        self._file = -1
        self._synced = 0.0
        self.stored: dict[str, Record] = {}
        self.notices: list[str] = []

    def __enter__(self) -> Store:
        from filelock import Timeout

        try:
            self._lock.acquire()
        except Timeout:
            raise BenchError(
                f"{self._path.parent}: another process is on this run; wait until it ends, or end it and run again"
            ) from None
        except OSError as error:
            raise BenchError(
                f"{self._path.parent}: cannot be locked ({error.strerror}); choose another folder with out=DIR"
            ) from None
        try:
            self._open()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends writing and gives the run free."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._lock.release()

    def _open(self) -> None:
        self._mend()
        lines = _lines(self._path)
        ours = [r for r in map(_record, lines) if r is not None and _is_ours(r, self._keys)]
        if len(ours) < len(lines):
            others = len(lines) - len(ours)
            self.notices.append(f"{self._path}: {others} lines are no predictions of this run; they are left out")
        self.stored = {r["id"]: r for r in ours if self._keep_failed or "error" not in r}
        if len(self.stored) < len(lines):
            self.write_in_order(self.stored)
        with self._named():
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def _mend(self) -> None:
        """Cuts off what stands behind the last whole line: a record that a kill, a full disk or lost power tore."""
        try:
            content = self._path.read_bytes()
        except OSError:
            return
        end = content.rfind(b"\n") + 1
        while end and _record(content[(begin := content.rfind(b"\n", 0, end - 1) + 1) : end]) is None:
            end = begin
        if end < len(content):
            with self._named():
                os.truncate(self._path, end)
            self.notices.append(
                f"{self._path}: a damaged end of {len(content) - end} bytes was cut off; what it held is predicted anew"
            )

    def append(self, record: Record) -> None:
        """Adds a document's prediction; whole, or not at all where the disk is full (`BenchError`)."""
        line = _line({"id": record["id"], "key": self._keys[record["id"]], **record})
        data = line.encode()
        before = os.fstat(self._file).st_size
        with self._named():
            try:
                written = 0
                while written < len(data):
                    written += os.write(self._file, data[written:])
            except BaseException:
                os.truncate(self._path, before)
                raise
            if time.monotonic() - self._synced >= SYNC_SECONDS:
                os.fsync(self._file)
                self._synced = time.monotonic()
        self.stored[record["id"]] = json.loads(line)  # as a later call reads it

    def write_in_order(self, documents: Iterable[str]) -> None:
        """Writes the store anew, the records of these documents in this order, moved into place as a whole."""
        write_whole(self._path, "".join(_line(self.stored[d]) for d in documents if d in self.stored))

    def replace(self, records: Mapping[str, Record]) -> None:
        """Makes these the store's records, in their order: what other processes predicted."""
        self.stored = {name: json.loads(_line(record)) for name, record in records.items()}
        self.write_in_order(self.stored)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """An error of the system as a line that names the file."""
        try:
            yield
        except OSError as error:
            raise BenchError(
                f"{self._path}: cannot be written ({error.strerror}); "
                "what stands there is sound: free space and run again"
            ) from None


def _line(record: Record) -> str:
    """A record as it is stored; half of a surrogate pair, which no file can hold, becomes U+FFFD."""
    return _HALF_PAIR.sub("\ufffd", json.dumps(record, ensure_ascii=False)) + "\n"


def _lines(path: Path) -> list[bytes]:
    try:
        content = path.read_bytes()
    except OSError:
        return []
    return [line for line in content.split(b"\n") if line]


def _record(line: bytes) -> Record | None:
    """The object of a line, or `None` where it is none or has no id."""
    try:
        value = json.loads(line)
    except ValueError:  # UnicodeDecodeError is one
        return None
    return value if isinstance(value, dict) and isinstance(value.get("id"), str) else None


def _is_ours(record: Record, keys: Mapping[str, str] | None) -> bool:
    return keys is None or (record["id"] in keys and record.get("key") == keys[record["id"]])
