"""The Chinese sentences, written once: the writer fills them, the reader knows their clauses.

A text is made of plain words, ``{gap}``, ``[a part that is left out where its gap has no value]``, and 「，」 between
clauses. ``{who}`` and ``{whose}`` at the beginning stand for the person, or for nothing. A gap is a field of
``Attributes``, with the form of the word where it has several: see ``FORMS``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChineseOutline:
    """The sentences about one garment, or about both; what is told of it is said by them whatever is missing.

    ``plain``: it belongs to the one fixed wording. These share most with 600 captions that were written by chance: a
    BLEU-4 of .52, where the commonest outlines have .39.

    A gap outside of brackets has to have a value for the outline to be used. Of the sentences after the first those are
    left out that would say nothing.
    """

    sentences: tuple[str, ...]
    weight: float = 1.0
    plain: bool = False


FORMS = {"before": "_before", "alone": "_alone", "named": "_named"}
"""What may stand after a colon in a gap of a fabric or pattern: the word before a noun, as a clause of its own, or
after 图案为."""

UPPER: tuple[ChineseOutline, ...] = (
    ChineseOutline(
        ("{who}身穿一件[{upper_pattern:before}][{sleeve}]{upper}[，{upper_fabric:alone}][，{neckline}]",), 4
    ),
    ChineseOutline(
        (
            "{who}穿着一件[{upper_pattern:before}][{sleeve}]{upper}",
            "{whose}{upper}[采用{upper_fabric:alone}，][领型为{neckline}]",
        ),
        3,
        plain=True,
    ),
    ChineseOutline(
        ("{who}上身穿一件[{upper_fabric:before}][{sleeve}]{upper}[，图案为{upper_pattern:named}][，领型为{neckline}]",),
        3,
    ),
    ChineseOutline(
        (
            "{whose}{upper}为{sleeve}款式[，采用{upper_fabric:alone}][，图案为{upper_pattern:named}]",
            "[领型为{neckline}]",
        ),
        2,
    ),
    ChineseOutline(
        ("{who}穿着[{upper_pattern:before}][{upper_fabric:before}][{sleeve}]{upper}[，领口为{neckline}]",), 2
    ),
)
"""About the upper garment; the first can say any of them."""
LOWER: tuple[ChineseOutline, ...] = (
    ChineseOutline(("{who}下穿[{lower_pattern:before}][{lower_fabric:before}]{lower}",), 4),
    ChineseOutline(("{who}下身穿一条[{lower_pattern:before}]{lower}[，{lower_fabric:alone}]",), 3),
    ChineseOutline(("{who}下身是一条{lower}[，采用{lower_fabric:alone}][，图案为{lower_pattern:named}]",), 2),
    ChineseOutline(("{whose}{lower}采用{lower_fabric:alone}[，图案为{lower_pattern:named}]",), 2, plain=True),
)
"""About the lower garment, where it has a name."""
UNNAMED_LOWER: tuple[ChineseOutline, ...] = (
    ChineseOutline(("{whose}{lower_clothing}为{length}[，{lower_fabric:alone}][，{lower_pattern:alone}]",), 2),
    ChineseOutline(
        ("{whose}{lower_clothing}是{length}的[，采用{lower_fabric:alone}][，图案为{lower_pattern:named}]",), 1
    ),
)
"""About a lower garment of which the length is told, and no name."""
BOTH: tuple[ChineseOutline, ...] = (
    ChineseOutline(
        (
            "{who}身穿[{upper_pattern:before}][{sleeve}]{upper}和[{lower_pattern:before}][{lower_fabric:before}]{lower}",
            "{whose}{upper}[采用{upper_fabric:alone}，][领型为{neckline}]",
        ),
        3,
    ),
    ChineseOutline(
        (
            "{who}穿着一件[{upper_pattern:before}][{sleeve}]{upper}和一条{lower}",
            "{whose}{upper}[采用{upper_fabric:alone}，][领型为{neckline}]",
            "{whose}{lower}[采用{lower_fabric:alone}，][图案为{lower_pattern:named}]",
        ),
        3,
    ),
)
"""About both, where the lower one has a name."""
OUTER: tuple[ChineseOutline, ...] = (
    ChineseOutline(("{who}外搭一件[{outer_pattern:before}][{outer_fabric:before}]{outer}",), 3),
    ChineseOutline(("{who}还穿着一件{outer}[，采用{outer_fabric:alone}][，图案为{outer_pattern:named}]",), 2),
    ChineseOutline(("{who}外面是一件[{outer_pattern:before}]{outer}[，{outer_fabric:alone}]",), 2),
)
# The same without what may stand before.
SHORTER: tuple[str, ...] = ("{upper}领型为{neckline}", "{lower}图案为{lower_pattern:named}")
REST: tuple[str, ...] = (
    # Shorts whose length is not told, and a lower garment of which neither name nor length is.
    "{whose}下装为短裤[，{lower_fabric:alone}][，{lower_pattern:alone}]",
    "{whose}{lower_clothing}为{lower_fabric:alone}[，{lower_pattern:alone}]",
    "{whose}{lower_clothing}为{lower_pattern:alone}",
)
_UPPER = "[一件][{upper_pattern:before}][{upper_fabric:before}][{sleeve}]{upper}"
_LOWER = "[一条][{lower_pattern:before}][{lower_fabric:before}]{lower}"
MIXED: tuple[str, ...] = (
    *(f"{verb}{_UPPER}和{_LOWER}" for verb in ("身穿", "穿着")),
    *(f"{verb}{_UPPER}" for verb in ("身穿", "穿着", "上身穿")),
    *(f"{verb}{_LOWER}" for verb in ("下穿", "下身穿", "下身是")),
    "外面是一件[{outer_pattern:before}][{outer_fabric:before}]{outer}",
)
"""What a model makes of several of these: it is read, and never written."""
# What else the translation of English captions says (``translating``).
TRANSLATED: tuple[str, ...] = (
    "穿有{lower_clothing}",
    "外搭一件[{outer_pattern:before}][{outer_fabric:before}]{outer}，{outer_fabric:alone}",
    "下穿{lower}，{lower_fabric:alone}，{lower_pattern:alone}",
)
