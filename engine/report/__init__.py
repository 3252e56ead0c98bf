"""One page that tells of a run: its settings, its curves, how it is judged, what it says. HTML that needs nothing."""
