"""Which checkpoint is better, by how much and how surely; which is best by a stated rule."""
