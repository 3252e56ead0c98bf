"""Pictures of the list as rows of the database, and back."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.data.picture import Framing
from engine.data.strange import KINDS, StrangePicture
from engine.domains import DOMAINS
from engine.errors import PROBLEMS, Problem
from engine.fit.verdict import DOUBTFUL, FITS, UNKNOWN, UNLIKE, Fit
from engine.worklist.caption import Caption
from engine.worklist.listed import ListedPicture, PictureOrigin, Progressed, Stamp
from engine.worklist.packed import PackedSupport

COLUMNS = "id, origin, state, problem, caption, support, edited, size, modified"
"""In the order of ``to_row`` and ``from_row``."""

# What a row that some damage has changed may fail by.
_WRONG = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


def to_row(listed: ListedPicture) -> tuple[Any, ...]:
    """The columns of a picture."""
    return (
        listed.id,
        json.dumps(_origin_json(listed.origin)),
        listed.state.value,
        problem_text(listed.problem),
        *caption_columns(listed.caption),
        edited_text(listed.edited),
        *(listed.stamp or (None, None)),
    )


def from_row(row: tuple[Any, ...]) -> ListedPicture | None:
    """The picture of a row; None where it cannot be told any more which it was.

    Where only its caption is damaged, it waits again.
    """
    id_, origin, state, problem, caption, support, edited, size, modified = row
    try:
        found = _read_origin(json.loads(origin))
    except _WRONG:
        return None
    try:
        progressed = Progressed(state)
        read = None if caption is None else _read_caption(json.loads(caption), support)
        why = None if problem is None else _read_problem(json.loads(problem))
        if (progressed is Progressed.DONE and read is None) or (progressed is Progressed.FAILED and why is None):
            raise ValueError
        stamp = None if size is None else (int(size), int(modified))
        text = None if edited is None else str(json.loads(edited))
        return ListedPicture(int(id_), found, progressed, read, why, text, stamp)
    except _WRONG:
        return ListedPicture(int(id_), found)


def caption_columns(caption: Caption | None) -> tuple[str | None, bytes | None]:
    """The columns ``caption`` and ``support``."""
    if caption is None:
        return None, None
    support = caption.support
    packed = support if isinstance(support, PackedSupport) else PackedSupport.of(support)
    told = {
        "caption": caption.caption,
        "language": caption.language,
        "english": caption.english,
        "chinese": caption.chinese,
        "seconds": caption.seconds,
        "model": caption.model,
        "choice": caption.choice,
        "device": caption.device,
        "framing": caption.framing.to_json(),
        "domain": caption.domain.key,
        "fit": [caption.fit.verdict, caption.fit.distance, caption.fit.doubtful_from],
        "fit_problem": _problem_json(caption.fit_problem),
    }
    return json.dumps(told), packed.data


def problem_text(problem: Problem | None) -> str | None:
    """The column ``problem``."""
    return None if problem is None else json.dumps(_problem_json(problem))


def edited_text(edited: str | None) -> str | None:
    """The column ``edited``; as JSON, which can hold halves of surrogate pairs, and SQLite's text cannot."""
    return None if edited is None else json.dumps(edited)


def stamp_columns(stamp: Stamp | None) -> tuple[int | None, int | None]:
    """The columns ``size`` and ``modified``."""
    return stamp or (None, None)


def _read_caption(told: Mapping[str, Any], support: Any) -> Caption:
    texts = {name: told[name] for name in ("caption", "language", "english", "chinese", "model", "choice", "device")}
    if not all(isinstance(text, str) for text in texts.values()) or not isinstance(support, bytes):
        raise TypeError
    # Thousands of captions share these; and a caption is its own English, or Chinese.
    shared = {name: sys.intern(texts[name]) for name in ("language", "model", "choice", "device")}
    same = {name: texts["caption"] for name in ("english", "chinese") if texts[name] == texts["caption"]}
    verdict, distance, doubtful_from = told["fit"]
    if verdict not in (FITS, DOUBTFUL, UNLIKE, UNKNOWN):
        raise ValueError(verdict)
    problem = told["fit_problem"]
    return Caption(
        **{**texts, **shared, **same},
        seconds=float(told["seconds"]),
        framing=_shared(Framing.from_json(told["framing"])),
        domain=DOMAINS[told["domain"]].domain,
        support=PackedSupport(support),
        fit=Fit(sys.intern(verdict), None if distance is None else float(distance), float(doubtful_from)),
        fit_problem=None if problem is None else _read_problem(problem),
    )


_framings: dict[Framing, Framing] = {}


def _shared(framing: Framing) -> Framing:
    return _framings.setdefault(framing, framing)


def _origin_json(origin: PictureOrigin) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if origin.path is not None:
        told["path"] = str(origin.path)
    if origin.seed is not None:
        told["seed"] = origin.seed
    for name in ("pixels", "number", "name", "id"):
        if value := getattr(origin, name):
            told[name] = value
    if origin.strange is not None:
        told["strange"] = asdict(origin.strange)
    if origin.of:
        told["of"] = [_origin_json(part) for part in origin.of]
    return told


def _read_origin(told: Mapping[str, Any]) -> PictureOrigin:
    path, seed, strange = told.get("path"), told.get("seed"), told.get("strange")
    if strange is not None and strange["kind"] not in KINDS:
        raise ValueError(strange["kind"])
    origin = PictureOrigin(
        path=None if path is None else Path(path),
        seed=None if seed is None else int(seed),
        pixels=str(told.get("pixels", "")),
        number=int(told.get("number", 0)),
        name=str(told.get("name", "")),
        strange=None if strange is None else StrangePicture(**strange),
        of=tuple(_read_origin(part) for part in told.get("of", ())),
        id=int(told.get("id", 0)),
    )
    if origin.path is None and origin.seed is None and not origin.pixels and origin.strange is None:
        raise ValueError(told)
    return origin


def _problem_json(problem: Problem | None) -> dict[str, Any] | None:
    if problem is None:
        return None
    plain = (str, int, float, bool)
    values = {name: value if isinstance(value, plain) else str(value) for name, value in problem.values.items()}
    return {"code": problem.code, "values": values}


def _read_problem(told: Mapping[str, Any]) -> Problem:
    problem = Problem(str(told["code"]), **told["values"])
    # Whether the sentence has all its values is seen here, not when it is shown.
    PROBLEMS[problem.code].format(**problem.values)
    return problem
