"""Recognises the columns of a table, or the keys of its objects, by their headings and by what they hold."""

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from engine.data.formats.columns import Places, TableSample, answer
from engine.data.formats.splits import split_of_word
from engine.data.pictureindex import is_picture

_IMAGES = """
    image file_name filename image_file_name image_file image_filename image_path image_name img img_path img_name
    img_file filepath file_path imagepath imagename imgname file files images imgs photo picture pic path name
    image_id imageid img_id 图片 图像 照片 文件名 文件 图片名 图片名称 图片路径 图像路径 图片文件 路径 名称
"""
_CAPTIONS = """
    caption captions text texts description descriptions desc title titles sentence sentences comment comments prompt
    raw 描述 标题 文本 说明 文字 句子 图片描述 图像描述 描述文本 内容 字幕
"""
_SPLITS = "split splits set subset partition phase usage 划分 集合 数据集 拆分 子集"
_IMAGE_WORDS = _IMAGES.split()
"""Headings of file names, the surest first."""
_SURE = _IMAGE_WORDS[:12]
_CAPTION_WORDS = frozenset(_CAPTIONS.split())
_SPLIT_WORDS = frozenset(_SPLITS.split())

_PARTS = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]")
# Of scripts without blanks between words a few letters are a text: kana, Han, Thai, Lao, Khmer, Burmese.
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿ก-๿ກ-໿က-႟ក-៿]")
_MOST_CHOICES = 6


class PictureFinder(Protocol):
    """Where pictures lie: ``PictureIndex``."""

    def find(self, names: Sequence[str], /) -> Sequence[tuple[int, str]]:
        """The row of each name's picture, or a negative number; and what it is called."""
        ...


class Unclear(NamedTuple):
    """Several columns could be meant.

    Attributes:
        choices: values of the setting ``columns``, any of which would make it clear.
    """

    choices: tuple[str, ...]


def recognise(sample: TableSample, pictures: PictureFinder, named: Places) -> Places | Unclear | None:
    """The columns of a table of captions; None for a table of something else.

    Args:
        named: those that a person has named; all others are found.
    """
    everything = range(len(sample.headings))
    images = _images(sample, pictures) if named.image is None else [named.image]
    rest = [place for place in everything if place not in images and place not in named.captions]
    split = _split(sample, rest) if named.split is None else named.split
    groups = [named.captions] if named.captions else _groups(sample, [place for place in rest if place != split])
    if len(images) == 1 and len(groups) == 1:
        return Places(images[0], groups[0], split)
    if not groups or not (images or any(_is_caption(sample.headings[place]) for group in groups for place in group)):
        return None
    texts = {place for group in groups for place in group}
    candidates = images or [place for place in rest if place not in texts and place != split]
    if len(groups) > 1:
        groups = [*groups, tuple(sorted(texts))]
    choices = [answer(sample.name(image), list(map(sample.name, group))) for image in candidates for group in groups]
    return Unclear(tuple(choices[:_MOST_CHOICES])) if choices else None


def names_a_picture(value: object) -> bool:
    """Whether a value ends as the file name of a picture does."""
    return isinstance(value, str) and is_picture(value.strip())


def reads_as_text(text: str) -> bool:
    """Whether a text has words, and more than one of them: a label has not."""
    return len(_PARTS.findall(text)) > 1 or len(_UNSPACED.findall(text)) > 3


def is_heading(heading: str) -> bool:
    """Whether a cell is a known heading of file names, captions or splits."""
    plain = _plain(heading)
    return plain in _IMAGE_WORDS or plain.endswith("_file_name") or plain in _SPLIT_WORDS or _is_caption(heading)


def _plain(heading: str) -> str:
    return re.sub(r"[\s.-]+", "_", heading.strip().casefold())


def _is_caption(heading: str) -> bool:
    """Whether a heading says caption, alone or with a number."""
    return re.sub(r"_?\d+$", "", _plain(heading)) in _CAPTION_WORDS


def _images(sample: TableSample, pictures: PictureFinder) -> list[int]:
    """The columns that may hold the names of pictures: one where that is sure, none where none may."""
    ranks: dict[int, tuple[float, ...]] = {}
    for place, heading in enumerate(sample.headings):
        values = [value for value in sample.column(place) if isinstance(value, str)]
        if not values:
            continue
        plain = _plain(heading)
        told = plain in _IMAGE_WORDS or plain.endswith("_file_name")
        ending = sum(map(names_a_picture, values)) * 2 >= len(values)
        # Numbers of other things than pictures may be names of pictures by chance.
        sought = values if ending or told or not all(map(str.isdecimal, values)) else []
        lying = sum(row >= 0 for row, _ in pictures.find([value.strip() for value in sought]))
        if ending or lying * 2 >= len(values) or (told and lying):
            ranks[place] = (ending, lying * 2 >= len(values), told)
        elif told and plain in _SURE:
            ranks[place] = (False, False, True)
    best = max(ranks.values(), default=())
    found = [place for place, rank in ranks.items() if rank == best]
    if len(found) > 1 and best[2]:
        # Two headings of file names: the surer one, such as image beside path.
        found.sort(key=lambda place: _sureness(sample.headings[place]))
        return found[:1] if _sureness(sample.headings[found[0]]) < _sureness(sample.headings[found[1]]) else found
    return found


def _sureness(heading: str) -> int:
    plain = _plain(heading)
    return _IMAGE_WORDS.index(plain) if plain in _IMAGE_WORDS else len(_IMAGE_WORDS)


def _split(sample: TableSample, places: Sequence[int]) -> int | None:
    """The column of the splits: its heading says so, and a split stands in it, or nothing else does."""
    for place in places:
        values = [value for value in sample.column(place) if isinstance(value, str)]
        known = sum(split_of_word(value) is not None for value in values)
        if known and (known == len(values) or _plain(sample.headings[place]) in _SPLIT_WORDS):
            return place
    return None


def _groups(sample: TableSample, places: Sequence[int]) -> list[tuple[int, ...]]:
    """The columns that may hold captions: several of one heading and a number, such as caption_0 and caption_1, are
    one choice."""
    texts = [place for place in places if _holds_text(sample, place)]
    groups: dict[str, list[int]] = {}
    for place in texts:
        if _is_caption(sample.headings[place]):
            groups.setdefault(re.sub(r"_?\d+$", "", _plain(sample.headings[place])), []).append(place)
    if groups:
        return [tuple(group) for group in groups.values()]
    # Without a heading that says so, what looks like sentences.
    return [(place,) for place in texts if _holds_sentences(sample, place)]


def _texts_of(sample: TableSample, place: int) -> list[str]:
    """The texts of a column, in lists too."""
    found: list[str] = []
    for value in sample.column(place):
        found += [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
    return found


def _holds_text(sample: TableSample, place: int) -> bool:
    values = sample.column(place)
    texts = [text for text in _texts_of(sample, place) if _LETTERS.search(text) and not names_a_picture(text)]
    return bool(texts) and 2 * len(texts) >= len(values)


def _holds_sentences(sample: TableSample, place: int) -> bool:
    texts = _texts_of(sample, place)
    return sum(map(reads_as_text, texts)) * 2 >= len(texts)
