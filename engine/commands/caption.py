"""``caption``: caption pictures, with the English or Chinese of each caption."""

import argparse
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.commands import kept, rewriting
from engine.commands.arguments import from_nought, natural, positive, seed, share
from engine.commands.output import Output
from engine.data.strange import KINDS, MEAN, NEEDED, SPREAD, Kind, StrangePicture, usual_mean
from engine.domains import AUTO
from engine.errors import Problem
from engine.escapes import path_text

if TYPE_CHECKING:
    from engine.captioning import See, Seen
    from engine.evaluation.support import WordSupport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoint",
        metavar="CHECKPOINT",
        help="a run (its best checkpoint) or a checkpoint in it; or auto, which takes for each picture the model among "
        "those that come with Atelier that it fits best",
    )
    parser.add_argument("files", metavar="FILE", type=Path, nargs="*", help="pictures, or folders of pictures")
    parser.add_argument("--noise", type=natural, default=0, metavar="N", help="also caption N random tensors")
    parser.add_argument(
        "--strange",
        type=kinds,
        default=(),
        metavar="KIND,...",
        help="also caption pictures that show nothing: uniform or normal noise, a blank one, and each picture "
        f"blurred, shuffled, or mixed with the one before it; any of {', '.join(KINDS)}",
    )
    parser.add_argument(
        "--mean", type=from_nought, default=MEAN, metavar="M", help="mean of strange noise, 0 to 255 (default 127.5)"
    )
    parser.add_argument(
        "--spread",
        type=from_nought,
        default=SPREAD,
        metavar="D",
        help="standard deviation of strange noise (default 73.9, which spreads uniform noise from 0 to 255)",
    )
    parser.add_argument(
        "--seed", type=seed, default=7, metavar="S", help="seed of the first random tensor and of sampling (default 7)"
    )
    parser.add_argument(
        "--beam", type=positive, default=None, metavar="K", help="beam width (default: the checkpoint's)"
    )
    parser.add_argument(
        "--groups",
        type=positive,
        default=1,
        metavar="G",
        help="diverse captions by beam search in G groups (default 1)",
    )
    parser.add_argument(
        "--diversity", type=from_nought, default=0.5, metavar="D", help="diversity penalty between groups (default 0.5)"
    )
    parser.add_argument(
        "--temperature",
        type=from_nought,
        default=0.0,
        metavar="T",
        help="sampling temperature (default 0: no sampling)",
    )
    parser.add_argument(
        "--words",
        action="store_true",
        help="also print each word with its probability and its support: by how many nats its log-probability falls "
        "when the picture is blank. The picture does not influence a word without support",
    )
    parser.add_argument(
        "--attention",
        type=Path,
        default=None,
        metavar="OUT",
        help="also draw where in the picture each word comes from, one panel per word: by the decoder's attention, or "
        "by the gradient (Grad-CAM) if it has none. A PNG file for one picture, or a folder for any number",
    )
    parser.add_argument(
        "--exact",
        action="store_true",
        help="compute in fp32 on a GPU too, whatever precision the checkpoint was trained in",
    )
    parser.add_argument(
        "--allow-unknown",
        action="store_true",
        help="let captions contain <unk> for words that are too rare for the vocabulary",
    )
    parser.add_argument(
        "--top-p",
        type=share,
        default=1.0,
        metavar="P",
        help="sample from the most likely words whose probabilities sum to P (nucleus sampling)",
    )
    rewriting.add_arguments(parser)
    kept.add_arguments(parser)


def kinds(text: str) -> tuple[Kind, ...]:
    """Kinds of strange pictures, separated by commas, each once."""
    named = text.split(",")
    if wrong := sorted(set(named) - set(KINDS)):
        raise argparse.ArgumentTypeError(f"{wrong[0]} is none of {', '.join(KINDS)}")
    return tuple(kind for kind in KINDS if kind in named)


def run(arguments: argparse.Namespace, output: Output) -> int:
    if not arguments.files and arguments.noise < 1 and not any(NEEDED[kind] == 0 for kind in arguments.strange):
        raise Problem("nothing-to-caption")
    with kept.Keeping(arguments) as keeping:
        if keeping.dry:
            return keeping.foresee(arguments.files, arguments.recursive, output)
        try:
            return _caption(arguments, output, keeping)
        finally:
            # After a stop as well, and where the disk is full.
            if keeping.active:
                keeping.tell(output)


def _caption(arguments: argparse.Namespace, output: Output, keeping: kept.Keeping) -> int:
    from engine.attention.saving import StripFiles
    from engine.attention.strip import UNLIKE
    from engine.attention.wordmaps import METHODS
    from engine.captioning import (
        Captioned,
        GenerationConfig,
        PictureCaptioner,
        Seen,
        caption_in_turn,
        load_captioner,
        picture_files,
    )
    from engine.captioning.automatic import AutomaticCaptioner, load_automatic
    from engine.models.devices import use_threads

    several = len(arguments.files) + arguments.noise + len(arguments.strange) > 1 or any(
        path.is_dir() for path in arguments.files
    )
    strips = StripFiles(arguments.attention, several=several) if arguments.attention else None
    drawable: dict[str, Path] = {}
    use_threads(0)
    # A run of this name is given as ./auto.
    automatic = arguments.checkpoint == AUTO
    captioner: AutomaticCaptioner | PictureCaptioner = (
        load_automatic(device=arguments.device)
        if automatic
        else load_captioner(Path(arguments.checkpoint), arguments.device)
    )
    if isinstance(captioner, PictureCaptioner) and captioner.fit_problem:
        try:
            captioner.learn_fit(output.tell)
        except Problem as problem:
            captioner.fit_problem = problem
    generation = GenerationConfig(
        beam=arguments.beam,
        groups=arguments.groups,
        diversity=arguments.diversity,
        temperature=arguments.temperature,
        top_p=arguments.top_p,
        seed=arguments.seed,
        support=arguments.words,
        exact=arguments.exact,
        allow_unknown=arguments.allow_unknown or None,
    )
    rules = rewriting.rewriting_of(arguments)
    written = unlike = 0

    def tell(captioned: Captioned) -> None:
        nonlocal written, unlike
        written += 1
        unlike += captioned.fit.unlike
        both = {"english": captioned.english, "chinese": captioned.chinese}
        both = {name: text for name, text in both.items() if text}
        found: dict[str, Any] = {
            "source": captioned.source,
            "caption": captioned.caption,
            "language": captioned.language,
            **both,
            "model": captioned.model,
            **captioned.fit.to_json(),
            **({"fit_problem": captioner.fit_problem.code} if captioner.fit_problem else {}),
            "seconds": round(captioned.seconds, 4),
        }
        if generation.groups > 1:
            found["others"] = list(captioned.others)
        if arguments.words:
            found["words"] = [[word, round(probability, 4)] for word, probability in captioned.words]
            found["support"] = [round(support.support, 4) for support in captioned.support]
        drawn = []
        if strips:
            by, words = captioner.by(captioned.model), [word for word, _ in captioned.words]
            maps = by.look(Seen(captioned.source, captioned.seen, 0.0), words)
            source = drawable.pop(captioned.source, None)
            told = (METHODS[maps.method], UNLIKE) if captioned.fit.unlike else ()
            strip = strips.write(captioned.source, source, captioned.seen, maps, told=told)
            found["attention"] = {"method": maps.method, "file": path_text(strip)}
            drawn = [f"    {METHODS[maps.method]}: {path_text(strip)}"]
        output.result(
            found,
            lambda: [
                captioned.source,
                *(f"    {line}" for line in dict.fromkeys((captioned.caption, *both.values(), *captioned.others))),
                f"    fit: {captioned.fit} ({captioned.model})",
                *(
                    f"    {support.probability:.3f} {support.support:+6.2f} {support.word}{_mark(support)}"
                    for support in captioned.support
                ),
                *drawn,
            ],
        )

    def made(kind: Kind, *files: Path) -> "tuple[str, See]":
        mean = usual_mean(kind) if arguments.mean == MEAN else arguments.mean
        strange = StrangePicture(kind, arguments.seed, mean, arguments.spread)
        name = ", ".join([strange.told, *map(str, files)])
        return name, functools.partial(captioner.see_strange, strange, files, name)

    def wanted() -> "Iterator[tuple[str, See]]":
        before: Path | None = None
        for path in arguments.files:
            try:
                for file in keeping.wanted(picture_files([path], recursive=arguments.recursive)):
                    if strips:
                        drawable[str(file)] = file
                    yield str(file), functools.partial(captioner.see_file, file)
                    for kind in arguments.strange:
                        if NEEDED[kind] == 1:
                            yield made(kind, file)
                        elif NEEDED[kind] == 2 and before is not None:
                            yield made(kind, before, file)
                    before = file
            except Problem as problem:
                yield str(path), functools.partial(_refuse, problem)
        for number in range(arguments.noise):
            seed = arguments.seed + number
            yield f"noise, seed {seed}", functools.partial(captioner.see_noise, seed)
        for kind in arguments.strange:
            if NEEDED[kind] == 0:
                yield made(kind)

    problems = 0
    for source, outcome in caption_in_turn(captioner, wanted(), generation):
        if isinstance(outcome, Problem):
            # One bad picture does not stop a night's batch.
            problems += 1
            output.refuse(outcome, source=source)
            keeping.refused(source)
        else:
            captioned = rewriting.rewritten(outcome, rules, lambda model: captioner.by(model).domain)
            tell(captioned)
            keeping.take(captioned, output)
    if not written and not problems and not keeping.active:
        raise Problem("nothing-to-caption")
    if captioner.fit_problem:
        output.say(str(captioner.fit_problem))
    if unlike:
        known = "anything the shipped models were trained on" if automatic else "what the model was trained on"
        output.warn(
            f"Unlike {known}: {unlike:,} of {written:,}. To describe such pictures, train a model on some of them: "
            "python -m engine train DATA --run RUN."
        )
    return 2 if problems or keeping.faults else 0


def _refuse(problem: Problem) -> "Seen":
    raise problem


def _mark(word: "WordSupport") -> str:
    marks = ", ".join(name for name, holds in (("made up", word.made_up), ("unsure", word.unsure)) if holds)
    return f" ({marks})" if marks else ""
