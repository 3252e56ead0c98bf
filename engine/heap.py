"""How memory is handled: the large blocks that every training step takes and gives back, and many small objects.

By default glibc returns each block above 32 MB to the system at once and asks for it again a moment later; the system
then clears every page anew, which halved the speed of the compact recipe on two cores. Elsewhere nothing is done.
"""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# From malloc.h. All threads share one heap: only its blocks can be larger than 64 MB.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGEST = 2**31 - 1


def _glibc() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL("libc.so.6")
        return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
    except OSError:
        return None


def keep_freed_blocks() -> None:
    """Let the process keep what it frees, for the next step; call it before any thread begins."""
    library = _glibc()
    if library:
        library.mallopt(_ARENA_MAX, 1)
        library.mallopt(_MMAP_THRESHOLD, _LARGEST)
        library.mallopt(_TRIM_THRESHOLD, _LARGEST)


def return_freed_blocks() -> None:
    """Give back to the system all that is kept and not in use."""
    library = _glibc()
    if library:
        library.malloc_trim(0)


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many small objects, none of which is in a cycle, without the collector walking over all there are, again and
    again, while every thread waits for it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
