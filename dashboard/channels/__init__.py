"""Where alerts are told: what a channel is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from data.alerts import Alert

LONGEST_WAIT_S = 10.0
Given = TypeVar("Given")


@dataclass(frozen=True)
class Message:
    """One alert with its sentence, in plain text."""

    alert: Alert
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return it as an object of JSON, with the columns of the alerts' CSV."""
        alert = self.alert
        return {
            "alert_id": alert.alert_id,
            "series_id": alert.series_id,
            "name": alert.name,
            "rule": alert.rule,
            "week": alert.week.isoformat(),
            "peak_week": alert.peak_week.isoformat() if alert.peak_week else None,
            **{name: alert.facts.get(name) for name in ("before", "now", "limit")},
            "sentence": self.sentence,
        }


class Channel(Protocol):
    """A way to tell alerts."""

    name: str

    def tell(self, messages: Sequence[Message]) -> str | None:
        """Tell all of them at once; return a sentence where they arrived, but something is to be mended.

        Raises:
            Untold: they did not arrive, as far as can be known.
        """
        ...


class Untold(Exception):
    """Alerts did not arrive; the text is a sentence that says why and what to do."""


class Unwell(Exception):
    """A server could not be told this time."""


@dataclass(frozen=True)
class Tries:
    """How patiently a server is told.

    Attributes:
        tries: before it is left until the next run.
        first_s: before the second try, about; each further one waits twice as long.
        silence_s: for a connection, and for the next bytes of an answer.
    """

    tries: int = 3
    first_s: float = 1.0
    silence_s: float = 10.0

    def until_well(self, once: Callable[[], Given]) -> Given:
        """Do something again while it raises `Unwell`, and return what it gives.

        Raises:
            Untold: it did every time.
        """
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

        retrying = Retrying(
            retry=retry_if_exception_type(Unwell),
            wait=wait_exponential_jitter(self.first_s, LONGEST_WAIT_S, jitter=self.first_s),
            stop=stop_after_attempt(self.tries),
            reraise=True,
        )
        try:
            return retrying(once)
        except Unwell as error:
            raise Untold(f"{error}; the next run tries again.") from error


def digest(messages: Sequence[Message]) -> str:
    """Return an id of these very messages, by which a receiver knows them again."""
    return sha256("\n".join(message.alert.alert_id for message in messages).encode()).hexdigest()[:32]
