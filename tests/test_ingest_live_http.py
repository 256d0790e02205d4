"""The HTTP client of live sources: what it follows, what it limits, and when it gives up."""

from __future__ import annotations

import gzip
import json

import pytest

from data.errors import BadInput
from ingest.live.http import BODY_BYTES, Refused, checked_address, host_of
from ingest.live.stop import Stopped
from tests.listened import http_of, patient
from tests.local_service import Asked, Reply, in_turn, serving


def test_it_says_who_it_is_and_how_to_reach_its_owner() -> None:
    from ingest.live.http import Http, Waits
    from ingest.live.stop import Stop

    with serving(lambda asked: Reply([])) as service:
        Http(Stop(), Waits(), print, "me@shop.example").get(service.url)
    assert service.asked[0].headers["user-agent"].startswith("hemline/")
    assert service.asked[0].headers["user-agent"].endswith("(fashion trends from public posts) me@shop.example")


def test_a_packed_answer_and_a_moved_page_are_read() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/old":
            return Reply(status=301, headers={"Location": "/new"})
        return Reply(gzip.compress(json.dumps([1]).encode()), headers={"Content-Encoding": "gzip"})

    with serving(answer) as service:
        assert http_of()[0].get_json(f"{service.url}/old", list)[0] == [1]


BROKEN = {
    "an endless redirect": (Reply(status=302, headers={"Location": "/"}), "cannot be asked"),
    "a body that is no gzip": (Reply(b"plain", headers={"Content-Encoding": "gzip"}), "cannot be asked"),
    "a body without end": (Reply(b" " * (BODY_BYTES + 1)), "more than 32 MB"),
}


@pytest.mark.parametrize(("reply", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_read_is_a_sentence(reply: Reply, sentence: str) -> None:
    with serving(lambda asked: reply) as service, pytest.raises(BadInput, match=sentence):
        http_of()[0].get(service.url)


def test_a_server_that_answered_before_is_tried_for_as_long_as_the_listening_lasts() -> None:
    with serving(in_turn(Reply([]), *[Reply(b"[1", cut_after=1), Reply(b"<p>busy</p>")] * 3, Reply([2]))) as service:
        http, told = http_of()
        http.get_json(service.url, list)
        assert http.get_json(service.url, list)[0] == [2]
    assert len(told.said) == 6


def test_a_wait_that_is_asked_for_ends_with_the_listening() -> None:
    with serving(lambda asked: Reply(status=429, headers={"Retry-After": "3600"})) as service:
        http, told = http_of(for_s=0.3)
        with pytest.raises(Stopped):
            http.get(service.url)
    assert told.said == [f"{host_of(service.url)} answered 429; trying again in 3600 s"]


def test_a_server_that_is_silent_is_asked_again() -> None:
    with serving(in_turn(Reply(b"[1]", trickle_s=0.5), Reply([2]))) as service:
        http, told = http_of(patient(silence_s=0.1))
        assert http.get_json(service.url, list)[0] == [2]
    assert "cannot be reached (ReadTimeout)" in told.said[0]


def test_a_refusal_carries_its_status() -> None:
    with serving(lambda asked: Reply(status=404)) as service, pytest.raises(Refused) as refused:
        http_of()[0].get(service.url)
    assert refused.value.status == 404


@pytest.mark.parametrize("url", ["", "m.example", "ftp://m.example", "https://", "file:///etc/passwd"])
def test_an_address_that_is_none_is_named(url: str) -> None:
    with pytest.raises(BadInput, match="is no address of a server; write it whole"):
        checked_address(url, "server")


def test_only_the_host_of_an_address_is_told() -> None:
    assert host_of("https://me:secret@m.example:8443/@ann?q=x") == "m.example:8443"
