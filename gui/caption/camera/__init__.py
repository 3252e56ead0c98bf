"""The camera in the Caption tab: its live picture, the captions of that, and pictures taken from it."""
