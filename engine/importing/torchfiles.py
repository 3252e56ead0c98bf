"""Files that ``torch.save`` wrote, as plain values and tensors; both of its formats, and pickles without tensors.

Since torch 1.6 the file is a ZIP archive, uncompressed, with a pickle and one member for each storage of a tensor.
Before that it was a row of pickles with the storages behind them.
"""

import dataclasses
import io
import math
import os
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

from engine.files import open_regular
from engine.importing.pickles import Call, ClassName, RefusedError, read_pickle
from engine.importing.reasons import DAMAGED, UNREAD

if TYPE_CHECKING:
    from torch import Tensor

MOST_PICKLE = 2**26
"""Bytes of the pickle in an archive, whose tensors lie elsewhere."""
MOST_MEMBERS = 100_000
_MOST_DIMENSIONS, _MOST_VALUES = 8, 2**40
_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C

_TYPES: Mapping[str, tuple[str, int]] = {
    "FloatStorage": ("float32", 4),
    "DoubleStorage": ("float64", 8),
    "HalfStorage": ("float16", 2),
    "BFloat16Storage": ("bfloat16", 2),
    "LongStorage": ("int64", 8),
    "IntStorage": ("int32", 4),
    "ShortStorage": ("int16", 2),
    "CharStorage": ("int8", 1),
    "ByteStorage": ("uint8", 1),
    "BoolStorage": ("bool", 1),
}
"""torch's names of its storages, the number format of each, and the bytes of a value."""
_STORAGES = frozenset(ClassName(module, name) for module in ("torch", "torch.cuda") for name in _TYPES)
_FORMATS = frozenset(ClassName("torch", name) for name, _ in _TYPES.values())


@dataclass(frozen=True, eq=False, slots=True)
class Storage:
    """Where the values of some tensors lie; ``count`` of them. ``data``: these, where they stand in the pickle."""

    key: str
    format: str
    value_bytes: int
    count: int
    data: bytes | None = None


@dataclass(frozen=True, eq=False, slots=True)
class StoredTensor:
    """A tensor that has not been read yet: a view of a storage."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class TorchFile:
    """A file that is read; to be used with ``with``, which closes it.

    Attributes:
        value: what was saved, with ``StoredTensor`` for tensors and ``PickledObject`` for objects.

    Raises:
        RefusedError: see ``pickles.read_pickle``; where the file is no such one.
        OSError: as ``files.open_regular``.
    """

    value: Any

    def __init__(self, source: Path | bytes) -> None:
        inside = isinstance(source, bytes)
        self._file: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else open_regular(source)
        self._size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        # What stands in a pickle holds no further such.
        self._calls = _CALLS if inside else {**_CALLS, ClassName("torch.storage", "_load_from_bytes"): self._inside}
        self._archive: zipfile.ZipFile | None = None
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self._storages: dict[str, Storage] = {}
        try:
            if not inside and zipfile.is_zipfile(self._file):
                self.value = self._read_archive()
            else:
                self._file.seek(0)
                self.value = self._read_row()
        except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
            self._file.close()
            raise RefusedError(DAMAGED) from error
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        self._file.close()

    def tensor(self, stored: StoredTensor) -> "Tensor":
        """A tensor, read from the file.

        Raises:
            RefusedError: where its values are cut short or damaged.
        """
        import torch

        storage = stored.storage
        data = self._bytes(storage)
        if len(data) != storage.count * storage.value_bytes:
            raise RefusedError(DAMAGED)
        if not data or 0 in stored.shape:
            return torch.zeros(stored.shape, dtype=getattr(torch, storage.format))
        values = torch.frombuffer(bytearray(data), dtype=getattr(torch, storage.format))
        return values.as_strided(stored.shape, stored.strides, stored.offset)

    def _bytes(self, storage: Storage) -> bytes:
        if storage.data is not None:
            return storage.data
        try:
            if self._archive is not None:
                return self._archive.read(self._members[storage.key])
            offset, size = self._places[storage.key]
            self._file.seek(offset)
            return self._file.read(size)
        except (KeyError, zipfile.BadZipFile, EOFError) as error:
            raise RefusedError(DAMAGED) from error

    def _read_archive(self) -> Any:
        self._archive = archive = zipfile.ZipFile(self._file)
        members = archive.infolist()
        # torch compresses nothing, so that no member can be larger than the file, nor all of them together.
        packed = any(member.compress_type != zipfile.ZIP_STORED for member in members)
        if packed or len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > self._size:
            raise RefusedError(UNREAD)
        pickles = [member for member in members if member.filename.rpartition("/")[2] == "data.pkl"]
        if len(pickles) != 1 or pickles[0].file_size > MOST_PICKLE:
            raise RefusedError(UNREAD)
        root = pickles[0].filename.removesuffix("data.pkl")
        self._members = {
            member.filename.removeprefix(f"{root}data/"): member
            for member in members
            if member.filename.startswith(f"{root}data/")
        }
        order = [member for member in members if member.filename == f"{root}byteorder"]
        if order and order[0].file_size < 64 and archive.read(order[0]) != b"little":
            raise RefusedError(UNREAD)
        return self._read_pickle(io.BytesIO(archive.read(pickles[0])))

    def _read_row(self) -> Any:
        """The older format, which begins with pickles of a number, a version and a machine; or one pickle alone."""
        stream = _Clamped(self._file, self._size)
        first = self._read_pickle(stream)
        if first != _LEGACY_MAGIC:
            return first
        version, machine = (self._read_pickle(stream) for _ in range(2))
        if version != 1001 or not isinstance(machine, dict) or machine.get("little_endian") is not True:
            raise RefusedError(UNREAD)
        value = self._read_pickle(stream)
        keys = self._read_pickle(stream)
        if not isinstance(keys, list):
            raise RefusedError(DAMAGED)
        place = self._file.tell()
        for key in keys:
            storage = self._storages.get(key) if isinstance(key, str) else None
            if storage is None:
                raise RefusedError(DAMAGED)
            self._file.seek(place)
            head = self._file.read(8)
            if len(head) < 8 or struct.unpack("<q", head)[0] != storage.count:
                raise RefusedError(DAMAGED)
            size = storage.count * storage.value_bytes
            self._places[key] = place + 8, size
            place += 8 + size
        return value

    def _read_pickle(self, stream: Any) -> Any:
        return read_pickle(stream, calls=self._calls, values=_STORAGES | _FORMATS, stored=self._storage)

    def _inside(self, arguments: tuple[Any, ...]) -> Storage:
        """A storage as plain ``pickle`` writes it: a file of the older format within the pickle."""
        if len(arguments) != 1 or not isinstance(arguments[0], bytes):
            raise RefusedError(UNREAD)
        with TorchFile(arguments[0]) as file:
            if not isinstance(file.value, Storage):
                raise RefusedError(UNREAD)
            return dataclasses.replace(file.value, data=file._bytes(file.value))

    def _storage(self, identifier: tuple[Any, ...]) -> Any:
        """What torch's persistent ids stand for."""
        if len(identifier) == 4 and identifier[0] == "module" and isinstance(identifier[1], ClassName):
            # The older format has the source of a class beside its name.
            return identifier[1]
        if len(identifier) not in (5, 6) or identifier[0] != "storage" or identifier[5:] not in ((), (None,)):
            raise RefusedError(UNREAD)
        _, kind, key, _, count = identifier[:5]
        known = isinstance(kind, ClassName) and kind in _STORAGES
        if not known or not isinstance(key, str) or type(count) is not int:
            raise RefusedError(UNREAD)
        name, value_bytes = _TYPES[kind.name]
        if not 0 <= count * value_bytes <= self._size:
            raise RefusedError(DAMAGED)
        storage = Storage(key, name, value_bytes, count)
        return self._storages.setdefault(key, storage)


class _Clamped:
    """A stream that is never asked for more bytes than are left: the number may be any that the file tells."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size = file, size

    def read(self, count: int) -> bytes:
        return self._file.read(max(0, min(count, self._size - self._file.tell())))

    def readline(self) -> bytes:
        return self._file.readline(MOST_PICKLE)

    def tell(self) -> int:
        return self._file.tell()


def _rebuilt(arguments: tuple[Any, ...]) -> StoredTensor:
    """A tensor by storage, offset, shape and strides; what follows are its gradient and hooks."""
    if len(arguments) < 4 or not isinstance(arguments[0], Storage):
        raise RefusedError(UNREAD)
    storage, offset, shape, strides = arguments[:4]
    numbers = [offset, *shape, *strides] if isinstance(shape, tuple) and isinstance(strides, tuple) else [None]
    if (
        not all(type(number) is int and 0 <= number < _MOST_VALUES for number in numbers)
        or len(shape) > _MOST_DIMENSIONS
    ):
        raise RefusedError(UNREAD)
    shape, strides = cast(tuple[int, ...], shape), cast(tuple[int, ...], strides)
    last = offset + sum((length - 1) * stride for length, stride in zip(shape, strides, strict=False) if length)
    # A view that names a value twice could be as large as it likes.
    if len(shape) != len(strides) or math.prod(shape) > storage.count or (0 not in shape and last >= storage.count):
        raise RefusedError(UNREAD)
    return StoredTensor(storage, offset, shape, strides)


def _parameter(arguments: tuple[Any, ...]) -> StoredTensor:
    if not arguments or not isinstance(arguments[0], StoredTensor):
        raise RefusedError(UNREAD)
    return arguments[0]


def _tuple(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(arguments) != 1 or not isinstance(arguments[0], tuple):
        raise RefusedError(UNREAD)
    return arguments[0]


def _ignored(arguments: tuple[Any, ...]) -> None:
    """Where tensors lay is no matter: all come to the CPU."""


_CALLS: Mapping[ClassName, Call] = {
    ClassName("torch._utils", "_rebuild_tensor_v2"): _rebuilt,
    ClassName("torch._utils", "_rebuild_tensor"): _rebuilt,
    ClassName("torch._utils", "_rebuild_parameter"): _parameter,
    ClassName("torch", "Size"): _tuple,
    ClassName("torch", "device"): _ignored,
}
