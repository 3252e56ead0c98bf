"""The history of captions: kept as they are made, and a view within the Caption tab in which they are found again."""
