"""What a command says at its end: facts a line each, or one JSON object for machines."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]


def show(result: Any, as_json: bool = False) -> None:
    """Print a dataclass or a mapping: JSON when asked for, else `name: value` lines without the empty ones."""
    facts = dict(result) if isinstance(result, Mapping) else dataclasses.asdict(result)
    if as_json:
        typer.echo(json.dumps(facts, default=_plain, ensure_ascii=False))
        return
    for name, value in facts.items():
        if value is not None and value != ():
            typer.echo(f"{name.replace('_', ' ')}: {_readable(value)}")


def _plain(value: Any) -> Any:
    """Turn what JSON cannot hold into text or a number."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return value.item() if hasattr(value, "item") else str(value)


def _readable(value: Any) -> str:
    """Write whole numbers with thousands separators, fractions with three figures, and parts after one another."""
    if isinstance(value, Mapping):
        told = {name: part for name, part in value.items() if part is not None and part != ()}
        return ", ".join(f"{name.replace('_', ' ')} {_readable(part)}" for name, part in told.items())
    if isinstance(value, list | tuple):
        return " ".join(_readable(part) for part in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}"
