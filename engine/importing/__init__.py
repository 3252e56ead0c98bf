"""Checkpoints of the published notebook's own program, brought in without running anything that they hold."""
