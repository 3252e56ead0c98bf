"""Captions about clothes in Chinese: written, read, and translated from and into English."""
