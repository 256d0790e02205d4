"""How long a server asks to be left alone, in every form the services write it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadInput
from ingest.live.http import Waits
from ingest.live.limits import retry_after_s, spent_limit_s
from ingest.live.stop import Stop, Stopped, duration_s

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
AHEAD = {"date": "Mon, 02 Mar 2026 11:00:00 GMT"}  # the server's clock runs an hour ahead

RETRY = [
    ({"retry-after": "30"}, 30.0),
    ({"retry-after": "Mon, 02 Mar 2026 10:00:30 GMT"}, 30.0),
    ({"retry-after": "Mon, 02 Mar 2026 11:00:30 GMT", **AHEAD}, 30.0),
    ({"retry-after": "Sun, 01 Mar 2026 10:00:00 GMT"}, 0.0),
    ({"retry-after": "soon"}, None),
    ({"retry-after": "-5"}, None),
    ({}, None),
]
SPENT = [
    ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-03-02T10:05:00.000Z"}, 300.0),
    ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-03-02T11:05:00Z", **AHEAD}, 300.0),
    ({"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "120"}, 120.0),
    ({"ratelimit-remaining": "0", "ratelimit-reset": str(int(NOW.timestamp()) + 60)}, 60.0),
    ({"ratelimit-remaining": "7", "ratelimit-reset": "60"}, 0.0),
    ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "later"}, 0.0),
    ({"x-ratelimit-remaining": "none"}, 0.0),
    ({}, 0.0),
]


@pytest.mark.parametrize(("headers", "seconds"), RETRY)
def test_retry_after_is_read_as_seconds_or_as_a_date_by_the_servers_clock(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after_s(headers, NOW) == seconds


@pytest.mark.parametrize(("headers", "seconds"), SPENT)
def test_a_spent_limit_is_waited_for_until_its_reset(headers: dict[str, str], seconds: float) -> None:
    assert spent_limit_s(headers, NOW) == seconds


@given(st.dictionaries(st.sampled_from(["retry-after", "date", "ratelimit-remaining", "ratelimit-reset"]), st.text()))
def test_any_headers_ask_for_no_time_or_for_one_that_is_not_negative(headers: dict[str, str]) -> None:
    assert (retry_after_s(headers, NOW) or 0.0) >= 0.0
    assert spent_limit_s({**headers, "ratelimit-remaining": "0"}, NOW) >= 0.0


@given(st.integers(1, 10_000))
def test_each_try_waits_by_chance_and_never_longer_than_the_longest(tries: int) -> None:
    waits = Waits(first_s=2.0, longest_s=300.0)
    assert 0.0 <= waits.back_off_s(tries) <= min(2.0 * 2.0 ** min(tries - 1, 20), 300.0)


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("30m", 1800), (" 1.5H ", 5400), ("1d", 86400)])
def test_a_time_is_read(text: str, seconds: float) -> None:
    assert duration_s(text) == seconds


@pytest.mark.parametrize("text", ["", "1", "h", "-1h", "1w", "1h30m", "soon"])
def test_what_is_no_time_is_named(text: str) -> None:
    with pytest.raises(BadInput, match="--for 30m"):
        duration_s(text)


def test_a_stop_that_is_over_lets_nobody_wait() -> None:
    stop = Stop(0.0)
    with pytest.raises(Stopped):
        stop.wait(60.0)
    told = Stop()
    told.tell()
    with pytest.raises(Stopped), told.away():
        pass
