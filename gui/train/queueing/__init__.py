"""The queue of runs within the Train tab: what is planned, how it stands, how the runs compare."""
