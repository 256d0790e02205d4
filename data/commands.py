"""The storeroom's commands: publish, status, doctor, forget, archive, key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.settings import Settings
from data.terminal import JsonFlag, show

if TYPE_CHECKING:
    from data.health import Status
    from data.removal import RemovalResult

app = typer.Typer()
key = typer.Typer(no_args_is_help=True, help="Change the key of people's hashes, or encrypt the home.")
app.add_typer(key, name="key")

RECOUNT = (
    "Weekly counts, forecasts and briefs were made before this; 'hemline run' makes them anew. Taking the same files "
    "in again brings the posts back."
)
ROTATED = (
    "People count as new from now on. Rows already stored keep their hashes, which cannot be turned back; "
    "'hemline forget' looks for the hashes of every key."
)
ENCRYPTED = (
    "The warehouse and the snapshot are encrypted; thumbnails, vectors, inbox and secret.key are not: keep the home "
    "on an encrypted disk too."
)
OneSource = Annotated[str | None, typer.Option("--source", help="Only this source; all of them without it.")]


@app.command()
def publish(json: JsonFlag = False) -> None:
    """Write a read-only snapshot of the warehouse and point the dashboard to it.

    Example: hemline publish
    """
    from data.snapshot import publish as publish_snapshot
    from data.store import Store

    show({"snapshot": publish_snapshot(Store(Settings()))}, json)


@app.command()
def status(json: JsonFlag = False) -> None:
    """Say what is in the warehouse, how fresh it is, and what to do next.

    Example: hemline status --json
    """
    from data.health import status as read_status

    found = read_status(Settings())
    show(found if json else _flat(found), json)


@app.command()
def doctor(json: JsonFlag = False) -> None:
    """Check this installation and say the remedy for whatever is missing.

    Example: hemline doctor
    """
    from data.checkup import checks

    found = checks(Settings())
    if json:
        show({"checks": [vars(check) for check in found]}, True)
        return
    for check in found:
        typer.echo(f"{'ok  ' if check.well else 'miss'}  {check.name}: {check.found}")
        if check.remedy:
            typer.echo(f"      remedy: {check.remedy}")


def _flat(found: Status) -> dict[str, object]:
    """Spread nested counts into lines of their own, with the newest week beside each count."""
    weeks = found.newest_week
    counted = {
        what: f"{count:,}" + (f" (to the week of {weeks[what]})" if what in weeks else "")
        for what, count in found.rows.items()
    }
    return {
        "home": found.home,
        "read from": found.read_from,
        **counted,
        **{f"source {state.source}": state.sentence for state in found.sources},
        **{f"rejected from {one.source}, {one.reason}": f"{one.rows:,}, {one.shown}" for one in found.rejected},
        "waiting in the inbox": found.waiting or None,
        "snapshot": found.snapshot,
        "next": found.next_step,
    }


@app.command()
def forget(
    author: Annotated[
        str | None, typer.Option(help="The author as the source gives it: handle, DID, address of the account, number.")
    ] = None,
    older_than: Annotated[
        str | None, typer.Option(help="An age such as 2y, 18m, 12w or 90d, or a date: posts from before it go.")
    ] = None,
    source: OneSource = None,
    finish: Annotated[bool, typer.Option("--finish", help="Finish a removal that was stopped.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would go and change nothing.")] = False,
    json: JsonFlag = False,
) -> None:
    """Remove what an author wrote, or what is too old, from the warehouse, its files and every snapshot.

    Example: hemline forget --author @jane_doe --source bluesky, or hemline forget --older-than 2y --dry-run
    """
    from data import removal
    from data.errors import BadInput
    from data.store import Store

    store = Store(Settings())
    if [author is not None, older_than is not None, finish].count(True) != 1:
        raise BadInput("Say what to forget with one of --author HANDLE, --older-than AGE and --finish.")
    if finish:
        finished, snapshot = removal.finish(store)
        show({"finished": finished, "snapshot": snapshot}, json)
        return
    if author is not None:
        wanted = removal.of_author(store, author, source)
    else:
        wanted = removal.of_age(store, older_than or "", source)
    done = removal.remove(store, wanted, dry_run)
    show(done if json else _told(done), json)


@app.command()
def archive(
    out: Annotated[Path, typer.Option(help="The folder to make.")],
    source: OneSource = None,
    before: Annotated[str | None, typer.Option(help="Only posts from before this age (2y, 90d) or date.")] = None,
    json: JsonFlag = False,
) -> None:
    """Write the masked posts as Parquet, a folder a source and month, which 'hemline ingest posts' reads.

    Example: hemline archive --out archive-2024 --before 2025-01-01
    """
    from data.archive import archive as write_archive
    from data.removal import moment
    from data.store import Store

    until = moment(before, "--before") if before else None
    show(write_archive(Store(Settings()), out, source, until), json)


@key.command()
def rotate(json: JsonFlag = False) -> None:
    """Make a new key for the hashes of people to come; older keys stay in secret.key, so that forget finds old rows.

    A hash cannot be turned back, so rows already stored keep theirs: the same person counts as a new one from now on,
    and a file whose ids name accounts, taken in again, is stored again.

    Example: hemline key rotate
    """
    from data.pseudonyms import rotate as rotate_key

    made = rotate_key(Settings())
    show({"key": made.key_id, "older_keys": len(made.known) - 1, "note": ROTATED}, json)


@key.command()
def encrypt(json: JsonFlag = False) -> None:
    """Write a plain home anew, encrypted with HEMLINE_KEY: the warehouse and one snapshot.

    Example: hemline key encrypt, with HEMLINE_KEY set to a key of at least 16 characters
    """
    from data.rewriting import encrypt as encrypt_home

    show({"snapshot": encrypt_home(Settings()), "note": ENCRYPTED}, json)


def _told(done: RemovalResult) -> dict[str, object]:
    """Return the facts of a removal for a reader: what went, in words, and what comes next."""
    went = {**done.counts, "files": done.files} if done.counts else "nothing, for nothing of it is here"
    changed = bool(done.counts) and not done.dry_run
    return {
        "would_remove" if done.dry_run else "removed": went,
        "posts_from_before": done.older_than,
        "warehouse": "written to a new file" if changed else None,
        "snapshot": done.snapshot,
        "stopped_removals_finished": done.finished_earlier or None,
        "note": " ".join([*done.notes, *([RECOUNT] if changed else [])]) or None,
    }
