"""A queue of runs: the plan, the status of each run, training them one after another, and comparing them."""
