"""What decoders are trained to lower."""

from torch import Tensor
from torch.nn import functional


def cross_entropy(logits: Tensor, targets: Tensor, smoothing: float = 0.0) -> Tensor:
    """Sum of the cross-entropy over all words that are not padding (id 0).

    Args:
        logits: (B, T, V).
        targets: (B, T), 0 where there is no word.
        smoothing: the share of the target that is spread evenly over all V (Szegedy et al. 2016, section 7).
    """
    return functional.cross_entropy(
        logits.flatten(0, 1).float(), targets.flatten(), ignore_index=0, reduction="sum", label_smoothing=smoothing
    )
