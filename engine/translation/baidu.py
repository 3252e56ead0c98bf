"""Baidu's general translation API: a signed request of up to 6,000 bytes, one caption a line.

The signature is the MD5 of app id, text, salt and key, joined (Baidu's documentation of the general translation API);
the key itself is not sent. Errors come as HTTP 200 with a code.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

from engine.errors import Problem
from engine.translation.client import Client, checked_address
from engine.translation.direction import TO_CHINESE, Direction
from engine.translation.faults import OTHER_TEXT, WRONG_SHAPE, Refusal, Then, refuse_status
from engine.translation.keys import Secret
from engine.translation.provider import Provider, plain
from engine.translation.waiting import Stopped

ADDRESS = "https://fanyi-api.baidu.com/api/trans/vip/translate"
MOST_BYTES = 6000
STANDARD_RATE = 1.0
"""Requests a second of an account without further proof of who holds it."""

_GOOD = "52000"
_CODES: dict[str, tuple[str, Then, float]] = {
    # The code: the problem, what to do, and how many usual waits to leave before it.
    "52001": ("translator-failed", Then.AGAIN, 1),  # time-out
    "52002": ("translator-failed", Then.AGAIN, 1),  # system error
    "52003": ("translator-key", Then.END, 1),  # unknown app id
    "54000": ("translator-request", Then.GIVE_UP, 1),  # a parameter is missing
    "54001": ("translator-key", Then.END, 1),  # wrong signature
    "54003": ("translator-rate", Then.AGAIN, 2),  # too many requests a second
    "54004": ("translator-money", Then.END, 1),  # balance used up
    "54005": ("translator-rate", Then.AGAIN, 3),  # too many long ones: three seconds are asked for
    "58000": ("translator-blocked", Then.END, 1),  # this machine's address is not among those allowed
    "58001": ("translator-language", Then.END, 1),  # no such pair of languages
    "58002": ("translator-closed", Then.END, 1),  # the service is switched off
    "58003": ("translator-blocked", Then.END, 1),  # this machine's address is banned
    "90107": ("translator-closed", Then.END, 1),  # the account's proof is missing
    "20003": ("translator-request", Then.GIVE_UP, 1),  # the text is not let through
}


def _differ(source: object, text: str) -> bool:
    """Whether an answer tells of another text than the one that was asked; spaces and widths make no difference."""
    if not isinstance(source, str):
        return False
    one, other = ("".join(unicodedata.normalize("NFKC", words).split()) for words in (source, text))
    return one != other


class Baidu(Provider):
    """Asks Baidu.

    Args:
        address: in place of Baidu's own; without a path, Baidu's path is added.
    """

    service = "Baidu"
    limit = MOST_BYTES
    separator = 1
    rate = STANDARD_RATE
    codes: ClassVar[Mapping[str, str]] = {
        **{"ja": "jp", "ko": "kor", "fr": "fra", "es": "spa", "ar": "ara", "vi": "vie", "bg": "bul", "et": "est"},
        **{"da": "dan", "fi": "fin", "ro": "rom", "sl": "slo", "sv": "swe"},
        **dict.fromkeys(("zh-Hant", "zh-TW", "zh-HK"), "cht"),
    }
    """Its documentation lists these; what it does not know it refuses by a code."""

    def __init__(self, app_id: Secret, key: Secret, *, address: str = "", timeout: float = 10.0) -> None:
        address = checked_address(address or ADDRESS)
        if not urlsplit(address).path:
            address += urlsplit(ADDRESS).path
        self._app_id, self._key = app_id, key
        self._client = Client(self.service, address, timeout)
        self.name = "baidu" if address == ADDRESS else f"baidu {address}"

    def size(self, text: str) -> int:
        return len(text.encode())

    def ask(self, texts: Sequence[str], stopped: Stopped, direction: Direction = TO_CHINESE) -> Sequence[str | Problem]:
        query, salt, app_id = "\n".join(texts), str(secrets.randbelow(10**10)), self._app_id.reveal()
        signature = hashlib.md5(f"{app_id}{query}{salt}{self._key.reveal()}".encode(), usedforsecurity=False)
        form = {
            "q": query,
            "from": self.code_of(direction.source),
            "to": self.code_of(direction.target),
            "appid": app_id,
            "salt": salt,
            "sign": signature.hexdigest(),
        }
        answer = self._client.post(stopped, form=form)
        refuse_status(self.service, answer.status, "", answer.retry_after)
        value = answer.json(self.service)
        self._refuse_code(value)
        results = value.get("trans_result") if isinstance(value, dict) else None
        if not isinstance(results, list):
            raise self.unusable(WRONG_SHAPE)
        items = [item if isinstance(item, dict) else {} for item in results]
        answers = self.checked([item.get("dst") for item in items], texts, direction)
        if any(_differ(item.get("src"), text) for item, text in zip(items, texts, strict=True)):
            raise self.unusable(OTHER_TEXT)
        return answers

    def close(self) -> None:
        self._client.close()

    def hide(self, text: str) -> str:
        return self._key.hide_in(self._app_id.hide_in(text))

    def _refuse_code(self, value: Any) -> None:
        """Raise what an answer with an error code means."""
        code = str(value.get("error_code", _GOOD)) if isinstance(value, dict) else _GOOD
        if code == _GOOD:
            return
        problem, then, weight = _CODES.get(code, ("translator-failed", Then.GIVE_UP, 1))
        why = self.hide(plain(f"{code} {value.get('error_msg', '')}"))[:100]
        raise Refusal(Problem(problem, service=self.service, reason=why), then, weight=weight)
