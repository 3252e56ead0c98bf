"""Captions that list what a person wears and carries: garments, their sentences in English and Chinese, their score."""

from engine.metrics import METRICS, Metric

DOMAIN = "outfits"

METRICS.register(
    Metric(
        "garment_f1",
        "garments, F1",
        "engine.outfits.scores:garment_f1",
        per_caption=False,
        domain=DOMAIN,
        preference=3,
        short="Garments",
    )
)
