"""A reader without a browser: speaks Streamlit's own protocol to a served dashboard and times each run of a page."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

SUBPROTOCOL = "streamlit"
LONGEST_S = 60
Params = dict[str, str | list[str]]


@dataclass(frozen=True)
class Visit:
    """One run of a page.

    Attributes:
        page: its name in the address.
        took_s: from asking to the end of the run, as the reader saw it.
        elements: how many elements came.
        size: bytes that came.
        fault: what the page said instead of its content; empty where all is well.
    """

    page: str
    took_s: float
    elements: int
    size: int
    fault: str = ""


class Visitor:
    """One session of one reader.

    Args:
        socket: the open connection.
        address: the dashboard's, http.
    """

    def __init__(self, socket: ClientConnection, address: str) -> None:
        self._socket, self._address = socket, address
        self._known: set[str] = set()  # messages that a browser would keep and not be sent again

    @classmethod
    async def at(cls, address: str) -> Visitor:
        """Open a session."""
        where = address.replace("http", "ws", 1) + "/_stcore/stream"
        return cls(await connect(where, subprotocols=[SUBPROTOCOL], max_size=None, ping_interval=None), address)  # type: ignore[list-item]

    async def visit(self, page: str, params: Params) -> Visit:
        """Open a page at an address and wait until it has run."""
        started_s = time.perf_counter()
        await self._socket.send(self._asked(page, urlencode(params, doseq=True)))
        elements, size, fault = 0, 0, ""
        async for raw in self._socket:
            message = ForwardMsg.FromString(raw)  # type: ignore[arg-type]
            size += len(raw)
            if message.metadata.cacheable:
                self._known.add(message.hash)
            kind = message.WhichOneof("type")
            elements += kind in ("delta", "ref_hash")
            fault = fault or _fault(message)
            if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                break
        return Visit(page, time.perf_counter() - started_s, elements, size, fault)

    async def leave(self) -> None:
        """Close the session."""
        await self._socket.close()

    def _asked(self, page: str, query: str) -> bytes:
        """Return the message a browser sends when its address changes."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = query, page
        state.cached_message_hashes.extend(self._known)
        state.context_info.timezone, state.context_info.locale = "Europe/London", "en-GB"
        state.context_info.url, state.context_info.color_scheme = f"{self._address}/{page}", "light"
        return message.SerializeToString()


def _fault(message: ForwardMsg) -> str:
    """Return what a message says went wrong."""
    if message.WhichOneof("type") == "page_not_found":
        return "no such page"
    element = message.delta.new_element
    if element.WhichOneof("type") == "exception":
        return element.exception.message or element.exception.type
    is_error = element.WhichOneof("type") == "alert" and element.alert.format == element.alert.ERROR
    return element.alert.body if is_error else ""
