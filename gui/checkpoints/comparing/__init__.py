"""Two checkpoints side by side: what they caption, how they score, and the pictures on which they differ most."""
