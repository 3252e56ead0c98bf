"""``translate``: reads one caption per line and writes its Chinese translation."""

import argparse
import getpass
import os
import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.commands.output import Output
from engine.errors import Problem

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
        "Reads captions from standard input, one per line, and writes the Chinese translations in the same order. If "
        "an online translator fails, the caption is translated offline. Keys come from ATELIER_BAIDU_APP_ID, "
        "ATELIER_BAIDU_KEY and ATELIER_LIBRETRANSLATE_KEY, else from the system keyring, else from a prompt."
    )
    parser.add_argument("--provider", choices=PROVIDERS, default="offline", help="translator (default offline)")
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
        fallen, free = _translate(translator, arguments.compare, output)
        if translator.cache_problem is not None:
            output.warn(str(translator.cache_problem))
    if fallen:
        (sentence, _), *others = fallen.most_common()
        count = sum(fallen.values())
        captions = "1 caption was" if count == 1 else f"{count:,} captions were"
        also = f" (and {len(others)} more reasons)" if others else ""
        output.warn(f"{captions} translated offline{also}: {sentence}")
    elif free:
        output.warn(_FREE)
    return 0


def _translate(translator: "Translator", comparing: bool, output: Output) -> tuple[Counter[str], bool]:
    """Translate all of standard input.

    Returns:
        Number of captions that fell back to the offline translator, by reason; and whether most captions were free
        English translated offline.
    """
    from engine.domains import for_text
    from engine.translation.offline import compare

    fallen: Counter[str] = Counter()
    captions = free = 0

    def answers() -> Iterator["Translated"]:
        lines = (line.rstrip("\r\n") for line in sys.stdin)
        if not sys.stdin.isatty():
            yield from translator.stream(lines)
            return
        for line in lines:
            # At a terminal each line is answered at once.
            yield from translator.stream([line])

    for done, translated in enumerate(answers(), 1):
        captions += bool(translated.english.strip())
        free += translated.free
        if translated.problem is not None:
            fallen[str(translated.problem)] += 1
        if comparing:
            domain = for_text(translated.english)
            _tell_compared(compare(translated, domain), domain, translator.maker, output)
        else:
            output.result(_as_json(translated), lambda text=translated.chinese: [text])  # type: ignore[misc]
        output.progress("translating", done, None)
    return fallen, 2 * free > captions


def _as_json(translated: "Translated") -> dict[str, object]:
    value: dict[str, object] = {
        "english": translated.english,
        "chinese": translated.chinese,
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
        lines = [f"{'offline':<14}  {compared.offline.chinese}"]
        if online.problem is not None:
            why = online.problem.values.get("reason", online.problem)
            return [*lines, f"{maker:<14}  (failed: {why})"]
        if online.provider != maker:
            # An empty caption is not sent.
            return lines
        names = [f"{domain.field_name(lost.field, 'en')} {lost.word}" for lost in compared.lost]
        lines.append(f"{maker:<14}  {online.chinese}")
        return [*lines, f"{'lost':<14}  {', '.join(names) or 'nothing'}"]

    output.result({**_as_json(online), "offline": compared.offline.chinese, "lost": lost}, lines)


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
        print(problem, file=sys.stderr, flush=True)


def _has_terminal() -> bool:
    """Whether a terminal for a prompt exists, although captions come through standard input."""
    if os.name == "nt":
        return sys.stdin.isatty()
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
