"""A checkpoint of the published notebook's program made one of Atelier's."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.domains import before_domains
from engine.errors import Problem, reason
from engine.files import imported_folder, open_regular, read_json, require_empty, writing_problem
from engine.importing.pickles import RefusedError
from engine.importing.torchfiles import TorchFile
from engine.importing.vocabularies import ForeignVocabulary, find_vocabulary
from engine.recipes import resolve
from engine.runs.line_log import MOST_STEP

MOST_JSON = 2**26


@dataclass(frozen=True, slots=True)
class ImportedCheckpoint:
    """What was brought in.

    Attributes:
        folder: of the new checkpoint.
        whole: the file held the model itself, and not a table of its weights.
        step, epoch: as the file tells them; 0 where it does not.
        words: of the vocabulary, without padding and the like.
    """

    folder: Path
    whole: bool
    step: int
    epoch: int
    words: int
    language: str


def place_for(path: Path) -> Path:
    """A folder for what is made of a file, which does not exist yet: it has the file's name."""
    folder = imported_folder()
    name = path.name.split(".")[0] or "checkpoint"
    number, place = 1, folder / name
    while place.exists():
        number += 1
        place = folder / f"{name}-{number}"
    return place


def import_checkpoint(
    path: Path,
    out: Path,
    *,
    vocabulary: Path | None = None,
    language: str | None = None,
    image_first: bool = False,
) -> ImportedCheckpoint:
    """Write a checkpoint that captions as the model in a file of ``torch.save`` does.

    The file holds the model itself or a table of its weights, alone or under ``model`` (also ``state_dict`` and the
    like) beside ``epoch``, ``step`` and ``optimizer``. The model is VGG19 up to its second 4096 layer, an embedding, a
    linear map of the image features to the first state, one GRU over [word, image features], and a linear output. Its
    tensors are recognised by shape and order, so that names of classes and attributes are no matter. The vocabulary
    stands in the same file, or in one of its own (a pickle or JSON); see ``vocabularies.find_vocabulary``.

    Nothing that the files hold is run: see ``pickles``. Padding and the start word, which the notebook's own search may
    say, are never said here.

    Args:
        out: the new checkpoint's folder; it does not exist yet, or is empty.
        language: of the captions, as a BCP 47 key; None detects it.
        image_first: the GRU's input is [image features, word].

    Raises:
        Problem: ``import-named``, ``import-refused``, ``import-layout``, ``import-vocabulary``; ``file-unreadable``,
            ``folder-not-empty``, ``folder-unwritable``, ``disk-full``; ``settings-wrong`` where a size is beyond what
            the settings allow.
    """
    from engine.importing.layout import LayoutError, find_model, recognise

    try:
        with _opened(path) as file:
            model, whole = find_model(file.value)
            tensors = recognise(model)
            words = _words(path, file.value, vocabulary, tensors.words, language)
            weights = tensors.weights(file, words.order, image_first=image_first)
            told = file.value if isinstance(file.value, dict) else {}
    except LayoutError as error:
        raise Problem("import-layout", path=path, reason=str(error)) from error
    except RefusedError as error:
        raise _refusal(path, error) from error
    step, epoch = (_count(told.get(name)) for name in ("step", "epoch"))
    embed_dim, hidden_size = tensors.sizes
    _write(path, out, weights, words, {"embed_dim": embed_dim, "hidden_size": hidden_size}, step, epoch)
    known = words.vocabulary
    return ImportedCheckpoint(out, whole, step, epoch, len(known.words), known.language)


def _opened(path: Path) -> TorchFile:
    """A file that is open, its pickle read.

    Raises:
        Problem: ``file-unreadable``.
        RefusedError: see ``TorchFile``.
    """
    try:
        return TorchFile(path)
    except OSError as error:
        raise Problem("file-unreadable", path=path, reason=reason(error)) from error


def _words(path: Path, value: Any, own: Path | None, count: int, language: str | None) -> ForeignVocabulary:
    """The vocabulary in a file's own value, or in another file.

    Raises:
        Problem: ``import-vocabulary``; as ``import_checkpoint`` for the other file.
    """
    if own is not None:
        path = own
        try:
            value = _vocabulary_file(own)
        except RefusedError as error:
            raise _refusal(own, error) from error
    found = find_vocabulary(value, count, language)
    if found is None:
        raise Problem("import-vocabulary", path=path, count=count)
    return found


def _vocabulary_file(path: Path) -> Any:
    """What a vocabulary's file holds: JSON, which begins with a bracket, or a pickle."""
    try:
        with open_regular(path) as file:
            begins = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if begins in (b"{", b"["):
            return read_json(path, MOST_JSON)
    except (OSError, ValueError) as error:
        raise Problem("file-unreadable", path=path, reason=reason(error)) from error
    with _opened(path) as opened:
        return opened.value


def _refusal(path: Path, error: RefusedError) -> Problem:
    if error.name:
        return Problem("import-named", path=path, name=error.name[:80])
    return Problem("import-refused", path=path, reason=error.reason)


def _count(value: Any) -> int:
    return value if type(value) is int and 0 <= value <= MOST_STEP else 0


def _write(
    path: Path, out: Path, weights: Any, words: ForeignVocabulary, sizes: dict[str, int], step: int, epoch: int
) -> None:
    from engine.data.picture import Framing
    from engine.models.captioner import Captioner
    from engine.models.skeleton import without_weights
    from engine.runs.checkpoint import CheckpointInfo, fill_captioner, write_checkpoint

    vocabulary = words.vocabulary
    # Where the original has a word for unknown ones, it says it.
    settings = resolve("notebook", {**sizes, "language": vocabulary.language, "allow_unknown": vocabulary.has_unknown})
    framing = Framing.of(settings)
    domain = before_domains({}, (), (), vocabulary)
    with without_weights():
        captioner = Captioner(settings, vocabulary, framing, domain)
    fill_captioner(captioner, weights, path)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        require_empty(out)
        if out.exists():
            out.rmdir()
    except OSError as error:
        raise writing_problem(error, out.parent, 0) from error
    info = CheckpointInfo(out, step, epoch, settings, vocabulary, framing, domain.key, imported=path.name)
    write_checkpoint(info, captioner.state_dict(), None)
