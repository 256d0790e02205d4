"""The webhook: alerts posted as JSON to an address of one's own."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

import httpx2

from dashboard.channels import Message, Tries, Untold, Unwell, digest
from data.errors import BadInput
from ingest.live.http import UNWELL


class Webhook:
    """Posts all messages in one request, with an `Idempotency-Key` that is the same for the same messages.

    Args:
        address: https, or http to this machine; kept out of every sentence but for its host, for it is a secret.
        tries: how patiently.

    Raises:
        BadInput: the address is neither.
    """

    name = "webhook"

    def __init__(self, address: str, tries: Tries) -> None:
        self._url = _checked(address)
        self._tries = tries

    def tell(self, messages: Sequence[Message]) -> None:
        """Post the messages.

        Raises:
            Untold: the server could not be reached, or did not take them.
        """
        body = {
            "text": "\n".join(message.sentence for message in messages),
            "alerts": [message.as_json() for message in messages],
        }
        headers = {"Idempotency-Key": digest(messages)}
        with httpx2.Client(timeout=self._tries.silence_s, follow_redirects=False) as client:
            self._tries.until_well(lambda: self._post(client, body, headers))

    def _post(self, client: httpx2.Client, body: dict[str, Any], headers: dict[str, str]) -> None:
        """Post once; what the server writes back is not read."""
        try:
            with client.stream("POST", self._url, json=body, headers=headers) as answer:
                status = answer.status_code
        except httpx2.HTTPError as error:
            raise Unwell(f"The webhook at {self._url.host} cannot be told ({type(error).__name__})") from error
        if status in UNWELL:
            raise Unwell(f"The webhook at {self._url.host} answered {status}")
        if status >= 300:
            raise Untold(f"The webhook at {self._url.host} answered {status}; check HEMLINE_ALERT_WEBHOOK.")


def _checked(address: str) -> httpx2.URL:
    """Return an address that alerts may be posted to."""
    try:
        url = httpx2.URL(address.strip())
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if not url.host or url.scheme not in ("http", "https"):
        raise BadInput("HEMLINE_ALERT_WEBHOOK is no address; write it whole, as in https://example.com/hook.")
    if url.scheme == "http" and not _is_here(url.host):
        raise BadInput(
            f"HEMLINE_ALERT_WEBHOOK goes to {url.host} in the clear; write https, or http to this machine only."
        )
    return url


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
