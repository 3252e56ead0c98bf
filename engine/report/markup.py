"""Builds HTML, well-formed as XML too, with every text escaped."""

import re
from collections.abc import Iterable, Sequence
from html import escape

# Characters that XML does not allow.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Markup(str):
    """Text that is HTML already; everything else is escaped when it goes into ``tag``."""

    __slots__ = ()


def text(value: object) -> Markup:
    """A value as HTML: escaped, unless it is markup."""
    if isinstance(value, Markup):
        return value
    return Markup(escape(_CONTROLS.sub("\ufffd", str(value)), quote=True))


def join(parts: Iterable[object]) -> Markup:
    """Concatenate parts."""
    return Markup("".join(text(part) for part in parts))


def tag(name: str, /, *parts: object, **attributes: object) -> Markup:
    """An element; ``class_`` is its class, and attributes that are None are omitted."""
    attributes_text = "".join(
        f' {key.rstrip("_")}="{text(value)}"' for key, value in attributes.items() if value is not None
    )
    return Markup(
        f"<{name}{attributes_text}/>"
        if name in ("img", "meta", "br")
        else f"<{name}{attributes_text}>{join(parts)}</{name}>"
    )


def table(head: Sequence[object], rows: Iterable[Sequence[object]], class_: str | None = None) -> Markup:
    """A table; the first cell of each row is its heading."""
    lines = [tag("tr", tag("th", line[0], scope="row"), *(tag("td", cell) for cell in line[1:])) for line in rows]
    top = tag("thead", tag("tr", *(tag("th", cell, scope="col") for cell in head)))
    return tag("table", top, tag("tbody", *lines), class_=class_)


def facts(pairs: Iterable[tuple[object, object]]) -> Markup:
    """A list of names and values."""
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs))


def section(key: str, title: str, *parts: object) -> Markup:
    """A section of the page with its heading."""
    return tag("section", tag("h2", title), *parts, id=key)
