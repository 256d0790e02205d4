"""Fetching is bounded, gentle and public: whatever a server does, it ends with bytes or with a reason."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpcore2
import pytest

from ingest.addresses import AddressRefused, checked_url, is_public
from ingest.fetch import Fetcher, Limits
from tests.picture_server import Answer, PictureServer, cut, endless, moved, picture, picture_server, sent, trickle

QUICK = Limits(
    file_bytes=200_000, connect_s=2, read_s=0.4, total_s=1.0, pause_s=0, backoff_s=0.02, tries=2, longest_wait_s=2
)
PHOTO = picture()


@pytest.fixture
def server() -> Iterator[PictureServer]:
    with picture_server() as server:
        yield server


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(private=True, limits=QUICK) as fetcher:
        yield fetcher


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([sent(PHOTO)], PHOTO),
        ([sent(PHOTO, "application/octet-stream")], PHOTO),
        ([sent(PHOTO, "IMAGE/JPEG; charset=binary")], PHOTO),
        ([sent(b"")], b""),
        ([sent(b"<html>log in</html>", "text/html")], "not an image"),
        ([sent(gzip.compress(bytes(10_000_000)), Content_Encoding="gzip")], "unreadable image"),
        ([sent(bytes(200_001))], "image too large"),
        ([endless], "image too large"),
        ([trickle], "no answer"),
        ([cut], "no answer"),
        ([lambda request: time.sleep(1)], "no answer"),
        ([sent(b"", status=404)], "picture gone"),
        ([sent(b"", status=410)], "picture gone"),
        ([sent(b"", status=403)], "refused by its server"),
        ([sent(b"", status=304)], "refused by its server"),
        ([sent(b"", status=500), sent(PHOTO)], PHOTO),
        ([cut, sent(PHOTO)], PHOTO),
        ([sent(b"", status=500)], "no answer"),
        ([sent(b"", status=429, Retry_After="0"), sent(PHOTO)], PHOTO),
        ([sent(b"", status=503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"), sent(PHOTO)], PHOTO),
        ([sent(b"", status=429, Retry_After="soon")], "server busy"),
        ([moved("/loop.jpg")], "too many redirects"),
        ([moved("file:///etc/passwd")], "address not allowed"),
        ([moved("http://user:word@127.0.0.1/x.jpg")], "address not allowed"),
        ([moved("http://[::1")], "address not allowed"),
    ],
)
def test_every_answer_ends_in_bytes_or_a_reason(
    server: PictureServer, fetcher: Fetcher, answers: list[Answer], outcome: object
) -> None:
    server.put("/loop.jpg", moved("/loop.jpg"))
    assert fetcher.fetch(server.put("/photo.jpg", *answers)) == outcome


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_to_the_picture(server: PictureServer, fetcher: Fetcher, status: int) -> None:
    server.put("/deep/photo.jpg", PHOTO)
    assert fetcher.fetch(server.put("/short", moved("deep/photo.jpg", status))) == PHOTO


def test_what_is_gone_is_asked_for_once_and_what_is_silent_as_often_as_allowed(
    server: PictureServer, fetcher: Fetcher
) -> None:
    fetcher.fetch(server.put("/gone.jpg", sent(b"", status=404)))
    fetcher.fetch(server.put("/ill.jpg", sent(b"", status=502)))
    assert server.paths() == ["/gone.jpg", "/ill.jpg", "/ill.jpg"]


def test_a_request_says_who_asks_and_carries_no_cookie(server: PictureServer, fetcher: Fetcher) -> None:
    fetcher.fetch(server.put("/a.jpg", sent(PHOTO, Set_Cookie="who=you")))
    fetcher.fetch(server.url + "/a.jpg")
    for _, headers in server.asked:
        assert headers["user-agent"].startswith("Hemline/")
        assert headers["accept-encoding"] == "identity"
        assert not {"cookie", "referer", "authorization"} & set(headers)


def test_a_server_that_asks_for_a_long_pause_is_left_alone(server: PictureServer, fetcher: Fetcher) -> None:
    busy = server.put("/busy.jpg", sent(b"", status=429, Retry_After="3600"))
    assert [fetcher.fetch(busy), fetcher.fetch(server.put("/other.jpg", PHOTO))] == ["server busy", "server busy"]
    assert server.paths() == ["/busy.jpg"]


def test_a_server_that_never_answers_is_left_alone_after_a_while(server: PictureServer) -> None:
    with Fetcher(True, Limits(backoff_s=0, pause_s=0, tries=1, host_failures=3)) as fetcher:
        ill = server.put("/ill.jpg", sent(b"", status=500))
        assert {fetcher.fetch(ill) for _ in range(6)} == {"no answer"}
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a.jpg",
        "file:///etc/passwd",
        "data:image/png;base64,iVBORw0KGgo=",
        "javascript:alert(1)",
        "http://user@example.org/a.jpg",
        "http://user:word@example.org/a.jpg",
        "http://example.org:8080/a.jpg",
        "http://example.org:22/a.jpg",
        "http:///a.jpg",
        "http://",
        "//example.org/a.jpg",
        "photo.jpg",
        "http://exa mple.org/\x00",
        "http://[::1",
        "http://example.org/" + "a" * 5000,
        "",
    ],
)
def test_an_address_that_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_url(url, private=False)
    with Fetcher() as fetcher:
        assert fetcher.fetch(url) == "address not allowed"


@pytest.mark.parametrize(
    "url", ["http://example.org/a.jpg", "https://example.org:443/a?b=c,d", " HTTPS://Example.ORG/ä "]
)
def test_a_plain_web_address_is_allowed(url: str) -> None:
    assert checked_url(url, private=False).scheme in ("http", "https")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1", "2001:db8::1",
    ],
)  # fmt: skip
def test_an_address_of_an_own_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "151.101.1.69", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_network_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_no_spelling_of_this_machine_is_connected_to(server: PictureServer, host: str) -> None:
    with Fetcher(limits=QUICK) as fetcher:
        assert fetcher.fetch(f"http://{host}/photo.jpg") in ("address not allowed", "no answer")
    assert server.asked == []


def looked_up(monkeypatch: pytest.MonkeyPatch, answers: dict[str, list[str]]) -> list[str]:
    """Let names have these addresses, one more each time they are looked up; return the names that were."""
    asked: list[str] = []
    really = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *rest: Any, **named: Any) -> list[Any]:
        if host not in answers:
            return really(host, port, *rest, **named)
        asked.append(host)
        found = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found.split()]

    monkeypatch.setattr("ingest.addresses.socket.getaddrinfo", getaddrinfo)
    return asked


def connected(monkeypatch: pytest.MonkeyPatch, port: int | None = None) -> list[str]:
    """Let connections go to the local server, if any; return the addresses that were to be connected to."""
    asked: list[str] = []
    really = httpcore2.SyncBackend.connect_tcp

    def connect(self: Any, host: str, _: int, *rest: Any, **named: Any) -> httpcore2.NetworkStream:
        asked.append(host)
        if port is None:
            raise httpcore2.ConnectError("nobody there")
        return really(self, "127.0.0.1", port, *rest, **named)

    monkeypatch.setattr("ingest.addresses.httpcore2.SyncBackend.connect_tcp", connect)
    return asked


def test_a_redirect_to_this_machine_is_refused(server: PictureServer, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up(monkeypatch, {"pictures.example": ["8.8.8.8"]})
    asked = connected(monkeypatch, int(server.url.rsplit(":", 1)[1]))
    server.put("/hop.jpg", moved("http://127.0.0.1/secret.jpg"))
    with Fetcher(limits=QUICK) as fetcher:
        assert fetcher.fetch("http://pictures.example/hop.jpg") == "address not allowed"
    assert (asked, server.paths()) == (["8.8.8.8"], ["/hop.jpg"])


def test_a_name_is_looked_up_once_and_the_very_address_is_connected_to(
    server: PictureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = looked_up(monkeypatch, {"rebinding.example": ["8.8.8.8", "127.0.0.1"]})
    asked = connected(monkeypatch, int(server.url.rsplit(":", 1)[1]))
    server.put("/a.jpg", PHOTO)
    with Fetcher(limits=QUICK) as fetcher:
        assert fetcher.fetch("http://rebinding.example/a.jpg") == PHOTO
    assert (names, asked) == (["rebinding.example"], ["8.8.8.8"])
    assert server.asked[0][1]["host"] == "rebinding.example"


def test_a_name_with_one_private_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up(monkeypatch, {"both.example": ["8.8.8.8 10.0.0.1"]})
    asked = connected(monkeypatch)
    with Fetcher(limits=QUICK) as fetcher:
        assert fetcher.fetch("http://both.example/a.jpg") == "address not allowed"
    assert asked == []


def test_every_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up(monkeypatch, {"many.example": ["8.8.8.8 8.8.4.4"]})
    asked = connected(monkeypatch)
    with Fetcher(limits=Limits(tries=1, pause_s=0, backoff_s=0)) as fetcher:
        assert fetcher.fetch("https://many.example/a.jpg") == "no answer"
    assert asked == ["8.8.8.8", "8.8.4.4"]


def test_an_unknown_name_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror("unknown")

    monkeypatch.setattr("ingest.addresses.socket.getaddrinfo", unknown)
    with Fetcher(limits=QUICK) as fetcher:
        assert fetcher.fetch("http://nowhere.example/a.jpg") == "no answer"
