"""What the loops over large arrays ask of the allocator."""

from __future__ import annotations

from functools import cache

import numpy as np


@cache
def keep_freed_memory() -> None:
    """Frees one large array, once: glibc then serves arrays up to that size from memory that it keeps.

    Otherwise each array of a chunk may come from the system and go back, at half of the whole time. Other allocators
    do nothing of the kind.
    """
    np.empty(16 << 20, np.uint8)
