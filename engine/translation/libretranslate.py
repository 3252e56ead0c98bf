"""LibreTranslate: a list of texts as JSON to a server of one's own, or to a public one that may want a key."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from engine.errors import Problem
from engine.translation.client import Answer, Client, checked_address
from engine.translation.direction import TO_CHINESE, Direction
from engine.translation.faults import WRONG_SHAPE, Refusal, Then, refuse_status
from engine.translation.keys import Secret
from engine.translation.provider import Provider, plain
from engine.translation.waiting import Stopped

MOST_TEXTS = 8
"""A server without a GPU takes about half a second for a caption, and must answer before the time is over."""
USUAL_RATE = 2.0


class LibreTranslate(Provider):
    """Asks a LibreTranslate server.

    Args:
        address: of the server, with or without ``/translate``.
    """

    service = "LibreTranslate"
    limit = MOST_TEXTS
    rate = USUAL_RATE
    codes: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("zh-Hant", "zh-TW", "zh-HK"), "zt"),
        **{"no": "nb", "nn": "nb", "fil": "tl"},
    }

    def __init__(self, address: str, key: Secret | None = None, *, timeout: float = 30.0) -> None:
        address = checked_address(address)
        if not address.endswith("/translate"):
            address += "/translate"
        self._key = key or Secret("")
        self._client = Client(self.service, address, timeout)
        self.name = f"libretranslate {address}"

    def size(self, text: str) -> int:
        return 1

    def ask(self, texts: Sequence[str], stopped: Stopped, direction: Direction = TO_CHINESE) -> Sequence[str | Problem]:
        source, target = map(self.code_of, direction)
        body: dict[str, Any] = {"q": list(texts), "source": source, "target": target, "format": "text"}
        if self._key:
            body["api_key"] = self._key.reveal()
        answer = self._client.post(stopped, body=body)
        refuse_status(self.service, answer.status, self._said(answer), answer.retry_after, "translator-server-key")
        value = answer.json(self.service)
        if isinstance(value, dict) and "translatedText" not in value and isinstance(value.get("error"), str):
            # Some servers refuse with HTTP 200.
            message = self._message(value)
            code = "translator-language" if "not supported" in message else "translator-request"
            raise Refusal(
                Problem(code, service=self.service, reason=message),
                Then.END if code == "translator-language" else Then.GIVE_UP,
            )
        results = value.get("translatedText") if isinstance(value, dict) else None
        if not isinstance(results, list):
            raise self.unusable(WRONG_SHAPE)
        return self.checked(results, texts, direction)

    def close(self) -> None:
        self._client.close()

    def hide(self, text: str) -> str:
        return self._key.hide_in(text)

    def _said(self, answer: Answer) -> str:
        """The server's own words about an error, cut short; nothing where it says none."""
        if answer.status == 200:
            return ""
        try:
            value = answer.json(self.service)
        except Refusal:
            return ""
        return self._message(value)

    def _message(self, value: Any) -> str:
        """The words of an error's JSON."""
        message = value.get("error") if isinstance(value, dict) else None
        return self.hide(plain(message))[:100] if isinstance(message, str) else ""
