"""The dashboard's server: Streamlit in a process of its own, ended with Ctrl-C."""

from __future__ import annotations

import contextlib
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
        BadInput: the port is taken.
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
    return [sys.executable, "-m", "streamlit", "run", str(DOOR), *flags]


def _check_free(address: str, port: int) -> None:
    """Refuse a port another program listens on."""
    with socket.socket() as probe:
        if probe.connect_ex((address, port)) == 0:
            raise BadInput(f"Port {port} on {address} is taken; end the program that uses it or give another --port.")
