"""A queue of runs: what is planned, how each stands, training them one after another, and how they compare."""
