"""What goes wrong with an online translator, and what to do about it."""

from enum import StrEnum

from engine.errors import Problem

TIMED_OUT = "it did not answer in time"
NO_CONNECTION = "no connection"
NO_PROXY = "the proxy did not answer"
NO_TRUST = "its certificate is not trusted"
CUT_OFF = "its answer was cut off"
TOO_LONG = "its answer is too long"
NOT_JSON = "its answer is not JSON"
WRONG_SHAPE = "its answer has another shape"
REDIRECTED = "it points to another address"
NOT_HTTP = "it does not speak http at this address"
NOT_HTTPS = "it does not speak https at this address"
ECHO = "it gave the caption back"
NO_WORDS = "its answer has no words"
OTHER_LANGUAGE = "its answer is in another language"
OTHER_TEXT = "its answer is for another caption"
TOO_SHORT = "its answer is too short"
MARKUP = "its answer is HTML or code"
GARBLED = "its answer is garbled"
SAME = "its answer is the same for all captions"
WRONG_COUNT = "it did not answer for each caption"

REASONS = frozenset(
    {TIMED_OUT, NO_CONNECTION, NO_PROXY, NO_TRUST, CUT_OFF, TOO_LONG, NOT_JSON, WRONG_SHAPE, REDIRECTED}
    | {NOT_HTTP, NOT_HTTPS, ECHO, NO_WORDS, OTHER_LANGUAGE, OTHER_TEXT}
    | {TOO_SHORT, MARKUP, GARBLED, SAME, WRONG_COUNT}
)
"""The reasons that are ours; a server's own words stay as they are."""


class Then(StrEnum):
    """What to do after a refusal."""

    AGAIN = "ask again after a wait"
    SPLIT = "ask again for fewer captions at once"
    GIVE_UP = "give these captions up"
    END = "ask nothing more"


class Refusal(Exception):  # noqa: N818 - the translator's no, which is always dealt with
    """An online translator did not translate.

    Args:
        problem: what a person is told if no further try succeeds.
        weight: how many times the usual wait fits before the next try.
        seconds: how long the server itself asked to wait.
    """

    def __init__(self, problem: Problem, then: Then, *, weight: float = 1.0, seconds: float | None = None) -> None:
        self.problem = problem
        self.then = then
        self.weight = weight
        self.seconds = seconds
        super().__init__(problem)


def refuse_status(
    service: str, status: int, message: str, seconds: float | None, rejected: str = "translator-key"
) -> None:
    """Pass an answer with HTTP status 200, refuse every other.

    Args:
        message: the server's own words, or nothing.
        seconds: its Retry-After.
        rejected: the problem of an account or a key that is not let in.

    Raises:
        Refusal: for every other status.
    """
    if status == 200:
        return
    why = f"HTTP {status} {message}".strip()
    match status:
        case 401 | 403:
            code, then = rejected, Then.END
        case 402:
            code, then = "translator-money", Then.END
        case 404 | 405 | 410 | 501:
            code, then = "translator-address", Then.END
        case 429:
            code, then = "translator-rate", Then.AGAIN
        case 400 if "not supported" in message:
            code, then = "translator-language", Then.END
        case 400 | 413 | 414 | 422:
            code, then = "translator-request", Then.SPLIT
        case _ if 300 <= status < 400:
            # Followed, it could carry key and captions to anybody.
            code, then, why = "translator-address", Then.END, REDIRECTED
        case _ if status >= 500 or status == 408:
            code, then = "translator-failed", Then.AGAIN
        case _:
            code, then = "translator-request", Then.GIVE_UP
    raise Refusal(
        Problem(code, service=service, reason=why), then, weight=2.0 if status == 429 else 1.0, seconds=seconds
    )
