"""The Caption tab: pictures in, their captions and translations out."""
