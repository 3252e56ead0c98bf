"""Two checkpoints side by side: their captions, their scores, and the pictures on which they differ most."""
