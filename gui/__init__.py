"""The window: shows what the engine tells and hands it what is wanted. It computes nothing on models or data."""

import sys

if sys.platform == "win32":
    # c10.dll must be in the process before Qt's libraries (pytorch#166628). Loading it alone takes milliseconds, where
    # importing torch takes seconds, and the window is to be there first.
    import ctypes
    from importlib.util import find_spec
    from pathlib import Path

    _torch = find_spec("torch")
    if _torch is not None and _torch.origin is not None:
        _library = Path(_torch.origin).parent / "lib" / "c10.dll"
        if _library.exists():
            ctypes.CDLL(str(_library))
