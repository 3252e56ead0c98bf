"""The grammar of captions about clothes: attributes, reader, writer, Chinese; and the scores that it makes possible."""

from engine.metrics import METRICS, Metric

DOMAIN = "clothes"

METRICS.register(
    Metric(
        "attribute_accuracy",
        "attribute accuracy",
        "engine.clothes.attribute_scores:garment_accuracy",
        per_caption=False,
        domain=DOMAIN,
        preference=3,
        short="Attributes",
    )
)
METRICS.register(
    Metric(
        "exact_match",
        "all garment attributes right",
        "engine.clothes.attribute_scores:exact_match",
        per_caption=False,
        tracked=False,
        domain=DOMAIN,
        short="Exact match",
    )
)
