"""Hashtag timelines of Mastodon: every page once, forward from where the last listening came to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from data.errors import BadInput
from data.store import Store
from ingest.live.http import Http
from ingest.live.mastodon import MastodonTags
from tests.listened import listened, patient, rows
from tests.local_service import Asked, Reply, Service, in_turn, serving

LONG_AGO = datetime(2026, 3, 2, 10, tzinfo=UTC)


def status(number: int, **changed: Any) -> dict[str, Any]:
    made = (LONG_AGO + timedelta(minutes=number)).isoformat().replace("+00:00", "Z")
    return {
        "id": str(number), "uri": f"https://m.example/users/ann/statuses/{number}", "created_at": made,
        "content": f"<p>cardigan {number} by <a href='https://m.example/@ann'>@<span>ann</span></a></p>",
        "language": "en", "account": {"id": "1", "acct": "ann", "url": "https://m.example/@ann"},
        "favourites_count": 1, "reblogs_count": 0, "replies_count": 0, "tags": [], **changed,
    }  # fmt: skip


class Timeline:
    """A hashtag's timeline that pages as the API documents it, two statuses at a time."""

    def __init__(self, statuses: list[Any], size: int = 2) -> None:
        self.statuses, self.size, self.before = statuses, size, list[Reply]()

    def __call__(self, asked: Asked) -> Reply:
        if self.before:
            return self.before.pop(0)
        known = sorted((one for one in self.statuses if isinstance(one, dict)), key=lambda one: int(one["id"]))
        odd = [one for one in self.statuses if not isinstance(one, dict)]
        if after := asked.params.get("min_id"):
            found = [one for one in known if int(one["id"]) > int(after)][: self.size][::-1]
        else:
            until = int(asked.params.get("max_id", 10**12))
            found = [one for one in known if int(one["id"]) < until][-self.size :][::-1]
        links = f'<http://{asked.headers["host"]}{asked.path}?max_id={found[-1]["id"]}>; rel="next"' if found else ""
        return Reply(found + (odd if found else []), headers={"Link": links} if links else {})


def tags(service: Service, *words: str) -> Callable[[Http], MastodonTags]:
    return lambda http: MastodonTags(http, service.url, words or ("cardigan",))


def heard(store: Store) -> list[str]:
    return sorted(rows(store)["text"].str.extract(r"cardigan (\d+)")[0], key=int)


def test_the_first_listening_goes_back_a_few_pages_and_the_next_goes_forward(store: Store) -> None:
    timeline = Timeline([status(number) for number in range(1, 10)])
    with serving(timeline) as service:
        result, _ = listened(store, tags(service), rounds=2)
        assert heard(store) == ["4", "5", "6", "7", "8", "9"]
        assert (result.heard, result.rows_stored, result.rows_waiting) == (6, 6, 0)
        timeline.statuses += [status(number) for number in range(10, 15)]
        again, _ = listened(store, tags(service))
    assert heard(store) == [str(number) for number in range(4, 15)]
    assert (again.rows_in, again.rows_stored, again.rows_repeat) == (5, 5, 0)
    assert service.params("min_id")[-4:] == ["9", "11", "13", "14"]


def test_a_hashtag_is_followed_in_the_form_it_has_in_an_address(store: Store) -> None:
    with serving(Timeline([])) as service:
        listened(store, tags(service, "#Trench coat", "夏コーデ"))
    assert [one.path for one in service.asked] == [
        "/api/v1/timelines/tag/Trenchcoat", "/api/v1/timelines/tag/%E5%A4%8F%E3%82%B3%E3%83%BC%E3%83%87"
    ]  # fmt: skip
    assert "hemline/" in service.asked[0].headers["user-agent"]


def test_an_empty_timeline_moves_nothing(store: Store) -> None:
    with serving(Timeline([])) as service:
        result, _ = listened(store, tags(service), rounds=3)
    assert (result.heard, rows(store, "source")["cursor"].isna().all()) == (0, True)


def test_a_status_from_the_future_is_refused_and_does_not_move_the_cursor(store: Store) -> None:
    ahead = status(99, created_at=(datetime.now(UTC) + timedelta(days=400)).isoformat())
    timeline = Timeline([status(1), ahead])
    with serving(timeline) as service:
        listened(store, tags(service))
        timeline.statuses.append(status(2))
        result, _ = listened(store, tags(service), rounds=2)
    assert heard(store) == ["1", "2"]
    assert rows(store, "rejected")["reason"].tolist() == ["impossible date"]
    assert result.rows_in == result.rows_stored + result.rows_repeat + result.rows_rejected


def test_malformed_and_repeated_records_are_counted_and_the_others_kept(store: Store) -> None:
    broken = [None, 7, "text", ["x"]]
    with serving(Timeline([status(1), status(1), status(2, content="<p> </p>"), *broken], size=9)) as service:
        result, _ = listened(store, tags(service))
    assert (result.heard, result.rows_stored, result.rows_repeat, result.rows_rejected) == (7, 1, 1, 5)
    assert sorted(rows(store, "rejected")["reason"]) == ["no text", *["unreadable line"] * 4]


def test_a_boost_is_read_as_what_it_boosts(store: Store) -> None:
    boost = {**status(5, content=""), "reblog": status(1)}
    with serving(Timeline([status(1), boost])) as service:
        result, _ = listened(store, tags(service))
    assert (result.rows_stored, result.rows_repeat) == (1, 1)


def test_no_handle_stays_in_the_warehouse_or_the_journal(store: Store) -> None:
    with serving(Timeline([status(1), status(2, created_at="soon @ann")])) as service:
        _, told = listened(store, tags(service))
    kept = [rows(store, table) for table in ("post", "rejected", "source", "job_run")]
    assert not any(frame.astype(str).apply(lambda column: column.str.contains("ann")).any(axis=None) for frame in kept)
    assert not any("ann" in line for line in told.said)


UNWELL = {
    "5xx": [Reply(status=503), Reply(status=502)],
    "429 in seconds": [Reply(status=429, headers={"Retry-After": "0"})],
    "429 as a date": [Reply(status=429, headers={"Retry-After": "Thu, 01 Jan 2026 00:00:00 GMT"})],
    "a body cut in its middle": [Reply(b'[{"id": "1", "content": "abc"}]', cut_after=9)],
    "no JSON": [Reply(b"<html>busy</html>")],
    "another shape": [Reply({"error": "busy"})],
}


@pytest.mark.parametrize("before", UNWELL.values(), ids=UNWELL.keys())
def test_an_unwell_server_is_asked_again_and_nothing_is_lost(store: Store, before: list[Reply]) -> None:
    timeline = Timeline([status(number) for number in range(1, 4)])
    timeline.before = list(before)
    with serving(timeline) as service:
        _, told = listened(store, tags(service))
    assert heard(store) == ["1", "2", "3"]
    assert sum("trying again in" in line for line in told.said) == len(before)


def test_a_spent_limit_is_waited_for_before_the_next_question(store: Store) -> None:
    reset = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
    spent = Reply([], headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset})
    with serving(in_turn(spent, Reply([]))) as service:
        _, told = listened(store, tags(service), rounds=2)
    assert any("has answered all it allows" in line for line in told.said)


@pytest.mark.parametrize("code", [401, 403, 422])
def test_an_instance_that_asks_for_sign_in_is_left_with_a_sentence(store: Store, code: int) -> None:
    with (
        serving(lambda asked: Reply(status=code)) as service,
        pytest.raises(BadInput, match="another with --instance"),
    ):
        listened(store, tags(service))


def test_a_hashtag_that_is_refused_is_left_out_and_the_others_go_on(store: Store) -> None:
    timeline = Timeline([status(1)])

    def answer(asked: Asked) -> Reply:
        return Reply(status=404) if asked.path.endswith("gone") else timeline(asked)

    with serving(answer) as service:
        _, told = listened(store, tags(service, "gone", "cardigan"), rounds=2)
    assert heard(store) == ["1"] and any("'gone' is left out" in line for line in told.said)
    assert sum(one.path.endswith("gone") for one in service.asked) == 1


def test_a_server_that_is_not_there_is_named_after_a_few_tries(store: Store) -> None:
    with serving(lambda asked: Reply([])) as service:
        pass
    with pytest.raises(BadInput, match=r"127\.0\.0\.1:\d+ cannot be reached \(ConnectError\); check the address"):
        listened(store, tags(service))


def test_an_answer_that_trickles_is_read_if_it_ends_and_asked_for_again_if_not(store: Store) -> None:
    timeline = Timeline([status(1)])
    timeline.before = [Reply([status(1)], trickle_s=0.05)]
    with serving(timeline) as service:
        _, told = listened(store, tags(service), waits=patient(answer_s=0.3))
        assert any("takes longer than 0.3 s" in line for line in told.said)
        timeline.before = [Reply([status(2)], trickle_s=0.0005)]
        listened(store, tags(service))
    assert heard(store) == ["1", "2"]


@pytest.fixture
def deep() -> Iterator[Service]:
    with serving(lambda asked: Reply(b"[" * 100_000)) as service:
        yield service


def test_json_nested_without_end_is_no_json(store: Store, deep: Service) -> None:
    with pytest.raises(BadInput, match="no JSON list"):
        listened(store, tags(deep))
