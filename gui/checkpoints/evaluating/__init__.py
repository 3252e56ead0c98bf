"""One checkpoint judged on a split of its data: scores between their bounds, whether it looks, what it gets wrong."""
