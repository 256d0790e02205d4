"""The storeroom's commands: publish, status, doctor."""

from __future__ import annotations

import typer

from data.settings import Settings
from data.terminal import JsonFlag, show

app = typer.Typer()


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
    show(found if json else _flat(vars(found)), json)


@app.command()
def doctor(json: JsonFlag = False) -> None:
    """Check this installation and say the remedy for whatever is missing.

    Example: hemline doctor
    """
    from data.health import checks

    found = checks(Settings())
    if json:
        show({"checks": [vars(check) for check in found]}, True)
        return
    for check in found:
        typer.echo(f"{'ok  ' if check.well else 'miss'}  {check.name}: {check.found}")
        if check.remedy:
            typer.echo(f"      remedy: {check.remedy}")


def _flat(facts: dict[str, object]) -> dict[str, object]:
    """Spread nested counts into lines of their own, with the newest week beside each count."""
    rows, weeks = dict(facts["rows"]), dict(facts["newest_week"])  # type: ignore[call-overload]
    counted = {
        what: f"{count:,}" + (f" (to the week of {weeks[what]})" if what in weeks else "")
        for what, count in rows.items()
    }
    return {
        "home": facts["home"],
        "read from": facts["read_from"],
        **counted,
        "snapshot": facts["snapshot"],
        "next": facts["next_step"],
    }
