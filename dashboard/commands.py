"""The showroom's commands: run, alerts, serve, export, demo."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from analysis.commands import LimitOption, Profile, ProfileOption, usable
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
    ALL = "all"
    TREND = "trend"


@app.command()
def run(profile: ProfileOption = Profile.FAST, limit: LimitOption = 600, json: JsonFlag = False) -> None:
    """Do everything between ingest and the dashboard, publish included, then tell what crossed a limit you set.

    Example: hemline run
    """
    from analysis.jobs import pipeline
    from dashboard import alerts as job
    from data.store import Store

    settings = Settings()
    channels = job.channels(settings)  # a setting that cannot be used is refused before the work
    done = pipeline.run(Store(settings), profile=profile.value, limit=limit)
    told, _ = job.run(settings, channels)
    show({**dataclasses.asdict(done), "alerts": dataclasses.asdict(told) if json or told.kept else None}, json)


@app.command()
def alerts(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be told and change nothing.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Also write what this look found: CSV, or a line of JSON each for .jsonl.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Say what crossed a limit of your watchlist since the last look, and tell it to every channel once.

    Example: hemline alerts --dry-run
    """
    from dashboard import alerts as job

    settings, path = Settings(), usable(out) if out else None
    result, found = job.run(settings, job.channels(settings), dry_run)
    if path:
        job.write(found, path)
    if json:
        show(result, json)
    else:
        typer.echo(job.told_words(result, dry_run))
    for failed in result.failed:
        typer.echo(failed, err=True)
    if result.failed:
        raise typer.Exit(1)


@app.command()
def serve(port: PortOption = 8501, address: AddressOption = "127.0.0.1") -> None:
    """Serve the dashboard until Ctrl-C.

    Example: hemline serve --port 8600
    """
    from dashboard.server import serve as serve_dashboard

    serve_dashboard(address, port)


@app.command()
def export(
    what: Annotated[What, typer.Argument(help="Which table; all of them make one workbook, trend makes one page.")],
    out: Annotated[
        Path | None, typer.Option(help="The file to write, CSV or (.xlsx) a workbook; else standard output, as CSV.")
    ] = None,
    label: Annotated[str | None, typer.Option(help="For trend: the label_id, such as material:suede.")] = None,
    region: Annotated[str, typer.Option(help="For trend: a region's code.")] = "all",
    language: Annotated[str, typer.Option(help="For trend: en or zh.")] = "en",
) -> None:
    """Write a table of the current snapshot as CSV or as a workbook, or one trend on one page as PDF.

    Example: hemline export trends --out trends.xlsx, or hemline export trend --label material:suede --out suede.pdf
    """
    from dashboard.exports import export as write

    if what is What.TREND:
        from dashboard import one_pager

        typer.echo(f"Wrote {one_pager.export(Settings(), label, region, language, out)}.")
        return
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
