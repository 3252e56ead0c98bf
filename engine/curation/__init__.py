"""A data set looked through and mended: its table, search, filters, figures, near-duplicates, edits, writing back."""
