"""Formats that Pillow does not read by itself: HEIC, where a package for it is installed, and JPEG XL.

The packages for HEIC are no dependencies: they carry decoders under the LGPL or the GPL, which each person installs who
needs them. Pillow's plugin for JPEG XL decodes a picture before its size can be looked at, so that it is not used.
"""

import functools
import importlib

HEIC_REASON = "it is HEIC, which needs the package pi-heif"
JXL_REASON = "it is JPEG XL, which is not supported"

NEEDED = {"HEIF": HEIC_REASON, "JXL": JXL_REASON}


@functools.cache
def readable(kind: str) -> bool:
    """Whether one of these formats can be read: its package is there, and Pillow has been taught by it."""
    for name in ("pi_heif", "pillow_heif") if kind == "HEIF" else ():
        try:
            importlib.import_module(name).register_heif_opener()
        except ImportError:
            # Not installed, or built for another system: neither is of use.
            continue
        return True
    return False
