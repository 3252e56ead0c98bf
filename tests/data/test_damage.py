"""Caption files of every format, damaged in many ways: what can be read is read, the rest is told, nothing is lost."""

import codecs
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.data.formats import FORMATS
from engine.data.formats.interface import Item
from engine.data.layout import DataSet, open_data
from engine.errors import Problem
from tests.data.bad_inputs import write_jpeg

ITEMS = [
    Item("a1.jpg", ("A brown dog runs over the wet sand.", "One dog, seen from behind, at the sea.")),
    Item("a2.jpg", ("Two children build a tower of bricks.",)),
    Item("sub/a3.jpg", ('A sign says "Bread" above a door.', "A baker, in white, opens his shop.")),
    Item("a4.jpg", ("Three boats lie at a wooden pier.",)),
    Item("a5.jpg", ("A woman reads a book on a bench.", "A bench, a woman and a book.")),
    Item("a6.jpg", ("Snow covers the roofs of the town.", "A town lies under much snow.")),
]
OWNERS = {str(caption): item.name for item in ITEMS for caption in item.captions}
MIDDLE = str(ITEMS[3].captions[0])

Damage = Callable[[str], str | bytes]


def cut(share: float) -> Damage:
    return lambda text: text[: int(len(text) * share)]


def put(what: bytes, share: float) -> Damage:
    """Bytes put into a file at a share of its length."""
    return lambda text: (data := text.encode())[: (at := int(len(data) * share))] + what + data[at:]


def lines(change: Callable[[str], str]) -> Damage:
    """The line in the middle changed; of a file of one line, that."""

    def damage(text: str) -> str:
        found = text.splitlines(keepends=True)
        place = len(found) // 2
        return "".join([*found[:place], change(found[place]), *found[place + 1 :]])

    return damage


def without(letter: str, share: float) -> Damage:
    """One of the places where a letter stands, taken out."""

    def damage(text: str) -> str:
        places = [match.start() for match in re.finditer(re.escape(letter), text)]
        if not places:
            return text
        place = places[int((len(places) - 1) * share)]
        return text[:place] + text[place + 1 :]

    return damage


def replaced(old: str, new: str) -> Damage:
    return lambda text: text.replace(old, new)


DAMAGES: dict[str, Damage] = {
    "none": lambda text: text,
    "empty": lambda text: "",
    **{f"cut at {share}": cut(share) for share in (0.2, 0.4, 0.6, 0.8, 0.95, 0.99)},
    **{f"NUL at {share}": put(b"\0", share) for share in (0.3, 0.6, 0.9)},
    **{f"invalid byte at {share}": put(b"\xff", share) for share in (0.3, 0.6, 0.9)},
    **{f"half a character at {share}": put("衣".encode()[:2], share) for share in (0.3, 0.6)},
    **{f"{letter} gone at {share}": without(letter, share) for letter in '{}[]":,\t\n' for share in (0, 0.5, 0.9)},
    "a line twice": lines(lambda line: line + line),
    "a line emptied": lines(lambda line: "\n"),
    "a line of nonsense": lines(lambda line: line + "nonsense\n"),
    "no caption": replaced(MIDDLE, ""),
    "a caption gone, quotes and all": replaced(f'"{MIDDLE}"', ""),
    "a number": replaced(f'"{MIDDLE}"', "7"),
    "null": replaced(f'"{MIDDLE}"', "null"),
    "an object": replaced(f'"{MIDDLE}"', '{"x": [1]}'),
    "a name gone": replaced("a4.jpg", ""),
    "another's name": replaced("a4.jpg", "a9.jpg"),
    "BOM": lambda text: codecs.BOM_UTF8 + text.encode(),
    "CRLF": replaced("\n", "\r\n"),
    "CR": replaced("\n", "\r"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "UTF-16, cut within a character": lambda text: text.encode("utf-16")[: len(text) | 1],
}
HARMLESS = ("none", "BOM", "CRLF", "CR", "UTF-16")


def damaged(folder: Path, key: str, damage: Damage) -> str:
    """A data folder in a format, its first file damaged; gives what its files hold then."""
    files = FORMATS[key].format().write(folder, ITEMS)
    for item in ITEMS:
        (folder / item.name).parent.mkdir(exist_ok=True)
        write_jpeg(folder / item.name)
    new = damage(files[0].read_text(encoding="utf-8"))
    files[0].write_bytes(new if isinstance(new, bytes) else new.encode())
    if isinstance(new, bytes):
        codec = "utf-16-le" if new[1:2] == b"\0" else "utf-8"
        new = new.decode("utf-16" if new.startswith(codecs.BOM_UTF16) else codec, "replace")
    return "\n".join([new, *(path.read_text(encoding="utf-8") for path in files[1:])])


def spellings(caption: str) -> set[str]:
    """How a caption stands in a file."""
    return {caption, json.dumps(caption)[1:-1], caption.replace('"', '""')}


def count(caption: str, text: str) -> int:
    return sum(map(text.count, spellings(caption)))


def unread(data: DataSet, text: str) -> str:
    """What stands behind the fault of a JSON file."""
    rests = [item.caption for item in data.left_out if item.reason == "not-json-from-here"]
    if not rests:
        return ""
    (rest,) = rests
    assert len(rest) <= 200
    return text[text.rindex(rest) :]


def check(data: DataSet, text: str) -> None:
    """See that no caption of a text is lost, or is another picture's."""
    records = [*data.train, *data.validation, *data.test]
    used = Counter(caption for record in records for caption in record.captions)
    for record in records:
        for caption in record.captions:
            assert OWNERS.get(caption, record.name) == record.name
    # What is cut at the wrong comma is told in two parts.
    told = "\n".join([*(f"{item.name},{item.caption}" for item in data.left_out), unread(data, text)])
    for caption in OWNERS:
        # A control character beside a blank is cleaned away.
        assert used[caption] <= count(caption, text.replace("\0", ""))
        if count(caption, text):
            # Two lines of which the end is lost are one.
            whole = any(count(caption, longer) for longer in used)
            assert whole or count(caption.replace(", ", ","), told.replace(", ", ",")), f"{caption} is lost"


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("key", [entry.key for entry in FORMATS.values() if entry.writes])
def test_a_damaged_file_loses_no_caption_silently(key: str, damage: str, tmp_path: Path) -> None:
    text = damaged(tmp_path, key, DAMAGES[damage])
    try:
        columns = "caption=lines" if key == "sidecars" else ""
        data = open_data(tmp_path, validation_share=0.1, seed=1, columns=columns)
    except Problem:
        assert damage not in HARMLESS
        return
    check(data, text)
    if damage in HARMLESS:
        assert sum(map(len, data.records.captions)) == len(OWNERS)
    if any(item.reason == "not-json-from-here" for item in data.left_out):
        with pytest.raises(Problem, match="is not valid JSON"):
            FORMATS[key].format().rewrite(data.files[0], io.BytesIO(), lambda name, old: ["New."], data.columns)
