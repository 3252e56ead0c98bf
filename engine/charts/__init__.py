"""Charts as SVG, for a report and for the window: text, made of nothing but figures and names."""
