"""Which addresses pictures may be fetched from: the public network's, found out once and then connected to."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterable
from math import inf
from ssl import SSLContext
from typing import Any

import httpcore2
import httpx2

SCHEMES = {"http": 80, "https": 443}
LONGEST_URL = 4096
TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))  # IPv4 inside IPv6

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(Exception):
    """An address that is not to be fetched from."""


def checked_url(text: str, private: bool) -> httpx2.URL:
    """Return an address that may be asked for, before its name is looked up.

    Args:
        text: the address.
        private: whether other ports than the two of the web are allowed.

    Raises:
        AddressRefused: it is no http or https address of the common ports, or it holds a user's name or password.
    """
    try:
        url = httpx2.URL(text.strip())
    except (httpx2.InvalidURL, ValueError) as error:
        raise AddressRefused from error
    common_port = url.port in (None, *SCHEMES.values())
    if url.scheme not in SCHEMES or not url.host or url.userinfo or len(text) > LONGEST_URL:
        raise AddressRefused
    if not common_port and not private:
        raise AddressRefused
    return url


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public network, whichever way an IPv4 address is wrapped."""
    ip = ipaddress.ip_address(address.split("%")[0])
    return all(part.is_global and not part.is_multicast and not _is_local(part) for part in _unwrapped(ip))


def _unwrapped(ip: Address) -> Iterable[Address]:
    """Yield an address and the IPv4 address that an IPv6 one stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    if any(ip in network for network in TRANSLATED):
        return [ip, ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)]
    return [ip, ip.sixtofour] if ip.sixtofour else [ip]


def _is_local(ip: Address) -> bool:
    return isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local


class Clock(threading.local):
    """When the request of this thread must be over, whatever its server does."""

    ends_at: float = inf

    def left_s(self, timeout: float | None) -> float:
        """Return how long the next step may take.

        Raises:
            ReadTimeout: no time is left.
        """
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time for the whole request is over")
        return left if timeout is None else min(left, timeout)


class PublicNetwork(httpcore2.NetworkBackend):
    """Connects to the very address it has checked, so that a name cannot lead elsewhere a moment later.

    Args:
        private: whether addresses that are not public are allowed.
        clock: ends every request in time.
    """

    def __init__(self, private: bool, clock: Clock) -> None:
        self._private = private
        self._clock = clock
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.NetworkStream:
        """Look the name up, check all its addresses, and connect to the first that answers.

        Raises:
            AddressRefused: one of them is not public.
            ConnectError: the name is unknown, or none answers.
        """
        failed: Exception = httpcore2.ConnectError("the name has no address")
        for address in self._checked(host, port):
            try:
                left_s = self._clock.left_s(timeout)
                stream = self._plain.connect_tcp(address, port, left_s, local_address, socket_options)
                return _TimedStream(stream, self._clock)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed

    def _checked(self, host: str, port: int) -> list[str]:
        """Return the addresses of a name."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._private and not all(is_public(address) for address in addresses):
            raise AddressRefused
        return addresses


class _TimedStream(httpcore2.NetworkStream):
    """A connection whose every step is cut off when the request's time is over."""

    def __init__(self, stream: httpcore2.NetworkStream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._clock.left_s(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.left_s(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._clock.left_s(timeout))
        return _TimedStream(stream, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
