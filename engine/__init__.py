"""Atelier's engine: it trains, scores, captions, translates and exports, and knows nothing of any window."""

__version__ = "0.1.0"
