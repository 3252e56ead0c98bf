"""The queue of runs in the Train tab: the plan, its state, and a comparison of the runs."""
