"""Text for others from the evidence of a brief: to read, to copy and to download."""

from __future__ import annotations

from dashboard.brief_bench import Bench
from dashboard.brief_draft import Draft


def show(bench: Bench, draft: Draft) -> None:
    """Show it."""
