"""The Checkpoints tab: every checkpoint of every run, the captions of the fixed samples, actions on a checkpoint."""
