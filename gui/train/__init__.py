"""The Train tab: data and recipe on the left, curves in the middle, sample captions on the right."""
