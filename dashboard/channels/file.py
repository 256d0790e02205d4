"""The file of alerts: a line of JSON each, in the home."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from dashboard.channels import Message, Untold


class File:
    """Adds alerts to a file that is replaced in one step, so that a kill leaves neither half a line nor one twice."""

    name = "file"

    def __init__(self, path: Path) -> None:
        self.path = path

    def tell(self, messages: Sequence[Message]) -> None:
        """Add the messages that the file does not hold yet.

        Raises:
            Untold: it cannot be written.
        """
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.is_file() else []
            added = [json.dumps(message.as_json(), ensure_ascii=False) for message in messages]
            self._replace([*lines, *(line for line in added if line not in lines)])
        except OSError as error:
            raise Untold(
                f"Alerts cannot be written to {self.path} ({error.strerror}); the next run tries again."
            ) from error

    def _replace(self, lines: Sequence[str]) -> None:
        """Put a file with these lines in the old one's place."""
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        building = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        building.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        building.replace(self.path)
