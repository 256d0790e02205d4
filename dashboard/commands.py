"""The showroom's commands: serve, export, demo."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from data.settings import Settings
from data.terminal import JsonFlag, show

app = typer.Typer()
PortOption = Annotated[int, typer.Option(min=1, max=65535, help="The port of the dashboard.")]
AddressOption = Annotated[str, typer.Option(help="The address it listens on; only this machine unless changed.")]


class What(StrEnum):
    """The tables that can be exported."""

    TRENDS = "trends"
    FORECASTS = "forecasts"
    EVIDENCE = "evidence"
    ACCURACY = "accuracy"
    SEASONS = "seasons"
    BRIEFS = "briefs"


@app.command()
def serve(port: PortOption = 8501, address: AddressOption = "127.0.0.1") -> None:
    """Serve the dashboard until Ctrl-C.

    Example: hemline serve --port 8600
    """
    from dashboard.server import serve as serve_dashboard

    serve_dashboard(address, port)


@app.command()
def export(
    what: Annotated[What, typer.Argument(help="Which table.")],
    out: Annotated[Path | None, typer.Option(help="The CSV to write; standard output unless given.")] = None,
) -> None:
    """Write a table of the current snapshot as CSV.

    Example: hemline export trends --out trends.csv
    """
    from dashboard.exports import export as write

    written = write(Settings(), what.value, out)
    typer.echo(f"Wrote {written}." if out else written, nl=out is not None)


@app.command()
def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the dashboard at the end.")] = True,
    posts: Annotated[int, typer.Option(min=100, help="How many posts the sample season has.")] = 20_000,
    looks: Annotated[int, typer.Option(min=1, help="How many looks it has.")] = 300,
    seed: Annotated[int, typer.Option(help="The season's seed.")] = 0,
    port: PortOption = 8501,
    json: JsonFlag = False,
) -> None:
    """Make the sample season, ingest it, run the whole pipeline, publish, and serve the dashboard.

    Example: hemline demo --no-serve
    """
    from dashboard.demo import run
    from dashboard.server import serve as serve_dashboard

    show(run(Settings(), posts, looks, seed), json)
    if serve:
        serve_dashboard("127.0.0.1", port)
