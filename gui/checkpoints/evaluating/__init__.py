"""One checkpoint evaluated on a split of its data: scores between their bounds, grounding test, mistakes."""
