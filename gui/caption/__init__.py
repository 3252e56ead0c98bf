"""The Caption tab: pictures in, their captions in English and Chinese out."""
