"""Atelier's engine: it trains, scores, captions, translates and exports, and knows nothing of any window."""

import os

# Each of these registers what can be chosen of its kind by name, and loads nothing beyond the standard library.
import engine.data.formats
import engine.domains
import engine.metrics
import engine.models.decoders
import engine.models.encoders  # noqa: F401

__version__ = "0.1.0"

# cuBLAS reads it when a process first uses it, and a run that shall repeat to the bit may come after another use.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
