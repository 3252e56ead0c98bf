"""Pickles read as data: nothing in them is looked up, called or run.

A pickle is a program for a small stack machine. ``read_pickle`` carries out those of its instructions that make plain
values, and refuses all others. Where one names a class, a ``ClassName`` stands for it; an object of a class becomes a
``PickledObject``, which holds the object's attributes and has no methods. Only the names in ``CALLS``, and those that
the caller adds, may be called, and each stands for a function of this program that checks what it is given. There is no
way from a pickle to any other name, so that none is needed to keep it out.

The standard library's Unpickler is not used: it calls what ``find_class`` returns, and makes room by numbers that the
file gives.
"""

import pickletools
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from engine.importing.reasons import DAMAGED, TOO_LARGE, UNREAD

MOST_INSTRUCTIONS = 4_000_000
"""A vocabulary of half a million words has some two million."""
MOST_COPIED = 4_000_000
"""Values that calls and states may hand over in all: one instruction can name a list of a million again."""

_PYTHON_2 = frozenset(("__builtin__", "copy_reg", "exceptions", "commands", "cPickle", "UserDict", "urllib2"))
_LIBRARIES = frozenset(("torch", "numpy"))
_TORCH_CLASSES = ("torch.nn.", "torch.optim.")


class RefusedError(Exception):
    """What a file holds is none of the things that are read.

    Attributes:
        reason: one of ``REASONS``.
        name: what it names that is not read, such as os.system; empty where that is not the reason.
    """

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(reason, name)
        self.reason = reason
        self.name = name


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class, or another thing of a module, that a pickle names. It is never imported."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(eq=False, slots=True)
class PickledObject:
    """An object as data.

    Attributes:
        kind: its class.
        state: its attributes by name.
        entries: what it holds where its class is a kind of dict.
    """

    kind: ClassName
    state: dict[str, Any] = field(default_factory=dict)
    entries: dict[Any, Any] = field(default_factory=dict)


Call = Callable[[tuple[Any, ...]], Any]


def _dict(arguments: tuple[Any, ...]) -> dict[Any, Any]:
    """An OrderedDict, or a Counter, by nothing, or by a dict or pairs."""
    made: dict[Any, Any] = {}
    if arguments and isinstance(arguments[0], dict):
        made.update(arguments[0])
    elif arguments and isinstance(arguments[0], list):
        for pair in arguments[0]:
            if not isinstance(pair, tuple | list) or len(pair) != 2:
                raise RefusedError(UNREAD)
            made[_key(pair[0])] = pair[1]
    elif arguments:
        raise RefusedError(UNREAD)
    return made


def _list(arguments: tuple[Any, ...]) -> list[Any]:
    """A set as a list, so that nothing in it is compared."""
    if arguments and not isinstance(arguments[0], list | tuple):
        raise RefusedError(UNREAD)
    return list(arguments[0]) if arguments else []


def _plain_object(arguments: tuple[Any, ...]) -> PickledObject:
    """An object as the oldest protocols write it: its class, ``object``, and nothing."""
    if len(arguments) != 3 or not isinstance(arguments[0], ClassName) or arguments[1:] != (_OBJECTS[0], None):
        raise RefusedError(UNREAD)
    return PickledObject(_own_class(arguments[0]))


def _bytes(arguments: tuple[Any, ...]) -> bytes:
    """Bytes as protocols before 3 write them: a text, and how each of its characters is one of them."""
    match arguments:
        case (str() as text, "latin1"):
            return text.encode("latin-1")
    raise RefusedError(UNREAD)


_OBJECTS = (ClassName("builtins", "object"),)
CALLS: Mapping[ClassName, Call] = {
    ClassName("collections", "OrderedDict"): _dict,
    ClassName("collections", "Counter"): _dict,
    # Its argument is what makes missing values.
    ClassName("collections", "defaultdict"): lambda arguments: {},
    ClassName("_codecs", "encode"): _bytes,
    ClassName("builtins", "set"): _list,
    ClassName("builtins", "frozenset"): _list,
    ClassName("copyreg", "_reconstructor"): _plain_object,
}
"""What may be called, and what is done in its place."""
_VALUES = frozenset(
    (*_OBJECTS, ClassName("builtins", "dict"), ClassName("builtins", "list"), ClassName("builtins", "int"))
)
"""Names that may stand as values, such as what makes a defaultdict's missing ones."""
_SPELLED_ANEW = {"__builtin__": "builtins", "copy_reg": "copyreg"}


def read_pickle(
    stream: IO[bytes],
    *,
    calls: Mapping[ClassName, Call] | None = None,
    values: frozenset[ClassName] = frozenset(),
    stored: Call | None = None,
) -> Any:
    """The value of one pickle; the stream stands behind it afterwards.

    Args:
        stream: its ``read`` returns no more bytes than there are, whatever number it is asked for.
        calls: further names that may be called.
        values: further names that may stand as values.
        stored: what a persistent id (a tuple) stands for; None refuses them.

    Raises:
        RefusedError: for anything but plain values, objects of a person's own classes or of torch.nn and torch.optim,
            and what may be called.
    """
    machine = _Machine({**CALLS, **(calls or {})}, _VALUES | values, stored)
    try:
        for count, (instruction, argument, _) in enumerate(pickletools.genops(stream)):
            if count > MOST_INSTRUCTIONS:
                raise RefusedError(TOO_LARGE)
            if instruction.name == "STOP":
                return machine.result()
            machine.do(instruction.name, argument)
    except (ValueError, OverflowError, IndexError, KeyError, TypeError, MemoryError) as error:
        # Instructions that are cut, find something else on the stack than they need, or give a length of no meaning.
        raise RefusedError(DAMAGED) from error
    raise RefusedError(DAMAGED)


_MARK = object()
_CONSTANTS: Mapping[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_TUPLE": tuple,
    # A set, as a list.
    "EMPTY_SET": list,
    "MARK": lambda: _MARK,
}
_GIVEN = frozenset(
    (
        *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
        *("STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"),
        *("BINBYTES", "SHORT_BINBYTES", "BINBYTES8"),
    )
)
"""Instructions whose argument is the value."""
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_PUT, _GET = frozenset(("PUT", "BINPUT", "LONG_BINPUT")), frozenset(("GET", "BINGET", "LONG_BINGET"))


class _Machine:
    """The stack, and what was kept to be named again."""

    def __init__(self, calls: Mapping[ClassName, Call], values: frozenset[ClassName], stored: Call | None) -> None:
        self._calls = calls
        self._values = values
        self._stored = stored
        self._copied = 0
        self._stack: list[Any] = []
        self._kept: dict[int, Any] = {}
        self._actions: Mapping[str, Callable[[Any], None]] = {
            "PROTO": lambda argument: None,
            "FRAME": lambda argument: None,
            "MEMOIZE": lambda argument: self._keep(len(self._kept)),
            "TUPLE": lambda argument: self._push(tuple(self._marked())),
            "LIST": lambda argument: self._push(self._marked()),
            "DICT": lambda argument: self._push(_pairs(self._marked())),
            "FROZENSET": lambda argument: self._push(self._marked()),
            "APPEND": lambda argument: self._extend([self._pop()]),
            "APPENDS": lambda argument: self._extend(self._marked()),
            "ADDITEMS": lambda argument: self._extend(self._marked()),
            "SETITEM": lambda argument: self._set(self._popped(2)),
            "SETITEMS": lambda argument: self._set(self._marked()),
            "GLOBAL": lambda argument: self._push(self._named(*argument.split(" ", 1))),
            "STACK_GLOBAL": lambda argument: self._push(self._named(*self._popped(2))),
            "REDUCE": lambda argument: self._call(*self._popped(2)),
            "NEWOBJ": lambda argument: self._new(*self._popped(2)),
            "BUILD": lambda argument: self._build(self._pop()),
            "BINPERSID": lambda argument: self._find(self._pop()),
        }

    def do(self, name: str, argument: Any) -> None:
        """Carry out one instruction.

        Raises:
            RefusedError: where it is none of those that make plain values.
        """
        if name in _CONSTANTS:
            self._stack.append(_CONSTANTS[name]())
        elif name in _GIVEN:
            self._stack.append(argument)
        elif name in _TUPLES:
            self._push(tuple(self._popped(_TUPLES[name])))
        elif name in _PUT:
            self._keep(argument)
        elif name in _GET:
            self._stack.append(self._kept[argument])
        elif name in self._actions:
            self._actions[name](argument)
        else:
            raise RefusedError(UNREAD)

    def result(self) -> Any:
        """What stands on the stack at the end."""
        return self._pop()

    def _push(self, value: Any) -> None:
        self._stack.append(value)

    def _pop(self) -> Any:
        value = self._stack.pop()
        if value is _MARK:
            raise RefusedError(DAMAGED)
        return value

    def _popped(self, count: int) -> list[Any]:
        """The last values of the stack, in its order."""
        return [self._pop() for _ in range(count)][::-1]

    def _marked(self) -> list[Any]:
        """The values behind the last mark, which goes too."""
        found = []
        while (value := self._stack.pop()) is not _MARK:
            found.append(value)
        return found[::-1]

    def _top(self) -> Any:
        value = self._stack[-1]
        if value is _MARK:
            raise RefusedError(DAMAGED)
        return value

    def _keep(self, number: int) -> None:
        self._kept[number] = self._top()

    def _extend(self, values: list[Any]) -> None:
        target = self._top()
        if not isinstance(target, list):
            raise RefusedError(UNREAD)
        target.extend(values)

    def _set(self, values: list[Any]) -> None:
        target = self._top()
        if isinstance(target, PickledObject):
            target = target.entries
        if not isinstance(target, dict):
            raise RefusedError(UNREAD)
        target.update(_pairs(values))

    def _named(self, module: Any, name: Any) -> ClassName:
        if not isinstance(module, str) or not isinstance(name, str):
            raise RefusedError(DAMAGED)
        found = ClassName(_SPELLED_ANEW.get(module, module), name)
        if found not in self._calls and found not in self._values:
            _own_class(found)
        return found

    def _call(self, function: Any, arguments: Any) -> None:
        if not isinstance(function, ClassName) or not isinstance(arguments, tuple):
            raise RefusedError(DAMAGED)
        if function not in self._calls:
            raise RefusedError(UNREAD, str(function))
        self._spend(*arguments)
        self._push(self._calls[function](arguments))

    def _new(self, kind: Any, arguments: Any) -> None:
        if not isinstance(kind, ClassName) or arguments != ():
            raise RefusedError(UNREAD)
        if kind in self._calls:
            self._push(self._calls[kind](()))
        else:
            self._push(PickledObject(_own_class(kind)))

    def _build(self, state: Any) -> None:
        target = self._top()
        if isinstance(target, dict):
            # Attributes of an OrderedDict: the versions of a state dict's modules.
            return
        parts = state if isinstance(state, tuple) and len(state) == 2 else (state,)
        if not isinstance(target, PickledObject) or not all(part is None or isinstance(part, dict) for part in parts):
            raise RefusedError(UNREAD)
        self._spend(*parts)
        for part in parts:
            for name, value in (part or {}).items():
                if not isinstance(name, str):
                    raise RefusedError(UNREAD)
                target.state[name] = value

    def _spend(self, *values: Any) -> None:
        """Count what is copied of some values.

        Raises:
            RefusedError: where it is more than any file of this kind needs.
        """
        self._copied += sum(len(value) for value in values if isinstance(value, list | tuple | dict))
        if self._copied > MOST_COPIED:
            raise RefusedError(TOO_LARGE)

    def _find(self, identifier: Any) -> None:
        if self._stored is None or not isinstance(identifier, tuple):
            raise RefusedError(UNREAD)
        self._push(self._stored(identifier))


def _own_class(found: ClassName) -> ClassName:
    """A name as that of a class of torch.nn or torch.optim, or of a person's own program.

    Raises:
        RefusedError: for one of Python's or of a library's.
    """
    root = found.module.partition(".")[0]
    known = root in sys.stdlib_module_names or root in _PYTHON_2 or root in _LIBRARIES
    plain = all(part.isidentifier() for part in found.module.split(".")) and found.name.isidentifier()
    if not plain or found.name.startswith("__") or (known and not found.module.startswith(_TORCH_CLASSES)):
        raise RefusedError(UNREAD, str(found))
    return found


def _pairs(values: list[Any]) -> dict[Any, Any]:
    if len(values) % 2:
        raise RefusedError(DAMAGED)
    return {_key(key): value for key, value in zip(values[::2], values[1::2], strict=True)}


def _key(value: Any) -> Any:
    """A key of a dict. Tuples are none: one that is nested deeply would exhaust the stack when it is hashed.

    Raises:
        RefusedError: where it is anything but a plain value, or one that is told from others by its identity.
    """
    if isinstance(value, list | dict | tuple | set | bytearray):
        raise RefusedError(UNREAD)
    return value
