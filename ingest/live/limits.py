"""How long a server asks to be left alone: Retry-After and the rate-limit headers of the services, in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

PREFIXES = ("ratelimit", "x-ratelimit")  # Bluesky; Mastodon and Reddit
EPOCH_FROM = 1e9  # a larger reset is a time, a smaller one the seconds until it


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for, as seconds or as an HTTP date; None where it asks nothing.

    Args:
        headers: names in lower case.
        now: the time here, with a zone; the server's own `Date` goes before it, for clocks differ.
    """
    asked = headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return float(asked)
    return _until(_http_date(asked), headers, now)


def spent_limit_s(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds until a spent rate limit is renewed; 0 while anything of it is left."""
    for prefix in PREFIXES:
        remaining = _number(headers.get(f"{prefix}-remaining", ""))
        if remaining is not None and remaining < 1:
            return _reset_s(headers.get(f"{prefix}-reset", ""), headers, now) or 0.0
    return 0.0


def _reset_s(text: str, headers: Mapping[str, str], now: datetime) -> float | None:
    """Read a reset given as seconds left (Reddit), as an epoch (Bluesky) or as an ISO time (Mastodon)."""
    number = _number(text)
    if number is not None and number < EPOCH_FROM:
        return max(number, 0.0)
    return _until(_epoch(number) if number is not None else _iso(text), headers, now)


def _until(then: datetime | None, headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds from the server's now until then."""
    if then is None:
        return None
    return max((then - (_http_date(headers.get("date", "")) or now)).total_seconds(), 0.0)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _epoch(seconds: float) -> datetime | None:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _iso(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _http_date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
