"""The Train tab: what goes in on the left, the curves in the middle, what the model says on the right."""
