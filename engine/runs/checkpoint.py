"""Checkpoints: a folder of safetensors and JSON, written whole or not at all.

step-00000300/
    weights.safetensors     the captioner's tensors
    checkpoint.json         format, step, settings, vocabulary, framing, scores, digests of the tensors' files
    training.safetensors    the optimiser's tensors; only where the run can be resumed from here
    fit.safetensors         how far pictures lie from those that it was trained on; where that was found
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from engine.captions.domain import FREE, CaptionDomain
from engine.captions.vocabulary import Vocabulary
from engine.checking import SettingsWrong, check
from engine.data.picture import Framing
from engine.domains import DOMAINS, before_domains
from engine.errors import Problem, reason
from engine.files import (
    TEMPORARY,
    require_space,
    write_folder_atomically,
    write_json_atomically,
    writing_problem,
)
from engine.metrics import best, preferred
from engine.metrics.verdict import Evidence, Verdict, recorded_verdict
from engine.models.encoders.normalisation import Normalisation
from engine.runs.checkpoint_file import DESCRIPTION, FORMAT, CheckpointFile, read_checkpoint_file
from engine.runs.tensors import FIT, TRAINING, WEIGHTS, digest_of_file, digest_of_tensors, read_tensors, save_tensors
from engine.settings import Settings

T = TypeVar("T")

if TYPE_CHECKING:
    from torch import Tensor

    from engine.models.captioner import Captioner


@dataclass(frozen=True, slots=True)
class CheckpointInfo:
    """What ``checkpoint.json`` says; reading it takes no torch.

    Attributes:
        scores: by key of ``METRICS``, and looks (the margin of the quick grounding test), of the evaluation at this
            step; empty where there was none.
        domain: key of the kind of its captions.
        evidence: what that evaluation found of whether the captions depend on the pictures; None where it could compare
            nothing, and in checkpoints from before it was kept.
        progress: what a resume needs beside the tensors; empty where the run cannot be resumed from here.
        digests: of the tensors' files, by name; none in checkpoints of format 1.
        imported: name of the file of another program that it was made of; empty for Atelier's own.
        normalisation: the scale of the pictures; None, which means the encoder's, in checkpoints from before.
    """

    folder: Path
    step: int
    epoch: int
    settings: Settings
    vocabulary: Vocabulary
    framing: Framing
    domain: str = FREE.key
    scores: Mapping[str, float] = field(default_factory=dict)
    progress: Mapping[str, Any] = field(default_factory=dict)
    evidence: Evidence | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    imported: str = ""
    normalisation: Normalisation | None = None

    @property
    def captions(self) -> CaptionDomain:
        """The kind of its captions."""
        return DOMAINS[self.domain].domain

    @property
    def language(self) -> str:
        """Of its captions, as a BCP 47 key."""
        return self.vocabulary.language

    @property
    def resumable(self) -> bool:
        """The optimiser's tensors lie beside the weights."""
        return (self.folder / TRAINING).exists()

    @property
    def verdict(self) -> Verdict | None:
        """Whether its captions depend on the pictures, by the evaluation at its step; None where none told."""
        return recorded_verdict(self.scores.get("grounding"), self.evidence)

    @property
    def name(self) -> str:
        """How a person tells it from others: the run and the step, or the folder for one that stands alone."""
        if self.folder.parent.name == "checkpoints" and self.folder.name.startswith("step-"):
            return f"{self.folder.parent.parent.name} · {self.step}"
        return self.folder.name

    @property
    def size_bytes(self) -> int:
        """What a person would copy: the weights, their description, and the statistics of the training pictures."""
        kept = [self.folder / name for name in (WEIGHTS, DESCRIPTION, FIT)]
        return sum(path.stat().st_size for path in kept if path.name != FIT or path.exists())


def folder_name(step: int) -> str:
    """The name of a checkpoint's folder; sorts by step."""
    return f"step-{step:08d}"


def describe(info: CheckpointInfo) -> dict[str, Any]:
    """What ``checkpoint.json`` holds of a checkpoint."""
    return {
        "format": FORMAT,
        "step": info.step,
        "epoch": info.epoch,
        "domain": info.domain,
        "scores": dict(info.scores),
        "evidence": None if info.evidence is None else info.evidence.to_json(),
        "settings": info.settings.model_dump(),
        "framing": info.framing.to_json(),
        "language": info.vocabulary.language,
        "tokenizer": info.vocabulary.tokenizer,
        "unknown": info.vocabulary.has_unknown,
        "vocabulary": info.vocabulary.to_json(),
        "progress": dict(info.progress),
        "digests": dict(info.digests),
        **({"imported": info.imported} if info.imported else {}),
        "normalisation": info.normalisation.to_json() if info.normalisation else None,
    }


def write_checkpoint(
    info: CheckpointInfo, tensors: Mapping[str, "Tensor"], training: Mapping[str, "Tensor"] | None
) -> None:
    """Write a checkpoint into its folder; where one of this step stands, only its description.

    Args:
        info: what it shall say; the digests are found when it is written.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``; what stood there before still stands.
    """
    folder, description = info.folder, describe(info)

    def fill(place: Path) -> None:
        save_tensors(tensors, place / WEIGHTS)
        if training is not None:
            save_tensors(training, place / TRAINING)
        digests = {path.name: digest_of_file(path) for path in sorted(place.iterdir())}
        text = json.dumps({**description, "digests": digests}, ensure_ascii=False, indent=1)
        (place / DESCRIPTION).write_text(text + "\n", encoding="utf-8")

    if folder.exists():
        # Within one run a step has one set of weights; only what is known of them can have grown.
        write_json_atomically(folder / DESCRIPTION, {**description, "digests": _digests(folder, tensors, training)})
        return
    size = sum(tensor.numel() * tensor.element_size() for tensor in [*tensors.values(), *(training or {}).values()])
    try:
        # Never with its parents: a run's folder that was moved away must not come to be anew.
        folder.parent.mkdir(exist_ok=True)
        require_space(folder.parent, size + 2**20)
    except OSError as error:
        raise writing_problem(error, folder.parent, size) from error
    write_folder_atomically(folder, fill)


def _digests(
    folder: Path, tensors: Mapping[str, "Tensor"], training: Mapping[str, "Tensor"] | None
) -> Mapping[str, str]:
    """The digests of a checkpoint that stands: as it tells them itself, or where that cannot be read, of what was to be
    written there. They are never taken from the files, which may be damaged as well."""
    try:
        return read_checkpoint_file(folder).digests
    except Problem:
        digests = {WEIGHTS: digest_of_tensors(tensors)}
        return digests if training is None else {**digests, TRAINING: digest_of_tensors(training)}


def read_info(folder: Path) -> CheckpointInfo:
    """The description of a checkpoint.

    Raises:
        Problem: ``checkpoint-missing``, ``checkpoint-broken``, ``checkpoint-version``.
    """
    found = read_checkpoint_file(folder)
    try:
        vocabulary = Vocabulary.from_json(found.vocabulary, found.language, found.tokenizer, found.unknown)
        return CheckpointInfo(
            folder=folder,
            step=found.step,
            epoch=found.epoch,
            settings=check(found.settings),
            vocabulary=vocabulary,
            framing=Framing.from_json(found.framing),
            domain=_domain(found, vocabulary),
            scores=found.scores,
            progress=found.plain_progress,
            evidence=Evidence.from_json(found.evidence),
            digests=found.digests,
            imported=found.imported,
            normalisation=Normalisation.from_json(found.normalisation),
        )
    except SettingsWrong as error:
        raise Problem("checkpoint-broken", path=folder, reason=error.values["details"]) from error
    except ValueError as error:
        raise Problem("checkpoint-broken", path=folder, reason=f"{DESCRIPTION}: {reason(error)}") from error


def _domain(description: CheckpointFile, vocabulary: Vocabulary) -> str:
    """The key of the kind of captions that a description names, or that of a checkpoint from before it was kept.

    Raises:
        ValueError: if there is no such kind.
    """
    key = description.domain
    if key is None:
        best = description.progress.best or {}
        return before_domains(description.settings, description.scores, best, vocabulary).key
    if key not in DOMAINS:
        raise ValueError(f"its kind of captions, {key}, is not known")
    return key


def read_captioner(folder: Path) -> "Captioner":
    """The captioner of a checkpoint, on the CPU, in eval mode.

    Raises:
        Problem: ``checkpoint-missing``, ``checkpoint-broken``, ``checkpoint-version``.
    """
    from engine.models.captioner import Captioner
    from engine.models.skeleton import without_weights

    info = read_info(folder)
    with without_weights():
        captioner = Captioner(info.settings, info.vocabulary, info.framing, info.captions, info.normalisation)
    # An export may hold its weights in half the bytes; they are computed with in float32 all the same.
    tensors = {
        name: value.float() if value.is_floating_point() else value
        for name, value in read_tensors(folder, WEIGHTS, info.digests).items()
    }
    fill_captioner(captioner, tensors, folder)
    return captioner.eval()


def fill_captioner(captioner: "Captioner", tensors: Mapping[str, "Tensor"], folder: Path) -> None:
    """Put tensors into a captioner; one on the meta device takes them as its own, another copies them.

    Raises:
        Problem: ``checkpoint-broken`` where names or shapes differ.
    """
    empty = next(captioner.parameters()).is_meta
    try:
        # Not assigned where an optimiser may already hold the parameters.
        captioner.load_state_dict(dict(tensors), assign=empty)
    except RuntimeError as error:
        raise Problem("checkpoint-broken", path=folder, reason="its tensors do not fit its settings") from error


def list_checkpoints(folder: Path) -> list[Path]:
    """The whole checkpoints in a run's folder, by step."""
    return sorted(
        path.parent
        for path in (folder / "checkpoints").glob(f"step-*/{DESCRIPTION}")
        if not path.parent.name.endswith(TEMPORARY)
    )


def find_checkpoint(path: Path, by: str | None = None) -> Path:
    """The folder of the checkpoint that a path names: itself, or the best of the run, or its last where none is scored.

    Args:
        by: the score that counts; None takes ``metrics.preferred``.

    Raises:
        Problem: ``checkpoint-missing``, or why none of them can be read; ``checkpoint-unscored`` where ``by`` names a
            score that none has.
    """
    if path.is_file() and path.name in (DESCRIPTION, WEIGHTS):
        path = path.parent
    if (path / DESCRIPTION).is_file():
        return path
    if path.is_file():
        raise Problem("checkpoint-broken", path=path, reason="it is a file, not a checkpoint's folder")
    infos, problems = [], []
    for folder in list_checkpoints(path):
        try:
            infos.append(read_info(folder))
        except Problem as problem:
            problems.append(problem)
    if not infos:
        raise problems[-1] if problems else Problem("checkpoint-missing", path=path)
    counts = by or preferred(info.scores for info in infos)
    # The earliest of equals: it was reached with less training.
    found = best(infos, counts, lambda info: info.scores)
    if by and found is None:
        raise Problem("checkpoint-unscored", path=path, score=by)
    return infos[-1].folder if found is None else found.folder


def with_checkpoints(paths: Sequence[Path], use: Callable[[list[CheckpointInfo]], T], by: str | None = None) -> T:
    """Use the checkpoints that some paths name. The training of a run may delete one at any moment: then all is done
    again with the one that the path names next.

    Args:
        use: what is done; where a checkpoint's folder has gone meanwhile it may raise any Problem or OSError.
        by: as of ``find_checkpoint``.

    Raises:
        Problem: as ``find_checkpoint``, ``read_info`` and ``use``.
    """
    while True:
        folders = [find_checkpoint(path, by) for path in paths]
        try:
            return use([read_info(folder) for folder in folders])
        except (Problem, OSError):
            gone = [folder for folder, path in zip(folders, paths, strict=True) if not folder.is_dir()]
            # One that a person named has no next one.
            if not gone or any(folder in paths for folder in gone):
                raise


def with_checkpoint(path: Path, use: Callable[[CheckpointInfo], T], by: str | None = None) -> T:
    """``with_checkpoints`` of one path."""
    return with_checkpoints([path], lambda infos: use(infos[0]), by)


def load_checkpoint(path: Path, by: str | None = None) -> tuple[CheckpointInfo, "Captioner"]:
    """The checkpoint that a path names and its captioner, on the CPU, in eval mode.

    Raises:
        Problem: as ``find_checkpoint`` and ``read_captioner``.
    """
    return with_checkpoint(path, lambda info: (info, read_captioner(info.folder)), by)
