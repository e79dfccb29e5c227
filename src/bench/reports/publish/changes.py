"""What a publication would change in the folder that it goes to, and its writing."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from bench.atomic import write_whole
from bench.errors import BenchError

FOLDERS = ("dataset", "every_eval_ever", "models", "results")


class Change(NamedTuple):
    """A file as it stands there, `None` where there is none, and as it is to be."""

    name: str
    before: bytes | None
    after: bytes

    def lines(self) -> Iterator[str]:
        """A line for a new file, a unified diff for text, sizes and checksums for the rest; none without a change."""
        before, after = self.before, self.after
        if before is None:
            yield f"new {self.name}: {_size(after)}"
        elif before != after:
            texts = _text(before), _text(after)
            if texts[0] is None or texts[1] is None:
                yield f"changed {self.name}: from {_size(before)} to {_size(after)}"
            else:
                old, new = (text.splitlines() for text in texts if text is not None)
                yield from difflib.unified_diff(old, new, f"a/{self.name}", f"b/{self.name}", lineterm="")


def _text(content: bytes) -> str | None:
    try:
        return None if b"\0" in content else content.decode()
    except UnicodeDecodeError:
        return None


def _size(content: bytes) -> str:
    return f"{len(content):,} bytes, sha256 {hashlib.sha256(content).hexdigest()[:12]}"


def compare(out: Path, files: Mapping[str, bytes]) -> list[Change]:
    """Each file beside what stands under `out`.

    Raises `BenchError` where the folders of a publication hold a file that is not of this one: it would be sent too.
    """
    for folder in FOLDERS:
        for path in sorted((out / folder).rglob("*")):
            name = path.relative_to(out).as_posix()
            if name not in files and not path.is_dir():
                raise BenchError(f"{path}: not of this publication; delete it, or choose an empty folder with --out")
    return [Change(name, _content(out / name), content) for name, content in files.items()]


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BenchError(f"{path}: cannot be read ({error.strerror}); choose another folder with --out") from None


def write(out: Path, changes: Iterable[Change]) -> None:
    """Writes the files that are new or other; `BenchError` where the folder cannot be written."""
    for change in changes:
        if change.before != change.after:
            path = out / change.name
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise BenchError(f"{path.parent}: cannot be made ({error.strerror}); choose another --out") from None
            write_whole(path, change.after)
