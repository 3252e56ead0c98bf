"""Benchmark: the limits of a machine, how close Atelier comes to them, and a comparison with the published notebook."""
