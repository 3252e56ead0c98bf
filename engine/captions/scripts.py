"""The script that a text is written in, as far as it decides who can read it: Chinese characters or not."""

import re

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u30ff]")


def is_chinese(text: str) -> bool:
    """Whether most of a text's letters are Chinese characters, and it is no Japanese."""
    if text.isascii():
        return False
    characters = len(HAN.findall(text))
    if not characters or _KANA.search(text):
        return False
    # A Latin word counts as one: T恤, V领.
    return characters > len(re.findall("[A-Za-z\u00c0-\u024f]+", text))
