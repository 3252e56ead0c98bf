"""COCO's captions as published: {"images": [{"id", "file_name"}], "annotations": [{"image_id", "id", "caption"}]}.

See Chen et al. 2015, "Microsoft COCO Captions: Data Collection and Evaluation Server". The instances and keypoints that
lie beside them have no captions and are not read. A file's name tells its split: captions_train2017.json.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import msgspec

from engine.data.encodings import encoding_of, open_text, text_writer
from engine.data.formats.imageids import Id, ImagePlaces
from engine.data.formats.interface import Batched, CaptionBatch, Columns, Edit, Found, Item, Split, TakesMore
from engine.data.formats.jsonfault import until_fault
from engine.data.formats.jsonspans import JsonSpan, Splices, aligned, spans
from engine.data.formats.splits import by_split, split_of_file
from engine.data.jsonstream import DECODER, JsonStream, Pairs
from engine.data.records import LeftOut
from engine.data.survey import Survey, TextFile
from engine.errors import Problem
from engine.files import write_atomically

_FILES: dict[Split | None, str] = {
    None: "captions.json",
    "train": "captions_train.json",
    "validation": "captions_val.json",
    "test": "captions_test.json",
}
_IMAGES = re.compile(r'"images"\s*:\s*\[')
_ANNOTATIONS = re.compile(r'"annotations"\s*:\s*\[\s*')
_FIRST = 1 << 16
"""Letters that the first annotation may have."""
_SOUGHT, _OVERLAP = 1 << 20, 200
"""Letters among which it is looked for at once, and those that are looked at again."""


class _Image(msgspec.Struct, gc=False):
    id: Id
    file_name: str


class _Annotation(msgspec.Struct, gc=False):
    image_id: Id
    caption: str


_IMAGE_LIST = msgspec.json.Decoder(list[_Image])
_ANNOTATION_LIST = msgspec.json.Decoder(list[_Annotation])


class Coco(TakesMore):
    """See ``CaptionFormat``."""

    repeats: ClassVar[bool] = True

    def find(self, survey: Survey, columns: Columns) -> Found | None:
        """See ``CaptionFormat``."""
        del columns
        found = [text for text in survey.texts if _IMAGES.search(text.head) and _has_captions(text)]
        if not found:
            return None
        order = sorted(found, key=lambda text: (list(_FILES).index(split_of_file(text.name)), text.place))
        return Found(tuple(text.path for text in order))

    def read(self, files: Sequence[Path], columns: Columns) -> Iterator[Item | LeftOut]:
        """See ``CaptionFormat``."""
        del columns
        return Batched(piece for path in files for piece in _read(path))

    def write(self, folder: Path, items: Iterable[Item]) -> tuple[Path, ...]:
        """See ``CaptionFormat``: a file a split. The ids of images and of captions are counted from 1."""
        return tuple(_write(folder / _FILES[split], batch) for split, batch in by_split(items).items())

    def rewrite(self, path: Path, target: BinaryIO, edit: Edit, columns: Columns) -> None:
        """See ``CaptionFormat``. A caption keeps its id; new ones get ids of their own."""
        del columns
        with open_text(path) as file:
            text = file.read()
        splices = Splices(text)
        parts = {span.key: span for span in spans(path, text)}
        if "annotations" in parts and "images" in parts:
            _change(path, text, parts["images"], parts["annotations"], edit, splices)
        writer = text_writer(target, encoding_of(path))
        writer.writelines(splices.pieces())
        writer.detach()

    def append(self, path: Path, target: BinaryIO, items: Sequence[Item], columns: Columns) -> Sequence[Item]:
        """See ``TakesMore``. Pictures and captions get the ids that follow the highest."""
        del columns
        with open_text(path) as file:
            text = file.read()
        splices = Splices(text)
        parts = {span.key: span for span in spans(path, text)}
        left = () if "annotations" in parts and "images" in parts else items
        if not left:
            _extend(path, text, parts["images"], parts["annotations"], items, splices)
        writer = text_writer(target, encoding_of(path))
        writer.writelines(splices.pieces())
        writer.detach()
        return left


def _has_captions(text: TextFile) -> bool:
    """Whether the first annotation of a file has a caption; where none can be read, whether its name says so."""
    try:
        with open_text(text.path) as file:
            held = ""
            while piece := file.read(_SOUGHT):
                held += piece
                if '"annotations"' in held and (match := _ANNOTATIONS.search(held)):
                    first = held[match.end() :] + file.read(_FIRST)
                    if first.startswith("]"):
                        break
                    annotation, _ = DECODER.raw_decode(first)
                    return isinstance(annotation, Pairs) and any(key == "caption" for key, _ in annotation)
                held = held[-_OVERLAP:]
    except (OSError, ValueError, RecursionError, Problem):
        pass
    return "caption" in text.name.casefold()


def _read(path: Path) -> Iterator[CaptionBatch | list[Item | LeftOut]]:
    """The captions of a file; those that come before the images that they belong to are read when these are known."""
    names: dict[Id, str] = {}
    late: list[str] = []
    with JsonStream(path) as stream:
        for piece in until_fault(stream, _parts(stream, names, late), lambda: bool(names and late)):
            yield [piece] if isinstance(piece, LeftOut) else piece
    if late:
        with JsonStream(path) as stream:
            for key in stream.members():
                if key == "annotations" and stream.peek() == "[":
                    yield from _captions(stream, names, path)
                    late.pop()
                if not late:
                    break


def _parts(stream: JsonStream, names: dict[Id, str], late: list[str]) -> Iterator[CaptionBatch | list[Item | LeftOut]]:
    """The captions whose images come before them; the others' keys are put into ``late``."""
    for key in stream.members():
        if key == "images" and stream.peek() == "[":
            _take_images(stream, names)
        elif key == "annotations" and stream.peek() == "[":
            if names:
                yield from _captions(stream, names, stream.path)
            else:
                late.append(key)
    stream.end()


def _take_images(stream: JsonStream, names: dict[Id, str]) -> None:
    for piece in stream.elements(_typed_images):
        if isinstance(piece[0], _Image):
            for image in piece:
                names.setdefault(image.id, image.file_name)
            continue
        for image in piece:
            if isinstance(image, Pairs):
                ids, files = image.get("id"), image.get("file_name")
                if ids and files and isinstance(ids[-1], Id) and isinstance(files[-1], str):
                    names.setdefault(ids[-1], files[-1])


def _typed_images(text: str) -> list[Any]:
    return _typed(_IMAGE_LIST, text, '"file_name"')


def _typed_annotations(text: str) -> list[Any]:
    return _typed(_ANNOTATION_LIST, text, '"caption"')


def _typed(decoder: "msgspec.json.Decoder[list[Any]]", text: str, key: str) -> list[Any]:
    """The objects of an array, each of which has a key once and values of the right types.

    Raises:
        ValueError: for any other.
    """
    try:
        found = decoder.decode(text)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    if text.count(key) != len(found) or not found:
        raise ValueError("a key twice in one object")
    return found


def _captions(stream: JsonStream, names: dict[Id, str], path: Path) -> Iterator[CaptionBatch | list[Item | LeftOut]]:
    split = split_of_file(path.name)
    images = ImagePlaces(names)
    number = 0
    for piece in stream.elements(_typed_annotations):
        if isinstance(piece[0], _Annotation):
            number += len(piece)
            places = images.find([annotation.image_id for annotation in piece])
            if places is not None:
                yield CaptionBatch(images.names, places, [annotation.caption for annotation in piece], split)
                continue
            found = [names.get(annotation.image_id) for annotation in piece]
            yield [
                _without_image(path, annotation.image_id, annotation.caption)
                if name is None
                else Item(name, (annotation.caption,), split)
                for annotation, name in zip(piece, found, strict=True)
            ]
            continue
        for annotation in piece:
            number += 1
            yield list(_one(annotation, number, names, path))


def _one(annotation: object, number: int, names: dict[Id, str], path: Path) -> Iterator[Item | LeftOut]:
    """What an annotation with something amiss holds."""
    place = f"{path.name}, annotation {number}"
    if not isinstance(annotation, Pairs):
        yield LeftOut(place, "caption-not-text")
        return
    captions = annotation.get("caption")
    ids = annotation.get("image_id")
    image = ids[-1] if ids and isinstance(ids[-1], Id) else None
    name = names.get(image) if image is not None else None
    if not captions:
        yield LeftOut(name or place, "no-caption")
    elif name is None:
        for caption in captions:
            text = caption if isinstance(caption, str) else ""
            yield LeftOut(place, "no-name", text) if image is None else _without_image(path, image, text)
    else:
        yield Item(name, captions, split_of_file(path.name))


def _without_image(path: Path, image: Id, caption: str) -> LeftOut:
    return LeftOut(f"{path.name}, image {image}", "image-unlisted", caption)


def _write(path: Path, items: Sequence[Item]) -> Path:
    def lines() -> Iterator[str]:
        yield '{"info": {"description": "Written by Atelier"}, "licenses": [], "type": "captions",\n"images": ['
        for number, item in enumerate(items, start=1):
            image = {"id": number, "file_name": item.name}
            yield ("\n" if number == 1 else ",\n") + json.dumps(image, ensure_ascii=False)
        yield '\n],\n"annotations": ['
        count = 0
        for number, item in enumerate(items, start=1):
            for caption in item.captions:
                count += 1
                annotation = {"image_id": number, "id": count, "caption": caption}
                yield ("\n" if count == 1 else ",\n") + json.dumps(annotation, ensure_ascii=False)
        yield "\n]}\n"

    write_atomically(path, (line.encode("utf-8", "surrogatepass") for line in lines()))
    return path


def _change(path: Path, text: str, images: JsonSpan, annotations: JsonSpan, edit: Edit, splices: Splices) -> None:
    """Change the captions of the pictures whose ``edit`` gives others."""
    names = {
        image.get("id")[-1]: image.get("file_name")[-1]
        for image in images.value
        if isinstance(image, Pairs) and image.get("id") and image.get("file_name")
    }
    elements = list(spans(path, text, annotations.start))
    of_image: dict[Any, list[int]] = {image: [] for image in names}
    for number, element in enumerate(elements):
        ids = element.value.get("image_id") if isinstance(element.value, Pairs) else []
        if ids and ids[-1] in of_image and element.value.get("caption"):
            of_image[ids[-1]].append(number)
    highest = _highest_id(elements)
    removed: set[int] = set()
    added: list[tuple[int, str]] = []
    for image, numbers in of_image.items():
        old = [elements[number].value.get("caption")[-1] for number in numbers]
        new = edit(names[image], old)
        if new is None or list(new) == old:
            continue
        kept = aligned(old, new)
        removed.update(number for place, number in enumerate(numbers) if place not in {part.place for part in kept})
        for part in kept:
            if part.place is None:
                highest += 1
                element_text = splices.dump({"image_id": image, "id": highest, "caption": part.caption})
                added.append((numbers[-1] if numbers else len(elements) - 1, element_text))
            elif part.caption != old[part.place]:
                held = [
                    span for span in spans(path, text, elements[numbers[part.place]].start) if span.key == "caption"
                ]
                splices.replace(held[-1].start, held[-1].end, part.caption)
    splices.rebuild(annotations, elements, removed, added)


def _extend(
    path: Path, text: str, images: JsonSpan, annotations: JsonSpan, items: Iterable[Item], splices: Splices
) -> None:
    """Put pictures and their captions behind those of a file."""
    listed, captions = list(spans(path, text, images.start)), list(spans(path, text, annotations.start))
    image, caption = _highest_id(listed), _highest_id(captions)
    new_images, new_captions = [], []
    for item in items:
        image += 1
        new_images.append(splices.dump({"id": image, "file_name": item.name}))
        for told in item.captions:
            caption += 1
            new_captions.append(splices.dump({"image_id": image, "id": caption, "caption": told}))
    for span, elements, new in ((images, listed, new_images), (annotations, captions, new_captions)):
        splices.rebuild(span, elements, set(), [(len(elements) - 1, element) for element in new])


def _highest_id(elements: Iterable[JsonSpan]) -> int:
    known = [value for element in elements if isinstance(element.value, Pairs) for value in element.value.get("id")]
    return max((value for value in known if isinstance(value, int)), default=0)
