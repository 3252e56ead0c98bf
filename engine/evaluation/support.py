"""How sure a captioner is of each word of a caption, and how far the picture supports it.

Each word has a probability after the words before it, once beside the picture and once beside a blank one. By how much
its logarithm falls without the picture is the word's support: the pointwise mutual information (Church and Hanks 1990,
section 3) of word and picture, given the words before. A captioner says a word that has none whatever it is shown.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from engine.captions.domain import FUNCTION
from engine.captions.tokenizers import places
from engine.data.order import pad
from engine.evaluation.wordsupport import WordSupport

if TYPE_CHECKING:
    from engine.models.captioner import Captioner


def find_support(
    captioner: "Captioner", features: Tensor, blank: Tensor, words: Sequence[int]
) -> tuple[WordSupport, ...]:
    """The support of each word of one caption, of features (1, P, C); see ``find_supports``."""
    [support] = find_supports(captioner, features, blank, [words])
    return support


@torch.inference_mode()
def find_supports(
    captioner: "Captioner",
    features: Tensor,
    blank: Tensor,
    captions: Sequence[Sequence[int]],
    trusted: Sequence[bool] | None = None,
) -> list[tuple[WordSupport, ...]]:
    """The support of each word of captions; one pass of the decoder under teacher forcing, over all of them and over
    the blank picture at once, in float32.

    Args:
        captioner: in eval mode.
        features: (B, P, C) of the pictures.
        blank: (1, P, C) of a blank one.
        captions: ids, without start and end.
        trusted: of each picture (see ``WordSupport``); all are where it is not given.
    """
    if not any(captions):
        return [() for _ in captions]
    vocabulary, domain = captioner.vocabulary, captioner.domain
    words_of = torch.from_numpy(pad(captions)).to(features.device)
    start = words_of.new_full((len(words_of), 1), vocabulary.start)
    entering = torch.cat([start, words_of[:, :-1]], 1)
    # Halves would blur what is told from a tenth of a nat.
    with torch.autocast(features.device.type, enabled=False):
        both = torch.cat([features.float(), blank.float().expand_as(features)])
        logits = captioner.decoder(both, entering.repeat(2, 1))
    table = torch.log_softmax(logits.double(), -1)
    beside, without = table.gather(2, words_of.repeat(2, 1).unsqueeze(2)).squeeze(2).chunk(2)
    chances, likely = table[: len(words_of)].exp().cpu().numpy(), beside.exp().tolist()
    gains = (beside - without).tolist()

    ids: dict[str, list[int]] = {}
    for index, name in enumerate(vocabulary.words, start=1):
        ids.setdefault(name.lower(), []).append(index)
    supports = []
    trusting = [True] * len(captions) if trusted is None else trusted
    for words, of_words, probabilities, supported, trust in zip(
        captions, chances, likely, gains, trusting, strict=True
    ):
        names = [vocabulary.word(index) for index in words]
        # What stands behind a caption is padding.
        meanings = [
            float(chance[[index for alike in domain.words_alike(name) for index in ids.get(alike, ())]].sum())
            for name, chance in zip(names, of_words, strict=False)
        ]
        figures = zip(probabilities, meanings, supported, strict=False)
        groups = domain.word_groups(names, vocabulary.language)
        rows = zip(names, places(names, vocabulary.tokenizer), groups, figures, strict=True)
        supports.append(
            tuple(
                WordSupport(name, *place, *figure, tells=group != FUNCTION, trusted=trust)
                for name, place, group, figure in rows
            )
        )
    return supports
