"""Bluesky: its search page by page, and its stream of all posts, of which the wanted ones are kept."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from data.errors import BadInput
from data.store import Store
from ingest.live import jetstream
from ingest.live.bluesky import BlueskySearch
from ingest.live.http import Http
from ingest.live.jetstream import Jetstream
from ingest.live.stop import Stop
from tests.listened import SHORT, listened, rows
from tests.local_service import Asked, Reply, Service, serving
from tests.told import Told

LONG_AGO = datetime(2026, 3, 2, 10, tzinfo=UTC)


def moment(minute: int) -> str:
    return (LONG_AGO + timedelta(minutes=minute)).isoformat().replace("+00:00", "Z")


def post(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "uri": f"at://did:plc:ann/app.bsky.feed.post/3k{number}", "cid": f"bafy{number}",
        "author": {"did": "did:plc:ann", "handle": "ann.bsky.social"},
        "record": {"$type": "app.bsky.feed.post", "text": f"cardigan {number}", "createdAt": moment(number)},
        "likeCount": 1, "repostCount": 0, "replyCount": 0, "indexedAt": moment(number), **changed,
    }  # fmt: skip


class Search:
    """A search that pages as the API documents it, two posts at a time, the newest first."""

    def __init__(self, posts: list[dict[str, Any]], open_pages: int = 99) -> None:
        self.posts, self.open_pages = posts, open_pages

    def __call__(self, asked: Asked) -> Reply:
        at = int(asked.params.get("cursor", 0))
        if at // 2 >= self.open_pages:
            return Reply({"error": "AuthMissing"}, status=403)
        found = sorted(self.posts, key=lambda one: str(one["indexedAt"]), reverse=True)[at : at + 2]
        more = {"cursor": str(at + 2)} if at + 2 < len(self.posts) else {}
        return Reply({"posts": found, **more})


def search(service: Service, *words: str) -> Callable[[Http], BlueskySearch]:
    return lambda http: BlueskySearch(http, service.url, words or ("cardigan",))


def heard(store: Store) -> list[int]:
    return sorted(rows(store)["text"].str.extract(r"(\d+)")[0].astype(int))


def test_a_search_goes_back_until_what_was_heard_before(store: Store) -> None:
    posts = Search([post(number) for number in range(1, 10)])
    with serving(posts) as service:
        listened(store, search(service))
        assert heard(store) == [4, 5, 6, 7, 8, 9]
        posts.posts += [post(number) for number in range(10, 18)]
        listened(store, search(service))
    assert heard(store) == list(range(4, 18))
    assert service.params("cursor") == [None, "2", "4", None, "2", "4", "6", "8"]


def test_several_words_are_searched_together(store: Store) -> None:
    with serving(Search([])) as service:
        listened(store, search(service, "trench coat", "y2k"))
    assert service.params("q") == ['"trench coat"', "y2k"]
    assert {one.path for one in service.asked} == {"/xrpc/app.bsky.feed.searchPosts"}


def test_a_post_seen_in_the_future_does_not_move_the_cursor(store: Store) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=300)).isoformat()
    posts = Search([post(1), post(2, indexedAt=ahead)])
    with serving(posts) as service:
        listened(store, search(service))
        posts.posts.append(post(3))
        listened(store, search(service))
    assert heard(store) == [1, 2, 3]


def test_older_pages_for_people_signed_in_are_done_without(store: Store) -> None:
    with serving(Search([post(number) for number in range(1, 10)], open_pages=1)) as service:
        _, told = listened(store, search(service), rounds=2)
    assert heard(store) == [8, 9]
    assert any("for people signed in; going on" in line for line in told.said)


def test_a_search_for_people_signed_in_leads_to_the_stream(store: Store) -> None:
    with serving(Search([], open_pages=0)) as service, pytest.raises(BadInput, match="hemline listen jetstream"):
        listened(store, search(service))


def event(number: int, text: str = "cardigan", **changed: Any) -> dict[str, Any]:
    return {
        "did": "did:plc:ann", "time_us": int((LONG_AGO + timedelta(minutes=number)).timestamp() * 1e6),
        "kind": "commit",
        "commit": {
            "rev": "3k", "operation": "create", "collection": "app.bsky.feed.post", "rkey": f"3k{number}",
            "record": {"$type": "app.bsky.feed.post", "text": f"{text} {number}", "createdAt": moment(number)},
            "cid": f"bafy{number}", **changed.pop("commit", {}),
        },
        **changed,
    }  # fmt: skip


class Stream:
    """A stream that replays from a cursor, as Jetstream does, and is cut after so many events a connection."""

    def __init__(self, events: Sequence[Any], cut_after: int = 99, refusals: Sequence[int] = ()) -> None:
        self.events, self.cut_after, self.refusals = list(events), cut_after, list(refusals)
        self.asked: list[dict[str, str]] = []

    def refuse(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer the handshake with an error while there are any left."""
        return connection.respond(self.refusals.pop(0), "not now\n") if self.refusals else None  # type: ignore[arg-type]

    def __call__(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        asked = dict(parse_qsl(urlsplit(connection.request.path).query))
        self.asked.append(asked)
        since = int(asked.get("cursor", 0))
        left = [one for one in self.events if _time_of(one, since) >= since]
        for one in left[: self.cut_after]:
            connection.send(one if isinstance(one, str | bytes) else json.dumps(one))
        if self.cut_after < len(left):
            connection.socket.close()
        else:
            with contextlib.suppress(Exception):
                connection.recv()


def _time_of(one: Any, otherwise: int) -> int:
    at_us = one.get("time_us") if isinstance(one, dict) else None
    return at_us if isinstance(at_us, int) else otherwise


@contextlib.contextmanager
def streaming(stream: Stream) -> Iterator[str]:
    with serve(stream, "127.0.0.1", 0, process_request=stream.refuse) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/subscribe"
        finally:
            server.shutdown()


def streamed(store: Store, url: str, until: int, words: Sequence[str] = ("cardigan",)) -> tuple[Any, Told]:
    """Listen to a stream until so many posts were stored."""
    from ingest.jobs import listen

    told, stop = Told(), Stop(20)
    http = Http(stop, SHORT, told.doing)
    live = Jetstream(http, url, words)
    batch, seen = live.batch, [0]

    def counted(records: Sequence[Any]) -> Any:
        seen[0] += len(records)
        if seen[0] >= until:
            stop.tell()
        return batch(records)

    live.batch = counted  # type: ignore[method-assign]
    return listen.run(store, live, "bluesky", told, SHORT), told


def test_only_new_posts_with_a_wanted_word_are_kept(store: Store) -> None:
    events = [
        event(1), event(2, "a tractor"), event(3, "#Cardigans"), event(4, "TRENCH-COAT"), event(5, "trenchcoat"),
        event(6, commit={"operation": "delete"}), event(7, commit={"collection": "app.bsky.feed.like"}),
        {"did": "did:plc:ann", "time_us": 1, "kind": "identity"}, event(9, "discardigan"),
        event(10, "look", commit={"record": {"text": "look 10", "tags": ["cardigan"], "createdAt": moment(10)}}),
    ]  # fmt: skip
    with streaming(stream := Stream(events)) as url:
        result, _ = streamed(store, url, 5, ["cardigan", "trench coat"])
    assert heard(store) == [1, 3, 4, 5, 10] and result.heard == 5
    assert stream.asked[0]["wantedCollections"] == "app.bsky.feed.post" and "cursor" not in stream.asked[0]


def test_the_next_listening_begins_a_little_before_the_last_event(store: Store) -> None:
    with streaming(stream := Stream([event(1), event(2), event(3, "a tractor")])) as url:
        streamed(store, url, 2)
        stream.events += [event(4)]
        result, _ = streamed(store, url, 1)
    assert heard(store) == [1, 2, 4] and result.rows_stored == 1
    assert int(stream.asked[1]["cursor"]) == event(3)["time_us"] - jetstream.REWIND_US


def test_a_cut_connection_is_made_again_and_nothing_is_lost_or_doubled(store: Store) -> None:
    with streaming(stream := Stream([event(number) for number in range(1, 8)], cut_after=3)) as url:
        result, told = streamed(store, url, 9)
    assert heard(store) == list(range(1, 8))
    assert result.rows_in == result.rows_stored + result.rows_repeat and result.rows_stored == 7
    assert len(stream.asked) == 3 and any("cut the connection" in line for line in told.said)


def test_a_stream_that_is_unwell_is_tried_again(store: Store) -> None:
    with streaming(Stream([event(1)], refusals=[503, 429])) as url:
        _, told = streamed(store, url, 1)
    assert heard(store) == [1] and sum("trying again" in line for line in told.said) == 2


@pytest.mark.parametrize("code", [400, 403, 404])
def test_an_address_that_is_no_stream_is_named(store: Store, code: int) -> None:
    with streaming(Stream([], refusals=[code])) as url, pytest.raises(BadInput, match=f"answered {code}; check"):
        streamed(store, url, 1)
    with pytest.raises(BadInput, match="wss://host/subscribe"):
        streamed(store, "https://127.0.0.1/subscribe", 1)


def test_malformed_events_are_refused_and_an_event_of_the_future_moves_nothing(store: Store) -> None:
    ahead = int((datetime.now(UTC) + timedelta(days=300)).timestamp() * 1e6)
    odd = [event(2, time_us=ahead), event(3, time_us="x"), event(4, did=5), event(5, commit={"record": None})]
    with streaming(stream := Stream(["no json", "[1]", b"\xff", *odd, event(1)])) as url:
        result, _ = streamed(store, url, 7)
        streamed(store, url, 1)
    assert result.rows_in == result.rows_stored + result.rows_repeat + result.rows_rejected == 7
    assert rows(store, "rejected")["reason"].tolist() == ["unreadable line"] * 3
    assert int(stream.asked[1]["cursor"]) == event(5)["time_us"] - jetstream.REWIND_US


def test_the_cursor_is_a_time_and_nothing_else(store: Store) -> None:
    with streaming(Stream([event(1)])) as url:
        streamed(store, url, 1)
    kept = json.loads(rows(store, "source")["cursor"].iloc[0])
    assert list(kept.values()) == [str(event(1)["time_us"])]
    assert rows(store)["native_id"].str.contains("did:").sum() == 0
