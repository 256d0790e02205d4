"""The dashboard's server: Streamlit in a process of its own, ended with Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import socket
import subprocess
import sys
from pathlib import Path

import typer

from data.errors import BadInput

DOOR = Path(__file__).resolve().parent.parent / "streamlit_app.py"


def serve(address: str, port: int) -> None:
    """Serve the dashboard until it is stopped.

    Raises:
        BadInput: the port is taken, or the address is not this machine's.
    """
    _check_free(address, port)
    typer.echo(f"Hemline is at http://{address}:{port} (Ctrl-C ends it).")
    with contextlib.suppress(KeyboardInterrupt):
        subprocess.run(command(address, port), cwd=DOOR.parent, check=False)


def command(address: str, port: int) -> list[str]:
    """Return the command that serves the dashboard without asking anything."""
    options = {
        "server.address": address,
        "server.port": port,
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
        "server.fileWatcherType": "none",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return [sys.executable, "-m", "dashboard.served", "run", str(DOOR), *flags]


def _check_free(address: str, port: int) -> None:
    """Refuse an address that is not this machine's, and a port another program listens on."""
    try:
        family, *_, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that has just been let go is free
            probe.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            remedy = "end the program that uses it or give another --port"
            raise BadInput(f"Port {port} on {address} is taken; {remedy}.") from error
        where = f"address {address}, port {port}"
        raise BadInput(f"The dashboard cannot listen on {where} ({error.strerror}); give another.") from error
