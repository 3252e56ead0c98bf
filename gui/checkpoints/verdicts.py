"""The grounding verdict on a checkpoint: a word, its colour, and the sentence that explains it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.metrics.verdict import Verdict
from gui import text
from gui.widgets.chips import Kind

KINDS: dict[Verdict, Kind] = {Verdict.GROUNDED: "good", Verdict.BLIND: "bad", Verdict.UNSURE: "mark"}
RANKS = (Verdict.BLIND, Verdict.UNSURE, Verdict.GROUNDED)
"""From the worst to the best: how a table sorts them."""


def verdict_word(verdict: Verdict, reason: str = "") -> str:
    """One word; ``reason``, a key of ``verdict.REASONS``, tells a faint margin from too few pictures."""
    translate = QCoreApplication.translate
    if verdict is Verdict.GROUNDED:
        return translate("Verdict", "grounded")
    if verdict is Verdict.BLIND:
        return translate("Verdict", "blind")
    return translate("Verdict", "inconclusive") if reason == "few" else translate("Verdict", "weak")


def verdict_told(verdict: Verdict, margin: float | None) -> str:
    """A sentence, with the margin of the quick grounding test where it is known."""
    translate = QCoreApplication.translate
    words = {
        Verdict.GROUNDED: translate("Verdict", "The captions depend on the pictures."),
        Verdict.BLIND: translate(
            "Verdict",
            "The captions do not depend on the pictures. Such a checkpoint never counts "
            "as the best, whatever its scores.",
        ),
        Verdict.UNSURE: translate("Verdict", "The captions depend on the pictures only weakly, or not yet."),
    }[verdict]
    if margin is None:
        return words
    sentence = translate("Verdict", "With other pictures the loss changes by {margin} nats per word.")
    return "\n".join((words, sentence.format(margin=text.decimal(margin, 4, signed=True))))
