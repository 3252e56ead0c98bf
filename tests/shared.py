"""Real photos and captions that lie beside the checkout on some machines, and are never copied into it."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def shared(place: str) -> Path:
    """A folder or a file of it by its place; the test is skipped where it is not there."""
    path = SHARED / place
    if not path.exists():
        pytest.skip(f"{place} does not lie beside the checkout")
    return path
