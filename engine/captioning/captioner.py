"""One checkpoint that captions pictures, several at once.

What else is in a batch changes nothing of a caption but the last bits of its probabilities: a product of matrices sums
in another order when it is larger. On a processor they differ by 1e-5 at most.
"""

import contextlib
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from engine.captioning.captioned import BEAM, Alternative, Captioned, GenerationConfig, Seen
from engine.data.picture import blank, noise
from engine.data.strange import StrangePicture
from engine.errors import Problem
from engine.events import Emit
from engine.fit.fit_file import FitModel, read_fit
from engine.fit.verdict import UNKNOWN_FIT, Fit
from engine.models.memory import MicroBatch
from engine.runs.checkpoint import CheckpointInfo, read_captioner, with_checkpoint
from engine.runs.tensors import FIT
from engine.translation.offline import in_both

if TYPE_CHECKING:
    from PIL.Image import Image
    from torch import Tensor

    from engine.attention.wordmaps import WordMaps
    from engine.evaluation.support import WordSupport
    from engine.models.beam import Hypothesis

Result = TypeVar("Result")

CPU_TOGETHER = 16
"""Pictures captioned at once on a processor. On two cores the demo's model says 61 captions a second one by one, 120 by
4, 151 by 8 and 160 by 16; VGG19 with a GRU, whose encoder takes nearly all the time, 4.8 one by one and 5.6 by 16."""


DRAWS = 4
"""Captions that are drawn by chance for each that is wanted, since some come twice."""


class PictureCaptioner:
    """A loaded checkpoint that captions pictures; it may be called from any one thread, ``see_...`` from many.

    Attributes:
        domain: the kind of its captions.
        language: that they are in.
        most: pictures that are captioned at once at most; it falls where the memory does not suffice.
        fit_problem: why it is not known how well pictures fit what the model was trained on; None where it is.
    """

    def __init__(self, info: CheckpointInfo, device: str) -> None:
        from engine.models.devices import captioning_batch, choose_device

        self.info = info
        self.name = info.name
        self.framing = info.framing
        self.domain = info.captions
        self.language = info.language
        self.device = choose_device(device)
        self._captioner = read_captioner(info.folder).to(self.device)
        self._fit_model, self.fit_problem = _found_fit(info)
        self._lock = threading.Lock()
        self._blanks: dict[bool, Tensor] = {}
        self._encoded: dict[int, tuple[np.ndarray, Tensor]] = {}
        self.most = CPU_TOGETHER if self.device.type == "cpu" else captioning_batch(self._captioner, self.device)

    def by(self, model: str) -> "PictureCaptioner":
        """What made a caption, by ``Captioned.model``: this one. ``AutomaticCaptioner`` has several."""
        return self

    def see_file(self, path: Path) -> Seen:
        """Get a picture file ready.

        Raises:
            Problem: ``picture-missing``, ``picture-unreadable``, ``picture-too-large``.
        """
        begun = time.perf_counter()
        return self._seen(self.framing.read(Path(path)), str(path), begun)

    def see_image(self, image: "Image", source: str) -> Seen:
        """Get a picture ready that came without a file."""
        begun = time.perf_counter()
        return self._seen(self.framing.prepare(image), source, begun)

    def see_noise(self, seed: int) -> Seen:
        """A noise picture, the published notebook's own test of a model that makes things up."""
        begun = time.perf_counter()
        return Seen(f"noise, seed {seed}", noise(self.framing, seed), time.perf_counter() - begun)

    def see_strange(self, strange: StrangePicture, pictures: Sequence["Path | Image"], source: str) -> Seen:
        """A picture that shows nothing, of as many real ones as ``strange.NEEDED`` says; raises as ``see_file``."""
        begun = time.perf_counter()
        real = (self.framing.read(one) if isinstance(one, Path) else self.framing.prepare(one) for one in pictures)
        made = strange.make(self.framing, *map(self.framing.view, real))
        return Seen(source, made, time.perf_counter() - begun)

    def caption_file(self, path: Path, generation: GenerationConfig = BEAM) -> Captioned:
        """Caption a picture file alone; raises as ``see_file``."""
        return self.caption_alone(self.see_file(path), generation)

    def caption_alone(self, picture: Seen, generation: GenerationConfig = BEAM) -> Captioned:
        """Caption one picture; raises as ``caption_seen``."""
        [captioned] = self.caption_seen([picture], generation)
        return captioned

    def caption_seen(self, pictures: Sequence[Seen], generation: GenerationConfig = BEAM) -> list[Captioned]:
        """Caption pictures at once.

        Raises:
            Problem: ``memory-short`` where one at a time is still too much.
        """
        return self._over(pictures, lambda part: self._caption(part, generation))

    def fits(self, pictures: Sequence[Seen]) -> list[Fit]:
        """How well pictures fit what the model was trained on, without captioning them; raises as ``caption_seen``.

        Those that are captioned next are not encoded again.
        """
        self._encoded = {}

        def find(part: Sequence[Seen]) -> list[Fit]:
            with self._captioner.in_format():
                grid = self._grid(part, exact=False)
            rows = zip(part, grid.split(1), strict=True)
            # The pixels are kept too, so that no others come to lie under their id.
            self._encoded.update((id(picture.pixels), (picture.pixels, row)) for picture, row in rows)
            return self._fits_of(grid)

        return self._over(pictures, find)

    def learn_fit(self, emit: Emit = lambda event: None, stopped: Callable[[], bool] = lambda: False) -> None:
        """Compute from the data of the checkpoint's run how well pictures fit, and keep it in its folder.

        To be called where ``fit_problem`` tells that it is not known. It takes minutes where the encoder is slow.

        Raises:
            Problem: ``fit-no-data``, ``fit-few``, ``stopped``; what is wrong with the data; of writing.
        """
        from engine.fit.computing import fit_of_checkpoint

        with self._lock:
            self._fit_model = fit_of_checkpoint(self.info, device=self.device, emit=emit, stopped=stopped)
            self.fit_problem = None

    def _over(self, pictures: Sequence[Seen], work: Callable[[Sequence[Seen]], Sequence[Result]]) -> list[Result]:
        """The results of ``work`` on pictures, all at once or, where the memory does not suffice, by parts."""
        micro_batch = MicroBatch(len(pictures))
        with self._lock:
            found = [result for results in micro_batch.run_over(pictures, work) for result in results]
        if micro_batch.size < len(pictures):
            self.most = micro_batch.size
        return found

    def look(self, picture: Seen, words: Sequence[str]) -> "WordMaps":
        """Where in a picture each word of its caption comes from; see ``engine.attention``.

        Args:
            words: of a caption by this checkpoint, as ``Captioned.words`` has them.

        Raises:
            KeyError: for a word that this checkpoint does not know.
            Problem: ``memory-short``.
        """
        from engine.attention.finding import find_maps

        ids = self._captioner.vocabulary.ids(words)
        with self._lock:
            return MicroBatch(1).run(lambda _: find_maps(self._captioner, picture.pixels, ids))

    def alternatives(self, picture: Seen, generation: GenerationConfig, count: int) -> list[Alternative]:
        """Up to ``count`` captions of one picture, the likeliest first, each once.

        They are those of as many groups of the beam, each as wide as the whole beam is otherwise, so that the picture's
        usual caption is among them; or, where ``temperature`` is more than 0, the first that are drawn from ``seed``
        on.

        Raises:
            Problem: ``memory-short``.
        """
        with self._lock:
            found = MicroBatch(1).run(lambda _: self._hypotheses(picture, generation, count))
        captions: dict[str, float] = {}
        for hypothesis in found:
            text = self._captioner.vocabulary.decode(hypothesis.words)
            if text and len(captions) < count:
                captions.setdefault(text, hypothesis.log_probability)
        ranked = sorted(captions.items(), key=lambda pair: -pair[1])
        return [Alternative(text, value, math.exp(value - ranked[0][1])) for text, value in ranked]

    def _hypotheses(self, picture: Seen, generation: GenerationConfig, count: int) -> "list[Hypothesis]":
        with contextlib.nullcontext() if generation.exact else self._captioner.in_format():
            features = self._captioner.features_of(self._grid([picture], generation.exact))
            if generation.temperature > 0:
                draws = DRAWS * count
                drawn = features.expand(draws, *features.shape[1:])
                seeds = range(generation.seed, generation.seed + draws)
                return [best for best, *_ in self._find(drawn, generation, seeds)]
            beam = count * (generation.beam or self.info.settings.beam_width)
            [found] = self._find(features, replace(generation, groups=count, beam=beam))
            return found

    def _seen(self, prepared: np.ndarray, source: str, begun: float) -> Seen:
        pixels = self.framing.view(prepared)
        return Seen(source, pixels, time.perf_counter() - begun)

    def _caption(self, pictures: Sequence[Seen], generation: GenerationConfig) -> list[Captioned]:
        begun = time.perf_counter()
        with contextlib.nullcontext() if generation.exact else self._captioner.in_format():
            grid = self._grid(pictures, generation.exact)
            features = self._captioner.features_of(grid)
            found = self._find(features, generation)
            blank_features = self._blank(generation.exact) if generation.support else None
        fits = self._fits_of(grid)
        supports: Sequence[tuple[WordSupport, ...]] = [()] * len(pictures)
        if blank_features is not None:
            from engine.evaluation.support import find_supports

            captions = [best.words for best, *_ in found]
            trusted = [not fit.unlike for fit in fits]
            supports = find_supports(self._captioner, features, blank_features, captions, trusted)
        worded = [self._worded(hypotheses) for hypotheses in found]
        share = (time.perf_counter() - begun) / len(pictures)
        return [
            Captioned(
                picture.source,
                caption,
                self.language,
                *in_both(caption, self.language, self.domain),
                picture.seconds + share,
                picture.pixels,
                words,
                others,
                support,
                fit,
                self.name,
            )
            for picture, (caption, words, others), support, fit in zip(pictures, worded, supports, fits, strict=True)
        ]

    def _grid(self, pictures: Sequence[Seen], exact: bool) -> "Tensor":
        """The encoder's last grid (B, K, h, w) of pictures, those that ``fits`` has encoded or new ones."""
        import torch

        known = [self._encoded.get(id(picture.pixels)) for picture in pictures]
        rows = [found[1] for found in known if found is not None]
        if exact or len(rows) < len(pictures):
            return self._captioner.grid_seen(np.stack([picture.pixels for picture in pictures]))
        return torch.cat(rows)

    def _fits_of(self, grid: "Tensor") -> list[Fit]:
        """The fit of pictures, of the encoder's last grid (B, K, h, w)."""
        from engine.models.encoders.interface import places

        found = places(grid)
        if self._fit_model and self._fit_model.shape != tuple(found.shape[1:]):
            reason = f"{FIT}: it is of another model"
            self._fit_model, self.fit_problem = None, Problem("fit-broken", path=self.info.folder, reason=reason)
        if self._fit_model is None:
            return [UNKNOWN_FIT] * len(found)
        return self._fit_model.fits(found.float().cpu().numpy())

    def _worded(self, hypotheses: "Sequence[Hypothesis]") -> tuple[str, tuple[tuple[str, float], ...], tuple[str, ...]]:
        """The caption, its words and the other captions of what was found of one picture."""
        caption, *others = dict.fromkeys(
            self._captioner.vocabulary.decode(hypothesis.words) for hypothesis in hypotheses
        )
        return caption, self._captioner.words(hypotheses[0]), tuple(others)

    def _blank(self, exact: bool) -> "Tensor":
        """The features (1, P, C) of a blank picture, the same for every caption of a number format."""
        if exact not in self._blanks:
            self._blanks[exact] = self._captioner.encode_seen(blank(self.framing)[None])
        return self._blanks[exact]

    def _find(
        self, features: "Tensor", generation: GenerationConfig, seeds: Sequence[int] = ()
    ) -> "list[list[Hypothesis]]":
        settings, captioner = self.info.settings, self._captioner
        if generation.temperature > 0:
            drawn = captioner.sample(
                features,
                max_words=settings.max_words,
                seeds=seeds or (generation.seed,) * len(features),
                temperature=generation.temperature,
                top_p=generation.top_p,
                allow_unknown=generation.allow_unknown,
            )
            return [[hypothesis] for hypothesis in drawn]
        return captioner.search(
            features,
            beam_width=max(generation.beam or settings.beam_width, generation.groups),
            max_words=settings.max_words,
            groups=generation.groups,
            diversity=generation.diversity,
            allow_unknown=generation.allow_unknown,
        )


def _found_fit(info: CheckpointInfo) -> tuple[FitModel | None, Problem | None]:
    """What tells how well pictures fit a checkpoint, or why nothing does: no reason to refuse the checkpoint."""
    try:
        model = read_fit(info)
    except Problem as problem:
        return None, problem
    return (model, None) if model else (None, Problem("fit-missing", path=info.folder))


def load_captioner(path: Path, device: str = "auto") -> PictureCaptioner:
    """The captioner of a run (its best checkpoint) or of one checkpoint. Imports torch: call it in a worker.

    Raises:
        Problem: ``checkpoint-missing``, ``checkpoint-broken``, ``checkpoint-version``, ``device-missing``.
    """
    return with_checkpoint(Path(path), lambda info: PictureCaptioner(info, device))
