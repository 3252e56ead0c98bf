"""Pickles that would do harm if they were run: each would create a file, call the network of its choice, or fill the
memory. What they would do at worst, were they run by mistake, is to create one empty file.
"""

import io
import pickle
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROTOCOLS = (0, 1, 2, 3, 4, 5)


def _text(value: str) -> bytes:
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def _global(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n".encode()


def _stack_global(module: str, name: str) -> bytes:
    return _text(module) + _text(name) + b"\x93"


def _calls(path: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Module, name and arguments of calls that create a file at a path."""
    shell = f"touch {path}"
    code = f"open({str(path)!r}, 'w').close()"
    yield "os", "system", (shell,)
    yield "posix", "system", (shell,)
    yield "nt", "system", (shell,)
    yield "os", "popen", (shell,)
    yield "os", "mkdir", (str(path),)
    yield "subprocess", "getoutput", (shell,)
    yield "subprocess", "Popen", (shell,)
    yield "subprocess", "check_output", (shell,)
    yield "commands", "getoutput", (shell,)
    yield "builtins", "eval", (code,)
    yield "builtins", "exec", (code,)
    yield "builtins", "open", (str(path), "w")
    yield "__builtin__", "eval", (code,)
    yield "__builtin__", "file", (str(path), "w")
    yield "io", "open", (str(path), "w")
    yield "pathlib", "Path.touch", (str(path),)
    yield "importlib", "import_module", ("antigravity",)
    yield "builtins", "__import__", ("antigravity",)
    yield "builtins", "getattr", ("x", "__class__")
    yield "operator", "attrgetter", ("__class__.__mro__",)
    yield "operator", "methodcaller", ("__reduce__",)
    yield "types", "FunctionType", ("x",)
    yield "types", "CodeType", ("x",)
    yield "marshal", "loads", ("x",)
    yield "pickle", "loads", ("x",)
    yield "_pickle", "loads", ("x",)
    yield "shutil", "rmtree", (str(path.parent / "nothing"),)
    yield "runpy", "run_path", (str(path),)
    yield "code", "InteractiveInterpreter", ()
    yield "timeit", "timeit", (code,)
    yield "cProfile", "run", (code,)
    yield "pdb", "run", (code,)
    yield "webbrowser", "open", (path.as_uri(),)
    yield "asyncio", "run", (code,)
    yield "socket", "create_connection", ("127.0.0.1",)
    yield "urllib.request", "urlopen", (path.as_uri(),)
    yield "ctypes", "CDLL", (str(path),)
    yield "torch", "load", (str(path),)
    yield "torch.hub", "load", (str(path),)
    yield "torch.jit", "load", (str(path),)
    yield "torch.serialization", "load", (str(path),)
    yield "torch.utils.cpp_extension", "load_inline", (code,)
    yield "torch._utils", "_rebuild_wrapper_subclass", (code,)
    yield "torch._tensor", "_rebuild_from_type_v2", (code,)
    yield "numpy", "load", (str(path),)
    yield "numpy.core.multiarray", "_reconstruct", ("x",)
    yield "collections", "namedtuple", ("x", "y")
    yield "functools", "partial", ("x",)
    yield "my_model", "run", (shell,)
    yield "__main__", "Captioner", (shell,)
    yield "torch.nn.modules.container", "Sequential", (shell,)


def _in_pickle(module: str, name: str, arguments: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """The ways in which a pickle can have something called."""
    put = b"".join(map(_text, arguments))
    named, on_stack = _global(module, name), _stack_global(module, name)
    yield "REDUCE", b"\x80\x02" + named + b"(" + put + b"tR."
    yield "STACK_GLOBAL", b"\x80\x04" + on_stack + b"(" + put + b"tR."
    yield "INST", b"(" + put + f"i{module}\n{name}\n".encode() + b"."
    yield "OBJ", b"(" + named + put + b"o."
    yield "NEWOBJ", b"\x80\x02" + named + b"(" + put + b"t\x81."
    yield "NEWOBJ_EX", b"\x80\x04" + on_stack + b"(" + put + b"t}\x92."
    yield "nested", b"\x80\x02}" + _text("model") + b"]" + named + b"(" + put + b"tRass."


class _Reducing:
    """Pickled as a call of ``os.system``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        import os

        return os.system, (f"touch {self.path}",)


class _Setting:
    """Built by a state that its class would take in by ``__setstate__``."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __setstate__(self, state: dict[str, str]) -> None:
        Path(state["path"]).touch()


def _crafted(path: Path) -> Iterator[tuple[str, bytes]]:
    """Such that hang on other instructions, and such that would fill the memory or the stack."""
    shell = _text(f"touch {path}")
    for protocol in PROTOCOLS:
        yield f"__reduce__, protocol {protocol}", pickle.dumps({"model": _Reducing(path)}, protocol)
        yield f"__setstate__, protocol {protocol}", pickle.dumps(_Setting(path), protocol)
    system = _global("os", "system")
    yield "persistent id as text", b"P" + str(path).encode() + b"\n."
    yield "persistent id", b"\x80\x02" + shell + b"Q."
    yield "persistent id of a call", b"\x80\x02" + system + shell + b"\x85RQ."
    yield "storage of another type", _stored(_global("os", "system"), _text("0"), b"K\x04")
    yield "storage of a path", _stored(_global("torch", "FloatStorage"), b"K\x01", b"K\x04")
    yield (
        "storage beyond the file",
        _stored(_global("torch", "FloatStorage"), _text("0"), b"\x8a\x06\xff\xff\xff\xff\xff\x0f"),
    )
    yield "storage of a negative size", _stored(_global("torch", "FloatStorage"), _text("0"), b"J\xff\xff\xff\xff")
    yield "BUILD of a name", b"\x80\x02" + _global("my_model", "Thing") + b"}" + _text("a") + shell + b"sb."
    yield "BUILD of a list", b"\x80\x02]}" + _text("__class__") + shell + b"sb."
    yield "BUILD by attributes that are no text", b"\x80\x02" + _global("my_model", "T") + b")\x81}K\x01K\x02sb."
    yield "an instance called", b"\x80\x02" + _global("my_model", "T") + b")\x81" + shell + b"\x85R."
    yield "a call as a class", b"\x80\x02" + system + shell + b"\x85R)\x81."
    yield "extension code", b"\x80\x02\x82\x01."
    yield "extension code of two bytes", b"\x80\x02\x83\x01\x00."
    yield "buffer", b"\x80\x05\x97."
    yield "memo far away", b"\x80\x02]r\xff\xff\xff\x7fq\x01j\xff\xff\xff\x7e."
    yield "bytes without end", b"\x80\x04\x8e" + b"\xff" * 7 + b"\x7f" + b"x."
    yield "text without end", b"\x80\x04\x8d" + b"\xff" * 7 + b"\x7f" + b"x."
    yield "byte array without end", b"\x80\x05\x96" + b"\xff" * 7 + b"\x7f" + b"x."
    yield "long without end", b"\x80\x02\x8b\xff\xff\xff\x7f1."
    yield "number of many digits", b"I" + b"9" * 100_000 + b"\n."
    yield "frame without end", b"\x80\x04\x95" + b"\xff" * 8 + b"N."
    yield "tuples as keys, nested", b"\x80\x02}" + b")" + b"\x85" * 200_000 + b"Ns."
    nested = b"\x80\x02(" + _text("storage") + b")" + b"\x85" * 200_000 + _text("0") + _text("cpu") + b"K\x01tQ."
    yield "a storage of a nested type", nested
    made = b"\x80\x02(" + b"N" * 100_000 + b"t\x85q\x00("
    yield "a set, copied often", made + (_global("builtins", "set") + b"h\x00R") * 200 + b"t."
    made = b"\x80\x02}(" + b"".join(_text(str(number)) + b"N" for number in range(20_000)) + b"uq\x00("
    yield "a state, copied often", made + (_global("my_model", "T") + b")\x81h\x00b") * 400 + b"t."
    yield "lists, nested", b"\x80\x02" + b"]" * 200_000 + b"a" * 199_999 + b"."
    yield "a dict within itself", b"\x80\x02}q\x00" + _text("model") + b"h\x00s."
    yield "a list within itself", b"\x80\x02]q\x00h\x00a."
    yield "dicts by their references", _laughs()
    yield "stack empty", b"."
    yield "stack of marks", b"(((t."
    yield "reduce of a mark", b"(R."
    yield "odd pairs", b"\x80\x02}(K\x01u."
    yield "cut", b"\x80\x02}" + _text("model")[:-2]
    yield "no instruction", b"\xfe\xfe\xfe."
    yield "nothing", b""
    yield "text", b"import os; os.system('true')\n"


def _bytes(data: bytes) -> bytes:
    return b"B" + struct.pack("<I", len(data)) + data


def _huge() -> bytes:
    """A tuple of eight numbers of a hundred thousand digits."""
    number = b"\x8b" + struct.pack("<i", 40_000) + b"\x7f" * 40_000
    return b"(" + number * 8 + b"t"


def _stored(kind: bytes, key: bytes, count: bytes) -> bytes:
    return b"\x80\x02(" + _text("storage") + kind + key + _text("cpu") + count + b"tQ."


def _laughs() -> bytes:
    """Dicts of which each holds the one before ten times: few bytes, and too many paths to walk."""
    made = b"\x80\x02}q\x00"
    for number in range(60):
        made += b"}q" + bytes([number + 1])
        for name in "abcdefghij":
            made += _text(name) + b"h" + bytes([number]) + b"s"
    return made + b"."


def _tensors(path: Path) -> Iterator[tuple[str, bytes]]:
    """torch's own calls with arguments that they would not be written with."""
    storage = b"(" + _text("storage") + _global("torch", "FloatStorage") + _text("0") + _text("cpu") + b"K\x04tQ"
    rebuild = _global("torch._utils", "_rebuild_tensor_v2")
    ends = {
        "beyond its data": b"K\x00K\x05\x85K\x01\x85",
        "from beyond its data": b"K\x04K\x01\x85K\x01\x85",
        "of one value many times": b"K\x00J\xff\xff\xff\x7f\x85K\x00\x85",
        "of huge strides": b"K\x00K\x02\x85J\xff\xff\xff\x7f\x85",
        "of a negative length": b"K\x00J\xff\xff\xff\xff\x85K\x01\x85",
        "of a negative stride": b"K\x00K\x02\x85J\xff\xff\xff\xff\x85",
        "of a negative offset": b"J\xff\xff\xff\xffK\x01\x85K\x01\x85",
        "of a length that is a call": b"K\x00" + _global("os", "system") + b"\x85K\x01\x85",
        "of true things": b"\x88K\x01\x85K\x01\x85",
        "of shape and strides that differ": b"K\x00K\x01K\x01\x86K\x01\x85",
        "of many dimensions": b"K\x00(" + b"K\x01" * 80 + b"t(" + b"K\x01" * 80 + b"t",
        "of texts": b"K\x00" + _text("ab") + _text("ab"),
    }
    for name, end in ends.items():
        yield f"a tensor {name}", b"\x80\x02" + rebuild + b"(" + storage + end + b"\x89}tR."
    yield "a tensor of nothing", b"\x80\x02" + rebuild + b")R."
    yield "a tensor of a text", b"\x80\x02" + rebuild + b"(" + _text(str(path)) + b"K\x00K\x01\x85K\x01\x85tR."
    yield "a parameter of a text", b"\x80\x02" + _global("torch._utils", "_rebuild_parameter") + _text("x") + b"\x85R."
    inside = _global("torch.storage", "_load_from_bytes")
    harm = b"\x80\x02" + _global("os", "system") + _text(f"touch {path}") + b"\x85R."
    for name, data in (
        ("a call", harm),
        ("nothing", b""),
        ("another", b"\x80\x03" + inside + _bytes(harm) + b"\x85R."),
    ):
        yield f"bytes of {name}", b"\x80\x03" + inside + _bytes(data) + b"\x85R."
    yield "a tensor of huge numbers", b"\x80\x02" + rebuild + b"(" + storage + _huge() * 3 + b"tR."
    hooks = _global("os", "system") + _text(f"touch {path}") + b"\x85R"
    yield (
        "a tensor with hooks",
        b"\x80\x02" + rebuild + b"(" + storage + b"K\x00K\x01\x85K\x01\x85\x89" + hooks + b"tR.",
    )


def _archives(path: Path) -> Iterator[tuple[str, bytes]]:
    """ZIP archives that unfold to more than they are, or are none that torch wrote."""
    harm = b"\x80\x02" + _global("os", "system") + _text(f"touch {path}") + b"\x85R."
    for name, member in (
        ("a call", "archive/data.pkl"),
        ("another folder", "../../data.pkl"),
        ("no folder", "data.pkl"),
    ):
        yield f"archive with {name}", _zip({member: harm})
    yield "archive, compressed", _zip({"archive/data.pkl": b"\x80\x02N." + b"\0" * 10**7}, zipfile.ZIP_DEFLATED)
    yield "archive, bzip2", _zip({"archive/data.pkl": b"\x80\x02N." + b"\0" * 10**6}, zipfile.ZIP_BZIP2)
    yield "archive without a pickle", _zip({"archive/data/0": b"1234"})
    yield "archive with two pickles", _zip({"a/data.pkl": b"\x80\x02N.", "b/data.pkl": b"\x80\x02N."})
    yield "archive of nothing", _zip({})
    whole = _zip({"archive/data.pkl": harm})
    yield "archive, cut", whole[:-30]
    # The size in the central directory says more than there is.
    place = whole.index(b"PK\x01\x02") + 24
    yield "archive, larger than itself", whole[:place] + struct.pack("<I", 2**31) + whole[place + 4 :]


def _zip(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def hostile_files(path: Path) -> dict[str, bytes]:
    """Files by what they try; whatever of them is run creates ``path``."""
    found: dict[str, bytes] = {}
    for module, name, arguments in _calls(path):
        for way, data in _in_pickle(module, name, arguments):
            found[f"{module}.{name} by {way}"] = data
            if way == "REDUCE":
                found[f"{module}.{name} in an archive"] = _zip({"archive/data.pkl": data})
    for more in (_crafted(path), _tensors(path), _archives(path)):
        found.update(more)
    return found
