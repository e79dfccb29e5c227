"""What the loops over large arrays ask of the allocator, and how much memory a run took."""

from __future__ import annotations

import ctypes
import gc
import sys
from functools import cache
from pathlib import Path

import numpy as np


@cache
def keep_freed_memory() -> None:
    """Frees one large array, once: glibc then serves arrays up to that size from memory that it keeps.

    Otherwise each array of a chunk may come from the system and go back, at half of the whole time. Other allocators
    do nothing of the kind.
    """
    np.empty(16 << 20, np.uint8)


def return_freed_memory() -> None:
    """Gives what one model left back to the system before the next is loaded, where glibc is the allocator."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # another C library
        return


def reset_peak() -> None:
    """Lets the process's peak begin anew, where the system can: Linux."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def peak_megabytes() -> float | None:
    """The process's peak of resident memory in MB since `reset_peak`; elsewhere than on Linux, since it began.

    `None` where the system does not tell.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
