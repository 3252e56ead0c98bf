"""The Checkpoints tab: every checkpoint of every run, what the fixed samples became, and what to do with one."""
