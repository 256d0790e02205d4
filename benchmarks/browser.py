"""A served dashboard and a headless Chromium to look at it with, for the page tests and the screenshots."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.server import DOOR, command

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
INSTALL = "apt-get install chromium, or: python -m playwright install chromium"
START_S = 120


def chromium_path(playwright: Playwright) -> Path | None:
    """Return the Chromium to use: `$HEMLINE_CHROMIUM`, else Playwright's own, else Debian's; None without one."""
    named = [os.environ.get("HEMLINE_CHROMIUM"), playwright.chromium.executable_path, "/usr/bin/chromium"]
    return next((Path(path) for path in named if path and shutil.which(path)), None)


def launch(playwright: Playwright, path: Path) -> Browser:
    """Start a headless Chromium that speaks to nobody but the pages it is shown."""
    return playwright.chromium.launch(executable_path=str(path), args=FLAGS)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the dashboard of a home on a free port of this machine, and yield its address."""
    with server(home) as (address, _):
        yield address


@contextmanager
def server(home: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve the dashboard of a home, and yield its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "HEMLINE_HOME": str(home)}
    process = subprocess.Popen(
        command("127.0.0.1", port),
        cwd=DOOR.parent,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"The dashboard did not answer at {address} within {START_S} s.")
