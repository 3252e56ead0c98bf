"""The Checkpoints tab: every checkpoint of every run, what the probes became, and what to do with one."""
