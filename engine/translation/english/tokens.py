"""English to the words and marks that the offline translator and the grammar of clothes read."""

import re

# Hyphens and apostrophes hold a word together; tags of special tokens stay whole; every other sign stands alone.
_TOKEN = re.compile(r"<\w+>|\w+(?:[-'’]\w+)*|[^\w\s]")


def tokenize(text: str) -> list[str]:
    """Its words and marks, in their order."""
    return _TOKEN.findall(text)
