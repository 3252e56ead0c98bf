"""The report about a run: settings, curves, evaluation and captions, as one self-contained HTML file."""
