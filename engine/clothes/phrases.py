"""Single phrases of the captions' language, for text that leaves the grammar.

They are written like the templates. A phrase must be whole to count. Words that mean something else in free English
("round", "other", "long" alone) count only beside the noun that they belong to.
"""

# A token at a given place of a phrase says one thing only within a group; so there are several.
PHRASES: tuple[tuple[str, ...], ...] = (
    (
        "[with] [has] {sleeves}",
        "[{wears}] [a] [{clear_pattern}] [{clear_fabric}] [{clear_sleeve}] {upper}",
        "[{wears}] [a] [{clear_sleeve}] [{clear_pattern}] [{clear_fabric}] {upper}",
        "{clear_sleeve}",
        "[is] [with] {fabric} fabric",
        "[and] [its] [the] fabric is {fabric}",
        "fabric {fabric}",
        "[accessory] [{on}] his {poss} {neck}",
        # "His" stands there of women too, in the captions' own mistake: it tells nothing.
        "[there is] [an] [accessory] {on} [his] {neck}",
        "{no_sleeve}",
        "[{wears}] [a pair of] {socks_in_shoes}",
    ),
    (
        "[and] [{wears}] [a] {length} [{clear_pattern}] [{clear_fabric}] {lower}",
        "[and] [{wears}] [a] {length} [{clear_fabric}] [{clear_pattern}] {lower}",
        "[{wears}] [a] [pair of] [{clear_pattern}] [{clear_fabric}] {clear_lower}",
        "[is] [of] {length} length",
        "{be} of {length} length",
        "[and] [with] [it has] {pattern} patterns",
        "{pattern} pattern",
        "[the] pattern of it is {pattern}",
        "pattern is {pattern}",
        "[there is] [an] [accessory] [{on}] {poss} {neck}",
    ),
    (
        "[and] [the] [its] neckline is {neckline}",
        "[the] neckline of [the] {upper} is {neckline}",
        "[the] neckline of it is {neckline}",
        "[and] [it has] [has] [a] {neckline} neckline",
        "neckline {neckline}",
        "{clear_neckline}",
        "[{det}] [a] {subject} [{wears}] [wearing]",
        "{pronoun} [{wears}] [wearing]",
        "{poss}",
        "[also] [wears] [an] [the] {outer}",
        "[the] {upper_clothing}",
        "[the] {lower_clothing}",
        "[there is] [an] [accessory] [{on}] [{poss}] {wrist}",
        "[there is] [{wears}] [has] [a] {ring}",
        "[there is] [{wears}] [has] [a] {ring} {on} [{poss}] finger",
        "[there is] [{wears}] [has] [a] {hat}",
        "[there is] [{wears}] [has] [a] {hat} {on} [{poss}] head",
        "[there is] [{wears}] [has] [a] {belt}",
        "[there is] [{wears}] [has] [a] {belt} {on} [{poss}] waist",
        "[there is] clothing {on} [{poss}] {waist}",
        "[{wears}] [has] {neckwear}",
        "[{wears}] [a pair of] {leggings}",
        "[{wears}] [a pair of] {socks}",
        "[{wears}] [a pair of] {sunglasses}",
        "[has] [a pair of] {glasses} on [{poss}] hands or clothes",
    ),
    (
        "[{wears}] a {sleeve_adjective} {upper}",
        "[{wears}] a {sleeve_adjective} {upper} with {upper_pattern} patterns",
    ),
)

# Where on the body the accessory is that stands before: the slot names it once more.
TAILS: tuple[str, ...] = ("{on} [{poss}] {body}",)

# A material or a pattern that stands alone belongs to the garment before it, unless a noun follows: in "pants and a
# leather belt" the belt is of leather. These are the words that may follow it.
BARE: tuple[str, ...] = ("[with] {clear_fabric}", "[and] {clear_pattern}")
BARE_FOLLOWERS = frozenset(
    {"a", "an", "the", "this", "that", "which", "it", "its", "there", "is", "are", "has", "and", "or", "with", "of"}
    | {"on", "in", "fabric", "patterns", ",", "."}
)
