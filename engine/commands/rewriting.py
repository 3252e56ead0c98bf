"""The options of ``caption`` that rewrite every caption: words before and after it, and words replaced in it."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.captions.rewriting import Rewriting, rule_of
from engine.translation.offline import in_both

if TYPE_CHECKING:
    from engine.captioning import Captioned
    from engine.captions.domain import CaptionDomain


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options to those of ``caption``."""
    parser.add_argument(
        "--prefix", default="", metavar="TEXT", help="text before every caption, the space behind it included"
    )
    parser.add_argument(
        "--suffix", default="", metavar="TEXT", help="text after every caption, the space before it included"
    )
    parser.add_argument(
        "--replace",
        action="append",
        type=rule,
        default=[],
        metavar="OLD=NEW",
        help="replace whole words in every caption, in the letters' own case; may be given several times. Without NEW "
        "they are taken out",
    )


def rule(text: str) -> tuple[str, str]:
    """A rule written as OLD=NEW."""
    try:
        return rule_of(text, "=")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not OLD=NEW") from None


def rewriting_of(arguments: argparse.Namespace) -> Rewriting:
    """The rules that were given."""
    return Rewriting(arguments.prefix, arguments.suffix, tuple(arguments.replace))


def rewritten(captioned: "Captioned", rules: Rewriting, domain: "Callable[[str], CaptionDomain]") -> "Captioned":
    """What a caption and its translations become by the rules; its words, which are the model's own, stay.

    Args:
        domain: gives the kind of a model's captions by its name.
    """
    if not rules:
        return captioned
    body = rules.replaced(captioned.caption)
    both = captioned.english, captioned.chinese
    if body != captioned.caption:
        both = in_both(body, captioned.language, domain(captioned.model))
    english, chinese = (rules.framed(text if text == body else rules.replaced(text)) for text in both)
    others = tuple(map(rules.apply, captioned.others))
    return replace(captioned, caption=rules.framed(body), english=english, chinese=chinese, others=others)
