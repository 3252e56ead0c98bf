"""The encoders for ``settings --encoders``: those that are registered, and timm's whose names contain some words."""

from __future__ import annotations

from functools import partial
from typing import Any

from engine.commands.output import Output
from engine.models.encoders import ENCODERS, EncoderEntry
from engine.models.encoders.timm_table import PREFIX, find, installed, models


def list_encoders(wanted: str, output: Output) -> int:
    """Print the encoders whose key contains ``wanted``; of timm's only where it is not empty, since they are many.

    Returns:
        the exit status: 1 where none is found.
    """
    keys = [key for key in (*ENCODERS, *(PREFIX + name for name in models() if wanted)) if wanted in key]
    for entry in (ENCODERS[key] for key in keys):
        output.result(_described(entry), partial(_lines, entry))
    if not wanted:
        there = "installed" if installed() else "not installed"
        output.say(
            f"{len(models()):,} models of the package timm ({there}), as {PREFIX}NAME or {PREFIX}NAME.WEIGHTS. Part of "
            "a name lists them: python -m engine settings --encoders vit_small"
        )
    if not keys:
        nearest = ", ".join(ENCODERS.nearest(PREFIX + wanted))
        output.warn(f"No encoder has {wanted} in its name (nearest: {nearest}).")
    return 0 if keys else 1


def _described(entry: EncoderEntry) -> dict[str, Any]:
    """Plain values of an encoder.

    Returns:
        ``name``, ``label``, ``stride`` (pixels), ``side`` (of the only pictures that it accepts; 0: any), ``starts``,
        ``weights`` (timm's tags, the default first), ``training_bytes`` and ``captioning_bytes`` (a picture of
        336 x 224), ``missing`` (the package that it needs and that is not installed; else empty).
    """
    model = find(entry.key)
    return {
        "name": entry.key,
        "label": entry.label,
        "stride": entry.stride,
        "side": model.side if model else 0,
        "starts": list(entry.starts),
        "weights": list(model.tags) if model else [],
        "training_bytes": entry.training_bytes,
        "captioning_bytes": entry.captioning_bytes,
        "missing": entry.missing_package(),
    }


def _lines(entry: EncoderEntry) -> list[str]:
    told = _described(entry)
    size = f"{told['side']} x {told['side']} pixels only" if told["side"] else "any size"
    weights = f"; weights of timm's: {', '.join(told['weights'])}" if told["weights"] else ""
    label = "" if told["label"] == told["name"] else f"  ({told['label']})"
    return [
        f"{told['name']}{label}",
        f"    starts from {', '.join(told['starts'])} or a file{weights}",
        f"    {size}, a place every {told['stride']} pixels, {told['training_bytes'] / 1e6:,.0f} MB per picture in "
        "training",
    ]
