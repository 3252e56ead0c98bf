"""Opens Atelier's window, or says in one sentence why none can open here and what mends it."""

import sys

OLDEST, NEWEST = (3, 11), (3, 14)


def main() -> int:
    """Look before Qt loads, then hand over to the window; 2 where something is missing."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return _refuse(
            "Atelier needs Python {}.{} to {}.{}, this is {}.{}; `python -m pip install uv; python -m uv run main.py` "
            "fetches a fitting one.".format(*OLDEST, *NEWEST, *sys.version_info[:2])
        )
    # Imported only now, since a Python too old could not even read these files.
    from engine import desktop, doctor

    missing = desktop.missing_packages()
    if missing:
        return _refuse(
            f"The Python packages {', '.join(missing)} are missing here; "
            "start by `python -m pip install uv; python -m uv run main.py`, which installs all of them."
        )
    blocked = desktop.obstacle()
    if blocked:
        return _refuse(*blocked.lines())
    note = doctor.gpu_note()
    if note:
        print(note, file=sys.stderr)
    desktop.load_torch_first()
    from gui.app import run

    return run(sys.argv[1:])


def _refuse(*lines: str) -> int:
    print(*lines, sep="\n", file=sys.stderr)
    return 2


if __name__ == "__main__":
    from multiprocessing import freeze_support

    freeze_support()
    sys.exit(main())
