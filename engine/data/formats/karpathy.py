"""Karpathy's dataset_coco.json, dataset_flickr8k.json, dataset_flickr30k.json: each image with its split and sentences.

    {"images": [{"filepath", "filename", "split", "sentences": [{"raw", "tokens"}]}], "dataset"}

See Karpathy and Fei-Fei 2015, "Deep Visual-Semantic Alignments for Generating Image Descriptions"; their split restval
is trained on. Where a sentence has no raw text, its tokens stand in.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from engine.data.encodings import encoding_of, open_text, text_writer
from engine.data.formats.interface import Columns, Edit, Found, Item, Split, TakesMore
from engine.data.formats.jsonfault import until_fault
from engine.data.formats.jsonspans import JsonSpan, Splices, aligned, spans
from engine.data.formats.splits import split_of_word
from engine.data.jsonstream import JsonStream, Pairs
from engine.data.records import LeftOut
from engine.data.survey import Survey
from engine.files import write_atomically

FILE = "dataset.json"
_KNOWN = re.compile(r'"images"\s*:\s*\[')
_WORDS: dict[Split | None, str | None] = {None: None, "train": "train", "validation": "val", "test": "test"}


class Karpathy(TakesMore):
    """See ``CaptionFormat``."""

    repeats: ClassVar[bool] = True

    def find(self, survey: Survey, columns: Columns) -> Found | None:
        """See ``CaptionFormat``."""
        del columns
        files = [text.path for text in survey.texts if _KNOWN.search(text.head) and '"sentences"' in text.head]
        return Found(tuple(files)) if files else None

    def read(self, files: Sequence[Path], columns: Columns) -> Iterator[Item | LeftOut]:
        """See ``CaptionFormat``."""
        del columns
        for path in files:
            with JsonStream(path) as stream:
                yield from until_fault(stream, _images(stream))

    def write(self, folder: Path, items: Iterable[Item]) -> tuple[Path, ...]:
        """See ``CaptionFormat``."""
        path = folder / FILE
        write_atomically(path, (line.encode("utf-8", "surrogatepass") for line in _lines(items)))
        return (path,)

    def rewrite(self, path: Path, target: BinaryIO, edit: Edit, columns: Columns) -> None:
        """See ``CaptionFormat``. A sentence keeps its id; of one that changes the tokens become its words."""
        del columns
        with open_text(path) as file:
            text = file.read()
        splices = Splices(text)
        for part in spans(path, text):
            if part.key == "images" and isinstance(part.value, list):
                for image in spans(path, text, part.start):
                    if isinstance(image.value, Pairs):
                        _edit(path, text, image, edit, splices)
        writer = text_writer(target, encoding_of(path))
        writer.writelines(splices.pieces())
        writer.detach()

    def append(self, path: Path, target: BinaryIO, items: Sequence[Item], columns: Columns) -> Sequence[Item]:
        """See ``TakesMore``. Images and sentences get the ids that follow the highest, and no split."""
        del columns
        with open_text(path) as file:
            text = file.read()
        splices = Splices(text)
        lists = [span for span in spans(path, text) if span.key == "images" and _is_list(span.value)]
        if lists:
            _extend(path, text, lists[-1], items, splices)
        writer = text_writer(target, encoding_of(path))
        writer.writelines(splices.pieces())
        writer.detach()
        return () if lists else items


def _images(stream: JsonStream) -> Iterator[Item | LeftOut]:
    for key in stream.members():
        if key == "images" and stream.peek() == "[":
            number = 0
            for piece in stream.elements():
                for image in piece:
                    number += 1
                    yield from _items(image, f"{stream.path.name}, image {number}")
    stream.end()


def _name(image: Pairs) -> str:
    """An image's place: its folder and its file name; "" where it tells none."""
    folder, name = ([value for value in image.get(key) if isinstance(value, str)] for key in ("filepath", "filename"))
    return "/".join([*folder[-1:], name[-1]]) if name else ""


def _items(image: object, place: str) -> Iterator[Item | LeftOut]:
    """What an image holds."""
    if not isinstance(image, Pairs):
        yield LeftOut(place, "caption-not-text")
        return
    name, words = _name(image), [word for word in image.get("split") if isinstance(word, str)]
    split = split_of_word(words[-1]) if words else None
    captions = [_caption(sentence) for several in image.get("sentences") for sentence in _list(several)]
    if not name or (words and words[-1] and split is None):
        reason = "split-unknown" if name else "no-name"
        for caption in captions:
            yield LeftOut(name or place, reason, caption if isinstance(caption, str) else "")
    else:
        yield Item(name, captions, split)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and not isinstance(value, Pairs)


def _list(value: Any) -> list[Any]:
    found: list[Any] = value if _is_list(value) else [value]
    return found


def _caption(sentence: object) -> object:
    """A sentence's text; what it is instead, where it has none."""
    if isinstance(sentence, Pairs):
        raw, tokens = sentence.get("raw"), sentence.get("tokens")
        if raw:
            return raw[-1]
        if tokens and isinstance(tokens[-1], list):
            return " ".join(token for token in tokens[-1] if isinstance(token, str))
    return sentence


def _lines(items: Iterable[Item]) -> Iterator[str]:
    yield '{"images": ['
    count = 0
    for number, item in enumerate(items):
        yield (",\n" if number else "\n") + json.dumps(_image(item, number, count), ensure_ascii=False)
        count += len(item.captions)
    yield '\n], "dataset": "atelier"}\n'


def _image(item: Item, number: int, sentence: int) -> dict[str, Any]:
    """An image of a number, its sentences numbered from another one on."""
    folder, _, name = item.name.rpartition("/")
    ids = list(range(sentence, sentence + len(item.captions)))
    image: dict[str, Any] = {"filepath": folder} if folder else {}
    image |= {"sentids": ids, "filename": name, "imgid": number}
    if word := _WORDS[item.split]:
        image["split"] = word
    image["sentences"] = [_sentence(caption, number, own) for caption, own in zip(item.captions, ids, strict=True)]
    return image


def _extend(path: Path, text: str, images: JsonSpan, items: Iterable[Item], splices: Splices) -> None:
    """Put images behind those of a file, spaced as they are."""
    listed = list(spans(path, text, images.start))
    known = [image.value for image in listed if isinstance(image.value, Pairs)]
    number = 1 + _highest(value for image in known for value in image.get("imgid"))
    sentence = 1 + _highest(
        value for image in known for ids in image.get("sentids") for value in (ids if isinstance(ids, list) else [])
    )
    new = []
    for item in items:
        new.append(splices.dump(_image(item, number, sentence)))
        number, sentence = number + 1, sentence + len(item.captions)
    splices.rebuild(images, listed, set(), [(len(listed) - 1, element) for element in new])


def _highest(ids: Iterable[object]) -> int:
    return max((value for value in ids if isinstance(value, int)), default=-1)


def _sentence(caption: object, image: object, own: int) -> dict[str, Any]:
    return {"tokens": _tokens(caption), "raw": caption, "imgid": image, "sentid": own}


def _tokens(caption: object) -> list[str]:
    return re.findall(r"\w+(?:['’]\w+)*", str(caption).lower())


def _edit(path: Path, text: str, image: JsonSpan, edit: Edit, splices: Splices) -> None:
    """Put an image's new sentences in place of the old ones."""
    holders = [span for span in spans(path, text, image.start) if span.key == "sentences"]
    name = _name(image.value)
    if not holders or not name or not isinstance(holders[-1].value, list):
        return
    sentences = list(spans(path, text, holders[-1].start))
    old = [_caption(sentence.value) for sentence in sentences]
    new = edit(name, old)
    if new is None or list(new) == old:
        return
    written = []
    for part in aligned(old, new):
        before = sentences[part.place] if part.place is not None else None
        if before is not None and part.caption == old[part.place or 0]:
            written.append(text[before.start : before.end])
        else:
            own = dict(before.value) if before is not None and isinstance(before.value, Pairs) else {}
            written.append(splices.dump({**own, "tokens": _tokens(part.caption), "raw": part.caption}))
    splices.remove(holders[-1].start, holders[-1].end)
    splices.insert(holders[-1].start, "[" + ", ".join(written) + "]")
