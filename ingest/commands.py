"""The receiving dock's commands: `hemline ingest posts | images | series | labels`, and `hemline listen`."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.terminal import JsonFlag, show
from ingest.live.commands import listen

if TYPE_CHECKING:
    from data.store import Store
    from ingest.jobs.labels import LabelsResult
    from ingest.jobs.posts import IngestResult
    from ingest.jobs.series import SeriesResult

app = typer.Typer()
ingest = typer.Typer(no_args_is_help=True, help="Take posts, pictures, series and your own records in.")
app.add_typer(ingest, name="ingest")
app.add_typer(listen, name="listen")

SourceName = Annotated[
    str | None, typer.Option("--source", help="Name to store them under; the file's own without it.")
]


@ingest.command()
def posts(
    path: Annotated[
        Path,
        typer.Argument(help="CSV, TSV, XLSX, JSON, JSONL, Parquet or SQLite file, also as .gz or .zst; ZIP or folder."),
    ],
    format_: Annotated[
        str,
        typer.Option(
            "--format", help="auto, table, bluesky, mastodon, reddit, feeds, tiktok, x, crowdtangle or chictopia."
        ),
    ] = "auto",
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="FIELD=COLUMN where the guess is wrong, such as text=Message.")
    ] = None,
    source: SourceName = None,
    region: Annotated[str | None, typer.Option(help="Two-letter country of rows that name none.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show five mapped rows and store nothing.")] = False,
    media: Annotated[bool, typer.Option("--media", help="Fetch the pictures that came with the posts, too.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Take files of posts in; a row is stored, a repeat, or refused with its reason.

    Example: hemline ingest posts export.csv --map text=Message --map date=Created --region GB --dry-run
    """
    from ingest.jobs.posts import run

    result = run(_store(make=not dry_run), path, format_, _mapping(map_), source, region, dry_run, media=media)
    show(result if as_json else _told(result), as_json)
    if not as_json:
        _show_preview(result)
    _check_usable(path, result)


@ingest.command()
def images(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Folder of pictures, names read as designer-season-year-…-look; the manifest's without it."
        ),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(help="CSV with a column path or url, and designer, season, city, look, date where known."),
    ] = None,
    source: SourceName = None,
    as_json: JsonFlag = False,
) -> None:
    """Take a folder of pictures in, or those a manifest names; files stay where they are, addresses are fetched.

    Example: hemline ingest images looks/ --manifest looks.csv
    """
    from ingest.jobs.images import run

    show(run(_store(), folder, manifest, source), as_json)


@ingest.command()
def series(
    path: Annotated[
        Path,
        typer.Argument(help="CSV or XLSX with unique_id, ds and y, one row a week; or of Google or Pinterest Trends."),
    ],
    source: SourceName = None,
    as_json: JsonFlag = False,
) -> None:
    """Take weekly series in, such as search interest.

    Example: hemline ingest series interest.csv --source search
    """
    from ingest.jobs.series import run

    result = run(_store(), path, source)
    show(result, as_json)
    _check_usable(path, result)


@ingest.command()
def labels(
    path: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet file of sales, rentals or the like.")],
    date: Annotated[str, typer.Option(help="Column of the date.")],
    label: Annotated[str, typer.Option(help="Column of what was sold or rented.")],
    user: Annotated[str | None, typer.Option(help="Column that names the customer; only a keyed hash is kept.")] = None,
    source: SourceName = None,
    as_json: JsonFlag = False,
) -> None:
    """Take a house's own dated records in; no column but the named ones is read.

    Example: hemline ingest labels rentals.parquet --date rented_on --label category --user customer
    """
    from ingest.jobs.labels import run

    result = run(_store(), path, date, label, user, source)
    show(result, as_json)
    _check_usable(path, result)


@ingest.command()
def repeats(as_json: JsonFlag = False) -> None:
    """Find near-duplicates, bursts and campaigns among the posts of the weeks that have changed.

    Taking posts in ends with it; run it by itself after posts were taken out. Example: hemline ingest repeats
    """
    from ingest.jobs.repeats import run

    show(run(_store(make=False)), as_json)


def _store(make: bool = True) -> Store:
    """Return the warehouse of this home; the home is made the first time something is to be kept."""
    from data.settings import Settings
    from data.store import Store

    settings = Settings()
    if make:
        settings.make_home()
    return Store(settings)


def _check_usable(path: Path, result: IngestResult | LabelsResult | SeriesResult) -> None:
    """Refuse a file of which no row could be used, which mostly means a wrong column or format."""
    from data.errors import BadInput

    if not result.rows_in or result.rows_rejected < result.rows_in:
        return
    worst = _store().read("rejected_main_reason", source=result.source).iloc[0]
    raise BadInput(
        f"No row of {path.name} could be used: {worst['rows']:,} of {result.rows_in:,} have '{worst['reason']}' "
        f"(first at {worst['place']}); check the columns and the format that were given."
    )


def _mapping(pairs: list[str] | None) -> dict[str, str] | None:
    """Read FIELD=COLUMN pairs."""
    from data.errors import BadInput

    mapping = {}
    for pair in pairs or ():
        role, mark, column = pair.partition("=")
        if not mark:
            raise BadInput(f"--map '{pair}' is no FIELD=COLUMN; write it as in --map text=Message.")
        mapping[role.strip()] = column.strip()
    return mapping or None


def _told(result: IngestResult) -> dict[str, Any]:
    """Return the facts for a reader: what was recognised, the mapping, the counts, and what was assumed."""
    from ingest.jobs.posts import told_mapping

    facts = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
    told = {"source": result.source, "recognised_as": result.format, "mapping": told_mapping(result.mapping)}
    files = {"files": result.files} if result.files > 1 else {}
    counts = {} if result.preview is not None else {name: facts[name] for name in facts if name.startswith("rows_")}
    if result.pictures:
        counts |= dataclasses.asdict(result.pictures)
    notes = {"note": " ".join(result.notes)} if result.notes else {}
    return {**told, **files, **counts, **notes}


def _show_preview(result: IngestResult) -> None:
    """Print the rows of a dry run."""
    for at, row in enumerate(result.preview or (), 1):
        typer.echo(f"row {at}: " + ", ".join(f"{name}={value}" for name, value in row.items() if value is not None))
    if result.preview is not None:
        typer.echo("Nothing was stored; run it again without --dry-run to take the file in.")
