"""The window: shows the engine's events and sends it commands. It computes nothing on models or data."""

from engine.desktop import load_torch_first

# Whoever imports a part of the window may use torch later, and on Windows that has an order.
load_torch_first()
