"""``translate``: reads one caption per line and writes its Chinese or English translation."""

import argparse
import getpass
import os
import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.commands.output import Output
from engine.errors import Problem
from engine.escapes import printable

if TYPE_CHECKING:
    from engine.captions.domain import CaptionDomain
    from engine.translation.keys import Key
    from engine.translation.offline import BothTranslations, Maker, Translated
    from engine.translation.translator import Translator

PROVIDERS = ("offline", "baidu", "libretranslate")
_FREE = (
    "Most of these captions are free English, which the offline translator translates word by word. For better "
    "results use an online translator: --provider baidu or --provider libretranslate."
)
_PROMPTS = {"baidu-app-id": "Baidu app id: ", "baidu-key": "Baidu key: "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Reads captions from standard input, one per line, and writes the translations in the same order: Chinese "
        "captions into English, all others into Chinese. If an online translator fails, the caption is translated "
        "offline where that is possible: from English, and from Chinese in the clothes grammar. Keys come from "
        "ATELIER_BAIDU_APP_ID, ATELIER_BAIDU_KEY and ATELIER_LIBRETRANSLATE_KEY, else from the system keyring, else "
        "from a prompt."
    )
    parser.add_argument("--provider", choices=PROVIDERS, default="offline", help="translator (default offline)")
    parser.add_argument(
        "--from",
        dest="source",
        default="auto",
        metavar="LANGUAGE",
        help="language of the captions, such as en, zh, vi or de (default auto: Chinese if they are in Chinese "
        "characters, else English)",
    )
    parser.add_argument(
        "--url", default="", metavar="ADDRESS", help="address of the server, such as http://localhost:5000"
    )
    parser.add_argument(
        "--rate", type=_rate, default=None, metavar="N", help="requests per second (default: by provider)"
    )
    parser.add_argument(
        "--compare",
        action="store_true",
        help="print the offline and the online translation, and the attributes lost online",
    )
    parser.add_argument("--new-key", action="store_true", help="ask for the key again and store it in the keyring")


def _rate(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word} is not a number") from None
    if not 0.001 <= value <= 1000:
        raise argparse.ArgumentTypeError(f"{word} is not between 0.001 and 1000")
    return value


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.domains import for_text
    from engine.translation.translator import Translator, keys_of

    if arguments.compare and arguments.provider == "offline":
        raise Problem("nothing-to-compare")
    if arguments.new_key and arguments.provider == "offline":
        raise Problem("no-key-offline")
    for key in keys_of(arguments.provider, arguments.url):
        _ask_for(key, arguments.new_key)
    with Translator(arguments.provider, url=arguments.url, rate=arguments.rate, domain=for_text) as translator:
        fallen, missing, free = _translate(translator, arguments.source, arguments.compare, output)
        if translator.cache_problem is not None:
            output.warn(str(translator.cache_problem))
    for problems, what in ((missing, "not translated"), (fallen, "translated offline")):
        if problems:
            (sentence, _), *others = problems.most_common()
            count = sum(problems.values())
            captions = "1 caption was" if count == 1 else f"{count:,} captions were"
            also = f" (and {len(others)} more reasons)" if others else ""
            output.warn(f"{captions} {what}{also}: {sentence}")
    if free and not fallen:
        output.warn(_FREE)
    return 2 if missing else 0


def _translate(
    translator: "Translator", source: str, comparing: bool, output: Output
) -> tuple[Counter[str], Counter[str], bool]:
    """Translate all of standard input.

    Returns:
        Number of captions that fell back to the offline translator, by reason; of those that nobody translated,
        likewise; and whether most captions were free English translated offline.
    """
    from engine.captions.scripts import is_chinese
    from engine.domains import for_text
    from engine.translation.direction import Direction, direction_of
    from engine.translation.offline import compare

    def direction(caption: str) -> Direction:
        return direction_of(("zh" if is_chinese(caption) else "en") if source == "auto" else source)

    fallen: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    captions = free = 0

    def answers() -> Iterator["Translated"]:
        lines = (line.rstrip("\r\n") for line in sys.stdin)
        if not sys.stdin.isatty():
            yield from translator.stream(lines, direction)
            return
        for line in lines:
            # At a terminal each line is answered at once.
            yield from translator.stream([line], direction)

    for done, translated in enumerate(answers(), 1):
        captions += bool(translated.caption.strip())
        free += translated.free
        if translated.problem is not None:
            (fallen if translated.text else missing)[str(translated.problem)] += 1
        if comparing:
            domain = for_text(translated.caption)
            _tell_compared(compare(translated, domain), domain, translator.maker, output)
        else:
            output.result(_as_json(translated), lambda text=translated.text: [text])  # type: ignore[misc]
        output.progress("translating", done, None)
    return fallen, missing, 2 * free > captions


def _as_json(translated: "Translated") -> dict[str, object]:
    names = {"en": "english", "zh": "chinese"}
    source, target = (key.partition("-")[0] for key in translated.direction)
    texts = {source: translated.caption, target: translated.text}
    value: dict[str, object] = {
        "caption": translated.caption,
        "language": translated.direction.source,
        **{
            names[key]: text for key, text in texts.items() if key in names and (text or not translated.caption.strip())
        },
        "provider": translated.provider.value,
        "marked": list(translated.marked),
        "unknown": list(translated.unknown),
    }
    if translated.problem is not None:
        value["problem"] = translated.problem.code
    return value


def _tell_compared(compared: "BothTranslations", domain: "CaptionDomain", maker: "Maker", output: Output) -> None:
    """Print the offline translation and that of ``maker``, or why it failed; ``domain``: the kind of the caption."""
    online = compared.online
    lost = [
        {"attribute": loss.field, "said": loss.word, "chinese": domain.value_name(loss.field, loss.word, "zh")}
        for loss in compared.lost
    ]

    def lines() -> list[str]:
        lines = [f"{'offline':<14}  {compared.offline.text}"]
        if online.problem is not None:
            why = online.problem.values.get("reason", online.problem)
            return [*lines, f"{maker:<14}  (failed: {why})"]
        if online.provider != maker:
            # An empty caption is not sent.
            return lines
        names = [f"{domain.field_name(lost.field, 'en')} {lost.word}" for lost in compared.lost]
        lines.append(f"{maker:<14}  {online.text}")
        if online.direction.target != "zh":
            # What an English text loses is not looked for.
            return lines
        return [*lines, f"{'lost':<14}  {', '.join(names) or 'nothing'}"]

    output.result({**_as_json(online), "offline": compared.offline.text, "lost": lost}, lines)


def _ask_for(key: "Key", anew: bool) -> None:
    """Prompt for a key that is needed and unknown, and store it."""
    from engine.translation.keys import Secret, find_key, keep_key

    if not anew and (not key.needed or find_key(key) is not None):
        return
    if not _has_terminal():
        if anew:
            raise Problem("no-terminal")
        return
    value = Secret(getpass.getpass(_PROMPTS.get(key.name, "LibreTranslate key: ")))
    if not value:
        return
    problem = keep_key(key, value)
    if problem is not None:
        print(printable(str(problem)), file=sys.stderr, flush=True)


def _has_terminal() -> bool:
    """Whether a terminal for a prompt exists, although captions come through standard input."""
    if os.name == "nt":
        return sys.stdin.isatty()
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
